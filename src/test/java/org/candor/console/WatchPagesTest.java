package org.candor.console;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import io.vertx.mutiny.sqlclient.Pool;
import jakarta.inject.Inject;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import org.candor.access.Scopes;
import org.candor.notice.Rest;
import org.candor.plumbing.Ids;
import org.jsoup.Jsoup;
import org.jsoup.nodes.Document;
import org.junit.jupiter.api.Test;

/** An operator watches a notice, and does what can be done to it. */
@QuarkusTest
class WatchPagesTest {
    @Inject
    Pool pool;

    @Test
    void the_page_says_how_far_it_has_come_as_an_equation_and_why_not_further() {
        String notice = Watched.done(Watched.order("anna", "ben", "bounce", "cut-after-dot"));
        Watched operator = new Watched(pool, Scopes.ALL);
        Document page = operator.page(path(notice));
        assertEquals("Notice of IR-2026-015", page.selectFirst("h1").text());
        assertEquals(
                "4 people = 1 unknown + 2 accepted + 1 failed",
                page.selectFirst(".way-of .equation").text());
        assertTrue(page.selectFirst(".way-of h2").text().contains("100 % settled"), page::text);
        assertEquals("2 reached, 1 unknown, 1 not reached", label(page).replace("Email: ", ""));
        assertTrue(page.text().contains("Possible duplicates: 0"), page::text);
        assertEquals(
                "/console/notices/" + notice + "/deliveries?channel=email&state=failed&reason=mailbox-unknown",
                page.select("a").stream()
                        .filter(it -> it.text().equals("there is no such mailbox"))
                        .findFirst()
                        .orElseThrow()
                        .attr("href"));
        assertTrue(page.selectFirst("svg.burn").attr("aria-label").startsWith("4 of 4 deliveries are settled."));
        assertTrue(page.text().contains("Released alice"), page::text);
        assertTrue(page.text().contains("Content hash: "), page::text);
        assertTrue(page.text().contains("/v1/notices/" + notice), page::text);
        assertTrue(page.select("[data-live]").isEmpty(), "nothing of it will move");
        assertTrue(page.html().length() < 100_000);
        // In the order in which a reader is asked: what can be done now, and nothing else.
        assertEquals(
                "Retry failed… Decide unknowns… Follow-up notice… Send to people who came since…",
                page.selectFirst(".acts").text());
    }

    private static String label(Document page) {
        return page.selectFirst("svg.bar").attr("aria-label");
    }

    @Test
    void what_is_on_its_way_is_shown_live_until_it_is_over() {
        String notice = paused();
        Watched operator = new Watched(pool, Scopes.ALL);
        Document page = operator.page(path(notice));
        String live = page.selectFirst("[data-live]").attr("hx-get");
        assertTrue(live.startsWith(path(notice) + "/live?seq="), live);
        assertEquals(204, operator.browser.open(live).statusCode());
        operator.browser.open(path(notice) + "/live?seq=1&was=running").then().statusCode(200);
        Document part = Jsoup.parse(
                operator.browser.open(path(notice) + "/live?seq=1&was=running").asString());
        assertTrue(part.text().contains("It has become paused"), part::text);
        assertTrue(part.select("input, button, html > head > title").isEmpty());
        assertTrue(part.selectFirst("[data-live]").attr("hx-trigger").matches("every [0-9]{4,5}ms"));
        operator.post(
                        path(notice),
                        path(notice) + "/cancel",
                        Map.of("reason", "a test", "typed", "IR-2026-015", "key", operator.key))
                .then()
                .statusCode(303);
        Response last = operator.browser.open(live);
        assertEquals(286, last.statusCode());
        assertFalse(last.asString().contains("hx-get"));
    }

    @Test
    void the_next_poll_comes_later_the_longer_this_one_took() {
        assertEquals(1000, WatchResource.poll(2));
        assertEquals(1500, WatchResource.poll(100));
        assertEquals(6906, WatchResource.poll(1000));
        assertEquals(30_000, WatchResource.poll(100_000));
    }

