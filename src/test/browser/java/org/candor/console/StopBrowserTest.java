package org.candor.console;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import io.vertx.mutiny.sqlclient.Pool;
import jakarta.inject.Inject;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.UUID;
import org.awaitility.Awaitility;
import org.candor.notice.Rest;
import org.candor.plumbing.Ids;
import org.candor.rig.Chromium;
import org.candor.rig.Look;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Journey 7: everything is stopped while a notice runs, goes on again, and nothing is lost. */
@QuarkusTest
class StopBrowserTest {
    private static final int PEOPLE = 90;
    private static final Duration PROMISED = Duration.ofSeconds(2);
    private static final Duration SOON = Duration.ofSeconds(60);

    @Inject
    Pool pool;

    @RegisterExtension
    final Chromium chromium = new Chromium();

    private final String run = Ids.next().toString();

    @Test
    void one_click_stops_everything_and_what_waited_goes_out_once_it_may() throws Exception {
        Desk operator = Desk.of(pool, chromium);
        Desk.pace("email:main", "8/s");
        try {
            UUID notice = running();
            operator.visit.console("/console/notices/" + notice);
            Awaitility.await().atMost(SOON).until(() -> accepted(operator, notice) > 3);
            Instant clicked = now(operator);
            operator.visit.button("Stop everything").click();
            operator.page.waitForURL("**/console/channels");
            Instant stopped = stopped(operator);
            assertTrue(stopped.isBefore(clicked.plus(PROMISED)), clicked + " " + stopped);
            assertEquals(0L, operator.count("gate WHERE open"));
            assertEquals(1L, operator.count("audit WHERE actor = $1 AND action = 'gates.stopped'", operator.owner));
            saysSoEverywhere(operator, notice);
            Desk.pace("email:main", "unlimited");
            nothingBeginsAnyMore(operator, notice, stopped);
            goesOn(operator);
            Awaitility.await().atMost(SOON).until(() -> operator.state(notice).equals("completed"));
            assertEquals(
                    (long) PEOPLE,
                    operator.count("delivery WHERE notice = $1 AND state IN ('accepted', 'delivered')", notice));
            assertEquals(operator.reached(notice), operator.taken(notice), "each got it once");
        } finally {
            Desk.pace("email:main", "unlimited");
        }
    }

    private UUID running() {
        ObjectNode order = Rest.inline(PEOPLE).put("release", true);
        for (int i = 0; i < PEOPLE; i++) {
            ((ObjectNode) order.get("recipients").get(i)).put("email", "anna+" + i + "@" + run + ".example.net");
        }
        Response made = Rest.ALICE.post("/v1/notices", order);
        made.then().statusCode(202);
        return UUID.fromString(made.path("id"));
    }

    private static long accepted(Desk operator, UUID notice) {
        return operator.count("delivery WHERE notice = $1 AND state IN ('accepted', 'delivered')", notice);
    }

    private static Instant now(Desk operator) {
        return ((OffsetDateTime) operator.value("SELECT clock_timestamp()")).toInstant();
    }

    private static Instant stopped(Desk operator) {
        return ((OffsetDateTime) operator.value("SELECT max(changed_at) FROM gate WHERE reason = 'panic-stop'"))
                .toInstant();
    }

    private void saysSoEverywhere(Desk operator, UUID notice) {
        assertEquals("Channels", operator.visit.title());
        operator.visit.assertClean();
        Desk other = Desk.of(pool, chromium, Look.PHONE.inTheDark());
        for (String path : List.of("/console", "/console/approvals", "/console/notices/" + notice)) {
            other.visit.console(path);
            String band = other.page.locator(".stopped").innerText();
            assertTrue(band.contains("Everything is stopped.") && band.contains("by " + operator.owner), band);
        }
        other.visit.assertClean();
        other.visit.assertFits();
    }

    private static void nothingBeginsAnyMore(Desk operator, UUID notice, Instant stopped) {
        Awaitility.await()
                .atMost(SOON)
                .until(() ->
                        operator.count("delivery WHERE notice = $1 AND state IN ('claimed', 'handing_off')", notice)
                                == 0);
        operator.page.waitForTimeout(1_000);
        OffsetDateTime last = (OffsetDateTime) operator.value(
                "SELECT max(begun_at) FROM attempt a JOIN delivery d ON d.id = a.delivery WHERE d.notice = $1", notice);
        assertTrue(last.toInstant().isBefore(stopped.plus(PROMISED)), last + " " + stopped);
        long waiting = operator.count("delivery WHERE notice = $1 AND state IN ('queued', 'waiting')", notice);
        assertTrue(waiting > 0, "it came too late to stop anything");
        assertEquals(PEOPLE, waiting + accepted(operator, notice), "nothing is lost");
    }

    private static void goesOn(Desk operator) {
        operator.visit.link("Let it go on").click();
        assertEquals("Let everything go on", operator.visit.title());
        operator.visit.assertClean();
        operator.visit.button("Open the gates").click();
        assertEquals(0L, operator.count("gate WHERE open"), "the browser asks for a reason");
        operator.page.getByLabel("Reason, for the record").fill(" ");
        operator.visit.button("Open the gates").click();
        operator.page.getByText("Please give a reason.").waitFor();
        operator.visit.assertClean();
        assertEquals(0L, operator.count("gate WHERE open"));
        operator.page.getByLabel("Reason, for the record").fill("the letter was right");
        operator.visit.button("Open the gates").click();
        operator.page.waitForURL("**/console/channels");
        assertFalse(operator.page.locator(".stopped").isVisible());
        assertEquals(0L, operator.count("gate WHERE reason = 'panic-stop'"));
        assertEquals(
                1L,
                operator.count(
                        "audit WHERE actor = $1 AND action = 'gates.lifted' AND detail::text LIKE '%the letter was right%'",
                        operator.owner));
    }
}
