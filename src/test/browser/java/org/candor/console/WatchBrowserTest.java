package org.candor.console;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quarkus.test.junit.QuarkusTest;
import io.vertx.mutiny.sqlclient.Pool;
import jakarta.inject.Inject;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import org.awaitility.Awaitility;
import org.candor.access.Scopes;
import org.candor.notice.Rest;
import org.candor.queue.Gates;
import org.candor.rig.Chromium;
import org.candor.rig.Visit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Watching and stopping, as a browser does it. */
@QuarkusTest
class WatchBrowserTest {
    @Inject
    Pool pool;

    @Inject
    Gates gates;

    @RegisterExtension
    final Chromium chromium = new Chromium();

    @Test
    void from_the_notice_two_clicks_tell_why_somebody_got_nothing() {
        String notice = Watched.done(Watched.order("anna", "ben", "bounce", "cut-after-dot"));
        Visit visit = signedIn();
        visit.console("/console/notices/" + notice);
        assertEquals("Notice of IR-2026-015", visit.title());
        visit.assertClean();
        visit.link("there is no such mailbox").click();
        assertEquals("Deliveries of the notice of IR-2026-015", visit.title());
        visit.assertClean();
        visit.page().locator("main tbody a").first().click();
        assertEquals("Delivery", visit.title());
        assertTrue(visit.text().contains("Try 1: refused for good"), visit::text);
        visit.assertClean();
        for (String page : List.of("", "/unknowns", "/unknowns/give-up", "/retry", "/unreached")) {
            visit.console("/console/notices/" + notice + page);
            visit.assertClean();
        }
    }

    @Test
    void rows_are_ticked_and_given_up_together() {
        String notice = Watched.done(Watched.order("anna", "cut-after-dot", "cut-after-dot", "bounce"));
        Visit visit = signedIn();
        visit.console("/console/notices/" + notice + "/deliveries?state=unknown");
        visit.button("Tick all 2 on this page").click();
        visit.button("Give up…").click();
        assertEquals("Give up: 2 deliveries that you chose", visit.title());
        visit.page().getByLabel("Reason, for the record").fill("they get a letter");
        visit.button("Give up").click();
        visit.page().waitForURL("**/deliveries");
        assertEquals(3, Watched.deliveries(notice, "failed").size());
        visit.assertClean();
    }

    @Test
    void times_are_those_of_the_zone_that_was_chosen_and_so_is_the_live_line() {
        Visit visit = signedIn();
        String list = "/console/notices/" + Watched.done(Watched.order("anna")) + "/deliveries";
        visit.console(list);
        visit.link("Times: UTC").click();
        visit.button("Take this browser's: ").waitFor();
        visit.page().getByLabel("Your time zone").selectOption("Asia/Tokyo");
        visit.button("Use this zone").click();
        visit.page().waitForURL("**" + list);
        assertTrue(visit.text().contains("Updated (Tokyo time)"), visit::text);
        visit.console("/console");
        visit.page().getByText("Tokyo time").first().waitFor();
        assertTrue(
                visit.page().locator("[data-fresh]").textContent().matches("Live · \\d\\d:\\d\\d:\\d\\d Tokyo time .*"),
                visit::text);
        visit.assertClean();
    }

    @Test
    void a_notice_is_paused_by_one_click_and_goes_on_for_a_reason_while_its_page_lives() {
        String notice = Rest.ALICE
                .post(
                        "/v1/notices",
                        Watched.order("anna")
                                .put(
                                        "not_before",
                                        Instant.now()
                                                .plus(1, ChronoUnit.HOURS)
                                                .truncatedTo(ChronoUnit.SECONDS)
                                                .toString()))
                .path("id");
        Visit visit = signedIn();
        visit.console("/console/notices/" + notice);
        Visit other = signedIn();
        other.console("/console/notices/" + notice);
        visit.button("Pause the notice").click();
        assertEquals("paused", Rest.ALICE.get(notice).path("state"));
        // What somebody else did shows without a click.
        other.page().getByText("It has become paused").waitFor();
        other.assertClean();
        visit.button("Resume…").click();
        visit.page().getByLabel("Reason, for the record").fill("the relay is back");
        visit.button("Resume").click();
        assertEquals("scheduled", Rest.ALICE.get(notice).path("state"));
        visit.assertClean();
    }

    @Test
    void a15_everything_is_stopped_by_one_click_and_goes_on_for_a_reason() {
        Visit visit = signedIn();
        visit.console("/console/record");
        visit.assertClean();
        try {
            visit.button("Stop everything").click();
            assertTrue(gates.all().await().atMost(Watched.SOON).stream().noneMatch(Gates.Gate::open));
            assertEquals("Channels", visit.title());
            assertTrue(visit.text().contains("Everything is stopped."), visit::text);
            visit.assertClean();
            visit.link("Let it go on").click();
            visit.assertClean();
            visit.page().getByLabel("Reason, for the record").fill("it was a test");
            visit.button("Open the gates").click();
            Awaitility.await().atMost(Watched.SOON).until(() -> !visit.text().contains("Everything is stopped."));
            visit.console("/console/suppressions");
            visit.assertClean();
            visit.console("/console/record/verify");
            visit.assertClean();
        } finally {
            pool.withTransaction(tx -> gates.panicLift(tx, "test")).await().atMost(Watched.SOON);
        }
    }

    private Visit signedIn() {
        Visit visit = chromium.visit();
        visit.signIn(new Watched(pool, Scopes.ALL).key);
        return visit;
    }
}
