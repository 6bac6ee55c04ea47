package org.candor.plumbing;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/** Sends the bytes of a request on a bare socket, since every HTTP client mends what it is given, and reads one answer. */
public final class Wire {
    private static final int MILLIS = 30_000;

    /** One answer; status 0 means the connection was closed without one. */
    public record Answer(int status, Map<String, List<String>> all, byte[] bytes) {
        public List<String> headers(String name) {
            return all.getOrDefault(name.toLowerCase(Locale.ROOT), List.of());
        }

        public String header(String name) {
            return String.join(", ", headers(name));
        }

        public String body() {
            return new String(bytes, StandardCharsets.UTF_8);
        }
    }

    private Wire() {}

    public static Answer send(URI base, byte[] request) {
        return send(base, request, "127.0.0.1");
    }

    /** Sends the beginning of a request and leaves the connection open: whoever holds it decides when it ends. */
    public static Socket begin(URI base, byte[] part) {
        try {
            Socket socket = new Socket(base.getHost(), base.getPort());
            socket.setSoTimeout(MILLIS);
            socket.getOutputStream().write(part);
            socket.getOutputStream().flush();
            return socket;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * Sends the head at once and then a byte each time so much has passed, and reads what comes.
     *
     * @param meanwhile what is done once the head is out
     */
    public static Answer slowly(URI base, byte[] head, Duration each, Runnable meanwhile) {
        try (Socket socket = begin(base, head)) {
            Thread writer = Thread.ofVirtual().start(() -> drip(socket, each));
            meanwhile.run();
            Answer answer = read(new BufferedInputStream(socket.getInputStream()));
            writer.interrupt();
            return answer;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void drip(Socket socket, Duration each) {
        try {
            while (true) {
                Thread.sleep(each);
                socket.getOutputStream().write('x');
            }
        } catch (IOException | InterruptedException e) {
            // It is closed, or the answer is there: no more bytes.
        }
    }

    /** Sends from another address of this machine, such as {@code 127.0.0.7}: to the service it is another client. */
    public static Answer send(URI base, byte[] request, String from) {
        try (Socket socket = new Socket()) {
            socket.bind(new InetSocketAddress(from, 0));
            socket.connect(new InetSocketAddress(base.getHost(), base.getPort()), MILLIS);
            socket.setSoTimeout(MILLIS);
            Thread writer = Thread.ofVirtual().start(() -> write(socket, request));
            Answer answer = read(new BufferedInputStream(socket.getInputStream()));
            writer.interrupt();
            return answer;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void write(Socket socket, byte[] request) {
        try {
            OutputStream out = socket.getOutputStream();
            out.write(request);
            out.flush();
        } catch (IOException e) {
            // The server answered and closed before it had read everything; the answer tells.
        }
    }

    private static Answer read(InputStream in) throws IOException {
        String status = first(in);
        if (status.isEmpty()) {
            return new Answer(0, Map.of(), new byte[0]);
        }
        Map<String, List<String>> headers = new TreeMap<>();
        for (String line = line(in); !line.isEmpty(); line = line(in)) {
            int colon = line.indexOf(':');
            headers.computeIfAbsent(line.substring(0, colon).toLowerCase(Locale.ROOT), it -> new ArrayList<>())
                    .add(line.substring(colon + 1).strip());
        }
        return new Answer(Integer.parseInt(status.split(" ")[1]), headers, body(in, headers));
    }

    /** The status line; empty if the connection ends before it. */
    private static String first(InputStream in) throws IOException {
        try {
            return line(in);
        } catch (SocketException e) {
            return "";
        }
    }

    private static byte[] body(InputStream in, Map<String, List<String>> headers) throws IOException {
        if (headers.containsKey("content-length")) {
            return in.readNBytes(Integer.parseInt(headers.get("content-length").getFirst()));
        }
        ByteArrayOutputStream body = new ByteArrayOutputStream();
        if (headers.containsKey("transfer-encoding")) {
            for (int size = Integer.parseInt(line(in), 16); size > 0; size = Integer.parseInt(line(in), 16)) {
                body.write(in.readNBytes(size));
                line(in);
            }
        }
        return body.toByteArray();
    }

    private static String line(InputStream in) throws IOException {
        ByteArrayOutputStream line = new ByteArrayOutputStream();
        for (int b = in.read(); b >= 0 && b != '\n'; b = in.read()) {
            if (b != '\r') {
                line.write(b);
            }
        }
        return line.toString(StandardCharsets.ISO_8859_1);
    }
}
