package org.candor.record;

import static io.restassured.RestAssured.given;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.notNullValue;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import com.fasterxml.jackson.databind.JsonNode;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import io.restassured.specification.RequestSpecification;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.SqlConnection;
import io.vertx.mutiny.sqlclient.Tuple;
import io.vertx.pgclient.PgException;
import jakarta.annotation.security.PermitAll;
import jakarta.inject.Inject;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import org.candor.plumbing.Ids;
import org.candor.plumbing.Problem;
import org.candor.plumbing.StrictJson;
import org.candor.vault.Vault;
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

        @Inject
        Pool pool;

        private final Set<String> broken = ConcurrentHashMap.newKeySet();

        /** Notes one row a call; obeys the body: {@code fail}, {@code wait_millis}, and once {@code break} and {@code cut}. */
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
                        .call(() ->
                                once(order, "break") ? Uni.createFrom().failure(new IllegalStateException()) : done())
                        .call(() -> once(order, "cut") ? cut(tx) : done())
                        .replaceWith(() -> Answer.created("/v1/idempotency-test/" + id, made)
                                .tagged("\"1\""));
            });
        }

        private boolean once(JsonNode order, String what) {
            return order.path(what).asBoolean() && broken.add(order.path("case").asText());
        }

        /** The connection dies between the work and its COMMIT. */
        private Uni<Void> cut(SqlConnection tx) {
            return tx.query("SELECT pg_backend_pid()")
                    .execute()
                    .chain(rows -> pool.preparedQuery("SELECT pg_terminate_backend($1)")
                            .execute(Tuple.of(rows.iterator().next().getInteger(0))))
                    .replaceWithVoid();
        }

        private static Uni<Void> done() {
            return Uni.createFrom().voidItem();
        }
    }

    @Inject
    Pool pool;

    @Inject
    Purge purge;

    @Inject
    Vault vault;

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
    void idem_035_after_a_fault_of_ours_the_same_call_does_it_once() {
        String key = fresh();
        String body = "{\"case\": \"%s\", \"break\": true}".formatted(key);
        call(key, body).then().statusCode(500);
        call(key, body).then().statusCode(201).header("Idempotency-Replayed", equalTo(null));
        call(key, body).then().statusCode(201).header("Idempotency-Replayed", "true");
        assertEquals(1, rows(key));
    }

    @Test
    void where_the_connection_dies_the_caller_is_told_to_repeat_and_it_is_done_once() {
        String key = fresh();
        String body = "{\"case\": \"%s\", \"cut\": true}".formatted(key);
        call(key, body)
                .then()
                .statusCode(503)
                .header("Retry-After", notNullValue())
                .body("type", equalTo("/problems/overloaded"));
        call(key, body).then().statusCode(201);
        assertEquals(1, rows(key));
    }

    @Test
    void idem_040_an_answer_is_kept_for_thirty_days() {
        String key = fresh();
        String body = "{\"case\": \"%s\"}".formatted(key);
        call(key, body).then().statusCode(201);
        age(key, 29);
        call(key, body).then().statusCode(201).header("Idempotency-Replayed", "true");
        age(key, 2);
        call(key, body).then().statusCode(201).header("Idempotency-Replayed", equalTo(null));
        assertEquals(2, rows(key));
    }

    private void age(String key, int days) {
        pool.preparedQuery("UPDATE idempotency SET at = at - make_interval(days => $2) WHERE key = $1")
                .execute(Tuple.of(Idempotency.kept(vault, "a client", key), days))
                .await()
                .atMost(SOON);
        purge.now().await().atMost(SOON);
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
                .execute(Tuple.of(probe))
                .await()
                .atMost(SOON)
                .iterator()
                .next()
                .getLong(0);
    }
}
