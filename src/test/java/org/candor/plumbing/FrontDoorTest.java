package org.candor.plumbing;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.smallrye.common.annotation.RunOnVirtualThread;
import io.smallrye.mutiny.Uni;
import jakarta.annotation.security.PermitAll;
import jakarta.inject.Inject;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import java.util.logging.SimpleFormatter;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

@QuarkusTest
class FrontDoorTest {
    @Path("/v1/door-test")
    public static class Probe {
        @POST
        @PermitAll
        @Consumes("application/json")
        public Uni<Integer> size(byte[] body) {
            return Uni.createFrom().item(body.length);
        }

        @POST
        @Path("thread")
        @PermitAll
        public String thread(byte[] body) {
            return Thread.currentThread().getName() + " " + body.length;
        }

        @POST
        @Path("{id}/recipients")
        @PermitAll
        @RunOnVirtualThread
        public long stream(InputStream body) throws IOException {
            return body.transferTo(java.io.OutputStream.nullOutputStream());
        }

        @GET
        @PermitAll
        @Produces("application/json")
        public String list(@QueryParam("limit") @Nullable String limit) {
            return "[]";
        }

        @GET
        @Path("fault")
        @PermitAll
        public String fault() {
            throw new IllegalStateException("anna@example.net is in this message");
        }
    }

    @Path("/verify/door-test")
    public static class Page {
        @GET
        @PermitAll
        public String page() {
            return "page";
        }
    }

    @Inject
    MeterRegistry meters;

    @TestHTTPResource
    URI base;

    @Test
    void an_answer_has_an_id_and_the_headers_that_keep_browsers_safe() {
        Wire.Answer answer = send("GET /v1/door-test HTTP/1.1\r\nHost: localhost\r\n\r\n");
        assertEquals(200, answer.status());
        for (String header : List.of(
                "X-Request-Id",
                "Strict-Transport-Security",
                "Content-Security-Policy",
                "X-Content-Type-Options",
                "Referrer-Policy",
                "Cross-Origin-Opener-Policy",
                "Cross-Origin-Resource-Policy",
                "Permissions-Policy",
                "Cache-Control")) {
            assertEquals(1, answer.headers(header).size(), header);
        }
        assertTrue(answer.headers("Server").isEmpty());
    }

    @Test
    void p11_a_line_about_a_request_names_the_endpoint_and_never_the_path_or_the_query() {
        List<String> lines = new CopyOnWriteArrayList<>();
        Handler ear = new Handler() {
            @Override
            public void publish(LogRecord line) {
                lines.add(new SimpleFormatter().formatMessage(line));
            }

            @Override
            public void flush() {}

            @Override
            public void close() {}
        };
        Logger log = Logger.getLogger(AccessLog.class.getName());
        Level before = log.getLevel();
        log.setLevel(Level.FINE);
        log.addHandler(ear);
        try {
            send("GET /v1/door-test?limit=anna HTTP/1.1\r\nHost: localhost\r\n\r\n");
            send("POST /v1/door-test/anna/recipients HTTP/1.1\r\nHost: localhost\r\nContent-Length: 0\r\n\r\n");
            send("GET /r/anna HTTP/1.1\r\nHost: notices.example.org\r\n\r\n");
            send("GET /anna HTTP/1.1\r\nHost: localhost\r\n\r\n");
            await().atMost(Duration.ofSeconds(10)).until(() -> lines.size() == 4);
        } finally {
            log.removeHandler(ear);
            log.setLevel(before);
        }
        assertTrue(lines.get(0).startsWith("GET /v1/door-test 200 "), lines::toString);
        assertTrue(lines.get(1).startsWith("POST /v1/door-test/{id}/recipients 200 "), lines::toString);
        assertTrue(lines.get(2).startsWith("GET /r/{token} 303 "), lines::toString);
        assertTrue(lines.get(3).startsWith("GET /no-endpoint 404 "), lines::toString);
        assertFalse(lines.toString().contains("anna"), lines::toString);
    }

