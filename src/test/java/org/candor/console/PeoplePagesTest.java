package org.candor.console;

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
import java.util.stream.IntStream;
import org.candor.access.Scopes;
import org.candor.incident.Incidents;
import org.candor.incident.Recipients;
import org.candor.incident.Samples;
import org.jsoup.Jsoup;
import org.jsoup.nodes.Document;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The people of an incident: masked, one by one in clear, and erased (D5, D7, A9, E2). */
@QuarkusTest
class PeoplePagesTest {
    @Inject
    Pool pool;

    @Inject
    Incidents incidents;

    @Inject
    Recipients recipients;

    private UUID incident;
    private String path;

    @BeforeEach
    void people() {
        incident = Samples.incident(
                pool,
                incidents,
                recipients,
                List.of(
                        Samples.person("anna"),
                        Samples.person("<b>bert</b>", "bert@example.net", null, "de"),
                        Samples.person("cleo@example.org", null, "+14155550101", null)));
        path = "/console/incidents/" + incident + "/people";
    }

    @Test
    void d5_people_are_listed_masked_and_found_by_their_reference() {
        Console alice = Console.of(pool);
        Document list = alice.open(path);
        assertEquals(3, list.select("tbody tr").size());
        for (String clear : List.of("anna@example.net", "Person anna", "+14155550101", "cleo@example.org")) {
            assertFalse(list.html().contains(clear), clear);
        }
        assertTrue(list.text().contains("a***@e***.net"), list::text);
        assertTrue(list.select("tbody").text().contains("<b>bert</b>"), list::text);
        Response found = alice.send(path, Map.of("ref", "<b>bert</b>"));
        assertEquals(303, found.statusCode());
        assertFalse(found.header("Location").contains("bert"));
        Document bert = alice.open(found.header("Location"));
        assertTrue(bert.text().contains("b***@e***.net"), bert::text);
        assertTrue(bert.text().contains("Nothing yet: no notice that was released goes to them."), bert::text);
        Response missing = alice.send(path, Map.of("ref", "nobody"));
        assertEquals(404, missing.statusCode());
        assertTrue(missing.asString().contains("Nobody of a complete import has this reference"));
    }

    @Test
    void a9_one_person_is_shown_in_clear_for_a_reason_by_who_proves_who_they_are() {
        Console alice = Console.of(pool);
        String reveal = person(alice, "anna") + "/reveal";
        assertTrue(alice.open(reveal).text().contains("stays on record"));
        assertRefused(alice, reveal, Map.of("reason", "a call", "key", "cnd_" + "0".repeat(24)), "not the key");
        assertRefused(alice, reveal, Map.of("reason", " ", "key", alice.key), "Please give a reason");
        assertRefused(
                alice,
                reveal,
                Map.of("reason", "ask x@example.net", "key", alice.key),
                "an address or a number of somebody");
        assertEquals(0, alice.onRecord("recipient.revealed"));
        Response shown = alice.send(reveal, Map.of("reason", "calls back", "key", alice.key));
        assertEquals(200, shown.statusCode());
        assertEquals("no-store", shown.header("Cache-Control"));
        String text = Jsoup.parse(shown.asString()).text();
        assertTrue(text.contains("anna@example.net") && text.contains("Person anna"), text);
        assertFalse(shown.asString().contains(alice.key));
        assertEquals(1, alice.onRecord("recipient.revealed"));
    }

    @Test
    void d7_a_person_is_erased_after_their_name_was_typed() {
        Console alice = Console.of(pool);
        String person = person(alice, "anna");
        Map<String, String> right = Map.of("reason", "asked for it", "typed", "anna", "key", alice.key);
        assertRefused(
                alice, person + "/erase", Map.of("reason", "x", "typed", "bert", "key", alice.key), "What you typed");
        assertRefused(alice, person + "/erase", Map.of("reason", "x", "typed", "anna", "key", "x"), "not the key");
        assertEquals(0, alice.onRecord("recipient.erased"));
        assertEquals(303, alice.send(person + "/erase", right).statusCode());
        assertEquals(1, alice.onRecord("recipient.erased"));
        alice.open(404, person);
        assertEquals(2, alice.open(path).select("tbody tr").size());
        // A second click finds nobody.
        Map<String, String> again = new java.util.HashMap<>(right);
        again.put("csrf", Browser.csrf(alice.browser.open(path)));
        assertEquals(404, alice.browser.post(person + "/erase", again).statusCode());
        assertEquals(1, alice.onRecord("recipient.erased"));
    }

