package org.candor.plumbing;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import java.io.IOException;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * A head that does not end, played by a server as the framework starts one. Not by the framework itself: in its tests Netty is
 * loaded apart from our classes and finds none of them.
 */
class HeadClockTest {
    private static final Duration LIMIT = Duration.ofMillis(1500);
    private static final Duration USUAL = Duration.ofSeconds(10);
    private static final String WHOLE = "GET / HTTP/1.1\r\nHost: localhost\r\n\r\n";

    private static Vertx vertx;
    private static URI base;

    @BeforeAll
    static void serve() throws Exception {
        HeadClock.limit(LIMIT);
        vertx = Vertx.vertx();
        HttpServer server = vertx.createHttpServer()
                .requestHandler(it -> it.bodyHandler(body -> it.response().end("whole " + body.length())))
                .listen(0, "127.0.0.1")
                .toCompletionStage()
                .toCompletableFuture()
                .get(10, TimeUnit.SECONDS);
        base = URI.create("http://127.0.0.1:" + server.actualPort());
    }

    @AfterAll
    static void close() {
        HeadClock.limit(USUAL);
        vertx.close();
    }

    @Test
    void http_061_a_head_of_a_byte_now_and_then_is_cut_off_and_nobody_else_waits() {
        long began = System.nanoTime();
        Wire.Answer answer = Wire.slowly(
                base,
                bytes("POST /v1/notices HTTP/1.1\r\n"),
                Duration.ofMillis(200),
                () -> assertEquals(200, Wire.send(base, bytes(WHOLE)).status()));
        assertEquals(0, answer.status());
        long millis = (System.nanoTime() - began) / 1_000_000;
        assertTrue(millis >= 1000 && millis < 10_000, () -> "after " + millis + " ms");
    }

    @Test
    void a_connection_that_is_kept_open_and_a_body_that_comes_slowly_are_left_alone() throws Exception {
        try (Socket socket = Wire.begin(base, bytes(WHOLE))) {
            assertEquals("HTTP/1.1 200 OK", line(socket));
            Thread.sleep(LIMIT.plusMillis(500));
            send(socket, "POST / HTTP/1.1\r\nHost: localhost\r\nContent-Length: 3\r\n\r\na");
            Thread.sleep(LIMIT.plusMillis(500));
            send(socket, "bc");
            while (!line(socket).equals("HTTP/1.1 200 OK")) {
                // What is left of the first answer.
            }
        }
    }

    @Test
    void the_second_head_on_a_connection_has_its_time_too() throws Exception {
        try (Socket socket = Wire.begin(base, bytes(WHOLE))) {
            assertEquals("HTTP/1.1 200 OK", line(socket));
            send(socket, "GET / HT");
            long began = System.nanoTime();
            while (socket.getInputStream().read() >= 0) {
                // What is left of the first answer, and then the end.
            }
            assertTrue(System.nanoTime() - began < TimeUnit.SECONDS.toNanos(10));
        }
    }

    @Test
    void many_requests_at_once_are_each_answered() throws Exception {
        try (Socket socket = Wire.begin(base, bytes(WHOLE.repeat(50)))) {
            for (int seen = 0; seen < 50; ) {
                seen += line(socket).startsWith("HTTP/1.1 200") ? 1 : 0;
            }
        }
    }

    private static void send(Socket socket, String text) throws IOException {
        socket.getOutputStream().write(bytes(text));
        socket.getOutputStream().flush();
    }

    /** The next line; answers of "whole 0" have no line end, so what follows them is on theirs. */
    private static String line(Socket socket) throws IOException {
        StringBuilder line = new StringBuilder();
        for (int b = socket.getInputStream().read();
                b != '\n';
                b = socket.getInputStream().read()) {
            if (b < 0) {
                throw new IOException("closed");
            }
            if (b != '\r') {
                line.append((char) b);
            }
        }
        return line.toString().replaceFirst("^whole \\d", "");
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }
}
