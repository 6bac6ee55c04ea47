package org.candor.bench;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import org.candor.sandbox.Alone;

/** A mail server on loopback in a process of its own: Postfix's {@code smtp-sink} where it is installed, else our ledger. */
final class Sink implements AutoCloseable {
    private static final List<Path> FOLDERS =
            List.of(Path.of("/usr/sbin"), Path.of("/usr/local/sbin"), Path.of("/usr/bin"));

    private final Process process;
    private final int port;
    private final String name;

    private Sink(Process process, int port, String name) {
        this.process = process;
        this.port = port;
        this.name = name;
    }

    static Sink start(Path folder) throws IOException, InterruptedException {
        int port = freePort();
        Path postfix = program("smtp-sink");
        List<String> command = new ArrayList<>();
        if (postfix != null) {
            command.add(postfix.toString());
            if (System.getProperty("user.name").equals("root")) {
                command.addAll(List.of("-u", "nobody"));
            }
            command.addAll(List.of("127.0.0.1:" + port, "1000"));
        } else {
            command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
            command.addAll(List.of("-cp", System.getProperty("java.class.path"), Alone.class.getName(), "smtp"));
            command.addAll(List.of(folder.toString(), Integer.toString(port)));
        }
        Process process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("sink.log").toFile())
                .start();
        Runtime.getRuntime().addShutdownHook(new Thread(process::destroy, "sink end"));
        awaitOpen(port);
        return new Sink(process, port, postfix != null ? "smtp-sink" : "the sandbox's ledger");
    }

    int port() {
        return port;
    }

    String name() {
        return name;
    }

    /**
     * Messages per second of Postfix's own generator against this very sink, for comparison; 0 where it is not installed.
     *
     * @param n messages, 3,000 bytes each, over 16 kept connections
     */
    double yardstick(int n) throws IOException, InterruptedException {
        Path source = program("smtp-source");
        if (source == null) {
            return 0;
        }
        long begin = System.nanoTime();
        Process run = new ProcessBuilder(
                        source.toString(),
                        "-s",
                        "16",
                        "-l",
                        "3000",
                        "-m",
                        Integer.toString(n),
                        "-d",
                        "127.0.0.1:" + port)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start();
        if (!run.waitFor(120, TimeUnit.SECONDS)) {
            run.destroyForcibly();
            return 0;
        }
        return n / ((System.nanoTime() - begin) / 1e9);
    }

    @Override
    public void close() {
        process.destroy();
    }

    private static @org.jspecify.annotations.Nullable Path program(String name) {
        return FOLDERS.stream()
                .map(it -> it.resolve(name))
                .filter(Files::isExecutable)
                .findFirst()
                .orElse(null);
    }

    private static void awaitOpen(int port) throws InterruptedException {
        long end = System.nanoTime() + Duration.ofSeconds(20).toNanos();
        while (System.nanoTime() < end) {
            try (Socket probe = new Socket(InetAddress.getLoopbackAddress(), port)) {
                return;
            } catch (IOException notYet) {
                Thread.sleep(50);
            }
        }
        throw new IllegalStateException(String.format(Locale.ROOT, "no mail server came up on port %d", port));
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }
}
