package org.candor.console;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.node.ObjectNode;
import com.microsoft.playwright.APIResponse;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Response;
import io.quarkus.test.junit.QuarkusTest;
import io.vertx.mutiny.sqlclient.Pool;
import jakarta.inject.Inject;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import org.candor.access.Scopes;
import org.candor.console.Stops.Stop;
import org.candor.notice.Rest;
import org.candor.plumbing.Ids;
import org.candor.rig.Axe;
import org.candor.rig.Chromium;
import org.candor.rig.Look;
import org.candor.rig.Visit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** A walk over everything that can be opened at the console: it is there, small, accessible in each look, and asks nobody else. */
@QuarkusTest
class EveryPageBrowserTest {
    private static final int MOST_BYTES = 100 * 1024;

    @Inject
    Pool pool;

    @RegisterExtension
    final Chromium chromium = new Chromium();

    private final List<String> wrong = new ArrayList<>();

    @Test
    void every_page_is_there_small_and_for_everybody_in_light_and_on_a_phone_in_the_dark() throws IOException {
        Visit visit = chromium.visit();
        Desk desk = new Desk(pool, visit, Scopes.ALL);
        Map<String, Stop> stops = Stops.of(desk);
        assertEquals(Routes.all(), stops.keySet(), "a page that nobody visits, or one that is gone");
        stops.forEach((route, stop) -> {
            if (stop.text().isEmpty()) {
                asked(desk, route, stop);
            } else {
                seen(desk, route, stop);
            }
        });
        assertEquals(List.of(), wrong);
    }

    private void asked(Desk desk, String route, Stop stop) {
        APIResponse answer = desk.page.request().get(Chromium.console() + stop.path());
        int size = answer.body().length;
        if (answer.status() != stop.status() || size > MOST_BYTES && !route.endsWith("source")) {
            wrong.add(route + ": " + answer.status() + ", " + size + " bytes");
        }
    }

    private void seen(Desk desk, String route, Stop stop) {
        Page page = desk.page;
        desk.visit.look(Look.DESKTOP);
        Response answer = desk.visit.console(stop.path());
        int size = answer.body().length;
        if (answer.status() != stop.status() || size > MOST_BYTES) {
            wrong.add(route + ": " + answer.status() + ", " + size + " bytes");
        }
        String main = page.locator("main").innerText();
        if (page.locator("main h1").count() != 1 || !main.contains(stop.text())) {
            wrong.add(route + " does not say \"" + stop.text() + "\": " + main);
            return;
        }
        Axe.broken(page).forEach(it -> wrong.add(route + ": " + it));
        desk.visit.look(Look.PHONE.inTheDark());
        Axe.faintOrCramped(page).forEach(it -> wrong.add(route + ", on a phone in the dark: " + it));
        try {
            desk.visit.assertFits();
        } catch (AssertionError wide) {
            wrong.add(route + ": " + wide.getMessage());
        }
        desk.visit.forgive().forEach(it -> wrong.add(route + ": " + it));
    }

    @Test
    void where_there_is_nothing_yet_the_pages_say_what_to_do() {
        Visit visit = chromium.visit();
        ObjectNode facts = (ObjectNode) Rest.inline(0).get("incident");
        UUID incident = UUID.fromString(Rest.ALICE
                .post("/v1/incidents", facts.put("reference", "IR-" + Ids.next()))
                .path("id"));
        Desk desk = new Desk(pool, visit, Scopes.ALL, incident);
        String at = "/console/incidents/" + incident;
        Map<String, String> said = new TreeMap<>();
        said.put("/console", "Nobody has been told yet");
        said.put("/console/approvals", "Nothing waits for approval");
        said.put("/console/deliveries", "There is no delivery yet");
        said.put("/console/deliveries?state=failed", "Clear filters");
        said.put(at, "import the people who are affected");
        said.put(at + "/people", "There is nobody yet");
        said.put(at + "/import", "Send a list");
        said.put(at + "/actions", "Add to the record");
        said.put(at + "/assessment", "Nobody yet");
        said.forEach((path, text) -> seen(desk, path, new Stop(path, text, 200)));
        Desk nowhere = new Desk(pool, chromium.visit(), Scopes.ALL, Ids.next());
        assertTrue(nowhere.visit.text().contains("There is no incident yet"), nowhere.visit::text);
        nowhere.visit.assertClean();
        assertEquals(List.of(), wrong);
    }
}
