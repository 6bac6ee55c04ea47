package org.candor.notice;

import static java.util.stream.Collectors.toSet;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.nullValue;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.stream.IntStream;
import org.candor.rig.Ledger;
import org.eclipse.microprofile.config.ConfigProvider;
import org.junit.jupiter.api.Test;

/** Whole journeys of an incident tool and its operators: nothing but REST on this side, the relay's own ledger on the other. */
@QuarkusTest
class JourneyTest {
    private static final Duration SOON = Duration.ofSeconds(60);

    @Test
    void one_call_reaches_everybody_once_however_often_it_is_repeated() throws Exception {
        String run = run();
        ObjectNode order = Rest.inline(20).put("release", true);
        address(order, run);
        String key = Rest.fresh();

        Response first = Rest.ALICE.post("/v1/notices", order, key);
        first.then().statusCode(202);
        String notice = first.path("id");
        assertEquals("/v1/notices/" + notice, first.header("Location"));
        // The tool heard nothing of the first answer and calls again, at once and after the end.
        again(order, key, notice);
        awaitState(notice, "completed");
        again(order, key, notice);

        assertCounts(notice, Map.of("accepted", 20));
        List<String> deliveries = deliveries(notice, "accepted");
        assertEquals(20, deliveries.size());
        assertEquals(Set.copyOf(deliveries), new HashSet<>(taken(run)));
        assertEquals(20, taken(run).size());
    }

    @Test
    void what_the_relay_refuses_fails_alone_and_is_tried_again_when_asked() throws Exception {
        String run = run();
        ObjectNode order = Rest.inline(5).put("release", true);
        address(order, run);
        ((ObjectNode) order.get("recipients").get(0)).put("email", "rcpt-550-5.7.1-once+1@" + run);
        ((ObjectNode) order.get("recipients").get(1)).put("email", "dot-554-5.7.26+2@" + run);
        String notice = Rest.ALICE.post("/v1/notices", order).path("id");
        awaitState(notice, "completed_with_failures");
        assertCounts(notice, Map.of("accepted", 3, "failed", 2));
        String failed = deliveries(notice, "failed").getFirst();
        Rest.ALICE
                .call()
                .get("/v1/deliveries/" + failed)
                .then()
                .body("attempts[0].outcome", equalTo("refused"))
                .body("attempts", hasSize(1));

        Rest.ALICE
                .step(notice, "retry-failed")
                .then()
                .statusCode(202)
                .body("queued", equalTo(2))
                .body("state", equalTo("running"));
        awaitState(notice, "completed_with_failures");
        assertCounts(notice, Map.of("accepted", 4, "failed", 1));
        assertEquals(4, taken(run).size());
        Rest.ALICE.step(notice, "cancel").then().statusCode(409);
    }

    @Test
    void a_connection_that_breaks_after_the_final_dot_leaves_an_unknown_that_is_shown_as_such() throws Exception {
        String run = run();
        ObjectNode order = Rest.inline(3).put("release", true);
        address(order, run);
        ((ObjectNode) order.get("recipients").get(0)).put("email", "cut-after-dot+1@" + run);
        String notice = Rest.ALICE.post("/v1/notices", order).path("id");
        awaitState(notice, "completed");
        assertCounts(notice, Map.of("accepted", 2, "unknown", 1));
        Rest.ALICE
                .call()
                .get("/v1/deliveries/" + deliveries(notice, "unknown").getFirst())
                .then()
                .body("attempts[0].outcome", equalTo("unknown"))
                .body("attempts", hasSize(1));
    }

