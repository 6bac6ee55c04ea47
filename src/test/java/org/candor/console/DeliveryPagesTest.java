package org.candor.console;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.inject.Inject;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import org.candor.access.Scopes;
import org.candor.notice.Rest;
import org.candor.plumbing.Ids;
import org.jsoup.nodes.Document;
import org.junit.jupiter.api.Test;

/** An operator finds out why somebody got nothing, and decides about what is in doubt. */
@QuarkusTest
class DeliveryPagesTest {
    @Inject
    Pool pool;

    @Test
    void pills_and_reasons_filter_a_list_whose_address_says_it_all() {
        String notice = Watched.done(Watched.order("anna", "ben", "bounce", "cut-after-dot"));
        Watched operator = new Watched(pool, Scopes.ALL);
        Document page = operator.page(list(notice));
        assertEquals(4, page.select("main tbody tr").size());
        assertEquals(
                List.of("all 4", "unknown 1", "accepted 2", "failed 1"),
                page.select(".pills a").eachText());
        assertTrue(page.text().contains("a***@w***.net"), page::text);
        assertFalse(page.text().contains("anna+0@"), "addresses are masked");
        String failed = page.select(".pills a").get(3).attr("href");
        assertEquals(list(notice) + "?state=failed", failed);
        Document filtered = operator.page(failed);
        assertEquals(1, filtered.select("main tbody tr").size());
        assertTrue(filtered.selectFirst("main tbody tr").text().contains("there is no such mailbox"));
        assertEquals("failed 1", filtered.selectFirst("[aria-current=true]").text());
        assertEquals(1, rows(operator, list(notice) + "?reason=mailbox-unknown"));
        assertEquals(1, rows(operator, list(notice) + "?state=failed&reason=mailbox-unknown&channel=email"));
        assertEquals(0, rows(operator, list(notice) + "?state=failed&reason=mailbox-full"));
        assertEquals(0, rows(operator, list(notice) + "?domain=gmail"));
        assertEquals(0, rows(operator, list(notice) + "?channel=sms"));
        assertTrue(operator.page(list(notice) + "?channel=sms").text().contains("No delivery matches. Clear filters"));
    }

    @Test
    void filters_by_domain_and_reason_go_on_from_page_to_page() {
        String notice = Watched.done(Watched.order("anna", "bounce", "bounce", "ben", "bounce"));
        Watched operator = new Watched(pool, Scopes.ALL);
        String domain = operator.page(list(notice))
                .select("main tbody td small")
                .first()
                .text();
        assertEquals(5, walked(operator, list(notice) + "?domain=" + domain));
        assertEquals(2, walked(operator, list(notice) + "?state=accepted&domain=" + domain));
        assertEquals(3, walked(operator, list(notice) + "?reason=mailbox-unknown"));
        assertEquals(3, walked(operator, list(notice) + "?state=failed&reason=mailbox-unknown&domain=" + domain));
        assertEquals(0, rows(operator, list(notice) + "?state=accepted&reason=mailbox-unknown"));
    }

    /** How many different ones there are, one a page. */
    private static int walked(Watched operator, String path) {
        Set<String> seen = new HashSet<>();
        String next = path + "&limit=1";
        while (!next.isEmpty()) {
            Document page = operator.page(next);
            assertEquals(1, page.select("main tbody tr").size());
            assertTrue(seen.add(page.select("main tbody th a").attr("href")), "one is there twice");
            next = page.select("a[rel=next]").attr("href");
            next = next.isEmpty() || next.contains("limit=") ? next : next + "&limit=1";
        }
        return seen.size();
    }

    private static int rows(Watched operator, String path) {
        return operator.page(path).select("main tbody tr").size();
    }

    @Test
    void what_a_form_leaves_empty_is_not_in_the_address() {
        Watched operator = new Watched(pool, Scopes.ALL);
        Response answer = operator.browser.open("/console/deliveries?state=&channel=email&reason=&domain=");
        assertEquals(303, answer.statusCode());
        assertEquals("/console/deliveries?channel=email", answer.header("Location"));
        assertEquals(
                "/console/deliveries",
                operator.browser.open("/console/deliveries?state=").header("Location"));
        assertEquals(
                400, operator.browser.open("/console/deliveries?channel=fax").statusCode());
    }