    @Test
    void a_metric_names_the_endpoint_and_never_the_path_that_was_asked_for() {
        send("GET /v1/door-test HTTP/1.1\r\nHost: localhost\r\n\r\n");
        send("POST /v1/door-test/anna/recipients HTTP/1.1\r\nHost: localhost\r\nContent-Length: 0\r\n\r\n");
        for (String start : List.of(
                "POST /r/anna",
                "BREW /r/anna",
                "OPTIONS /r/anna",
                "GET /r/%ZZanna",
                "GET /anna",
                "GET /v1/anna",
                "DELETE /notices/anna",
                "PUT /v1/door-test/anna/recipients",
                "POST /hooks/anna/anna",
                "GET /assets/anna",
                "GET //anna",
                "GET /r/" + "anna".repeat(500))) {
            send(start + " HTTP/1.1\r\nHost: localhost\r\nContent-Length: 0\r\n\r\n");
        }
        await().atMost(Duration.ofSeconds(10)).until(() -> measured().contains("/no-endpoint"));
        assertTrue(measured().contains("/v1/door-test"), () -> measured().toString());
        assertTrue(
                measured().contains("/v1/door-test/{id}/recipients"),
                () -> measured().toString());
        assertEquals(
                List.of(), measured().stream().filter(it -> it.contains("anna")).toList());
    }

    private List<String> measured() {
        return meters.find("http.server.requests").meters().stream()
                .map(it -> it.getId().getTag("uri"))
                .toList();
    }

    @Test
    void what_is_not_there_not_allowed_or_not_spoken_is_a_problem() {
        problem(404, "not-found", "GET /v1/nothing HTTP/1.1\r\nHost: localhost\r\n\r\n");
        problem(404, "not-found", "GET * HTTP/1.1\r\nHost: localhost\r\n\r\n");
        problem(404, "not-found", "GET v1/door-test HTTP/1.1\r\nHost: localhost\r\n\r\n");
        problem(404, "not-found", "GET /nothing HTTP/1.1\r\nHost: localhost\r\n\r\n");
        problem(405, "method-not-allowed", "DELETE /v1/door-test HTTP/1.1\r\nHost: localhost\r\n\r\n");
        problem(406, "not-acceptable", "GET /v1/door-test HTTP/1.1\r\nHost: localhost\r\nAccept: image/png\r\n\r\n");
        problem(415, "unsupported-media-type", post("Content-Type: text/xml\r\n", "<a/>"));
        problem(415, "unsupported-media-type", post("", "{}"));
        problem(
                415,
                "unsupported-media-type",
                post("Content-Type: application/json\r\nContent-Encoding: gzip\r\n", "{}"));
        problem(414, "uri-too-long", "GET /v1/" + "a".repeat(5000) + " HTTP/1.1\r\nHost: localhost\r\n\r\n");
        problem(
                431,
                "headers-too-large",
                "GET /v1/door-test HTTP/1.1\r\nHost: localhost\r\nX: " + "a".repeat(17_000) + "\r\n\r\n");
        problem(417, "expectation-failed", post("Content-Type: application/json\r\nExpect: x\r\n", "{}"));
    }

    @Test
    void a_fault_of_ours_says_nothing_but_its_id() {
        Wire.Answer answer =
                problem(500, "internal-error", "GET /v1/door-test/fault HTTP/1.1\r\nHost: localhost\r\n\r\n");
        assertFalse(answer.body().contains("anna") || answer.body().contains("IllegalState"));
        assertTrue(answer.body().contains(answer.headers("X-Request-Id").getFirst()));
    }

    @Test
    void a_path_that_two_readers_read_differently_is_refused() {
        for (String target : List.of(
                "/v1/door-test;a=b",
                "/v1/door-test%3Ba",
                "/v1%2Fdoor-test",
                "/v1%5Cdoor-test",
                "/v1/./door-test",
                "/v1/x/../door-test",
                "/%2e%2e/v1/door-test",
                "/v1/door-test/.",
                "//v1/door-test",
                "/v1/door-test/%00",
                "/v1/door-test?q=%",
                "/v1/door-test?q=%zz")) {
            problem(400, "malformed-request", "GET " + target + " HTTP/1.1\r\nHost: localhost\r\n\r\n");
        }
    }