    @Test
    void facts_come_first_and_the_list_later_with_its_bad_rows_mended() throws Exception {
        String run = run();
        String incident = incident();
        String list = list(run, 0, 2_000);
        String spoilt = list.replace("p17@" + run, "p17@@" + run).replace("p1717@" + run, "no address");

        Response uploaded = upload(incident, "customers", spoilt);
        uploaded.then().statusCode(202).body("accepted", equalTo(1_998)).body("rejected", equalTo(2));
        String imported = uploaded.path("import");
        String rejects = Rest.ALICE.call().get(imported + "/rejects").asString();
        assertEquals(List.of(18, 1718), rows(rejects));
        assertTrue(rejects.contains("invalid-email"));

        String mended = lines(list, 17) + lines(list, 1717);
        upload(incident, "customers mended", mended)
                .then()
                .statusCode(202)
                .body("accepted", equalTo(2))
                .body("rejected", equalTo(0));
        // The same list once more, under its name and under another: nobody is added.
        upload(incident, "customers", spoilt).then().statusCode(202).body("accepted", equalTo(1_998));
        upload(incident, "customers again", list).then().statusCode(202).body("accepted", equalTo(0));

        String notice = Rest.ALICE
                .post("/v1/notices", Rest.notice(UUID.fromString(incident)))
                .path("id");
        Rest.ALICE.step(notice, "submit").then().statusCode(200).body("audience", equalTo(2_000));
        Rest.ALICE.step(notice, "release").then().statusCode(403);
        Rest.BOB.step(notice, "approve").then().statusCode(200);
        Rest.ALICE.step(notice, "release").then().statusCode(202);
        awaitState(notice, "completed");
        assertCounts(notice, Map.of("accepted", 2_000));
        assertEquals(Set.copyOf(deliveries(notice, "accepted")), new HashSet<>(taken(run)));
        assertEquals(2_000, taken(run).size());
    }

    @Test
    void a_paused_notice_rests_and_goes_on_to_everybody() throws Exception {
        String run = run();
        String incident = incident();
        upload(incident, "customers", list(run, 0, 100)).then().statusCode(202);
        gates("PUT", "{\"pace\": \"20/s\"}");
        try {
            String notice = Rest.ALICE
                    .post("/v1/notices", Rest.notice(UUID.fromString(incident)))
                    .path("id");
            Rest.ALICE.step(notice, "release").then().statusCode(202);
            await().atMost(SOON).until(() -> taken(run).size() >= 5);
            Rest.ALICE.call().post(Rest.path(notice) + "/pause").then().statusCode(200);
            await().atMost(SOON).until(() -> count(notice, "handing_off") + count(notice, "claimed") == 0);
            int rested = taken(run).size();
            assertTrue(rested < 100);
            await().during(Duration.ofSeconds(2))
                    .atMost(SOON)
                    .until(() -> taken(run).size() == rested);
            assertCounts(notice, Map.of("accepted", rested, "queued", 100 - rested));

            gates("PUT", "{\"pace\": \"unlimited\"}");
            Rest.ALICE.step(notice, "resume").then().statusCode(200).body("state", equalTo("running"));
            awaitState(notice, "completed");
            assertCounts(notice, Map.of("accepted", 100));
            assertEquals(100, taken(run).size());
        } finally {
            gates("PUT", "{\"pace\": \"unlimited\"}");
        }
    }

    @Test
    void a_cancelled_notice_ends_its_links_and_writes_to_nobody_more() throws Exception {
        String run = run();
        String incident = incident();
        upload(incident, "customers", list(run, 0, 60)).then().statusCode(202);
        gates("PUT", "{\"pace\": \"5/s\"}");
        try {
            String notice = Rest.ALICE
                    .post("/v1/notices", Rest.notice(UUID.fromString(incident)))
                    .path("id");
            Rest.ALICE.step(notice, "release").then().statusCode(202);
            await().atMost(SOON).until(() -> taken(run).size() >= 2);
            Rest.ALICE.step(notice, "cancel").then().statusCode(200).body("state", equalTo("cancelled"));
            await().atMost(SOON).until(() -> count(notice, "queued") + count(notice, "claimed") == 0);
            await().atMost(SOON).until(() -> count(notice, "handing_off") == 0);
            int sent = taken(run).size();
            assertCounts(notice, Map.of("accepted", sent, "cancelled", 60 - sent));
            Rest.ALICE.get(notice).then().body("eta", nullValue()).body("state", equalTo("cancelled"));
        } finally {
            gates("PUT", "{\"pace\": \"unlimited\"}");
        }
    }