    @Test
    void a_long_list_is_read_page_by_page_and_nobody_is_missed() {
        String notice = Watched.done(Watched.order("anna", "ben", "cleo", "dora", "emil"));
        Watched operator = new Watched(pool, Scopes.ALL);
        Set<String> seen = new HashSet<>();
        String path = list(notice) + "?limit=2&state=accepted";
        int pages = 0;
        while (!path.isEmpty()) {
            Document page = operator.page(path);
            page.select("main tbody a").eachAttr("href").forEach(it -> assertTrue(seen.add(it), it));
            path = page.select("a[rel=next]").attr("href");
            path = path.isEmpty() ? path : path + "&limit=2";
            pages++;
        }
        assertEquals(5, seen.size());
        assertEquals(3, pages);
    }

    @Test
    void one_delivery_tells_its_story() {
        String notice = Watched.done(Watched.order("anna", "bounce"));
        Watched operator = new Watched(pool, Scopes.ALL);
        Document page = operator.page(one(Watched.deliveries(notice, "failed").getFirst()));
        assertEquals(
                "failed there is no such mailbox.", page.selectFirst(".state").text());
        assertEquals(
                "Queued, handed over: refused for good; now failed.",
                page.selectFirst("svg.path").attr("aria-label"));
        assertTrue(
                page.selectFirst(".tries li").text().startsWith("Try 1: refused for good – there is no such mailbox"));
        assertTrue(page.selectFirst(".tries details").text().contains("enhanced code 5.1.1"), page::text);
        assertTrue(page.text().contains("b***@w***.net"), page::text);
        assertEquals(404, operator.browser.open(one(Ids.next().toString())).statusCode());
        assertEquals(404, operator.browser.open(one("none")).statusCode());
    }

    @Test
    void a9_a_person_is_shown_for_a_reason_by_whoever_proves_who_they_are() {
        String notice = Watched.done(Watched.order("anna"));
        String delivery = Watched.deliveries(notice, "accepted").getFirst();
        Watched operator = new Watched(pool, Scopes.ALL);
        String path = one(delivery) + "/reveal";
        Response refused = operator.post(path, path, Map.of("reason", "calls back", "key", "cnd_wrong"));
        assertEquals(422, refused.statusCode());
        assertEquals(
                422,
                operator.post(path, path, Map.of("reason", "", "key", operator.key))
                        .statusCode());
        assertEquals(0, operator.noted("recipient.revealed").size());
        Response shown = operator.post(path, path, Map.of("reason", "calls back", "key", operator.key));
        assertEquals(200, shown.statusCode());
        assertTrue(shown.asString().contains("anna+0@watch-"), shown::asString);
        assertEquals("no-store", shown.header("Cache-Control"));
        assertTrue(operator.noted("recipient.revealed").getFirst().contains("calls back"));
        Set<String> most = new TreeSet<>(Scopes.ALL);
        most.remove(Scopes.RECIPIENTS_READ);
        Watched blind = new Watched(pool, most);
        assertEquals(403, blind.browser.open(path).statusCode());
        assertFalse(blind.page(one(delivery)).text().contains("a***"));
        assertFalse(blind.page(list(notice)).text().contains("a***"));
    }

    @Test
    void what_is_in_doubt_is_decided_about_one_by_one() {
        String notice = Watched.done(Watched.order("anna", "cut-after-dot"));
        String delivery = Watched.deliveries(notice, "unknown").getFirst();
        Watched operator = new Watched(pool, Scopes.ALL);
        Document page = operator.page(one(delivery));
        assertTrue(page.text().contains("Nobody knows whether it was taken"), page::text);
        assertTrue(page.text().contains("only once its quarantine is over"), page::text);
        String again = chosen(notice, "resend", delivery);
        Response early = decide(operator, again);
        assertEquals(409, early.statusCode());
        assertTrue(early.asString().contains("quarantine"));
        String accepted = chosen(notice, "accepted", delivery);
        assertTrue(
                operator.page(accepted).selectFirst(".effect").text().startsWith("1 delivery will count as accepted"));
        assertEquals(303, decide(operator, accepted).statusCode());
        assertTrue(operator.noted("delivery.resolved").getFirst().contains("the log says so"));
        assertEquals("accepted", state(delivery));
        assertTrue(operator.page(one(delivery)).text().contains("by an operator: it was taken"));
        assertEquals(409, operator.browser.open(accepted).statusCode());
        assertTrue(page.select("a[href=\"" + accepted + "\"]").hasText(), "the page leads there");
    }

