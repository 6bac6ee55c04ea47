package org.candor.console;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.inject.Inject;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.candor.access.Scopes;
import org.candor.delivery.Channel;
import org.candor.plumbing.Ids;
import org.candor.queue.Gates;
import org.candor.queue.Switchboard.Waiting;
import org.jsoup.nodes.Document;
import org.jsoup.nodes.Element;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** An operator stops everything, and sees and moves the accounts one by one. */
@QuarkusTest
class ChannelPagesTest {
    private static final String PATH = "/console/channels";
    private static final String ACCOUNT = "email:console-test";

    @Inject
    Pool pool;

    @Inject
    Gates gates;

    @BeforeEach
    void theAccountIsOpen() {
        gates.add(ACCOUNT, Channel.EMAIL, 14.0).await().atMost(Watched.SOON);
        pool.withTransaction(tx -> gates.open(tx, ACCOUNT, "test")).await().atMost(Watched.SOON);
    }

    /** Other tests send through the gates of this database. */
    @AfterEach
    void theGatesAreOpen() {
        pool.withTransaction(tx -> gates.panicLift(tx, "test")).await().atMost(Watched.SOON);
    }

    @Test
    void a15_one_click_on_any_page_stops_everything_and_another_lets_it_go_on() {
        Watched operator = new Watched(pool, Scopes.ALL);
        for (String page : List.of("/console", "/console/deliveries", PATH, "/console/record")) {
            assertEquals(
                    "Stop everything",
                    operator.page(page)
                            .selectFirst("form[action=/console/stop] button")
                            .text());
        }
        long begun = System.nanoTime();
        Response stopped = operator.post("/console", "/console/stop", Map.of());
        assertEquals(303, stopped.statusCode());
        assertTrue(System.nanoTime() - begun < 2_000_000_000L, "within two seconds");
        assertTrue(gates.all().await().atMost(Watched.SOON).stream().noneMatch(Gates.Gate::open));
        assertTrue(operator.noted("gates.stopped").size() == 1);
        // Everybody sees it, by whom and since when; also who may not end it.
        Watched reader = new Watched(pool, Set.of(Scopes.INCIDENTS_READ));
        Element band = reader.page("/console").selectFirst(".stopped");
        assertTrue(band.text().contains("Everything is stopped."), band::text);
        assertTrue(band.text().contains("by " + operator.owner), band::text);
        assertTrue(band.select("a").isEmpty());
        assertTrue(reader.page("/console").select("form[action=/console/stop]").isEmpty());
        assertEquals(403, reader.post("/console", "/console/stop", Map.of()).statusCode());
        String lift = "/console/stop/lift";
        assertEquals(lift, operator.page(PATH).select(".stopped a").attr("href"));
        assertEquals(422, operator.post(lift, lift, Map.of("reason", "")).statusCode());
        assertEquals(
                303,
                operator.post(lift, lift, Map.of("reason", "a test is over")).statusCode());
        assertTrue(operator.page("/console").select(".stopped").isEmpty());
        assertTrue(operator.noted("gates.lifted").getFirst().contains("a test is over"));
        assertTrue(gate().open());
    }

    @Test
    void a_key_that_is_bound_stops_nothing_of_others() {
        Watched bound = new Watched(pool, Scopes.ALL, Ids.next());
        assertTrue(bound.page("/console").select("form[action=/console/stop]").isEmpty());
        assertEquals(403, bound.post("/console", "/console/stop", Map.of()).statusCode());
        assertEquals(
                403,
                bound.post("/console", PATH + "/" + ACCOUNT + "/close", Map.of())
                        .statusCode());
        assertTrue(gate().open());
    }

    @Test
    void a_gate_is_closed_by_one_click_and_opened_for_a_reason() {
        Watched operator = new Watched(pool, Scopes.ALL);
        String path = PATH + "/" + ACCOUNT;
        assertTrue(row(operator).text().contains("open"));
        assertEquals(303, operator.post(PATH, path + "/close", Map.of()).statusCode());
        String closed = row(operator).text();
        assertTrue(closed.contains("closed closed at the console") && closed.contains("by " + operator.owner), closed);
        assertEquals(
                422,
                operator.post(path + "/open", path + "/open", Map.of("reason", ""))
                        .statusCode());
        assertFalse(gate().open());
        assertEquals(
                303,
                operator.post(path + "/open", path + "/open", Map.of("reason", "relay moved"))
                        .statusCode());
        assertTrue(gate().open());
        assertTrue(operator.noted("gate.opened").getFirst().contains("relay moved"));
        assertEquals(1, operator.noted("gate.closed").size());
        assertEquals(404, operator.browser.open(PATH + "/email:nowhere/open").statusCode());
    }

