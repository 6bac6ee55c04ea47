package org.candor.incident;

import static io.restassured.RestAssured.given;
import static org.hamcrest.Matchers.emptyString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.not;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.inject.Inject;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.stream.IntStream;
import org.candor.access.Scopes;
import org.candor.access.TestKeys;
import org.candor.plumbing.Ids;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** One person in clear (A9). */
@QuarkusTest
class RevealTest {
    private static final Duration SOON = Duration.ofSeconds(20);
    private static final String WHY = "{\"reason\": \"calls back about ticket 4711\"}";
    private static final int AN_HOUR = 50;

    @Inject
    Pool pool;

    private final String owner = "reveal-" + Ids.next();
    private String key;
    private String incident;
    private String person;

    @BeforeEach
    void somebody() {
        key = TestKeys.make(pool, owner, Scopes.ALL);
        incident = given().header("Authorization", "Bearer " + key)
                .header("Idempotency-Key", "reveal-" + UUID.randomUUID())
                .contentType("application/json")
                .body(IncidentRestTest.FACTS)
                .post("/v1/incidents")
                .path("id");
        given().header("Authorization", "Bearer " + key)
                .header("Idempotency-Key", "reveal-" + UUID.randomUUID())
                .contentType("application/x-ndjson")
                .body("""
                        {"ref": "c-1", "name": "Anna Example", "email": "anna.example@example.net", "phone": "+14155550101"}
                        """.getBytes(StandardCharsets.UTF_8))
                .post("/v1/incidents/" + incident + "/recipients?name=one")
                .then()
                .statusCode(202);
        person = given().header("Authorization", "Bearer " + key)
                .get("/v1/incidents/" + incident + "/recipients")
                .path("items[0].id");
    }

    @Test
    void a9_a_person_is_shown_with_a_reason_and_that_is_on_record_without_the_person() {
        reveal(key, person, WHY)
                .then()
                .statusCode(200)
                .body("email", equalTo("anna.example@example.net"))
                .body("name", equalTo("Anna Example"))
                .body("phone", equalTo("+14155550101"));
        List<Row> rows = onRecord();
        assertEquals(1, rows.size());
        assertEquals(owner, rows.getFirst().getString("actor"));
        String detail = rows.getFirst().getString("detail");
        assertEquals("calls back about ticket 4711", rows.getFirst().getString("reason"));
        assertFalse(detail.contains("anna") || detail.contains("Anna") || detail.contains("415555"), detail);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{}",
                "{\"reason\": \" \"}",
                "{\"reason\": \"asked by anna.example@example.net\"}",
                "{\"reason\": \"calls from +1 415 555 0101\"}"
            })
    void a9_nothing_is_shown_without_a_reason_or_with_somebody_in_it(String body) {
        reveal(key, person, body)
                .then()
                .statusCode(422)
                .body("errors.pointer", hasItem("/reason"))
                .body("email", equalTo(null));
        assertEquals(List.of(), onRecord());
    }

    @Test
    void a9_the_fifty_first_within_an_hour_waits_whatever_key_of_the_owner_asks() {
        IntStream.range(0, AN_HOUR).forEach(_ -> reveal(key, person, WHY).then().statusCode(200));
        String second = TestKeys.make(pool, owner, Scopes.ALL);
        reveal(second, person, WHY)
                .then()
                .statusCode(429)
                .header("Retry-After", not(emptyString()))
                .body("type", equalTo("/problems/quota-exceeded"));
        reveal(TestKeys.make(pool, owner + "-2", Scopes.ALL), person, WHY)
                .then()
                .statusCode(200);
        assertEquals(AN_HOUR + 1, onRecord().size());
    }

    @Test
    void a9_nobody_is_found_who_is_erased_of_another_incident_or_not_for_this_key() {
        reveal(key, Ids.next().toString(), WHY).then().statusCode(404);
        reveal(key, "1", WHY).then().statusCode(404);
        reveal(TestKeys.make(pool, owner, Scopes.ALL, Ids.next()), person, WHY)
                .then()
                .statusCode(404);
        Set<String> others = new java.util.TreeSet<>(Scopes.ALL);
        others.remove(Scopes.RECIPIENTS_READ);
        reveal(TestKeys.make(pool, owner, others), person, WHY).then().statusCode(403);
        pool.preparedQuery("UPDATE recipient SET sealed = NULL, erased_at = clock_timestamp() WHERE id = $1")
                .execute(Tuple.of(UUID.fromString(person)))
                .await()
                .atMost(SOON);
        reveal(key, person, WHY).then().statusCode(404);
        assertEquals(List.of(), onRecord());
    }

    private Response reveal(String by, String who, String body) {
        return given().header("Authorization", "Bearer " + by)
                .contentType("application/json")
                .body(body)
                .post("/v1/incidents/" + incident + "/recipients/" + who + "/reveal");
    }

    private List<Row> onRecord() {
        return pool
                .preparedQuery("SELECT actor, detail::text AS detail, detail ->> 'reason' AS reason FROM audit"
                        + " WHERE subject = $1 AND action = 'recipient.revealed'")
                .execute(Tuple.of(UUID.fromString(person)))
                .await()
                .atMost(SOON)
                .stream()
                .toList();
    }
}
