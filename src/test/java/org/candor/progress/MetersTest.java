package org.candor.progress;

import static io.restassured.RestAssured.given;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.equalTo;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.quarkus.test.junit.QuarkusTest;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import org.candor.delivery.State;
import org.candor.notice.Rest;
import org.eclipse.microprofile.config.ConfigProvider;
import org.junit.jupiter.api.Test;

@QuarkusTest
class MetersTest {
    @Test
    void every_series_is_there_before_anything_was_sent() {
        Map<String, Double> now = scrape();
        for (State state : State.values()) {
            assertTrue(now.containsKey("candor_deliveries{channel=\"email\",state=\"" + state.word() + "\"}"));
        }
        for (String outcome : List.of("accepted", "busy", "failed", "refused", "indicted", "unknown")) {
            assertTrue(now.containsKey(
                    "candor_handoffs_total{account=\"email:main\",channel=\"email\",outcome=\"" + outcome + "\"}"));
        }
        for (String name : List.of(
                "candor_handoff_seconds_count{channel=\"email\"}",
                "candor_queue_depth{channel=\"email\"}",
                "candor_queue_oldest_due_seconds{channel=\"email\"}",
                "candor_unknown{channel=\"email\"}",
                "candor_gate_open{account=\"email:main\",channel=\"email\"}",
                "candor_pace_limit_per_second{account=\"email:main\",channel=\"email\"}",
                "candor_duplicates_confirmed_total",
                "candor_reset_requests_total{result=\"recorded\"}",
                "candor_intake_rows_total{result=\"accepted\"}",
                "candor_intake_rows_total{result=\"rejected\"}",
                "candor_workers_alive",
                "candor_replicated_commits",
                "candor_sandbox")) {
            assertTrue(now.containsKey(name), name);
        }
        assertEquals(1, now.get("candor_sandbox"));
        assertTrue(now.keySet().stream().anyMatch(it -> it.startsWith("candor_build_info{version=")));
    }

    @Test
    void what_was_sent_is_counted_by_outcome_and_by_state() {
        String accepted = "candor_handoffs_total{account=\"email:main\",channel=\"email\",outcome=\"accepted\"}";
        String state = "candor_deliveries{channel=\"email\",state=\"accepted\"}";
        Map<String, Double> before = scrape();
        Rest.ALICE
                .post("/v1/notices", Rest.inline(3).put("release", true))
                .then()
                .statusCode(202);
        await().atMost(Duration.ofSeconds(30))
                .until(() -> scrape().get(accepted) >= before.get(accepted) + 3
                        && scrape().get(state) >= before.get(state) + 3);
        Map<String, Double> after = scrape();
        assertTrue(after.get("candor_handoff_seconds_count{channel=\"email\"}") >= 3);
        assertTrue(after.get("candor_intake_rows_total{result=\"accepted\"}") >= 3);
        assertTrue(after.get("candor_workers_alive") >= 1);
    }

    @Test
    void p10_no_label_holds_anything_of_a_person_or_a_notice() {
        String accepted = "candor_handoffs_total{account=\"email:main\",channel=\"email\",outcome=\"accepted\"}";
        double before = scrape().get(accepted);
        String word = "metered" + UUID.randomUUID().toString().substring(0, 8);
        ObjectNode order = Rest.inline(1).put("release", true);
        ((ObjectNode) order.get("recipients").get(0))
                .put("ref", word)
                .put("name", word)
                .put("email", word + "@" + word + ".example.net")
                .put("account", word);
        ((ObjectNode) order.get("incident")).put("reference", "IR-" + word).put("title", "About " + word);
        String id = Rest.ALICE.post("/v1/notices", order).path("id");
        await().atMost(Duration.ofSeconds(30))
                .until(() ->
                        Rest.ALICE.get(id).path("state").equals("completed") && scrape().get(accepted) >= before + 1);
        String incident = Rest.ALICE.get(id).path("incident");
        String text = given().get(management("/q/metrics")).asString();
        for (String it : List.of(id, incident, "example.net", word, "14155550101", "Example Bank")) {
            assertFalse(text.contains(it), it);
        }
    }

    @Test
    void the_service_is_alive_ready_and_started() {
        for (String check : List.of("live", "ready", "started")) {
            given().get(management("/q/health/" + check)).then().statusCode(200).body("status", equalTo("UP"));
        }
        String live = given().get(management("/q/health/live")).asString();
        assertFalse(live.contains("database") || live.contains("PostgreSQL"));
    }

    private static Map<String, Double> scrape() {
        Map<String, Double> series = new TreeMap<>();
        given().get(management("/q/metrics"))
                .asString()
                .lines()
                .filter(it -> it.startsWith("candor_"))
                .forEach(it -> {
                    int value = it.lastIndexOf(' ');
                    String number = it.substring(value + 1).replace("+Inf", "Infinity");
                    series.put(it.substring(0, value), Double.parseDouble(number));
                });
        return series;
    }

    private static String management(String path) {
        return "http://127.0.0.1:" + ConfigProvider.getConfig().getValue("quarkus.management.port", int.class) + path;
    }
}