    @Test
    void those_that_are_ticked_are_decided_about_and_no_others() {
        String notice = Watched.done(Watched.order("anna", "cut-after-dot", "cut-after-dot", "cut-after-dot"));
        Watched operator = new Watched(pool, Scopes.ALL);
        assertEquals(0, operator.page(list(notice)).select("[name=d]").size(), "of one state only");
        Document page = operator.page(list(notice) + "?state=unknown");
        assertEquals(
                List.of("Send again…", "Count as accepted…", "Give up…"),
                page.select("form#chosen button").eachText());
        List<String> ids = page.select("input[name=d][form=chosen]").eachAttr("value");
        assertEquals(3, ids.size());
        String giveUp = page.select("form#chosen button").get(2).attr("formaction");
        operator.browser.open(giveUp).then().statusCode(400);
        operator.browser.open(giveUp + "?d=none").then().statusCode(404);
        String asked = giveUp + "?d=" + ids.get(0) + "&d=" + ids.get(1);
        Document ask = operator.page(asked);
        assertTrue(ask.selectFirst(".effect").text().startsWith("2 deliveries will count as failed"));
        Map<String, String> answer =
                Map.of("chosen", ask.selectFirst("input[name=chosen]").attr("value"), "reason", "they get a letter");
        assertEquals(303, operator.post(asked, giveUp, answer).statusCode());
        assertEquals(List.of(ids.get(2)), Watched.deliveries(notice, "unknown"));
        assertTrue(operator.noted("notice.resolved").getFirst().contains(ids.get(0)));
        assertEquals(409, operator.browser.open(asked).statusCode(), "nobody is asked about what is in no doubt");
        assertEquals(409, operator.post(list(notice), giveUp, answer).statusCode(), "by now they are in no doubt");

        Watched.awaitState(notice, "completed_with_failures");
        Document failed = operator.page(list(notice) + "?state=failed");
        assertEquals(List.of("Try again…"), failed.select("form#chosen button").eachText());
        String retry =
                operator.page(one(ids.get(0))).select("a[href*=/chosen/retry]").attr("href");
        assertEquals(failed.select("form#chosen button").attr("formaction") + "?d=" + ids.get(0), retry);
        Document again = operator.page(retry);
        assertTrue(again.text().contains("1 delivery will go out again, with fresh tries."), again::text);
        assertEquals(
                303,
                operator.post(retry, retry.split("\\?")[0], Map.of("chosen", ids.get(0)))
                        .statusCode());
        assertTrue(operator.noted("notice.retried").getFirst().contains("\"queued\": 1"));
        assertEquals(List.of(ids.get(1)), Watched.deliveries(notice, "failed"));
    }

    @Test
    void what_cannot_be_tried_again_is_not_to_be_ticked() {
        String notice = Watched.done(Watched.order("anna", "bounce", "rcpt-550-5.7.1"));
        Watched operator = new Watched(pool, Scopes.ALL);
        Document page = operator.page(list(notice) + "?state=failed");
        assertEquals(2, page.select("main tbody tr").size());
        assertEquals(1, page.select("input[name=d]").size());
        assertEquals(
                1,
                page.select("main tbody tr:has(small:contains(is left alone))").size());
        assertEquals(
                0,
                page.select("tr:has(input[name=d]) small:contains(is left alone)")
                        .size());
        String id = page.select("input[name=d]").attr("value");
        String both = String.join("&d=", Watched.deliveries(notice, "failed"));
        Response some = operator.browser.open(chosen(notice, "retry", both));
        assertEquals(409, some.statusCode());
        assertTrue(some.asString().contains("By now 1 of these 2 can be tried again"), some::asString);
        pool.preparedQuery("UPDATE notice SET state = 'cancelled' WHERE id = $1")
                .execute(Tuple.of(UUID.fromString(notice)))
                .await()
                .atMost(Watched.SOON);
        assertEquals(
                0,
                operator.page(list(notice) + "?state=failed")
                        .select("form#chosen")
                        .size());
        Response asked = operator.browser.open(chosen(notice, "retry", id));
        assertEquals(409, asked.statusCode());
        assertTrue(asked.asString().contains("The notice is cancelled by now"), asked::asString);
    }

    @Test
    void who_may_not_release_ticks_nothing() {
        String notice = Watched.done(Watched.order("anna", "cut-after-dot"));
        Set<String> most = new TreeSet<>(Scopes.ALL);
        most.remove(Scopes.NOTICES_RELEASE);
        Watched reader = new Watched(pool, most);
        String unknown = list(notice) + "?state=unknown";
        assertEquals(1, reader.page(unknown).select("main tbody tr").size());
        assertEquals(0, reader.page(unknown).select("form#chosen, [name=d]").size());
        String id = Watched.deliveries(notice, "unknown").getFirst();
        reader.browser
                .open("/console/notices/" + notice + "/chosen/resend?d=" + id)
                .then()
                .statusCode(403);
    }

