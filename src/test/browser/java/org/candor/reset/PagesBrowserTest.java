package org.candor.reset;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import jakarta.ws.rs.core.Response;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.candor.incident.ExposedClass;
import org.candor.incident.Organisation;
import org.candor.plumbing.Hosts;
import org.candor.plumbing.Templates;
import org.candor.plumbing.Visitor;
import org.candor.rig.Chromium;
import org.candor.rig.Look;
import org.candor.rig.Visit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** Pages as a browser lays them out that the running service does not show at will, or in a language that it does not speak. */
@QuarkusTest
class PagesBrowserTest {
    private static final Organisation BANK = Breach.FACTS.organisation();

    @Inject
    Hosts hosts;

    @Inject
    WhoWeAre who;

    @Inject
    ResetConfig config;

    @TempDir
    Path folder;

    @RegisterExtension
    final Chromium chromium = new Chromium();

    @Test
    void a_language_from_right_to_left_turns_every_page() throws Exception {
        PagesTest.copyTemplates(folder);
        Path english = folder.resolve("messages/en.properties");
        Files.writeString(
                folder.resolve("messages/he.properties"),
                Files.readString(english)
                        .replace("language.direction = ltr", "language.direction = rtl")
                        .replace("language.name = English", "language.name = עברית")
                        .replaceAll("(?m)^(page\\.[a-z.]*title[a-z.]*) = .*", "$1 = כותרת")
                        .replaceAll("(?m)^(page\\.reset\\.open|page\\.neutral\\.text) = .*", "$1 = טקסט ארוך בעברית"));
        Visitor reader = new Visitor("text/html", "he", null, null, null);
        Visit visit = chromium.visit(Look.PHONE);
        for (Response page : pages(Templates.in(folder), reader).values()) {
            show(visit, page);
            assertEquals("rtl", visit.page().locator("html").getAttribute("dir"));
            visit.assertFits();
            assertEquals(16, fromTheRight(visit, "nav a"), "what is read first is on the right");
        }
        show(visit, pages(Templates.in(folder), reader).get("reset"));
        visit.assertCleanEverywhere();
        Object edges = visit.page()
                .locator(".note")
                .evaluate("it => [getComputedStyle(it).borderRightWidth, getComputedStyle(it).borderLeftWidth]");
        assertEquals(List.of("4px", "0px"), edges);
    }

    @Test
    void pages_for_trouble_are_clean_too() throws Exception {
        Map<String, Response> pages = pages(Templates.builtIn(), new Visitor("text/html", "en", null, null, null));
        Visit visit = chromium.visit();
        for (String name : List.of("busy", "sorry")) {
            show(visit, pages.get(name));
            visit.assertCleanEverywhere();
        }
    }

    private Map<String, Response> pages(Templates templates, Visitor reader) {
        Pages pages = new Pages(templates, hosts, who, config);
        Map<String, Response> all = new LinkedHashMap<>();
        all.put("reset", pages.reset(reader, BANK, EnumSet.allOf(ExposedClass.class), "token"));
        all.put("done", pages.done(reader, BANK, PagesTest.request("password")));
        all.put("neutral", pages.neutral(reader, BANK));
        all.put("verify", pages.verify(reader, BANK, new Pages.Checked.Unknown()));
        all.put("busy", pages.busy(reader, BANK));
        all.put("sorry", pages.sorry(reader, BANK, 503));
        return all;
    }

    /** On another host than ours, with our style. */
    private void show(Visit visit, Response page) throws Exception {
        chromium.elsewhere(
                "/assets/people.css",
                Files.readString(Path.of("src/main/resources/META-INF/resources/assets/people.css")));
        visit.page().navigate(chromium.elsewhere("/page", page.getEntity().toString()));
    }

    /** How far the first of its kind is from the right edge of the window. */
    private static int fromTheRight(Visit visit, String where) {
        return (int) visit.page()
                .locator(where)
                .first()
                .evaluate("it => Math.round(document.documentElement.clientWidth - it.getBoundingClientRect().right)");
    }
}