    @Test
    void to_pause_is_one_click_and_to_go_on_needs_a_reason() {
        String notice =
                Rest.ALICE.post("/v1/notices", later(Watched.order("slow"))).path("id");
        Watched operator = new Watched(pool, Scopes.ALL);
        assertEquals(
                303,
                operator.post(path(notice), path(notice) + "/pause", Map.of()).statusCode());
        assertEquals(1, operator.noted("notice.paused").size());
        Document asked = operator.page(path(notice) + "/resume");
        assertTrue(asked.selectFirst(".effect").text().contains("1 delivery that waited"), asked::text);
        Response refused = operator.post(path(notice) + "/resume", path(notice) + "/resume", Map.of("reason", " "));
        assertEquals(422, refused.statusCode());
        assertTrue(refused.asString().contains("Please give a reason."));
        assertTrue(operator.post(
                        path(notice) + "/resume", path(notice) + "/resume", Map.of("reason", "anna@example.net asked"))
                .asString()
                .contains("holds an address"));
        assertEquals(
                303,
                operator.post(path(notice) + "/resume", path(notice) + "/resume", Map.of("reason", "relay is back"))
                        .statusCode());
        assertTrue(operator.noted("notice.resumed").getFirst().contains("relay is back"));
        assertEquals(
                409, operator.browser.open(path(notice) + "/resume").statusCode(), "a second click finds it running");
    }

    @Test
    void d7_to_cancel_needs_the_name_a_reason_and_the_key_once_more() {
        String notice = paused();
        Watched operator = new Watched(pool, Scopes.ALL);
        String path = path(notice) + "/cancel";
        Document asked = operator.page(path);
        assertTrue(asked.selectFirst(".effect").text().contains("1 delivery will not go out"), asked::text);
        assertEquals("Cancel", asked.selectFirst("[autofocus]").text());
        for (Map<String, String> wrong : List.of(
                Map.of("reason", "no", "typed", "IR-0", "key", operator.key),
                Map.of("reason", "no", "typed", "IR-2026-015", "key", "cnd_wrong"),
                Map.of("reason", "", "typed", "IR-2026-015", "key", operator.key))) {
            assertEquals(422, operator.post(path, path, wrong).statusCode());
        }
        assertEquals("paused", Rest.ALICE.get(notice).path("state"));
        assertEquals(
                303,
                operator.post(path, path, Map.of("reason", "wrong list", "typed", "IR-2026-015", "key", operator.key))
                        .statusCode());
        assertEquals("cancelled", Rest.ALICE.get(notice).path("state"));
        assertTrue(operator.noted("notice.cancelled").getFirst().contains("wrong list"));
    }

    @Test
    void what_failed_is_tried_again_but_only_as_many_as_were_shown() {
        String notice = Watched.done(Watched.order("anna", "refused"));
        Watched operator = new Watched(pool, Scopes.ALL);
        String path = path(notice) + "/retry";
        assertTrue(operator.page(path).selectFirst(".effect").text().startsWith("Up to 1 delivery"));
        Response stale = operator.post(path, path, Map.of("count", "2"));
        assertEquals(409, stale.statusCode());
        assertTrue(stale.asString().contains("By now it is 1 delivery"));
        assertEquals(303, operator.post(path, path, Map.of("count", "1")).statusCode());
        assertEquals(1, operator.noted("notice.retried").size());
    }

