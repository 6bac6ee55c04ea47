package org.candor.console;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quarkus.test.junit.QuarkusTest;
import io.vertx.mutiny.sqlclient.Pool;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import org.awaitility.Awaitility;
import org.candor.notice.Rest;
import org.candor.rig.Chromium;
import org.candor.rig.Look;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Journey 3 where no scripts run: everything but what is shown live. */
@QuarkusTest
class WithoutScriptBrowserTest {
    private static final int PEOPLE = 101;

    @Inject
    Pool pool;

    @RegisterExtension
    final Chromium chromium = new Chromium();

    @Test
    void a_notice_is_written_submitted_approved_and_released() {
        Desk alice = Desk.of(pool, chromium, Look.DESKTOP.withoutScript());
        String incident = Watched.incident(
                Rest.ALICE.post("/v1/notices", Rest.inline(PEOPLE)).path("id"));
        alice.visit.console("/console/incidents/" + incident);
        alice.visit.button("New notice").click();
        for (String text : List.of("what_happened", "what_we_are_doing", "what_you_can_do")) {
            alice.write(text, "en", "It is about " + text + ".");
        }
        alice.visit.button("Preview").click();
        assertTrue(alice.page.locator("#message").innerText().contains("It is about what_happened."));
        alice.page.getByLabel("Another language").fill("de");
        alice.visit.button("Add it").click();
        for (String text : List.of("what_happened", "what_we_are_doing", "what_you_can_do")) {
            assertEquals(
                    "It is about " + text + ".",
                    alice.page.locator("[name=" + text + "0]").inputValue());
            alice.write(text, "de", "Es geht um " + text + ".");
        }
        alice.page.locator("#show_language").selectOption("de");
        alice.visit.button("Preview").click();
        assertTrue(alice.page.locator("#message").innerText().contains("Es geht um what_happened."));
        alice.visit.button("Save as a draft").first().click();
        assertTrue(alice.visit.text().contains("Saved."), alice.visit::text);
        UUID notice = UUID.fromString(alice.page.url().replaceAll(".*/notices/|/edit.*", ""));
        alice.visit.button("Save and submit").click();
        assertTrue(alice.visit.text().contains("a second person must approve it"), alice.visit::text);
        assertEquals("awaiting_approval", alice.state(notice));

        Desk bob = Desk.of(pool, chromium, Look.PHONE.withoutScript());
        bob.visit.link("Approvals").first().click();
        bob.page.locator("a[href='/console/notices/" + notice + "/approve']").click();
        assertTrue(bob.visit.text().contains("Es geht um what_happened."), bob.visit::text);
        bob.visit.signsInAgain();
        bob.visit.button("Approve").click();
        assertTrue(bob.visit.text().contains("Nothing was approved: tick the sentence"), bob.visit::text);
        bob.page.locator("#agree").check();
        bob.visit.signsInAgain();
        bob.visit.button("Approve").click();
        assertEquals("Release a notice", bob.visit.title());
        bob.page.locator("#agree").check();
        bob.visit.signsInAgain();
        bob.visit.button("Release it").click();
        Awaitility.await()
                .atMost(Duration.ofSeconds(60))
                .until(() -> alice.state(notice).startsWith("completed"));
        bob.page.reload();
        assertTrue(bob.visit.text().contains("100 % settled"), bob.visit::text);
        assertEquals(
                List.of(
                        "notice.created " + alice.owner,
                        "notice.submitted " + alice.owner,
                        "notice.approved " + bob.owner,
                        "notice.released " + bob.owner),
                bob.acts(notice));
    }
}
