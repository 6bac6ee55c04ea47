package org.candor.console;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.hamcrest.Matchers.equalTo;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.node.ObjectNode;
import com.microsoft.playwright.Locator;
import io.quarkus.test.junit.QuarkusTest;
import io.vertx.mutiny.sqlclient.Pool;
import jakarta.inject.Inject;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.candor.access.Scopes;
import org.candor.access.TestKeys;
import org.candor.incident.Incidents;
import org.candor.incident.NewRecipient;
import org.candor.incident.Recipients;
import org.candor.incident.Samples;
import org.candor.notice.Rest;
import org.candor.plumbing.Ids;
import org.candor.rig.Chromium;
import org.candor.rig.Look;
import org.candor.rig.Visit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** From an empty form to a notice that is out, in a browser. */
@QuarkusTest
class ComposeBrowserTest {
    private static final String HOSTILE = "<script>alert(1)</script><img src=x onerror=alert(2)>";

    @Inject
    Pool pool;

    @Inject
    Incidents incidents;

    @Inject
    Recipients recipients;

    @RegisterExtension
    final Chromium chromium = new Chromium();

    private final String run = Ids.next().toString();

    @Test
    void one_writes_and_submits_another_approves_and_the_first_releases() {
        Visit writer = chromium.visit();
        writer.signIn(TestKeys.make(pool, "writer-" + run, Scopes.ALL));
        writer.console("/console/incidents/" + incident() + "/notices/new");
        field(writer, "add").fill("es");
        writer.button("Add it").click();
        for (String slot : List.of("0", "1")) {
            field(writer, "what_happened" + slot).fill("On 5 November somebody copied our list. " + HOSTILE);
            field(writer, "what_we_are_doing" + slot).fill("We closed the door they used.");
        }
        // What was typed is seen without a click.
        assertThat(writer.page().locator("#message")).containsText("onerror=alert(2)");
        assertThat(writer.page().locator("#message")).containsText("Still to be mended: What you can do, en");
        writer.page().locator("#show_channel").selectOption("sms");
        assertThat(writer.page().locator("#message .bubble")).containsText("Example Bank");
        writer.button("Save as a draft").first().click();
        assertThat(writer.page().locator("#wrong-head")).containsText("2 things are to be mended");
        assertThat(field(writer, "what_happened1")).hasValue("On 5 November somebody copied our list. " + HOSTILE);
        writer.link("What you can do, en").click();
        assertThat(field(writer, "what_you_can_do0")).isFocused();
        field(writer, "what_you_can_do0").fill("- Change your password");
        field(writer, "what_you_can_do1").fill("- Cambie su contraseña");
        writer.button("Save as a draft").first().click();
        assertThat(writer.page().locator("main [role=status]")).hasText("Saved.");
        writer.assertClean();
        writer.look(Look.DESKTOP);
        String notice = writer.page().url().split("/")[5];
        writer.page()
                .locator("#not_before")
                .fill(Instant.now().plus(1, ChronoUnit.DAYS).toString().substring(0, 16));
        writer.button("Save and submit").click();
        assertEquals("Approve a notice", writer.title());
        assertTrue(writer.text().contains("a second person must approve it"), writer::text);
        Rest.ALICE.get(notice).then().body("state", equalTo("awaiting_approval"));

        Visit second = chromium.visit();
        second.signIn(TestKeys.make(pool, "second-" + run, Scopes.ALL));
        second.page().locator("nav a[href='/console/approvals']").click();
        second.assertClean();
        second.page()
                .locator("a[href='/console/notices/" + notice + "/approve']")
                .click();
        second.assertClean();
        second.look(Look.DESKTOP);
        second.page().locator("#agree").check();
        second.signsInAgain();
        second.button("Approve").click();
        assertEquals("Release a notice", second.title());
        Rest.ALICE.get(notice).then().body("approval.by", equalTo("second-" + run));

        writer.console("/console/notices/" + notice + "/release");
        writer.assertClean();
        writer.look(Look.DESKTOP);
        writer.page().locator("#agree").check();
        writer.signsInAgain();
        writer.button("Release it").click();
        writer.page().waitForURL("**/console/notices/" + notice);
        Rest.ALICE.get(notice).then().body("state", equalTo("scheduled"));
    }

    @Test
    void the_email_is_shown_in_a_frame_that_can_do_nothing_and_all_works_without_script() {
        Visit visit = chromium.visit(Look.DESKTOP.withoutScript());
        visit.signIn(TestKeys.make(pool, "reader-" + run, Scopes.ALL));
        ObjectNode body = Rest.notice(incident());
        ((ObjectNode) body.get("content").get("en")).put("what_happened", HOSTILE);
        String notice = Rest.ALICE.post("/v1/notices", body).path("id");
        visit.console("/console/notices/" + notice + "/edit");
        visit.page().locator("#show_channel").selectOption("social");
        visit.button("Preview").first().click();
        assertThat(visit.page().locator("#message .lengths")).containsText("bluesky");
        visit.link("What is saved, as HTML or for one person of the list").click();
        assertThat(visit.page().frameLocator("iframe").locator("body")).containsText("onerror=alert(2)");
        assertEquals(
                0,
                visit.page()
                        .frameLocator("iframe")
                        .locator("script, img[onerror]")
                        .count());
        // Nothing but the mark that a browser asks every host for.
        assertTrue(visit.forgive().stream().allMatch(it -> it.contains("/favicon.ico")));
    }

    private static Locator field(Visit visit, String id) {
        return visit.page().locator("#" + id);
    }

    private UUID incident() {
        List<NewRecipient> people = new ArrayList<>();
        for (int i = 0; i < 101; i++) {
            people.add(Samples.person("p-" + i, "p-" + i + "@example.net", "+14155550101", "en"));
        }
        return Samples.incident(pool, incidents, recipients, people);
    }
}