    private static void again(ObjectNode order, String key, String notice) {
        Rest.ALICE
                .post("/v1/notices", order, key)
                .then()
                .statusCode(202)
                .header("Idempotency-Replayed", "true")
                .body("id", equalTo(notice));
    }

    /** The relay's ledger is one for all tests: each run writes to a domain of its own. */
    private static String run() {
        return "run-" + UUID.randomUUID() + ".example.net";
    }

    private static void address(ObjectNode order, String domain) {
        for (int i = 0; i < order.get("recipients").size(); i++) {
            ((ObjectNode) order.get("recipients").get(i)).put("email", "p" + i + "@" + domain);
        }
    }

    private static String list(String domain, int from, int to) {
        StringBuilder list = new StringBuilder();
        IntStream.range(from, to)
                .forEach(i -> list.append(Rest.person(i).put("email", "p" + i + "@" + domain))
                        .append('\n'));
        return list.toString();
    }

    private static String lines(String list, int index) {
        return list.split("\n")[index] + "\n";
    }

    private static List<Integer> rows(String rejects) {
        List<Integer> rows = new ArrayList<>();
        rejects.lines()
                .filter(it -> !it.isBlank())
                .forEach(it -> rows.add(Rest.json(it).get("row").asInt()));
        return rows;
    }

    private static String incident() {
        return Rest.ALICE.post("/v1/incidents", Rest.inline(0).get("incident")).path("id");
    }

    private static Response upload(String incident, String name, String list) {
        return Rest.ALICE
                .call()
                .header("Idempotency-Key", Rest.fresh())
                .queryParam("name", name)
                .contentType("application/x-ndjson")
                .body(list.getBytes(java.nio.charset.StandardCharsets.UTF_8))
                .post("/v1/incidents/" + incident + "/recipients");
    }

    private static void gates(String method, String body) {
        Rest.ALICE
                .call()
                .contentType("application/json")
                .body(body)
                .request(method, "/v1/channels/email:main/pace")
                .then()
                .statusCode(200);
    }

    private static void awaitState(String notice, String state) {
        await().atMost(SOON).until(() -> Rest.ALICE.get(notice).path("state").equals(state));
    }

    private static int count(String notice, String state) {
        return Rest.ALICE.get(notice).path("counts.email." + state);
    }

    /** These counts and no others, and their sum is the audience. */
    private static void assertCounts(String notice, Map<String, Integer> expected) {
        Response answer = Rest.ALICE.get(notice);
        Map<String, Integer> counts = answer.path("counts.email");
        Set<Map.Entry<String, Integer>> some =
                counts.entrySet().stream().filter(it -> it.getValue() != 0).collect(toSet());
        assertEquals(expected.entrySet(), some);
        int sum = counts.values().stream().mapToInt(it -> it).sum();
        assertEquals((int) answer.<Integer>path("audience"), sum);
    }

    private static List<String> deliveries(String notice, String state) {
        List<String> all = new ArrayList<>();
        String cursor = "";
        do {
            Response page = Rest.ALICE
                    .call()
                    .get("/v1/deliveries?notice=" + notice + "&state=" + state + "&limit=250" + cursor);
            all.addAll(page.<List<String>>path("items.id"));
            cursor = page.path("next") == null ? "" : "&cursor=" + page.path("next");
        } while (!cursor.isEmpty());
        return all;
    }

    /** The deliveries whose mail the relay took for this run's domain, one entry a mail. */
    private static List<String> taken(String domain) throws IOException {
        String data = ConfigProvider.getConfig().getValue("candor.data-dir", String.class);
        return Ledger.read(Path.of(data, "sandbox", "ledger.ndjson")).entries().stream()
                .filter(it -> it.recipient().endsWith("@" + domain))
                .map(it -> it.delivery().orElseThrow().toString())
                .toList();
    }
}
