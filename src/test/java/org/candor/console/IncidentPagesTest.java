package org.candor.console;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import io.vertx.mutiny.sqlclient.Pool;
import jakarta.inject.Inject;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.candor.access.Scopes;
import org.candor.incident.Incidents;
import org.candor.incident.Recipients;
import org.candor.incident.Samples;
import org.candor.plumbing.Ids;
import org.jsoup.nodes.Document;
import org.junit.jupiter.api.Test;

/** Incidents at the console: reported, read, changed, and what was done about them. */
@QuarkusTest
class IncidentPagesTest {
    private static final String NEW = "/console/incidents/new";
    private static final String HOSTILE = "<script>alert(1)</script>\"'&{csrf}";

    @Inject
    Pool pool;

    @Inject
    Incidents incidents;

    @Inject
    Recipients recipients;

    @Test
    void a_breach_is_reported_by_a_form_and_two_clicks_are_one_report() {
        Console alice = Console.of(pool);
        Map<String, String> facts = facts("IR-" + Ids.next());
        Response made = alice.send(NEW, facts);
        assertEquals(303, made.statusCode(), made::asString);
        Response again = alice.send(NEW, facts);
        assertEquals(made.header("Location"), again.header("Location"));
        assertEquals(1, alice.onRecord("incident.created"));
        Document page = alice.open(made.header("Location"));
        assertEquals(facts.get("title"), page.select("h1").text());
        assertTrue(page.text().contains("names and passwords"), page::text);
        assertTrue(page.text().contains("SMS: not used by any notice"), page::text);
        assertTrue(page.text().contains("2026-11-07 09:30 UTC"), page::text);
        assertTrue(page.text().contains("import the people who are affected"), page::text);
        assertTrue(page.text().contains("No list was imported yet"), page::text);
        assertEquals(0, page.select("main script").size());
        assertTrue(page.select("svg.time-line").attr("aria-label").contains("3 points"), page::text);
    }

    @Test
    void what_is_wrong_is_said_above_the_form_and_at_its_field_and_nothing_is_lost() {
        Console alice = Console.of(pool);
        Map<String, String> facts = facts("IR-" + Ids.next());
        facts.put("organisation-email", "nobody");
        facts.put("organisation-phone", "911");
        facts.put("occurred-to", "2026-11-01");
        facts.put("email-needs-consent-in", "US-NY Bavaria");
        Response refused = alice.send(NEW, facts);
        assertEquals(422, refused.statusCode());
        Document page = org.jsoup.Jsoup.parse(refused.asString());
        assertEquals(
                List.of("#organisation-email", "#organisation-phone", "#occurred-to", "#email-needs-consent-in"),
                page.select("#errors a").eachAttr("href"));
        page.select("#errors a")
                .forEach(it -> assertEquals(1, page.select(it.attr("href")).size()));
        assertEquals("true", page.select("#organisation-email").attr("aria-invalid"));
        assertEquals(
                "This is no email address.",
                page.select("#organisation-email-wrong").text().substring(2));
        assertEquals(facts.get("title"), page.select("#title").attr("value"));
        assertTrue(page.select("[name=exposed.names]").hasAttr("checked"));
        assertEquals(0, alice.onRecord("incident.created"));
    }

    @Test
    void facts_are_edited_by_who_saw_them_as_they_are() {
        Console alice = Console.of(pool);
        String path = alice.send(NEW, facts("IR-" + Ids.next())).header("Location");
        Document form = alice.open(path + "/edit");
        assertEquals("2026-11-07T09:30", form.select("#discovered-at").attr("value"));
        assertTrue(form.select("[name=exposed.passwords]").hasAttr("checked"));
        Map<String, String> changed = new HashMap<>(facts("IR-changed"));
        changed.put("csrf", form.select("[name=csrf]").attr("value"));
        changed.put("revision", form.select("[name=revision]").attr("value"));
        changed.put("title", HOSTILE);
        assertEquals(303, alice.browser.post(path + "/edit", changed).statusCode());
        // The same once more is what is there.
        assertEquals(303, alice.browser.post(path + "/edit", changed).statusCode());
        assertEquals(1, alice.onRecord("incident.changed"));
        changed.put("title", "too late");
        Response stale = alice.browser.post(path + "/edit", changed);
        assertEquals(412, stale.statusCode());
        assertTrue(stale.asString().contains("Somebody has changed these facts"));
        Document page = alice.open(path);
        assertEquals(HOSTILE, page.select("h1").text());
        assertEquals(HOSTILE, page.title().replace(" – Candor", ""));
        assertEquals(0, page.select("main script").size());
        assertEquals(0, alice.open("/console").select("main script").size());
    }