    @Test
    void a_limit_is_changed_for_a_reason() {
        Watched operator = new Watched(pool, Scopes.ALL);
        String path = PATH + "/" + ACCOUNT + "/pace";
        Response wrong = operator.post(path, path, Map.of("pace", "fast", "reason", "x"));
        assertEquals(422, wrong.statusCode());
        assertTrue(wrong.asString().contains("A limit is written as 14/s"));
        assertEquals(
                422,
                operator.post(path, path, Map.of("pace", "5/s", "reason", "")).statusCode());
        assertEquals(
                303,
                operator.post(path, path, Map.of("pace", "90/m", "reason", "the relay asked"))
                        .statusCode());
        assertTrue(row(operator).text().contains("90/m"));
        assertTrue(operator.noted("pace.set").getFirst().contains("the relay asked"));
    }

    @Test
    void who_may_only_look_has_no_buttons() {
        Watched reader = new Watched(pool, Set.of(Scopes.NOTICES_READ));
        Document page = reader.page(PATH);
        assertTrue(page.select("main form").isEmpty());
        assertEquals(403, reader.browser.open(PATH + "/" + ACCOUNT + "/open").statusCode());
        Watched nobody = new Watched(pool, Set.of(Scopes.RESETS_READ));
        assertTrue(nobody.page(PATH).text().contains("it needs the scope notices:read"));
        assertEquals(
                List.of("Incidents"),
                nobody.page(PATH)
                        .select("nav[aria-label=Console] ul:first-child a")
                        .eachText());
    }

    @Test
    void what_waits_is_a_table_of_domains_and_ages() {
        List<BacklogTable> tables = BacklogTable.of(List.of(
                new Waiting("email:a", 1, 0, 1_000),
                new Waiting("email:a", 1, 6, 10),
                new Waiting("email:a", 5_000, 1, 1)));
        assertEquals(1, tables.size());
        BacklogTable.Row gmail = tables.getFirst().rows().getFirst();
        assertEquals("gmail", gmail.domain());
        assertEquals("1,010", gmail.sum());
        assertEquals(new BacklogTable.Cell("1,000", 4), gmail.cells().getFirst());
        assertEquals(new BacklogTable.Cell("·", 0), gmail.cells().get(1));
        assertEquals(new BacklogTable.Cell("10", 1), gmail.cells().get(6));
        assertEquals(
                "small domains, group 5000", tables.getFirst().rows().get(1).domain());
    }

    @Test
    void an_address_that_is_left_alone_is_let_go_for_a_reason() {
        String notice = Watched.done(Watched.order("anna", "bounce"));
        String failed = Watched.deliveries(notice, "failed").getFirst();
        Watched operator = new Watched(pool, Scopes.ALL);
        Document page = operator.page("/console/suppressions");
        Element row = page.select("main tbody tr").stream()
                .filter(it -> it.html().contains(failed))
                .findFirst()
                .orElseThrow();
        assertTrue(row.text().contains("Email there is no such mailbox"), row::text);
        String lift = row.select(".acts a").attr("href");
        assertEquals(422, operator.post(lift, lift, Map.of("reason", "")).statusCode());
        assertEquals(
                303,
                operator.post(lift, lift, Map.of("reason", "they mended it")).statusCode());
        assertTrue(operator.noted("suppression.lifted").getFirst().contains("they mended it"));
        assertEquals(
                0L,
                pool.preparedQuery("SELECT count(*) AS n FROM suppression WHERE delivery = $1")
                        .execute(Tuple.of(UUID.fromString(failed)))
                        .await()
                        .atMost(Watched.SOON)
                        .iterator()
                        .next()
                        .getLong("n"));
        Watched reader = new Watched(pool, Set.of(Scopes.DELIVERIES_READ));
        assertTrue(reader.page("/console/suppressions").select(".acts").isEmpty());
        assertEquals(403, reader.browser.open(lift).statusCode());
    }

    private Gates.Gate gate() {
        return gates.all().await().atMost(Watched.SOON).stream()
                .filter(it -> it.account().equals(ACCOUNT))
                .findFirst()
                .orElseThrow();
    }

    private static Element row(Watched operator) {
        return operator.page(PATH).select("main tbody tr").stream()
                .filter(it -> it.text().contains(ACCOUNT))
                .findFirst()
                .orElseThrow();
    }
}
