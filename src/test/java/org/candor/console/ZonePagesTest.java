package org.candor.console;

import static org.hamcrest.Matchers.equalTo;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import io.vertx.mutiny.sqlclient.Pool;
import jakarta.inject.Inject;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.candor.incident.Incidents;
import org.candor.incident.Recipients;
import org.candor.incident.Samples;
import org.candor.notice.Rest;
import org.jsoup.nodes.Document;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Times at the console as the clocks of its reader show them. */
@QuarkusTest
class ZonePagesTest {
    private static final String HERE = "/console/zone";

    @Inject
    Pool pool;

    @Inject
    Incidents incidents;

    @Inject
    Recipients recipients;

    private Console alice;
    private UUID incident;

    @BeforeEach
    void somebody_reads() {
        alice = Console.of(pool);
        incident = Samples.incident(pool, incidents, recipients, List.of(Samples.person("a")));
    }

    private void lives(String zone) {
        assertEquals(303, alice.send(HERE, Map.of("zone", zone)).statusCode());
    }

    @Test
    void a_time_is_said_and_typed_where_the_reader_is_and_kept_in_utc() {
        String edit = alice.send(draft(), written("2036-12-01T08:30")).header("Location");
        Rest.ALICE.get(id(edit)).then().body("deadline", equalTo("2036-12-01T08:30:00Z"));
        lives("Asia/Kathmandu");
        Document form = alice.open(edit);
        assertTrue(form.text().contains("Deadline (Kathmandu time)"), form::text);
        assertEquals("2036-12-01T14:15", form.select("#deadline").attr("value"));
        Document watch = alice.open("/console/notices/" + id(edit));
        assertEquals(
                "2036-12-01 14:15",
                watch.select("time[datetime=2036-12-01T08:30Z]").text());
        assertEquals(
                "2036-12-01 08:30:00 UTC",
                watch.select("time[datetime=2036-12-01T08:30Z]").attr("title"));
        assertTrue(watch.text().contains("When (Kathmandu time)"), watch::text);
        assertFalse(watch.text().contains("UTC"), watch::text);
        alice.browser.post(edit.split("\\?")[0], changed(edit, "2036-12-01T15:00"));
        Rest.ALICE.get(id(edit)).then().body("deadline", equalTo("2036-12-01T09:15:00Z"));
        lives("UTC");
        assertEquals("2036-12-01T09:15", alice.open(edit).select("#deadline").attr("value"));
    }

    @Test
    void a_form_that_was_open_before_the_zone_was_changed_is_meant_as_it_was_shown() {
        String edit = alice.send(draft(), written("2036-12-01T08:30")).header("Location");
        Map<String, String> fields = changed(edit, "2036-12-01T10:00");
        lives("Asia/Kathmandu");
        alice.browser.post(edit.split("\\?")[0], fields);
        Rest.ALICE.get(id(edit)).then().body("deadline", equalTo("2036-12-01T10:00:00Z"));
        assertEquals("2036-12-01T15:45", alice.open(edit).select("#deadline").attr("value"));
    }

    @Test
    void what_is_not_touched_is_not_moved() {
        lives("Europe/Berlin");
        String edit = alice.send(draft(), written("2036-10-26T02:30")).header("Location");
        Rest.ALICE.get(id(edit)).then().body("deadline", equalTo("2036-10-26T00:30:00Z"));
        // The second half past two of that night, when clocks are set back.
        Rest.ALICE.patch(
                id(edit), Rest.ALICE.get(id(edit)).header("ETag"), "{\"deadline\": \"2036-10-26T01:30:00.250125Z\"}");
        Map<String, String> fields = changed(edit, "");
        fields.putAll(
                Map.of("deadline", alice.open(edit).select("#deadline").attr("value"), "subject0", "Another subject"));
        alice.browser.post(edit.split("\\?")[0], fields).then().statusCode(303);
        Rest.ALICE
                .get(id(edit))
                .then()
                .body("content.en.subject", equalTo("Another subject"))
                .body("deadline", equalTo("2036-10-26T01:30:00.250125Z"));
    }

    @Test
    void whoever_chose_a_zone_is_led_back_and_others_see_nothing_of_it() {
        Response asked = alice.browser.open(HERE);
        assertTrue(asked.asString().contains("<option selected>UTC</option>"));
        lives("Europe/Berlin");
        Document home = alice.open("/console");
        assertEquals(
                "Times: Berlin time",
                home.select("footer a[href=/console/zone]").text());
        assertEquals("Europe/Berlin", home.select("html").attr("data-zone"));
        assertTrue(alice.open("/console/live").text().contains("Berlin time"), "parts say it, too");
        assertEquals(
                "Europe/Berlin", alice.open(HERE).select("option[selected]").text());
        assertEquals(
                "Times: UTC",
                Console.of(pool).open("/console").select("footer a").last().text());
        // It is the operator's, not the session's nor the browser's.
        Browser another = new Browser();
        another.signIn(alice.key);
        assertTrue(another.open("/console").asString().contains("data-zone=\"Europe/Berlin\""));
    }

    @Test
    void what_is_no_zone_changes_nothing() {
        Response refused = alice.send(HERE, Map.of("zone", "Europe/<script>"));
        assertEquals(422, refused.statusCode());
        assertFalse(refused.asString().contains("Europe/<"));
        assertTrue(refused.asString().contains("Choose a zone from the list."));
        assertEquals("UTC", alice.open("/console").select("html").attr("data-zone"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "https://evil.example/console",
                "//evil.example/console",
                "/console\r\nSet-Cookie: a=b",
                "/console/zone",
                "/console/../v1/notices",
                "/console//evil.example",
                "/consoles",
                "/v1/notices",
                "javascript:alert(1)",
                ""
            })
    void it_leads_back_to_pages_of_the_console_alone(String back) {
        Response chosen = alice.send(HERE, Map.of("zone", "Asia/Tokyo", "back", back));
        assertEquals(303, chosen.statusCode());
        assertTrue(chosen.header("Location").matches("(https?://[^/]+)?/console"), chosen.header("Location"));
    }

    @Test
    void it_leads_back_to_where_somebody_came_from() {
        String page = "/console/notices/" + UUID.randomUUID() + "/deliveries?state=failed&reason=mailbox-unknown";
        Response chosen = alice.send(HERE, Map.of("zone", "Asia/Tokyo", "back", page));
        assertTrue(chosen.header("Location").endsWith(page), chosen.header("Location"));
    }

    private String draft() {
        return "/console/incidents/" + incident + "/notices/new";
    }

    private static String id(String edit) {
        return edit.replaceFirst(".*/notices/", "").split("/")[0];
    }

    private Map<String, String> written(String deadline) {
        Map<String, String> fields = Page.of(alice.browser.open(draft())).form("#notice");
        fields.putAll(Map.of(
                "subject0", "About your data",
                "what_happened0", "On 5 November somebody copied a list.",
                "what_we_are_doing0", "We closed the way in.",
                "what_you_can_do0", "Change your password.",
                "deadline", deadline,
                "act", "save"));
        return fields;
    }

    private Map<String, String> changed(String edit, String deadline) {
        Map<String, String> fields = Page.of(alice.browser.open(edit)).form("#notice");
        fields.putAll(Map.of("deadline", deadline, "act", "save"));
        return fields;
    }
}