    @Test
    void an_act_needs_its_scope_and_the_token_of_the_page() {
        String notice = paused();
        Set<String> reading = Set.of(Scopes.NOTICES_READ);
        Watched reader = new Watched(pool, reading);
        Document page = reader.page(path(notice));
        assertEquals("", page.selectFirst(".acts").text());
        assertTrue(page.select("a[href$=csv]").isEmpty());
        for (String step : new String[] {"pause", "resume", "cancel", "retry", "extend"}) {
            assertEquals(
                    403,
                    reader.post(path(notice), path(notice) + "/" + step, Map.of("reason", "x"))
                            .statusCode());
        }
        Watched operator = new Watched(pool, Scopes.ALL);
        assertEquals(
                403,
                operator.browser
                        .post(path(notice) + "/resume", Map.of("csrf", "x", "reason", "x"))
                        .statusCode());
        assertEquals("paused", Rest.ALICE.get(notice).path("state"));
        Set<String> without = new TreeSet<>(Scopes.ALL);
        without.remove(Scopes.NOTICES_READ);
        Watched blind = new Watched(pool, without);
        assertTrue(blind.page(path(notice)).text().contains("it needs the scope notices:read"));
        assertEquals(403, blind.browser.open(path(notice) + "/live").statusCode());
    }

    @Test
    void a6_a_key_that_is_bound_sees_its_own_incidents_alone() {
        String notice = paused();
        Watched elsewhere = new Watched(pool, Scopes.ALL, Ids.next());
        for (String page :
                new String[] {"", "/live", "/deliveries", "/deliveries.csv", "/evidence.ndjson", "/cancel"}) {
            assertEquals(404, elsewhere.browser.open(path(notice) + page).statusCode(), page);
        }
        Watched here = new Watched(pool, Scopes.ALL, UUID.fromString(Watched.incident(notice)));
        here.page(path(notice));
        assertEquals(404, here.browser.open(path("none")).statusCode());
    }

    @Test
    void what_is_taken_along_is_what_the_api_gives() {
        String notice = Watched.done(Watched.order("anna", "bounce"));
        Watched operator = new Watched(pool, Scopes.ALL);
        Response csv = operator.browser.open(path(notice) + "/deliveries.csv");
        assertEquals(200, csv.statusCode());
        assertTrue(csv.header("Content-Disposition").contains("deliveries-" + notice));
        assertEquals(
                Rest.ALICE
                        .call()
                        .get("/v1/notices/" + notice + "/deliveries.csv")
                        .asString(),
                csv.asString());
        Response evidence = operator.browser.open(path(notice) + "/evidence.ndjson");
        assertTrue(evidence.asString().startsWith("{\"kind\":\"dossier\""), evidence::asString);
        assertEquals(1, operator.noted("notice.evidence-exported").size());
        Response people = operator.post(
                path(notice) + "/unreached", path(notice) + "/unreached.csv", Map.of("reason", "printed letters"));
        assertEquals(200, people.statusCode());
        assertTrue(people.asString().contains("bounce+1@"), people::asString);
        assertTrue(operator.noted("notice.unreached-exported").getFirst().contains("printed letters"));
        assertEquals(
                422,
                operator.post(path(notice) + "/unreached", path(notice) + "/unreached.csv", Map.of("reason", ""))
                        .statusCode());
    }

    @Test
    void d6_what_somebody_wrote_is_text_on_these_pages() {
        ObjectNode order = later(Watched.order("anna"));
        ((ObjectNode) order.get("incident"))
                .put("reference", "IR-<b>1</b>")
                .put("title", "<script>alert(1)</script> & \"more\"");
        String notice = Rest.ALICE.post("/v1/notices", order).path("id");
        Document page = new Watched(pool, Scopes.ALL).page(path(notice));
        assertEquals("Notice of IR-<b>1</b>", page.selectFirst("h1").text());
        assertTrue(page.text().contains("<script>alert(1)</script> & \"more\""));
        assertTrue(page.select("main script, main b").isEmpty());
    }

    /** Released, and held by a person before its hour. */
    private static String paused() {
        String notice =
                Rest.ALICE.post("/v1/notices", later(Watched.order("anna"))).path("id");
        Rest.ALICE.step(notice, "pause").then().statusCode(200);
        return notice;
    }

    private static ObjectNode later(ObjectNode order) {
        return order.put(
                "not_before",
                Instant.now()
                        .plus(1, ChronoUnit.HOURS)
                        .truncatedTo(ChronoUnit.SECONDS)
                        .toString());
    }

    private static String path(String notice) {
        return "/console/notices/" + notice;
    }
}
