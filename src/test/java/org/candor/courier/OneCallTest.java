package org.candor.courier;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpHandler;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** One call is one call, whatever the server does. */
class OneCallTest {
    private static final Duration SHORT = Duration.ofMillis(400);
    private static final Duration PATIENT = Duration.ofSeconds(20);

    private final AtomicInteger calls = new AtomicInteger();
    private final CountDownLatch end = new CountDownLatch(1);
    private HttpServer server;
    private OneCall http;

    @BeforeEach
    void start() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        server.start();
        http = new OneCall(new OneCall.Limits(2, PATIENT, PATIENT, PATIENT));
    }

    @AfterEach
    void stop() {
        end.countDown();
        http.close();
        server.stop(0);
    }

    private void serve(HttpHandler handler) {
        server.createContext("/", exchange -> {
            calls.incrementAndGet();
            exchange.getRequestBody().readAllBytes();
            handler.handle(exchange);
        });
    }

    private OneCall.Ended post() {
        return post(server.getAddress().getPort());
    }

    private OneCall.Ended post(int port) {
        return http.make(request(port));
    }

    /** With little time for each step: for what is slow on purpose. */
    private OneCall.Ended hastyPost(int port) {
        try (OneCall hasty = new OneCall(new OneCall.Limits(2, SHORT, SHORT, SHORT))) {
            return hasty.make(request(port));
        }
    }

    private static OneCall.Ask request(int port) {
        return new OneCall.Ask(
                "POST",
                URI.create("http://127.0.0.1:" + port + "/x"),
                Map.of("Authorization", "Basic eA=="),
                "text/plain",
                "hello".getBytes(StandardCharsets.UTF_8));
    }

    private static void reply(HttpExchange exchange, int status, String body) throws IOException {
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
        exchange.sendResponseHeaders(status, bytes.length == 0 ? -1 : bytes.length);
        exchange.getResponseBody().write(bytes);
        exchange.close();
    }

    @ParameterizedTest
    @ValueSource(ints = {200, 201, 301, 302, 307, 308, 400, 401, 407, 408, 429, 500, 502, 503, 504})
    void every_status_is_the_answer_of_one_call(int status) {
        serve(exchange -> {
            exchange.getResponseHeaders().set("Location", "/elsewhere");
            exchange.getResponseHeaders().set("Retry-After", "0");
            exchange.getResponseHeaders().set("WWW-Authenticate", "Basic realm=x");
            reply(exchange, status, "said");
        });
        OneCall.Answered answer = assertInstanceOf(OneCall.Answered.class, post());
        assertEquals(status, answer.status());
        assertEquals("said", new String(answer.body(), StandardCharsets.UTF_8));
        assertEquals("0", answer.headers().get("retry-after"));
        assertEquals(1, calls.get());
    }

    @Test
    void a_connection_closed_without_an_answer_was_written_to_once() {
        serve(HttpExchange::close);
        assertTrue(assertInstanceOf(OneCall.Broken.class, post()).written());
        assertEquals(1, calls.get());
    }

    @Test
    void a_hung_answer_is_given_up_in_time() {
        serve(exchange -> hang());
        long start = System.nanoTime();
        assertTrue(assertInstanceOf(
                        OneCall.Broken.class, hastyPost(server.getAddress().getPort()))
                .written());
        assertTrue(System.nanoTime() - start < Duration.ofSeconds(3).toNanos());
        assertEquals(1, calls.get());
    }

    @Test
    void an_answer_that_drips_is_given_up_in_time() {
        serve(exchange -> {
            exchange.sendResponseHeaders(200, 1_000);
            try (OutputStream body = exchange.getResponseBody()) {
                for (int i = 0; i < 1_000 && end.getCount() > 0; i++) {
                    body.write('x');
                    body.flush();
                    pause(50);
                }
            }
        });
        long start = System.nanoTime();
        assertTrue(assertInstanceOf(
                        OneCall.Broken.class, hastyPost(server.getAddress().getPort()))
                .written());
        assertTrue(System.nanoTime() - start < Duration.ofSeconds(3).toNanos());
    }

    @Test
    void nobody_there_means_nothing_was_written() throws IOException {
        int nobody;
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            nobody = socket.getLocalPort();
        }
        assertFalse(assertInstanceOf(OneCall.Broken.class, post(nobody)).written());
    }

    @Test
    void a_server_that_never_accepts_means_nothing_was_written() throws Exception {
        // One waits to be accepted, the next ones wait to be let wait.
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
                Socket first = new Socket();
                Socket second = new Socket()) {
            first.connect(socket.getLocalSocketAddress());
            second.connect(socket.getLocalSocketAddress());
            OneCall.Ended ended = hastyPost(socket.getLocalPort());
            assertInstanceOf(OneCall.Broken.class, ended);
        }
    }

    @Test
    void without_a_free_connection_nothing_was_written() throws Exception {
        serve(exchange -> hang());
        OneCall patient = new OneCall(new OneCall.Limits(1, SHORT, SHORT, Duration.ofSeconds(5)));
        try (patient) {
            Thread.ofVirtual().start(() -> patient.make(OneCall.Ask.get(url(), Map.of())));
            while (calls.get() == 0) {
                pause(5);
            }
            OneCall.Ended second = patient.make(OneCall.Ask.get(url(), Map.of()));
            assertFalse(assertInstanceOf(OneCall.Broken.class, second).written());
            assertEquals(1, calls.get());
        }
    }

    private URI url() {
        return URI.create("http://127.0.0.1:" + server.getAddress().getPort() + "/x");
    }

    @Test
    void an_endless_answer_is_cut_off() {
        serve(exchange -> {
            exchange.sendResponseHeaders(200, 0);
            byte[] much = new byte[64 * 1024];
            try (OutputStream body = exchange.getResponseBody()) {
                for (int i = 0; i < 100; i++) {
                    body.write(much);
                }
            }
        });
        OneCall.Answered answer = assertInstanceOf(OneCall.Answered.class, post());
        assertEquals(OneCall.MOST, answer.body().length);
        assertInstanceOf(OneCall.Answered.class, post());
    }

    @ParameterizedTest
    @ValueSource(strings = {"a", "a: b\r\n"})
    void an_endless_head_of_an_answer_is_cut_off(String piece) throws IOException {
        byte[] much = piece.repeat(16_384 / piece.length()).getBytes(StandardCharsets.US_ASCII);
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            Thread.ofVirtual().start(() -> {
                try (Socket caller = socket.accept()) {
                    OutputStream out = caller.getOutputStream();
                    out.write("HTTP/1.1 200 OK\r\nX: ".getBytes(StandardCharsets.US_ASCII));
                    while (end.getCount() > 0) {
                        out.write(much);
                    }
                } catch (IOException gone) {
                    // The caller hung up, as it should.
                }
            });
            OneCall.Broken broken = assertInstanceOf(OneCall.Broken.class, post(socket.getLocalPort()));
            assertTrue(broken.written());
            assertEquals("MessageConstraintException", broken.word());
        }
    }

    @Test
    void nothing_of_it_is_logged() {
        serve(exchange -> reply(exchange, 200, "secret-answer"));
        try (LogCapture log = LogCapture.ofEverything()) {
            post();
            log.expectNone("eA==");
            log.expectNone("hello");
            log.expectNone("secret-answer");
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "http://api.example.org",
                "ftp://127.0.0.1/x",
                "https://user:secret@api.example.org",
                "https:///x",
                "/x",
                "http://127.0.0.1.evil.example",
                "http://127.0.0.1.example.org@evil.example"
            })
    void an_address_is_https_or_stays_here(String url) {
        assertThrows(IllegalArgumentException.class, () -> OneCall.secure(URI.create(url)));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"https://api.example.org", "http://127.0.0.1:1/x", "http://localhost:8080", "http://[::1]:1"})
    void a_good_address_is_left_alone(String url) {
        assertEquals(URI.create(url), OneCall.secure(URI.create(url)));
    }

    private void hang() {
        pause(10_000);
    }

    private void pause(long millis) {
        try {
            end.await(millis, TimeUnit.MILLISECONDS);
        } catch (InterruptedException stop) {
            Thread.currentThread().interrupt();
        }
    }
}
