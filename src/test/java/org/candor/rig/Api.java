package org.candor.rig;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpHeaders;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.UUID;
import java.util.function.Consumer;

/** The REST API as an incident tool calls it, with one key. */
public final class Api {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final HttpHeaders NONE = HttpHeaders.of(Map.of(), (_, _) -> true);

    private final HttpClient http = HttpClient.newHttpClient();
    private final String base;
    private final String key;

    public Api(String base, String key) {
        this.base = base;
        this.key = key;
    }

    /** With one of the keys that the demonstration profile writes: {@code operator}, {@code approver} or {@code tool}. */
    public static Api demo(Service service, String name) throws IOException {
        return demo("http://127.0.0.1:" + service.port(), service.data(), name);
    }

    /** The same for a service that is reached at {@code base} and keeps its data in this folder. */
    public static Api demo(String base, Path data, String name) throws IOException {
        return new Api(base, demoKey(data, name));
    }

    /** One of those keys, for whoever signs in with it. */
    public static String demoKey(Path data, String name) throws IOException {
        Path file = data.resolve("keys").resolve("demo-keys.json");
        for (JsonNode key : JSON.readTree(Files.readString(file))) {
            if (key.get("name").asText().equals(name)) {
                return key.get("key").asText();
            }
        }
        throw new IllegalStateException("there is no demonstration key named " + name);
    }

    /** An answer; {@link #body()} is empty for a body that is not JSON. */
    public record Answer(int status, String text, HttpHeaders headers) {
        public JsonNode body() {
            try {
                return JSON.readTree(text);
            } catch (IOException e) {
                return JSON.createObjectNode();
            }
        }

        public String header(String name) {
            return headers.firstValue(name).orElse("");
        }

        /** The same answer, or an exception that says what came instead. */
        public Answer expect(int wanted) {
            if (status != wanted) {
                throw new IllegalStateException("expected " + wanted + ", got " + status + ": " + text);
            }
            return this;
        }
    }

    public Answer get(String path) throws IOException, InterruptedException {
        return call(path, HttpRequest.Builder::GET);
    }

    /** POST of JSON with a fresh idempotency key. */
    public Answer post(String path, String json) throws IOException, InterruptedException {
        return post(path, json, UUID.randomUUID().toString());
    }

    public Answer post(String path, String json, String idempotencyKey) throws IOException, InterruptedException {
        return call(
                path,
                it -> it.header("Content-Type", "application/json")
                        .header("Idempotency-Key", idempotencyKey)
                        .POST(HttpRequest.BodyPublishers.ofString(json)));
    }

    /** POST that acts on one revision of something. */
    public Answer postIf(String path, String etag) throws IOException, InterruptedException {
        return call(
                path,
                it -> it.header("Idempotency-Key", UUID.randomUUID().toString())
                        .header("If-Match", etag)
                        .POST(HttpRequest.BodyPublishers.noBody()));
    }

    /** POST of a list of recipients, streamed from a file. */
    public Answer upload(String path, String type, Path file) throws IOException, InterruptedException {
        return upload(path, type, HttpRequest.BodyPublishers.ofFile(file));
    }

    /** The same of a list that comes from elsewhere, at its own speed. */
    public Answer upload(String path, String type, HttpRequest.BodyPublisher body)
            throws IOException, InterruptedException {
        return call(
                path,
                it -> it.header("Content-Type", type)
                        .header("Idempotency-Key", UUID.randomUUID().toString())
                        .POST(body));
    }

    /**
     * The same for measurements: the system itself copies from the file to the connection, so that the sender leaves the
     * cores to what is measured.
     */
    public Answer uploadBySystem(String path, String type, Path file) throws IOException {
        URI to = URI.create(base);
        try (FileChannel list = FileChannel.open(file);
                SocketChannel connection = SocketChannel.open(new InetSocketAddress(to.getHost(), to.getPort()))) {
            long size = list.size();
            String head = "POST %s HTTP/1.1\r\nHost: %s\r\nAuthorization: Bearer %s\r\nAccept: application/json\r\n"
                            .formatted(path, to.getAuthority(), key)
                    + "Content-Type: %s\r\nContent-Length: %d\r\nConnection: close\r\n\r\n".formatted(type, size);
            connection.write(ByteBuffer.wrap(head.getBytes(StandardCharsets.US_ASCII)));
            for (long sent = 0; sent < size; ) {
                sent += list.transferTo(sent, size - sent, connection);
            }
            byte[] all = Channels.newInputStream(connection).readAllBytes();
            String[] answer = new String(all, StandardCharsets.UTF_8).split("\r\n\r\n", 2);
            return new Answer(Integer.parseInt(answer[0].split(" ")[1]), answer[1], NONE);
        }
    }

    private Answer call(String path, Consumer<HttpRequest.Builder> how) throws IOException, InterruptedException {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(path.startsWith("http") ? path : base + path))
                .timeout(Duration.ofMinutes(5))
                .header("Authorization", "Bearer " + key)
                .header("Accept", "application/json");
        how.accept(request);
        HttpResponse<String> answer = http.send(request.build(), HttpResponse.BodyHandlers.ofString());
        return new Answer(answer.statusCode(), answer.body(), answer.headers());
    }
}
