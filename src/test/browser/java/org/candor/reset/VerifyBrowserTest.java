package org.candor.reset;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.util.UUID;
import org.candor.rig.Chromium;
import org.candor.rig.Look;
import org.candor.rig.Visit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

@QuarkusTest
class VerifyBrowserTest {
    @Inject
    Breach breach;

    @Inject
    ResetLinks links;

    @RegisterExtension
    final Chromium chromium = new Chromium();

    @Test
    void a_code_is_checked_and_every_answer_is_clean_wherever_it_is_read() {
        UUID notice = breach.notice(breach.incident(1));
        Visit visit = chromium.visit();
        visit.people("/verify");
        assertEquals("Check a message from us", visit.title());
        visit.assertCleanEverywhere();

        visit.button("Check the code").click();
        assertEquals(
                "Enter the code from the message. It has 8 letters and digits.",
                visit.page()
                        .getByRole(com.microsoft.playwright.options.AriaRole.ALERT)
                        .innerText());
        visit.assertCleanEverywhere();

        check(visit, "7QF4-2K9M");
        assertEquals(
                "We do not know this code", visit.page().locator(".panel h2").innerText());
        visit.assertCleanEverywhere();

        check(visit, " " + links.code(notice).toLowerCase().replace('-', ' '));
        assertEquals("We know this code", visit.page().locator(".panel h2").innerText());
        assertTrue(visit.text().contains("Only follow links that start with " + Chromium.PEOPLE), visit::text);
        visit.assertCleanEverywhere();
    }

    @Test
    void another_language_is_one_click_away_and_stays() {
        Visit visit = chromium.visit(Look.PHONE.withoutScript());
        visit.people("/verify");
        visit.link("Français").click();
        assertEquals("Vérifier un message de notre part", visit.title());
        visit.page().getByLabel("Code").fill("7QF4-2K9M");
        visit.button("Vérifier le code").click();
        assertEquals(
                "Nous ne connaissons pas ce code",
                visit.page().locator(".panel h2").innerText());
    }

    private static void check(Visit visit, String code) {
        visit.page().getByLabel("Code").fill(code);
        visit.button("Check the code").click();
    }
}
