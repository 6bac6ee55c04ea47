package org.candor.console;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.node.ObjectNode;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.FilePayload;
import io.quarkus.test.junit.QuarkusTest;
import io.vertx.mutiny.sqlclient.Pool;
import jakarta.inject.Inject;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.UUID;
import org.candor.access.Scopes;
import org.candor.access.TestKeys;
import org.candor.incident.Incidents;
import org.candor.incident.Recipients;
import org.candor.incident.Samples;
import org.candor.notice.Rest;
import org.candor.plumbing.Ids;
import org.candor.rig.Chromium;
import org.candor.rig.Look;
import org.candor.rig.Visit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Incidents, imports, people and keys at a real browser. */
@QuarkusTest
class IncidentsBrowserTest {
    private static final String LIST =
            "ref,name,email,phone\nc-1,Anna,anna@example.net,+14155550100\nc-2,Bert,broken@@,\n"
                    + "c-3,Cleo,cleo@example.net,\n";

    @Inject
    Pool pool;

    @Inject
    Incidents incidents;

    @Inject
    Recipients recipients;

    @RegisterExtension
    final Chromium chromium = new Chromium();

    @Test
    void a_breach_is_reported_its_people_are_imported_and_one_of_them_is_shown() {
        String owner = "operator-" + Ids.next();
        String key = TestKeys.make(pool, owner, Scopes.ALL);
        Visit visit = chromium.visit();
        visit.signIn(key);
        visit.console("/console/incidents/new");
        visit.assertClean();
        shoot(visit, "incident-new");
        Page page = visit.page();
        page.getByLabel("Reference").fill("IR-" + owner);
        page.getByLabel("Organisation").fill("Example Bank");
        page.getByLabel("Its email address for questions").fill("nobody");
        page.getByLabel("Passwords", new Page.GetByLabelOptions().setExact(true))
                .check();
        visit.button("Save").click();
        assertTrue(visit.text().contains("Its email address for questions: This is no email address."), visit::text);
        visit.assertClean();
        page.getByLabel("Its email address for questions").fill("privacy@example.com");
        page.getByLabel("Title").fill("Portal credentials");
        visit.button("Save").click();
        assertEquals("Portal credentials", visit.title());
        page.waitForSelector("text=Nobody yet");
        visit.assertClean();
        shoot(visit, "incident-fresh");
        page.getByRole(
                        com.microsoft.playwright.options.AriaRole.LINK,
                        new Page.GetByRoleOptions().setName("Import a list"))
                .first()
                .click();
        visit.assertClean();
        shoot(visit, "import-new");
        page.getByLabel("File, CSV or NDJSON, in UTF-8")
                .setInputFiles(new FilePayload("people.csv", "text/csv", LIST.getBytes(StandardCharsets.UTF_8)));
        visit.button("Send the list").click();
        page.waitForURL("**/console/imports/*");
        assertTrue(
                visit.text().contains("3 rows = 2 new + 0 merged with people who were there + 1 rejected"),
                visit::text);
        visit.assertClean();
        shoot(visit, "import");
        visit.link("Back to the incident").click();
        page.waitForSelector("text=2 people in complete imports");
        visit.assertClean();
        shoot(visit, "incident");
        visit.link("See the people, masked").click();
        visit.assertClean();
        shoot(visit, "people");
        visit.link("c-1").click();
        visit.assertClean();
        visit.button("Show in clear").click();
        visit.assertClean();
        shoot(visit, "reveal");
        page.getByLabel("Reason, for the record").fill("calls back");
        page.getByLabel("Your API key once more").fill(key);
        visit.button("Show once").click();
        assertTrue(visit.text().contains("anna@example.net"), visit::text);
        visit.assertClean();
        assertEquals(
                1L,
                Console.value(
                        pool, "SELECT count(*) FROM audit WHERE actor = $1 AND action = 'recipient.revealed'", owner));
    }

