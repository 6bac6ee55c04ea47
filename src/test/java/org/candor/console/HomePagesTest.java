package org.candor.console;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.quarkus.test.junit.QuarkusTest;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.inject.Inject;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.UUID;
import org.candor.access.Scopes;
import org.candor.incident.Incidents;
import org.candor.incident.Recipients;
import org.candor.incident.Samples;
import org.candor.notice.Rest;
import org.jsoup.nodes.Document;
import org.jsoup.nodes.Element;
import org.junit.jupiter.api.Test;

/** The first page: will we miss a deadline? */
@QuarkusTest
class HomePagesTest {
    @Inject
    Pool pool;

    @Inject
    Incidents incidents;

    @Inject
    Recipients recipients;

    private UUID incident() {
        return Samples.incident(pool, incidents, recipients, List.of(Samples.person("a")));
    }

    @Test
    void a_deadline_that_was_missed_is_said_without_a_click_by_word_and_shape() {
        UUID incident = incident();
        String notice = Late.notice(pool, incident);
        Console bound = new Console(pool, Scopes.ALL, incident);
        Document home = bound.open("/console");
        Element card = home.selectFirst("article");
        assertEquals(
                "▲ One notice misses or will miss its deadline.",
                home.select("[data-live] > .verdict").text());
        assertTrue(card.text().contains("overdue by 3 h"), card::text);
        assertTrue(card.text().contains("▲ deadline missed 3 h ago, and paused"), card::text);
        assertEquals(1, card.select("svg[role=img] .behind").size());
        assertTrue(card.select("svg").attr("aria-label").contains("overdue by 3 h"));
        assertEquals("/console/notices/" + notice, card.select(".clock-bar a").attr("href"));
        assertEquals(
                "Email notice IR-2026-014 overdue by 3 h",
                home.select("nav .clock").text());
        assertEquals("/console/notices/" + notice, home.select("nav .clock a").attr("href"));
        assertTrue(bound.open("/console/live").text().contains("overdue by 3 h"));
        Document page = bound.open("/console/incidents/" + incident);
        assertTrue(page.text().contains("overdue by 3 h"), page::text);
        assertEquals(1, page.select("svg.time-line .deadline").size());
    }

    @Test
    void a_draft_is_open_and_an_incident_whose_notices_are_done_is_not() {
        UUID draft = incident();
        notice(draft, Instant.now().plus(49, ChronoUnit.HOURS));
        UUID done = incident();
        String over = notice(done, Instant.now().plus(2, ChronoUnit.HOURS));
        pool.preparedQuery("UPDATE notice SET state = 'cancelled', finished_at = clock_timestamp() WHERE id = $1")
                .execute(Tuple.of(UUID.fromString(over)))
                .await()
                .atMost(Duration.ofSeconds(10));
        UUID untold = incident();
        Document home = new Console(pool, Scopes.ALL, draft, done, untold).open("/console");
        List<String> cards = home.select("article h2 a").eachAttr("href");
        assertEquals(List.of("/console/incidents/" + draft, "/console/incidents/" + untold), cards);
        assertTrue(home.select("article").first().text().contains("due in 2 d"), home::text);
        assertTrue(home.select("article").last().text().contains("Nobody has been told yet"), home::text);
        assertEquals("/console/incidents/" + done, home.select("tbody a").attr("href"));
        assertTrue(home.select("tbody").text().contains("1 cancelled"), home::text);
        assertEquals("", home.select("nav .clock").text());
    }

    @Test
    void a5_without_the_scope_of_notices_no_clock_is_shown() {
        UUID incident = incident();
        notice(incident, Instant.now().plus(5, ChronoUnit.HOURS));
        Console reader = Console.without(pool, Scopes.NOTICES_READ);
        Document home = reader.open("/console");
        assertFalse(home.html().contains("<svg"));
        assertEquals(0, home.select("[data-live] .verdict, nav .clock").size());
        assertTrue(reader.open("/console/incidents/" + incident).text().contains("notices:read"));
        assertTrue(Console.without(pool, Scopes.INCIDENTS_READ)
                .open("/console")
                .text()
                .contains("incidents:read"));
    }

    @Test
    void the_list_is_paged_and_older_pages_have_no_others() {
        for (int i = 0; i < 30; i++) {
            Samples.incident(pool, incidents, recipients, List.of());
        }
        Console alice = Console.of(pool);
        Document first = alice.open("/console");
        assertTrue(
                first.html().length() < 100_000, "the page has " + first.html().length());
        assertEquals(
                25,
                first.select("article").size() + first.select("main tbody tr").size());
        String next = first.select("a[href*=before]").attr("href");
        Document second = alice.open(next);
        assertTrue(second.select("article, main tbody tr").size() >= 5);
        assertEquals(
                "/console/live" + next.substring("/console".length()),
                second.select("[data-live]").attr("hx-get"));
        alice.open(404, "/console?before=x");
    }

    private static String notice(UUID incident, Instant deadline) {
        ObjectNode body = Rest.notice(incident);
        body.put("deadline", deadline.toString());
        return Rest.ALICE
                .post("/v1/notices", body)
                .then()
                .statusCode(201)
                .extract()
                .path("id");
    }
}
