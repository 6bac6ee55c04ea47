package org.candor.console;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;

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
import org.candor.notice.Rest;
import org.candor.plumbing.Ids;
import org.candor.rig.Chromium;
import org.candor.rig.Visit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** An operator without a mouse (WCAG 2.1.1), who sees all the time where they are (2.4.7). */
@QuarkusTest
class KeyboardBrowserTest {
    private static final int MOST_STEPS = 60;
    private static final String FOCUSED = """
            () => {
              const it = document.activeElement;
              const style = getComputedStyle(it);
              const place = it.getBoundingClientRect();
              const marked = style.outlineStyle !== 'none' || style.boxShadow !== 'none';
              const there = place.width > 0 && place.bottom > 0 && place.top < innerHeight;
              return marked && there ? '' : it.outerHTML.slice(0, 120);
            }""";

    @Inject
    Pool pool;

    @RegisterExtension
    final Chromium chromium = new Chromium();

    private final List<String> unseen = new ArrayList<>();

    @Test
    void who_has_no_mouse_signs_in_pauses_a_notice_and_lets_it_go_on() {
        String owner = "keyboard-" + Ids.next();
        UUID notice = tomorrow();
        Visit visit = chromium.visit();
        visit.console("/console/sign-in");
        go(visit, visit.page().getByLabel("API key"));
        type(visit, TestKeys.make(pool, owner, Scopes.ALL));
        press(visit, "Enter");
        visit.page().waitForURL(Chromium.console() + "/console");

        visit.console("/console/notices/" + notice);
        press(visit, "Tab");
        assertTrue(on(visit.link("To the content")), "what is the same on all pages can be skipped");
        press(visit, "Enter");
        assertTrue(on(visit.page().locator("main")));
        go(visit, visit.button("Pause").first());
        press(visit, "Enter");
        visit.link("Resume").or(visit.button("Resume")).first().waitFor();
        assertEquals("paused", state(notice));

        go(visit, visit.link("Resume").or(visit.button("Resume")).first());
        press(visit, "Enter");
        visit.page().waitForURL("**/resume");
        assertTrue(on(visit.button("Cancel").or(visit.link("Cancel")).first()), "the harmless way out comes first");
        go(visit, visit.page().getByLabel("Reason, for the record"), "Shift+Tab");
        type(visit, "it was a mistake");
        press(visit, "Enter");
        visit.page().waitForURL("**/console/notices/" + notice);
        assertEquals("scheduled", state(notice));
        assertEquals(List.of(), unseen);
    }

    @Test
    void a_letter_leads_elsewhere_but_not_who_is_writing_or_has_turned_letters_off() {
        Visit visit = chromium.visit();
        new Desk(pool, visit, Scopes.ALL);
        visit.console("/console");
        press(visit, "d");
        visit.page().waitForURL("**/console/deliveries");
        press(visit, "/");
        Locator filter = visit.page().locator("main form :is(input, select):focus");
        assertEquals(1, filter.count(), "the first filter");
        visit.page().getByLabel("Receiving domain").focus();
        type(visit, "rick");
        assertTrue(
                visit.page().url().endsWith("/console/deliveries"), visit.page().url());
        assertEquals("rick", visit.page().getByLabel("Receiving domain").inputValue());
        press(visit, "Tab");
        press(visit, "?");
        visit.page().waitForURL("**/console/help");
        assertEquals(
                "d",
                visit.page().locator("header a[href='/console/deliveries']").getAttribute("aria-keyshortcuts"));
        visit.button("Turn them off").click();
        stays(visit, "i");
        visit.console("/console/help");
        assertTrue(visit.text().contains("Letters are off in this browser."), visit::text);
        stays(visit, "i");
        visit.button("Turn them on").click();
        press(visit, "i");
        visit.page().waitForURL("**/console");
        visit.console("/console/incidents/new");
        visit.page().locator("main input[type=checkbox]").first().check();
        stays(visit, "i");
        visit.assertClean();
    }

    private static void stays(Visit visit, String key) {
        String here = visit.page().url();
        press(visit, key);
        visit.page().waitForTimeout(300);
        assertEquals(here, visit.page().url());
    }

    private static UUID tomorrow() {
        ObjectNode order = Rest.inline(2).put("release", true);
        order.put(
                "not_before",
                Instant.now()
                        .plus(1, ChronoUnit.DAYS)
                        .truncatedTo(ChronoUnit.SECONDS)
                        .toString());
        return UUID.fromString(Rest.ALICE.post("/v1/notices", order).path("id"));
    }

    private static String state(UUID notice) {
        return Rest.ALICE.get(notice.toString()).path("state");
    }

    private void go(Visit visit, Locator to) {
        go(visit, to, "Tab");
    }

    private void go(Visit visit, Locator to, String key) {
        for (int step = 0; step < MOST_STEPS; step++) {
            press(visit, key);
            String hidden = (String) visit.page().evaluate(FOCUSED);
            if (!hidden.isEmpty()) {
                unseen.add(visit.page().url() + ": " + hidden);
            }
            if (on(to)) {
                return;
            }
        }
        fail(to + " is not reached by " + key);
    }

    private static boolean on(Locator it) {
        return (boolean) it.evaluate("it => it === document.activeElement");
    }

    private static void press(Visit visit, String key) {
        visit.page().keyboard().press(key);
    }

    private static void type(Visit visit, String text) {
        visit.page().keyboard().type(text);
    }
}
