package org.candor.queue;

import static io.restassured.RestAssured.given;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.notNullValue;
import static org.hamcrest.Matchers.nullValue;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import io.restassured.specification.RequestSpecification;
import io.vertx.mutiny.sqlclient.Pool;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.UUID;
import org.candor.access.TestKeys;
import org.candor.delivery.Channel;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@QuarkusTest
class ChannelResourceTest {
    private static final Duration SOON = Duration.ofSeconds(10);
    private static final String ACCOUNT = "email:channel-test";
    private static final String FIND = "items.find { it.account == '" + ACCOUNT + "' }.";

    @Inject
    Gates gates;

    @Inject
    Pool pool;

    @BeforeEach
    void theAccountIsOpen() {
        gates.add(ACCOUNT, Channel.EMAIL, 14.0).await().atMost(SOON);
        pool.withTransaction(tx -> gates.open(tx, ACCOUNT, "test")).await().atMost(SOON);
    }

    /** Other tests send through the gates of this database. */
    @AfterEach
    void theGatesAreOpen() {
        pool.withTransaction(tx -> gates.panicLift(tx, "test")).await().atMost(SOON);
    }

    @Test
    void each_account_is_listed_with_its_gate_and_pace() {
        call().get("/v1/channels")
                .then()
                .statusCode(200)
                .body(FIND + "channel", equalTo("email"))
                .body(FIND + "gate.open", equalTo(true))
                .body(FIND + "pace", notNullValue())
                .body(FIND + "queued", equalTo(0))
                .body(FIND + "in_flight", equalTo(0))
                .body(FIND + "last_minute.accepted", notNullValue());
    }

    @Test
    void a_gate_is_closed_with_a_reason_and_no_key_and_opened_with_both() {
        post("close", "{\"reason\": \"relay moves\"}", null)
                .then()
                .statusCode(200)
                .body("gate.open", equalTo(false))
                .body("gate.reason", equalTo("relay moves"))
                .body("gate.changed_by", equalTo("alice"))
                .body("gate.until", nullValue());
        post("open", "{\"reason\": \"moved\"}", null).then().statusCode(400);
        post("open", "{}", key()).then().statusCode(422).body("errors[0].pointer", equalTo("/reason"));
        post("open", "{\"reason\": \"moved\"}", key()).then().statusCode(204);
        call().get("/v1/channels").then().body(FIND + "gate.open", equalTo(true));
    }

    @Test
    void a_gate_is_not_closed_without_saying_why() {
        post("close", "", null).then().statusCode(422);
        post("close", "{\"reason\": \"a\\nb\"}", null).then().statusCode(422);
        post("close", "{\"reason\": \"x\", \"until\": 1}", null).then().statusCode(422);
    }

    @Test
    void an_account_that_is_not_there_is_not_found() {
        String nowhere = "/v1/channels/email:nowhere";
        call().body("{\"reason\": \"x\"}").post(nowhere + "/close").then().statusCode(404);
        call().header("Idempotency-Key", key())
                .body("{\"reason\": \"x\"}")
                .post(nowhere + "/open")
                .then()
                .statusCode(404);
        call().contentType("application/json")
                .body("{\"pace\": \"1/s\"}")
                .put(nowhere + "/pace")
                .then()
                .statusCode(404);
    }

    @Test
    void a_pace_is_set() {
        pace("1000/h").then().statusCode(200).body("pace", equalTo("1000/h"));
        pace("unlimited").then().statusCode(200).body("pace", equalTo("unlimited"));
        pace("fast").then().statusCode(422);
        String key = key();
        for (String replayed : new String[] {null, "true"}) {
            call().header("Idempotency-Key", key)
                    .contentType("application/json")
                    .body("{\"pace\": \"14/s\"}")
                    .put("/v1/channels/" + ACCOUNT + "/pace")
                    .then()
                    .statusCode(200)
                    .header("Idempotency-Replayed", equalTo(replayed))
                    .body("pace", equalTo("14/s"));
        }
        pace("unlimited").then().statusCode(200);
    }

    @Test
    void a_panic_stop_holds_what_would_open_by_itself_and_its_end_opens_it() {
        gates.pause(ACCOUNT, "throttled", Duration.ofMinutes(1)).await().atMost(SOON);
        call().post("/v1/panic-stop").then().statusCode(200).body("gates", notNullValue());
        call().get("/v1/channels")
                .then()
                .body(FIND + "gate.open", equalTo(false))
                .body(FIND + "gate.reason", equalTo("panic-stop"))
                .body(FIND + "gate.until", nullValue());
        call().post("/v1/panic-stop/lift").then().statusCode(400);
        call().header("Idempotency-Key", key())
                .post("/v1/panic-stop/lift")
                .then()
                .statusCode(200);
        call().get("/v1/channels").then().body(FIND + "gate.open", equalTo(true));
    }

    @Test
    void a_gate_that_a_person_closed_stays_closed_after_a_panic_stop() {
        post("close", "{\"reason\": \"relay moves\"}", null).then().statusCode(200);
        call().post("/v1/panic-stop").then().statusCode(200);
        call().header("Idempotency-Key", key())
                .post("/v1/panic-stop/lift")
                .then()
                .statusCode(200);
        call().get("/v1/channels").then().body(FIND + "gate.reason", equalTo("relay moves"));
    }

    @Test
    void what_was_done_is_on_record() {
        post("close", "{\"reason\": \"on record\"}", null).then().statusCode(200);
        assertEquals(
                "alice",
                pool.query("SELECT actor FROM audit WHERE action = 'gate.closed' AND detail ->> 'reason' = 'on record'")
                        .execute()
                        .await()
                        .atMost(SOON)
                        .iterator()
                        .next()
                        .getString("actor"));
    }

    private Response post(String step, String body, String key) {
        RequestSpecification call = call();
        if (key != null) {
            call.header("Idempotency-Key", key);
        }
        return call.body(body).post("/v1/channels/" + ACCOUNT + "/" + step);
    }

    private Response pace(String pace) {
        return call().contentType("application/json")
                .body("{\"pace\": \"" + pace + "\"}")
                .put("/v1/channels/" + ACCOUNT + "/pace");
    }

    private static RequestSpecification call() {
        return given().header("Authorization", "Bearer " + TestKeys.operator());
    }

    private static String key() {
        return "test-" + UUID.randomUUID();
    }
}