    @Test
    void the_first_page_answers_whether_a_deadline_will_be_missed() {
        UUID incident = Samples.incident(pool, incidents, recipients, List.of(Samples.person("a")));
        Late.notice(pool, incident);
        notice(incident, 30);
        UUID other = Samples.incident(pool, incidents, recipients, List.of());
        Visit visit = chromium.visit();
        visit.signIn(TestKeys.make(pool, "operator-" + Ids.next(), Scopes.ALL, incident, other));
        assertTrue(visit.text().contains("misses or will miss its deadline"), visit::text);
        visit.assertClean();
        shoot(visit, "home");
        visit.link("Customer portal credential exposure").first().click();
        visit.page().getByText("Show as table").click();
        visit.assertClean();
        shoot(visit, "incident-late");
    }

    @Test
    void a_key_is_made_and_an_action_noted_without_scripts() {
        String owner = "operator-" + Ids.next();
        String key = TestKeys.make(pool, owner, Scopes.ALL);
        UUID incident = Samples.incident(pool, incidents, recipients, List.of());
        Visit visit = chromium.visit(Look.PHONE.withoutScript());
        visit.signIn(key);
        visit.console("/console/keys/new");
        Page page = visit.page();
        page.getByLabel("Name").fill("tickets");
        page.getByLabel("Owner").fill("tool-" + Ids.next());
        page.getByLabel("notices:read").check();
        page.getByLabel("Your API key once more").fill(key);
        visit.button("Make the key").click();
        assertEquals("The new key", visit.title());
        visit.button("I have it").click();
        visit.page().getByText("tickets").first().waitFor();
        visit.console("/console/incidents/" + incident + "/actions");
        page.getByLabel("What", new Page.GetByLabelOptions().setExact(true)).fill("Closed the way in");
        visit.button("Add to the record").click();
        visit.button("Mark done").click();
        assertTrue(visit.text().contains("✓"), visit::text);
        visit.console("/console/incidents/" + incident + "/import");
        page.getByLabel("File, CSV or NDJSON, in UTF-8")
                .setInputFiles(new FilePayload("people.csv", "text/csv", LIST.getBytes(StandardCharsets.UTF_8)));
        visit.button("Send the list").click();
        assertTrue(visit.text().contains("3 rows = 2 new"), visit::text);
        assertEquals(2L, Console.value(pool, "SELECT count(*) FROM recipient WHERE incident = $1", incident));
        Visit seeing = chromium.visit();
        seeing.signIn(key);
        for (String path :
                List.of("/console/keys", "/console/keys/new", "/console/incidents/" + incident + "/actions")) {
            seeing.console(path);
            seeing.assertClean();
            seeing.look(Look.NARROW.inTheDark());
            seeing.assertClean();
            seeing.assertFits();
            shoot(seeing, path.replaceAll(".*/", "") + (path.endsWith("new") ? "-key" : ""));
        }
    }

    private static UUID notice(UUID incident, int hours) {
        ObjectNode body = Rest.notice(incident);
        body.put("deadline", Instant.now().plus(hours, ChronoUnit.HOURS).toString());
        return UUID.fromString(Rest.ALICE
                .post("/v1/notices", body)
                .then()
                .statusCode(201)
                .extract()
                .path("id"));
    }

    /** Keeps what is seen where the property {@code console.shots} names a folder. */
    private static void shoot(Visit visit, String name) {
        String folder = System.getProperty("console.shots");
        if (folder != null) {
            for (Look look : List.of(Look.DESKTOP, Look.DESKTOP.inTheDark(), Look.PHONE, Look.PHONE.inTheDark())) {
                visit.look(look);
                Path file = Path.of(folder, name + "-" + look.width() + (look.dark() ? "-dark" : "") + ".png");
                visit.page()
                        .screenshot(new Page.ScreenshotOptions().setPath(file).setFullPage(true));
            }
            visit.look(Look.DESKTOP);
            assertTrue(Files.isDirectory(Path.of(folder)));
        }
    }
}