    @Test
    void each_host_has_its_side_of_the_house() {
        assertEquals(
                200,
                send("GET /verify/door-test HTTP/1.1\r\nHost: notices.example.org\r\n\r\n")
                        .status());
        assertEquals(
                200,
                send("GET /v1/door-test HTTP/1.1\r\nHost: LOCALHOST:80\r\n\r\n").status());
        problem(421, "misdirected-request", "GET /verify/door-test HTTP/1.1\r\nHost: localhost\r\n\r\n");
        problem(421, "misdirected-request", "GET /v1/door-test HTTP/1.1\r\nHost: notices.example.org\r\n\r\n");
        problem(421, "misdirected-request", "GET /v1/door-test HTTP/1.1\r\nHost: evil.example\r\n\r\n");
        problem(421, "misdirected-request", "GET http://evil.example/v1/door-test HTTP/1.1\r\nHost: localhost\r\n\r\n");
        problem(400, "malformed-request", "GET /v1/door-test HTTP/1.1\r\nHost: localhost\r\nHost: b\r\n\r\n");
        problem(400, "malformed-request", "GET /v1/door-test HTTP/1.1\r\n\r\n");
    }

    @Test
    void a14_health_metrics_and_the_description_are_not_where_people_come_in() {
        for (String path : List.of(
                "/q/health/ready", "/q/metrics", "/q/openapi", "/q/swagger-ui", "/q/dev-ui", "/openapi", "/metrics")) {
            problem(404, "not-found", "GET " + path + " HTTP/1.1\r\nHost: localhost\r\n\r\n");
        }
    }

    @Test
    void http_064_there_is_no_http_2_to_send_endless_headers_over() {
        Wire.Answer answer = send("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n");
        assertTrue(answer.status() == 0 || answer.status() >= 400, () -> Integer.toString(answer.status()));
    }

    @Test
    void a13_a_body_is_taken_up_to_a_mebibyte() {
        String json = "Content-Type: application/json\r\n";
        assertEquals("1048576", send(post(json, "x".repeat(1_048_576))).body());
        problem(413, "payload-too-large", post(json, "x".repeat(1_048_577)));
        problem(413, "payload-too-large", post(json, "x".repeat(20_000_000)));
        String chunk = "40000\r\n" + "x".repeat(0x40000) + "\r\n";
        String head =
                "POST /v1/door-test HTTP/1.1\r\nHost: localhost\r\n" + json + "Transfer-Encoding: chunked\r\n\r\n";
        assertEquals("1048576", send(head + chunk.repeat(4) + "0\r\n\r\n").body());
        problem(413, "payload-too-large", head + chunk.repeat(5) + "0\r\n\r\n");
    }

    @Test
    void a13_a_list_of_recipients_is_streamed_past_that_limit() {
        String body = "x".repeat(5_000_000);
        Wire.Answer answer =
                send("POST /v1/door-test/1/recipients HTTP/1.1\r\nHost: localhost\r\nContent-Type: text/csv\r\n"
                        + "Content-Length: " + body.length() + "\r\n\r\n" + body);
        assertEquals("5000000", answer.body());
    }

    @Test
    void an_unknown_or_repeated_query_parameter_is_refused() {
        assertEquals(
                200,
                send("GET /v1/door-test?limit=1 HTTP/1.1\r\nHost: localhost\r\n\r\n")
                        .status());
        problem(400, "invalid-parameter", "GET /v1/door-test?limt=1 HTTP/1.1\r\nHost: localhost\r\n\r\n");
        problem(400, "invalid-parameter", "GET /v1/door-test?limit=1&limit=2 HTTP/1.1\r\nHost: localhost\r\n\r\n");
    }

    private Wire.Answer problem(int status, String slug, String request) {
        Wire.Answer answer = send(request);
        assertEquals(status, answer.status(), () -> request.lines().findFirst().orElseThrow() + answer.body());
        assertEquals(
                "application/problem+json",
                answer.header("Content-Type"),
                () -> request + answer.all() + answer.body());
        assertTrue(answer.body().contains("\"/problems/" + slug + "\""), answer::body);
        return answer;
    }

    private Wire.Answer send(String request) {
        return Wire.send(base, request.getBytes(StandardCharsets.ISO_8859_1));
    }

    private static String post(String headers, String body) {
        return "POST /v1/door-test HTTP/1.1\r\nHost: localhost\r\n" + headers + "Content-Length: " + body.length()
                + "\r\n\r\n" + body;
    }
}
