package org.candor.record;

import static io.restassured.RestAssured.given;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.notNullValue;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import io.restassured.specification.RequestSpecification;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.pgclient.PgException;
import jakarta.annotation.security.PermitAll;
import jakarta.inject.Inject;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import org.candor.plumbing.Ids;
import org.candor.plumbing.Problem;
import org.candor.plumbing.StrictJson;
import org.junit.jupiter.api.Test;

@QuarkusTest
class IdempotencyTest {
    private static final Duration SOON = Duration.ofSeconds(10);

    @Path("/v1/idempotency-test")
    public static class Probe {
        @Inject
        Idempotency idempotency;

        @Inject
        Record record;

        /** Notes one row a call; obeys the body: {@code fail}, {@code wait_millis}. */
        @POST
        @PermitAll
        public Uni<jakarta.ws.rs.core.Response> act(byte[] body) {
            return idempotency.once("a client", body, tx -> {
                var order = StrictJson.tree(body);
                UUID id = Ids.next();
                Map<String, String> made = Map.of("id", id.toString());
                return record.note(
                                tx,
                                "test",
                                "probe.acted",
                                id,
                                Map.of("case", order.path("case").asText()))
                        .onItem()
                        .delayIt()
                        .by(Duration.ofMillis(1 + order.path("wait_millis").asInt()))
                        .invoke(() -> {
                            if (order.path("fail").asBoolean()) {
                                throw Problem.notFound();
                            }
                        })
                        .replaceWith(() -> Answer.created("/v1/idempotency-test/" + id, made)
                                .tagged("\"1\""));
            });
        }
    }

    @Inject
    Pool pool;

    @Test
    void a_repeated_call_gets_the_first_answer_and_does_nothing_again() {
        String key = fresh();
        Response first = call(key, "{\"case\": \"%s\", \"b\": 1}".formatted(key));
        Response again = call(key, "{\"b\":1,\"case\":\"%s\"}".formatted(key));

        first.then().statusCode(201).header("Idempotency-Replayed", equalTo(null));
        again.then().statusCode(201).header("Idempotency-Replayed", "true").header("ETag", "\"1\"");
        assertEquals(first.jsonPath().getString("id"), again.jsonPath().getString("id"));
        assertEquals(first.header("Location"), again.header("Location"));
        assertEquals(1, rows(key));
    }

    @Test
    void the_same_key_with_another_body_is_refused() {
        String key = fresh();
        call(key, "{\"case\": \"%s\"}".formatted(key)).then().statusCode(201);
        call(key, "{\"case\": \"other\"}")
                .then()
                .statusCode(422)
                .body("type", equalTo("/problems/idempotency-key-reused"));
    }

    @Test
    void a_call_that_failed_leaves_nothing_behind_and_may_be_corrected() {
        String key = fresh();
        call(key, "{\"case\": \"%s\", \"fail\": true}".formatted(key)).then().statusCode(404);
        assertEquals(0, rows(key));
        call(key, "{\"case\": \"%s\"}".formatted(key)).then().statusCode(201);
    }

    @Test
    void fifty_at_once_do_it_once() throws Exception {
        String key = fresh();
        String body = "{\"case\": \"%s\", \"wait_millis\": 200}".formatted(key);
        List<Callable<Response>> calls = java.util.stream.Stream.<Callable<Response>>generate(
                        () -> () -> call(key, body))
                .limit(50)
                .toList();
        try (var pool = Executors.newVirtualThreadPerTaskExecutor()) {
            for (var answer : pool.invokeAll(calls)) {
                if (answer.get().statusCode() != 201) {
                    answer.get()
                            .then()
                            .statusCode(409)
                            .header("Retry-After", notNullValue())
                            .body("type", equalTo("/problems/idempotency-in-progress"));
                }
            }
        }
        assertEquals(1, rows(key));
    }

    @Test
    void a_call_without_a_key_is_told_how_one_looks() {
        given().body("{}")
                .post("/v1/idempotency-test")
                .then()
                .statusCode(400)
                .body("type", equalTo("/problems/idempotency-key-missing"));
        for (String bad : List.of("short", "with spaces 0123456789", "with/slash-0123456789", "x".repeat(256))) {
            call(bad, "{}").then().statusCode(400).body("type", equalTo("/problems/idempotency-key-invalid"));
        }
    }

    @Test
    void the_audit_record_cannot_be_changed() {
        call(fresh(), "{}").then().statusCode(201);
        for (String change : List.of("UPDATE audit SET actor = 'x'", "DELETE FROM audit", "TRUNCATE audit")) {
            assertThrows(
                    PgException.class,
                    () -> pool.query(change).execute().await().atMost(SOON));
        }
    }

    private static Response call(String key, String body) {
        RequestSpecification request = given().header("Idempotency-Key", key).body(body);
        return request.post("/v1/idempotency-test");
    }

    private static String fresh() {
        return "test-" + UUID.randomUUID();
    }

    private long rows(String probe) {
        return pool.preparedQuery("SELECT count(*) FROM audit WHERE detail ->> 'case' = $1")
                .execute(io.vertx.mutiny.sqlclient.Tuple.of(probe))
                .await()
                .atMost(SOON)
                .iterator()
                .next()
                .getLong(0);
    }
}
