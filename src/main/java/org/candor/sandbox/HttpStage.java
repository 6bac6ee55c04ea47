package org.candor.sandbox;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/** An HTTP server on loopback for one player: it reads a call whole, asks the player, and does what the player says. */
final class HttpStage implements AutoCloseable {
    private static final int MOST = 1 << 20;

    static {
        // An answer in two packets must not wait for the first one's acknowledgement.
        System.setProperty("sun.net.httpserver.nodelay", "true");
        System.setProperty("sun.net.httpserver.maxIdleConnections", "2000");
    }

    /** Who answers. Called on a thread of its own for each call. */
    interface Player {
        Reply answer(Call call) throws IOException;
    }

    /**
     * One call.
     *
     * @param query as sent, without the question mark; empty if there is none
     * @param headers by name in lower case, the first of each
     */
    record Call(String method, String path, String query, Map<String, String> headers, byte[] body) {
        String header(String name) {
            return headers.getOrDefault(name.toLowerCase(Locale.ROOT), "");
        }

        String text() {
            return new String(body, StandardCharsets.UTF_8);
        }
    }

    /**
     * What is done: wait, then answer, or close the connection without a word.
     *
     * @param status null to close instead of answering
     */
    record Reply(@Nullable Integer status, Map<String, String> headers, byte[] body, Duration delay) {
        static Reply json(int status, String json) {
            return new Reply(
                    status,
                    Map.of("Content-Type", "application/json; charset=utf-8"),
                    json.getBytes(StandardCharsets.UTF_8),
                    Duration.ZERO);
        }

        static Reply html(int status, String html) {
            return new Reply(
                    status,
                    Map.of("Content-Type", "text/html; charset=utf-8"),
                    html.getBytes(StandardCharsets.UTF_8),
                    Duration.ZERO);
        }

        static Reply cut() {
            return new Reply(null, Map.of(), new byte[0], Duration.ZERO);
        }

        Reply after(Duration time) {
            return new Reply(status, headers, body, time);
        }

        Reply with(String name, String value) {
            Map<String, String> more = new LinkedHashMap<>(headers);
            more.put(name, value);
            return new Reply(status, more, body, delay);
        }
    }

    private final HttpServer server;
    private final ExecutorService threads;
    private final CountDownLatch closing = new CountDownLatch(1);
    private final AtomicLong calls = new AtomicLong();

    /** Starts to listen; throws if the port is taken. */
    HttpStage(int port, Player player) throws IOException {
        this.server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 1_024);
        this.threads = Executors.newVirtualThreadPerTaskExecutor();
        server.setExecutor(threads);
        server.createContext("/", exchange -> serve(exchange, player));
        server.start();
    }

    int port() {
        return server.getAddress().getPort();
    }

    /** How many calls have come in, whatever became of them. */
    long calls() {
        return calls.get();
    }

    private void serve(HttpExchange exchange, Player player) throws IOException {
        try (exchange) {
            calls.incrementAndGet();
            byte[] body = exchange.getRequestBody().readNBytes(MOST);
            Map<String, String> headers = new LinkedHashMap<>();
            exchange.getRequestHeaders()
                    .forEach((name, values) -> headers.put(name.toLowerCase(Locale.ROOT), first(values)));
            String query = exchange.getRequestURI().getRawQuery();
            perform(
                    exchange,
                    player.answer(new Call(
                            exchange.getRequestMethod(),
                            exchange.getRequestURI().getRawPath(),
                            query == null ? "" : query,
                            headers,
                            body)));
        }
    }

    private static String first(List<String> values) {
        return values.isEmpty() ? "" : values.getFirst();
    }

    private void perform(HttpExchange exchange, Reply reply) throws IOException {
        pause(reply.delay());
        if (reply.status() == null) {
            // Closing an exchange that was not answered closes its connection.
            return;
        }
        reply.headers().forEach(exchange.getResponseHeaders()::set);
        exchange.sendResponseHeaders(reply.status(), reply.body().length == 0 ? -1 : reply.body().length);
        if (reply.body().length > 0) {
            exchange.getResponseBody().write(reply.body());
        }
    }

    /** Waits, unless the server closes first. */
    void pause(Duration wait) {
        try {
            if (!wait.isZero()) {
                closing.await(wait.toMillis(), TimeUnit.MILLISECONDS);
            }
        } catch (InterruptedException stop) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void close() {
        closing.countDown();
        server.stop(0);
        threads.shutdownNow();
    }
}
