package org.candor.reset;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import jakarta.ws.rs.core.Response;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.OffsetDateTime;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.candor.incident.ExposedClass;
import org.candor.incident.Organisation;
import org.candor.plumbing.Hosts;
import org.candor.plumbing.Ids;
import org.candor.plumbing.Templates;
import org.candor.plumbing.Visitor;
import org.jsoup.Jsoup;
import org.jsoup.nodes.Document;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The pages as such, for settings and languages that the running application does not have. */
@QuarkusTest
class PagesTest {
    private static final Organisation BANK = Breach.FACTS.organisation();
    private static final URI OWN_PAGE = URI.create("https://example.com/account/reset?from=notice&x=1");

    @Inject
    Hosts hosts;

    @Inject
    WhoWeAre who;

    @TempDir
    Path folder;

    @Test
    void r11_in_redirect_mode_the_done_page_carries_a_plain_link_to_the_organisations_own_page() {
        Pages pages = pages(Templates.builtIn(), Optional.of(OWN_PAGE));
        Document reset = document(pages.reset(english(), BANK, Set.of(ExposedClass.PASSWORDS), "token"));
        assertTrue(
                reset.text().contains("we will show you where you choose a new password at Example Bank"),
                reset.text());
        assertEquals("Go on", reset.select("button[value=password]").text());
        Document done = document(pages.done(english(), BANK, request("password")));
        assertEquals(
                "Choose your new password at Example Bank", done.select("h1").text());
        assertEquals(List.of(OWN_PAGE.toString()), done.select(".panel a").eachAttr("href"));
        assertEquals(OWN_PAGE.toString(), done.select(".panel a").text());
        Document details = document(pages.done(english(), BANK, request("details")));
        assertEquals(0, details.select(".panel a").size());
    }

    @Test
    void names_of_ours_are_text_wherever_they_stand() {
        Organisation hostile = new Organisation(
                "<script>alert(1)</script> {config:x}",
                "\"><img src=x>@example.com",
                "+1",
                "https://example.com/\"onclick=\"x",
                "<b>");
        Pages pages = pages(Templates.builtIn(), Optional.empty());
        for (Response page : List.of(
                pages.reset(english(), hostile, EnumSet.allOf(ExposedClass.class), "<x>"),
                pages.done(english(), hostile, request("password")),
                pages.neutral(english(), hostile),
                pages.verify(english(), hostile, new Pages.Checked.Unknown()))) {
            Document document = document(page);
            assertEquals(0, document.select("script,img,[onclick],b").size());
            assertTrue(document.text().contains("<script>alert(1)</script> {config:x}"));
        }
    }

    @Test
    void every_page_fits_and_speaks_in_every_language_with_the_help_in_the_same_place() {
        Pages pages = pages(Templates.builtIn(), Optional.empty());
        for (String language : List.of("de", "en", "es", "fr")) {
            Visitor visitor = new Visitor("text/html", null, null, null, language);
            for (Response page : List.of(
                    pages.reset(visitor, BANK, EnumSet.allOf(ExposedClass.class), "t".repeat(43)),
                    pages.done(visitor, BANK, request("password")),
                    pages.done(visitor, BANK, request("details")),
                    pages.neutral(visitor, BANK),
                    pages.busy(visitor, BANK),
                    pages.sorry(visitor, BANK, 503),
                    pages.verify(visitor, BANK, new Pages.Checked.Missing()),
                    pages.verify(visitor, BANK, new Pages.Checked.Unknown()))) {
                String html = page.getEntity().toString();
                assertTrue(html.getBytes(StandardCharsets.UTF_8).length <= 10 * 1024, html.length() + " characters");
                Document document = document(page);
                assertEquals(language, document.select("html").attr("lang"));
                assertFalse(document.text().contains("{"), document.text());
                assertEquals(
                        "section",
                        document.select("main").first().lastElementChild().tagName());
                assertEquals(document.select("h1").text() + " – Example Bank", document.title());
            }
        }
    }

    @Test
    void a_language_from_right_to_left_turns_the_page() throws Exception {
        copyTemplates(folder);
        String english = Files.readString(folder.resolve("messages/en.properties"));
        Files.writeString(
                folder.resolve("messages/he.properties"),
                english.replace("language.direction = ltr", "language.direction = rtl")
                        .replace("= English", "= עברית"));
        Document page = document(pages(Templates.in(folder), Optional.empty())
                .verify(new Visitor("text/html", "he-IL", null, null, null), BANK, new Pages.Checked.NotYet()));
        assertEquals("rtl", page.select("html").attr("dir"));
        assertEquals("ltr", page.select("#code").attr("dir"));
        assertEquals("עברית", page.select("nav strong").text());
    }

    @Test
    void the_style_has_contrast_enough_large_targets_and_no_left_or_right() throws Exception {
        String css = Files.readString(Path.of("src/main/resources/META-INF/resources/assets/people.css"));
        for (String never : List.of(
                "margin-left",
                "margin-right",
                "padding-left",
                "padding-right",
                "text-align: left",
                "url(",
                "@import",
                "!important",
                "position: fixed",
                "position: sticky")) {
            assertFalse(css.contains(never), never);
        }
        for (String always : List.of(
                "min-block-size: 2.75rem",
                ":focus-visible",
                "@media print",
                "prefers-color-scheme: dark",
                "color-scheme: light dark")) {
            assertTrue(css.contains(always), always);
        }
    }

    private Pages pages(Templates templates, Optional<URI> redirect) {
        ResetConfig config = new HandOverTest.Config(
                Optional.empty(),
                Optional.empty(),
                false,
                Duration.ofSeconds(1),
                Duration.ofSeconds(2),
                redirect,
                Duration.ofMinutes(10),
                3,
                300,
                10,
                60,
                3000);
        return new Pages(templates, hosts, who, config);
    }

    private static Visitor english() {
        return new Visitor("text/html", null, null, null, null);
    }

    static ResetRequest request(String kind) {
        return new ResetRequest(
                Ids.next(),
                ResetRequest.newReference(),
                Ids.next(),
                Ids.next(),
                Ids.next(),
                kind,
                "requested",
                OffsetDateTime.now(),
                null,
                null,
                0,
                null,
                null);
    }

    private static Document document(Response page) {
        return Jsoup.parse(page.getEntity().toString());
    }

    static void copyTemplates(Path to) throws Exception {
        Path from = Path.of("templates");
        try (Stream<Path> files = Files.walk(from)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                Path copy = to.resolve(from.relativize(file).toString());
                Files.createDirectories(copy.getParent());
                Files.copy(file, copy);
            }
        }
    }
}
