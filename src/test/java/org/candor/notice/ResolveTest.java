package org.candor.notice;

import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.notNullValue;
import static org.hamcrest.Matchers.nullValue;
import static org.junit.jupiter.api.Assertions.assertEquals;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.Set;
import java.util.UUID;
import org.awaitility.Awaitility;
import org.candor.access.Scopes;
import org.candor.access.TestKeys;
import org.candor.plumbing.Ids;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A person decides about deliveries in doubt, over HTTP. */
@QuarkusTest
class ResolveTest {
    private static final Duration SOON = Duration.ofSeconds(60);

    private final String domain = "run-" + UUID.randomUUID() + ".example.net";

    @Inject
    Pool pool;

    @Test
    void one_is_sent_again_after_its_quarantine_and_not_before() {
        String notice = inDoubt(1, "cut-after-dot-once", "hold");
        String delivery = doubtful(notice);
        read(delivery).body("quarantine_until", notNullValue()).body("possible_duplicate", equalTo(false));
        resolve(delivery, "resend").then().statusCode(409).body("detail", containsString("quarantine"));
        quarantineEnds(notice);
        Awaitility.await().atMost(SOON).untilAsserted(() -> read(delivery).body("quarantine_until", nullValue()));

        resolve(delivery, "resend").then().statusCode(202).body("deliveries", equalTo(1));
        Awaitility.await().atMost(SOON).untilAsserted(() -> read(delivery).body("state", equalTo("accepted")));
        read(delivery)
                .body("possible_duplicate", equalTo(true))
                .body("duplicate_confirmed", equalTo(false))
                .body("attempts", hasSize(2))
                .body("attempts[0].possible_duplicate", equalTo(true))
                .body("attempts[0].evidence.news", hasItem("sent-again"))
                .body("attempts[1].possible_duplicate", equalTo(true));
        resolve(delivery, "resend").then().statusCode(409);
        assertEquals(1, noted("delivery.resolved", delivery));
        awaitState(notice, "completed");
    }

    @Test
    void where_the_notice_says_so_it_is_sent_again_without_anybody() {
        String notice = inDoubt(2, "cut-after-dot-once", "resend");
        Rest.ALICE.get(notice).then().body("counts.email.unknown", equalTo(2));
        quarantineEnds(notice);
        Awaitility.await()
                .atMost(SOON)
                .untilAsserted(() -> Rest.ALICE
                        .get(notice)
                        .then()
                        .body("state", equalTo("completed"))
                        .body("counts.email.accepted", equalTo(3)));
        Rest.ALICE
                .call()
                .get("/v1/deliveries?notice=" + notice + "&state=accepted")
                .then()
                .body("items.findAll { it.possible_duplicate }", hasSize(2));
    }

    @Test
    void all_of_a_notice_are_decided_about_at_once_but_only_those_that_were_seen() {
        String notice = inDoubt(3, "cut-after-dot", "hold");
        all(notice, "{\"as\": \"give_up\", \"reason\": \"they get a letter\", \"count\": 2}")
                .then()
                .statusCode(409)
                .body("detail", containsString("3 deliveries"));
        all(notice, "{\"as\": \"give_up\", \"reason\": \"they get a letter\", \"channel\": \"sms\", \"count\": 3}")
                .then()
                .statusCode(409);
        all(notice, "{\"as\": \"give_up\", \"reason\": \"they get a letter\", \"count\": 3}")
                .then()
                .statusCode(202)
                .body("deliveries", equalTo(3));
        awaitState(notice, "completed_with_failures");
        Rest.ALICE.get(notice).then().body("counts.email.failed", equalTo(3)).body("counts.email.accepted", equalTo(1));
        assertEquals(1, noted("notice.resolved", notice));
    }