    @Test
    void d7_all_people_of_an_incident_are_erased_after_its_reference_was_typed() {
        Console alice = Console.of(pool);
        String erase = "/console/incidents/" + incident + "/erase";
        assertTrue(alice.open(erase).text().contains("3 people can never be read again"));
        assertRefused(alice, erase, Map.of("reason", "x", "typed", "IR", "key", alice.key), "What you typed");
        assertEquals(
                303,
                alice.send(erase, Map.of("reason", "it is over", "typed", "IR-2026-014", "key", alice.key))
                        .statusCode());
        assertEquals(1, alice.onRecord("incident.erased"));
        Document page = alice.open("/console/incidents/" + incident);
        assertTrue(page.text().contains("The people of this incident were erased on"), page::text);
        assertEquals(0, page.select("a[href$=import], a[href$=erase]").size());
        assertTrue(alice.open(path).text().contains("were erased on"));
        assertTrue(
                alice.open("/console/incidents/" + incident + "/import").text().contains("takes no others"));
    }

    @Test
    void a5_each_page_and_each_act_needs_its_scope() {
        Console writer = Console.without(pool, Scopes.RECIPIENTS_READ);
        Console alice = Console.of(pool);
        String person = person(alice, "anna");
        for (String page : List.of(path, person, person + "/reveal", person + "/erase")) {
            assertTrue(writer.open(403, page).text().contains("recipients:read"), page);
        }
        Console reader = Console.without(pool, Scopes.ERASURE);
        assertEquals(0, reader.open(person).select("a[href$=erase]").size());
        assertTrue(reader.open(403, person + "/erase").text().contains("erasure"));
        String csrf = Browser.csrf(reader.browser.open("/console"));
        for (String act : List.of(person + "/erase", "/console/incidents/" + incident + "/erase")) {
            assertEquals(
                    403,
                    reader.browser
                            .post(act, Map.of("csrf", csrf, "key", reader.key))
                            .statusCode());
        }
        Console bound = new Console(pool, Scopes.ALL, Samples.incident(pool, incidents, recipients, List.of()));
        for (String page : List.of(path, person, person + "/reveal", person + "/erase")) {
            bound.open(404, page);
        }
    }

    @Test
    void a_long_list_is_paged() {
        incident = Samples.incident(
                pool,
                incidents,
                recipients,
                IntStream.range(0, 150).mapToObj(i -> Samples.person("p-" + i)).toList());
        path = "/console/incidents/" + incident + "/people";
        Console alice = Console.of(pool);
        Document first = alice.open(path);
        assertEquals(100, first.select("tbody tr").size());
        assertTrue(
                first.html().length() < 100_000, "the page has " + first.html().length());
        Document second = alice.open(first.select("a[href*=after]").attr("href"));
        assertEquals(50, second.select("tbody tr").size());
        assertEquals(0, second.select("a[href*=after]").size());
    }

    @Test
    void where_there_is_nobody_yet_the_page_says_what_to_do() {
        UUID empty = Samples.incident(pool, incidents, recipients, List.of());
        Document page = Console.of(pool).open("/console/incidents/" + empty + "/people");
        assertTrue(page.text().contains("There is nobody yet"), page::text);
        assertEquals(1, page.select("main a[href$=import]").size());
    }

    private String person(Console who, String ref) {
        return who.send(path, Map.of("ref", ref)).header("Location");
    }

    private static void assertRefused(Console who, String path, Map<String, String> fields, String said) {
        Response refused = who.send(path, fields);
        assertEquals(422, refused.statusCode(), refused::asString);
        assertTrue(Jsoup.parse(refused.asString()).select("[role=alert]").text().contains(said), refused::asString);
    }
}
