package org.candor.notice;

import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.junit.jupiter.api.Assertions.assertEquals;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.UUID;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.candor.plumbing.Ids;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Some deliveries of a notice are tried again or decided about, and no others. */
@QuarkusTest
class ChosenTest {
    private static final Duration SOON = Duration.ofSeconds(60);

    private final String domain = "run-" + UUID.randomUUID() + ".example.net";

    @Inject
    Pool pool;

    @Test
    void those_that_were_chosen_are_tried_again_and_no_others() {
        String notice = sent("rcpt-550-5.7.1-once", "rcpt-550-5.7.1-once", "anna");
        awaitCounts(notice, "failed", 2);
        List<String> failed = deliveries(notice, "failed");
        retry(notice, failed.subList(0, 1)).then().statusCode(202).body("queued", equalTo(1));
        awaitCounts(notice, "accepted", 2);
        awaitCounts(notice, "failed", 1);
        assertEquals(failed.subList(1, 2), deliveries(notice, "failed"));
        assertEquals(List.of(failed.getFirst()), noted("notice.retried", notice));
    }

    @Test
    void if_one_is_not_to_be_tried_again_none_is() {
        String notice = sent("rcpt-550-5.7.1", "bounce", "anna");
        awaitCounts(notice, "failed", 2);
        awaitCounts(notice, "accepted", 1);
        String other = sent("refused");
        awaitCounts(other, "failed", 1);
        List<String> both = deliveries(notice, "failed");
        String accepted = deliveries(notice, "accepted").getFirst();
        List<String> before = looks(both);
        // One bounced: its address is left alone from now on.
        retry(notice, both).then().statusCode(409).body("detail", containsString("1 of these 2"));
        for (String strange : List.of(
                accepted, deliveries(other, "failed").getFirst(), Ids.next().toString())) {
            retry(notice, List.of(strange)).then().statusCode(409).body("detail", containsString("0 of these 1"));
        }
        assertEquals(before, looks(both));
        assertEquals(List.of(), noted("notice.retried", notice));
    }

    @Test
    void some_in_doubt_are_decided_about_and_no_others() {
        String notice = sent("cut-after-dot", "cut-after-dot", "cut-after-dot", "anna");
        awaitCounts(notice, "unknown", 3);
        awaitCounts(notice, "accepted", 1);
        List<String> unknown = deliveries(notice, "unknown");
        String accepted = deliveries(notice, "accepted").getFirst();
        resolve(notice, List.of(unknown.getFirst(), accepted))
                .then()
                .statusCode(409)
                .body("detail", containsString("1 of these are in doubt, not 2"));
        awaitCounts(notice, "unknown", 3);
        resolve(notice, unknown.subList(0, 2)).then().statusCode(202).body("deliveries", equalTo(2));
        awaitCounts(notice, "failed", 2);
        assertEquals(unknown.subList(2, 3), deliveries(notice, "unknown"));
        assertEquals(unknown.subList(0, 2), noted("notice.resolved", notice));
    }

    static Stream<String> wrong() {
        String id = "\"" + Ids.next() + "\"";
        String many = String.join(
                ",",
                IntStream.rangeClosed(0, Chosen.MOST)
                        .mapToObj(_ -> "\"" + Ids.next() + "\"")
                        .toList());
        return Stream.of(
                "[]", "[" + id + "," + id + "]", "[" + many + "]", "[null]", "[\"x\"]", "[{}]", "{}", "\"all\"", "7");
    }

    @ParameterizedTest
    @MethodSource("wrong")
    void a_list_that_is_none_is_refused_before_anything_is_done(String list) {
        String notice = Ids.next().toString();
        String retry = "{\"deliveries\": " + list + "}";
        Response answer = Rest.ALICE.post(Rest.path(notice) + "/retry-failed", Rest.json(retry));
        answer.then().statusCode(422);
        assertEquals("/deliveries", Rest.pointers(answer).getFirst().replaceFirst("/\\d+$", ""));
        String resolve = "{\"as\": \"give_up\", \"reason\": \"letters\", \"deliveries\": " + list + "}";
        answer = Rest.ALICE.post(Rest.path(notice) + "/resolve", Rest.json(resolve));
        answer.then().statusCode(422);
        assertEquals("/deliveries", Rest.pointers(answer).getFirst().replaceFirst("/\\d+$", ""));
    }

    @ParameterizedTest
    @ValueSource(strings = {"{}", "{\"deliveries\": null}"})
    void no_list_is_all_of_them(String body) {
        String notice = sent("rcpt-550-5.7.1-once", "rcpt-550-5.7.1-once");
        awaitCounts(notice, "failed", 2);
        Rest.ALICE
                .post(Rest.path(notice) + "/retry-failed", Rest.json(body))
                .then()
                .statusCode(202)
                .body("queued", equalTo(2));
    }

    private static Response retry(String notice, List<String> ids) {
        return Rest.ALICE.post(Rest.path(notice) + "/retry-failed", Rest.json("{\"deliveries\": " + list(ids) + "}"));
    }

    private static Response resolve(String notice, List<String> ids) {
        return Rest.ALICE.post(
                Rest.path(notice) + "/resolve",
                Rest.json("{\"as\": \"give_up\", \"reason\": \"letters\", \"deliveries\": " + list(ids) + "}"));
    }

    private static String list(List<String> ids) {
        return "[\"" + String.join("\", \"", ids) + "\"]";
    }

    private String sent(String... people) {
        ObjectNode order = Rest.inline(people.length).put("release", true);
        order.set("on_unknown", Rest.json("{\"email\": \"hold\", \"sms\": \"hold\", \"social\": \"hold\"}"));
        for (int i = 0; i < people.length; i++) {
            ((ObjectNode) order.get("recipients").get(i)).put("email", people[i] + "+" + i + "@" + domain);
        }
        return Rest.ALICE.post("/v1/notices", order).path("id");
    }

    private static List<String> looks(List<String> ids) {
        return ids.stream()
                .map(it -> Rest.ALICE.call().get("/v1/deliveries/" + it).asString())
                .toList();
    }

    private static void awaitCounts(String notice, String state, int n) {
        Awaitility.await()
                .atMost(SOON)
                .untilAsserted(() -> Rest.ALICE.get(notice).then().body("counts.email." + state, equalTo(n)));
    }

    private static List<String> deliveries(String notice, String state) {
        return Rest.ALICE
                .call()
                .get("/v1/deliveries?notice=" + notice + "&state=" + state)
                .<List<String>>path("items.id")
                .stream()
                .sorted()
                .toList();
    }

    /** Which deliveries the record names. */
    private List<String> noted(String action, String subject) {
        List<String> named = new ArrayList<>();
        pool.preparedQuery("SELECT jsonb_array_elements_text(detail::jsonb -> 'deliveries') AS id FROM audit"
                        + " WHERE action = $1 AND subject = $2")
                .execute(Tuple.of(action, UUID.fromString(subject)))
                .await()
                .atMost(SOON)
                .forEach(row -> named.add(row.getString("id")));
        Collections.sort(named);
        return named;
    }
}