    @Test
    void all_that_is_in_doubt_is_decided_about_as_many_as_were_seen() {
        String notice = Watched.done(Watched.order("anna", "cut-after-dot", "cut-after-dot"));
        Watched operator = new Watched(pool, Scopes.ALL);
        String path = "/console/notices/" + notice + "/unknowns";
        Document page = operator.page(path);
        assertTrue(page.text().contains("Email 2"), page::text);
        assertTrue(page.text().contains("2 over Email: the connection broke after the whole message was sent"));
        String giveUp = path + "/give-up?channel=email";
        Document asked = operator.page(giveUp);
        assertEquals("2", asked.selectFirst("input[name=count]").attr("value"));
        Response stale = operator.post(
                giveUp, path + "/give-up", Map.of("count", "3", "channel", "email", "reason", "they get a letter"));
        assertEquals(409, stale.statusCode());
        assertTrue(stale.asString().contains("By now 2 deliveries are in doubt, not 3"), stale::asString);
        assertTrue(stale.asString().contains("name=\"count\" value=\"2\""));
        assertEquals(
                303,
                operator.post(
                                giveUp,
                                path + "/give-up",
                                Map.of("count", "2", "channel", "email", "reason", "they get a letter"))
                        .statusCode());
        assertEquals(2, Watched.deliveries(notice, "failed").size());
        assertEquals(1, operator.noted("notice.resolved").size());
        assertTrue(operator.page(path).text().contains("Nothing of this notice is in doubt."));
    }

    @Test
    void what_is_in_trouble_is_kept_apart_with_its_reason() {
        String notice = Watched.done(Watched.order("anna", "bounce", "cut-after-dot"));
        assertEquals(2, troubles(notice));
        Watched operator = new Watched(pool, Scopes.ALL);
        String accepted =
                chosen(notice, "accepted", Watched.deliveries(notice, "unknown").getFirst());
        decide(operator, accepted).then().statusCode(303);
        assertEquals(1, troubles(notice));
    }

    @Test
    void a6_of_all_deliveries_a_bound_key_sees_its_own_and_no_sums() {
        String notice = Watched.done(Watched.order("anna"));
        Watched here = new Watched(pool, Scopes.ALL, UUID.fromString(Watched.incident(notice)));
        Document page = here.page("/console/deliveries");
        assertEquals(1, page.select("main tbody tr").size());
        assertEquals("all 0", page.selectFirst(".pills a").text());
        Watched elsewhere = new Watched(pool, Scopes.ALL, Ids.next());
        assertTrue(elsewhere.page("/console/deliveries").text().contains("There is no delivery yet"));
        String delivery = Watched.deliveries(notice, "accepted").getFirst();
        for (String path : List.of(one(delivery), one(delivery) + "/reveal", list(notice))) {
            assertEquals(404, elsewhere.browser.open(path).statusCode(), path);
        }
        Watched nobody = new Watched(pool, Set.of(Scopes.NOTICES_READ));
        assertTrue(nobody.page("/console/deliveries").text().contains("it needs the scope deliveries:read"));
        assertEquals(
                403, nobody.browser.open(chosen(notice, "accepted", delivery)).statusCode());
    }

    /** The page that asks about one delivery, as its own page leads there. */
    private static String chosen(String notice, String act, String delivery) {
        return "/console/notices/" + notice + "/chosen/" + act + "?d=" + delivery;
    }

    private static Response decide(Watched operator, String asked) {
        String[] parts = asked.split("\\?d=");
        return operator.post(asked, parts[0], Map.of("chosen", parts[1], "reason", "the log says so"));
    }

    private static String state(String delivery) {
        return Rest.ALICE.call().get("/v1/deliveries/" + delivery).path("state");
    }

    private long troubles(String notice) {
        return pool.preparedQuery("SELECT count(*) AS n FROM trouble WHERE notice = $1")
                .execute(Tuple.of(UUID.fromString(notice)))
                .await()
                .atMost(Watched.SOON)
                .iterator()
                .next()
                .getLong("n");
    }

    private static String list(String notice) {
        return "/console/notices/" + notice + "/deliveries";
    }

    private static String one(String delivery) {
        return "/console/deliveries/" + delivery;
    }
}
