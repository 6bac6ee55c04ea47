package org.candor.bulletin;

import static org.awaitility.Awaitility.await;
import static org.candor.bulletin.Board.ago;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.node.ObjectNode;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.ColorScheme;
import com.microsoft.playwright.options.Media;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import jakarta.inject.Inject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.candor.notice.Rest;
import org.candor.rig.Chromium;
import org.candor.rig.Look;
import org.candor.rig.Visit;
import org.eclipse.microprofile.config.ConfigProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Journeys 6 and 8, as far as the public sees them: from a post to the page, and back when there is news. */
@QuarkusTest
class NoticeBrowserTest {
    private static final Duration SOON = Duration.ofSeconds(60);

    @Inject
    Board board;

    @RegisterExtension
    final Chromium chromium = new Chromium();

    @Test
    void what_is_posted_on_a_network_leads_to_the_page_and_names_nobody() throws Exception {
        ObjectNode order = Rest.inline(1).put("release", true);
        String anna = "anna@run-" + UUID.randomUUID() + ".example.net";
        ((ObjectNode) order.get("recipients").get(0)).put("email", anna).put("name", "Anna Canary");
        order.putArray("channels").add("email").add("social");
        Response released = Rest.ALICE.post("/v1/notices", order);
        released.then().statusCode(202);
        String address = address(released.path("id"));
        await().atMost(SOON).until(() -> post(address).isPresent());
        String post = post(address).orElseThrow();
        assertTrue(post.contains("We never ask for your password in a message."), post);

        Visit visit = chromium.visit(Look.PHONE);
        visit.page()
                .navigate(chromium.elsewhere(
                        "/post", "<p>" + post.replace(address, "<a href='" + address + "'>" + address + "</a>")));
        visit.link(address).click();
        visit.page().waitForURL(address);
        assertEquals("Data breach at Example Bank", visit.title());
        visit.assertClean();
        for (String never : List.of(anna, "Canary", "acct-0", "+14155550101")) {
            assertFalse(visit.page().content().contains(never) || post.contains(never), never);
        }
    }

    /** What one of the sandbox's networks has about a page. */
    private static Optional<String> post(String address) throws IOException {
        Path ledger = Path.of(
                ConfigProvider.getConfig().getValue("candor.data-dir", String.class),
                "sandbox",
                "social-ledger.ndjson");
        return Files.exists(ledger)
                ? Files.readAllLines(ledger).stream()
                        .map(it -> Rest.json(it).path("text").asText())
                        .filter(it -> it.contains(address))
                        .findFirst()
                : Optional.empty();
    }

    @Test
    void a_post_leads_to_the_page_that_says_it_all_and_news_are_on_it() {
        UUID incident = board.incident();
        String notice = board.draft(incident, "email", "social");
        board.release(notice, "completed", ago(90));
        Visit visit = chromium.visit(Look.PHONE.withoutScript());
        visit.page()
                .navigate(chromium.elsewhere(
                        "/post", "<p>What we know: <a href='" + address(notice) + "'>the notice</a></p>"));
        visit.link("the notice").click();
        visit.page().waitForURL(address(notice));
        assertEquals("Data breach at Example <b>Bank</b>", visit.title());
        assertEquals(
                List.of(
                        "What happened",
                        "Who is affected",
                        "What data was taken",
                        "What was not taken",
                        "What we are doing",
                        "What you can do",
                        "Did you get a message about this?",
                        "Who to ask"),
                visit.page().locator("h2").allInnerTexts());
        assertTrue(visit.text().contains("We write to everybody who we know is affected."), visit::text);

        String update = board.followUp(incident, "update", notice, "We know more now.", "email");
        board.release(update, "completed", ago(60));
        board.release(board.followUp(incident, "remediated", update, "It is mended.", "email"), "running", ago(30));
        visit.page().reload();
        visit.page().locator("a[href='#updates']").click();
        assertEquals(
                List.of("The cause is fixed", "Update"),
                visit.page().locator("article h3").allInnerTexts().stream()
                        .map(it -> it.replaceFirst(".*: ", ""))
                        .toList());

        visit.link("Deutsch").click();
        assertEquals("Datenpanne bei Example <b>Bank</b>", visit.title());
        visit.page().locator("main").getByText("Mitteilungen von").click();
        assertEquals("Mitteilungen von Example <b>Bank</b>", visit.title());
        visit.page().locator("a[href*='" + board.slug(notice) + "']").click();
        assertEquals("Datenpanne bei Example <b>Bank</b>", visit.title());
    }

    @Test
    void every_public_page_is_clean_in_light_and_dark_from_the_narrowest_window_on() {
        UUID incident = board.incident();
        String notice = board.draft(incident, "email", "social");
        board.release(notice, "completed", ago(90));
        board.release(board.followUp(incident, "update", notice, "We know more now.", "email"), "running", ago(5));
        String withdrawn = board.draft(board.incident(), "social");
        board.release(withdrawn, "cancelled", ago(10));
        Visit visit = chromium.visit();
        for (String path : List.of(
                "/notices/" + board.slug(notice),
                "/notices/" + board.slug(notice) + "?lang=de",
                "/notices",
                "/notices/" + board.slug(withdrawn),
                "/notices/2026-11-24-0123456789")) {
            visit.people(path);
            visit.assertCleanEverywhere();
        }
    }

    @Test
    void long_words_and_addresses_do_not_widen_the_page() {
        ObjectNode body = Board.order(board.incident(), "social");
        ((ObjectNode) body.at("/content/en")).put("more_information", "https://example.com/" + "a".repeat(300));
        String notice = Board.made(body);
        board.release(notice, "running", ago(1));
        Visit visit = chromium.visit(Look.NARROW);
        visit.people("/notices/" + board.slug(notice));
        visit.assertFits();
    }

    @Test
    void it_prints_in_black_on_white_without_what_only_a_screen_can_use() {
        UUID incident = board.incident();
        String notice = board.draft(incident, "email", "social");
        board.release(notice, "completed", ago(90));
        Visit visit = chromium.visit(Look.DESKTOP.inTheDark());
        visit.people("/notices/" + board.slug(notice));
        visit.page()
                .emulateMedia(
                        new Page.EmulateMediaOptions().setMedia(Media.PRINT).setColorScheme(ColorScheme.DARK));
        assertFalse(visit.page().locator("nav").isVisible());
        assertFalse(visit.page().getByText("JSON Feed").isVisible());
        assertTrue(visit.page().getByText("What you can do").isVisible());
        assertEquals("rgb(0, 0, 0)", style(visit, "main p", "color"));
        assertEquals("rgb(255, 255, 255)", style(visit, "body", "backgroundColor"));
        assertTrue(
                visit.page().getByText(Chromium.PEOPLE + "/verify").isVisible(), "an address can be typed from paper");
        assertTrue(visit.page().pdf().length > 5_000);
    }

    private static String style(Visit visit, String where, String what) {
        return (String) visit.page().locator(where).first().evaluate("(it, what) => getComputedStyle(it)[what]", what);
    }

    private String address(String notice) {
        return Chromium.PEOPLE + "/notices/" + board.slug(notice);
    }
}