    @Test
    void actions_are_added_and_marked_done_and_stay_on_record() {
        Console alice = Console.of(pool);
        String path = alice.send(NEW, facts("IR-" + Ids.next())).header("Location");
        assertTrue(alice.open(path + "/actions").text().contains("No action is on record yet"));
        Map<String, String> action = Map.of(
                "kind",
                "fix",
                "summary",
                HOSTILE,
                "owner",
                "Anna",
                "due",
                "2026-01-02",
                "done-at",
                "",
                "reference",
                "");
        assertEquals(303, alice.send(path + "/actions", action).statusCode());
        assertEquals(303, alice.send(path + "/actions", action).statusCode());
        assertEquals(1, alice.onRecord("incident.action-added"));
        assertTrue(alice.open(path)
                .select("section[aria-labelledby=actions]")
                .text()
                .contains("overdue"));
        Document list = alice.open(path + "/actions");
        assertEquals(HOSTILE, list.select("tbody tr td:nth-child(2)").text());
        String done = list.select("tbody form").attr("action");
        for (int click = 0; click < 2; click++) {
            Map<String, String> token =
                    Map.of("csrf", list.select("[name=csrf]").attr("value"));
            assertEquals(303, alice.browser.post(done, token).statusCode());
        }
        assertEquals(2, alice.onRecord("incident.action-added"));
        Document after = alice.open(path + "/actions");
        assertEquals(1, after.select("tbody tr").size());
        assertEquals(0, after.select("tbody form").size());
        assertTrue(alice.open(path).text().contains("every action on record is done"));
        Response wrong = alice.send(path + "/actions", Map.of("kind", "fix", "summary", "", "due", "tomorrow"));
        assertEquals(422, wrong.statusCode());
        assertEquals(
                2, org.jsoup.Jsoup.parse(wrong.asString()).select("#errors li").size());
    }

    @Test
    void who_is_affected_is_counted_by_class_region_and_channel() {
        UUID incident = Samples.incident(
                pool,
                incidents,
                recipients,
                List.of(Samples.person("a"), Samples.person("b", null, "+14155550101", "fr")));
        Console alice = Console.of(pool);
        for (String part : List.of("/assessment", "/assessment/part")) {
            Document page = alice.open("/console/incidents/" + incident + part);
            assertTrue(page.text().contains("2 people in complete imports"), page::text);
            assertEquals(
                    List.of("By email 1", "By SMS 1", "By both 0", "By neither: write them a letter 0"),
                    page.select("table").get(1).select("tbody tr").eachText());
        }
        Document page = alice.open("/console/incidents/" + incident);
        assertTrue(page.text().contains("write them a notice"), page::text);
    }

    @Test
    void a5_without_a_scope_the_page_says_which_and_nothing_is_done() {
        UUID incident = Samples.incident(pool, incidents, recipients, List.of());
        String path = "/console/incidents/" + incident;
        assertTrue(Console.without(pool, Scopes.INCIDENTS_READ)
                .open(403, path)
                .text()
                .contains("incidents:read"));
        Console reader = Console.without(pool, Scopes.INCIDENTS_WRITE);
        assertEquals(0, reader.open(path).select("a[href$=edit]").size());
        assertTrue(reader.open(403, path + "/edit").text().contains("incidents:write"));
        assertTrue(reader.open(403, NEW).text().contains("incidents:write"));
        String csrf = Browser.csrf(reader.browser.open("/console"));
        for (String act : List.of(NEW, path + "/edit", path + "/actions")) {
            assertEquals(403, reader.browser.post(act, Map.of("csrf", csrf)).statusCode(), act);
        }
    }

    @Test
    void a6_a_bound_key_sees_its_incidents_alone() {
        UUID mine = Samples.incident(pool, incidents, recipients, List.of());
        UUID other = Samples.incident(pool, incidents, recipients, List.of());
        Console bound = new Console(pool, Scopes.ALL, mine);
        bound.open("/console/incidents/" + mine);
        for (String page : List.of("", "/edit", "/actions", "/assessment", "/import", "/people", "/erase")) {
            bound.open(404, "/console/incidents/" + other + page);
        }
        assertFalse(bound.open("/console").html().contains(other.toString()));
        assertEquals(0, bound.open("/console").select("a[href=" + NEW + "]").size());
        assertEquals(403, bound.send(NEW, facts("IR-bound")).statusCode());
    }

    @Test
    void auth_065_no_form_works_without_its_token() {
        UUID incident = Samples.incident(pool, incidents, recipients, List.of());
        Console alice = Console.of(pool);
        String path = "/console/incidents/" + incident;
        for (String act : List.of(NEW, path + "/edit", path + "/actions", path + "/erase", path + "/people")) {
            assertEquals(403, alice.browser.post(act, Map.of("csrf", "x")).statusCode(), act);
        }
        assertEquals(0, alice.onRecord("incident.created"));
    }

    @Test
    void what_is_no_incident_is_not_found() {
        Console alice = Console.of(pool);
        alice.open(404, "/console/incidents/" + Ids.next());
        alice.open(404, "/console/incidents/nonsense");
        alice.open(404, "/console/imports/" + Ids.next());
    }

    private static Map<String, String> facts(String reference) {
        Map<String, String> facts = new HashMap<>();
        facts.put("reference", reference);
        facts.put("title", "Portal & credentials " + reference);
        facts.put("organisation-name", "Example Bank");
        facts.put("organisation-email", "privacy@example.com");
        facts.put("organisation-phone", "+1 415 555 0100");
        facts.put("occurred-from", "2026-11-02");
        facts.put("occurred-to", "2026-11-05");
        facts.put("discovered-at", "2026-11-07T09:30");
        facts.put("exposed.names", "on");
        facts.put("exposed.passwords", "on");
        facts.put("compromised.sms", "on");
        return facts;
    }
}