    @Test
    void what_a_person_knows_to_be_there_is_accepted() {
        String notice = inDoubt(1, "cut-after-dot", "resend");
        String delivery = doubtful(notice);
        resolve(delivery, "accepted").then().statusCode(202).body("as", equalTo("accepted"));
        read(delivery)
                .body("state", equalTo("accepted"))
                .body("reason", nullValue())
                .body("attempts[0].evidence[0].source", equalTo("operator"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{} | /as",
                "{\"as\": \"resend\"} | /reason",
                "{\"as\": \"resend\", \"reason\": \" \"} | /reason",
                "{\"as\": \"resend\", \"reason\": \"two\\nlines\"} | /reason",
                "{\"as\": \"delivered\", \"reason\": \"I know\"} | /as",
            })
    void a_decision_that_is_none_is_refused(String body, String pointer) {
        Response answer = Rest.ALICE.post("/v1/deliveries/" + Ids.next() + "/resolve", Rest.json(body));
        answer.then().statusCode(422);
        assertEquals(pointer, Rest.pointers(answer).getFirst());
    }

    @Test
    void a_strange_delivery_or_one_of_an_incident_out_of_sight_is_not_there() {
        resolve(Ids.next().toString(), "resend").then().statusCode(404);
        resolve("none", "resend").then().statusCode(404);
        String delivery = doubtful(inDoubt(1, "cut-after-dot", "hold"));
        String elsewhere = TestKeys.make(pool, "carol", Scopes.ALL, Ids.next());
        new Rest(() -> elsewhere)
                .post("/v1/deliveries/" + delivery + "/resolve", decision("give_up"))
                .then()
                .statusCode(404);
        String reader = TestKeys.make(pool, "dave", Set.of(Scopes.DELIVERIES_READ));
        new Rest(() -> reader)
                .post("/v1/deliveries/" + delivery + "/resolve", decision("give_up"))
                .then()
                .statusCode(403);
    }

    /** A notice by email that is done, with so many deliveries in doubt and one accepted. */
    private String inDoubt(int n, String fate, String policy) {
        ObjectNode order = Rest.inline(n + 1).put("release", true);
        order.set("on_unknown", Rest.json("{\"email\": \"" + policy + "\", \"sms\": \"hold\", \"social\": \"hold\"}"));
        for (int i = 0; i < n; i++) {
            ((ObjectNode) order.get("recipients").get(i)).put("email", fate + "+" + i + "@" + domain);
        }
        ((ObjectNode) order.get("recipients").get(n)).put("email", "anna@" + domain);
        String notice = Rest.ALICE.post("/v1/notices", order).path("id");
        awaitState(notice, "completed");
        return notice;
    }

    private static void awaitState(String notice, String state) {
        Awaitility.await()
                .atMost(SOON)
                .untilAsserted(() -> Rest.ALICE.get(notice).then().body("state", equalTo(state)));
    }

    private static String doubtful(String notice) {
        return Rest.ALICE
                .call()
                .get("/v1/deliveries?notice=" + notice + "&state=unknown")
                .path("items[0].id");
    }

    private static io.restassured.response.ValidatableResponse read(String delivery) {
        return Rest.ALICE.call().get("/v1/deliveries/" + delivery).then().statusCode(200);
    }

    private static ObjectNode decision(String as) {
        return Rest.json("{\"as\": \"" + as + "\", \"reason\": \"the relay's log says so\"}");
    }

    private static Response resolve(String delivery, String as) {
        return Rest.ALICE.post("/v1/deliveries/" + delivery + "/resolve", decision(as));
    }

    private static Response all(String notice, String json) {
        return Rest.ALICE.post(Rest.path(notice) + "/resolve", Rest.json(json));
    }

    private void quarantineEnds(String notice) {
        pool.preparedQuery("UPDATE delivery SET quarantine_until = clock_timestamp()"
                        + " WHERE notice = $1 AND quarantine_until IS NOT NULL")
                .execute(Tuple.of(UUID.fromString(notice)))
                .await()
                .atMost(SOON);
    }

    private long noted(String action, String subject) {
        return pool.preparedQuery("SELECT count(*) AS n FROM audit WHERE action = $1 AND subject = $2")
                .execute(Tuple.of(action, UUID.fromString(subject)))
                .await()
                .atMost(SOON)
                .iterator()
                .next()
                .getLong("n");
    }
}
