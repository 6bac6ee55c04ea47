package org.candor.bulletin;

import static org.candor.bulletin.Board.ago;
import static org.candor.bulletin.Board.browser;
import static org.candor.bulletin.Board.program;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import jakarta.inject.Inject;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.UUID;
import org.candor.notice.Rest;
import org.candor.reset.ResetLinks;
import org.jsoup.Jsoup;
import org.jsoup.nodes.Document;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@QuarkusTest
class NoticePageTest {
    @Inject
    Board board;

    @Inject
    ResetLinks links;

    @Test
    void a_posted_notice_has_a_page_that_says_everything_to_everybody() {
        String notice = released("running");
        Response answer = show(notice);
        answer.then().statusCode(200).contentType("text/html;charset=UTF-8");
        Document page = Jsoup.parse(answer.asString());
        assertEquals("Data breach at Example <b>Bank</b>", page.select("h1").text());
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
                page.select("h2").eachText());
        String text = page.text();
        assertTrue(text.contains("It happened between 2 November 2026 and 5 November 2026."), text);
        assertTrue(text.contains("your password") && text.contains("facts about your health"), text);
        assertTrue(text.contains(links.code(UUID.fromString(notice))), text);
        assertTrue(text.contains("privacy@example.com"), text);
        assertEquals(
                1, page.select("a[href=https://notices.example.org/verify]").size());
        assertEquals(0, page.select("script,form,img,[style],[onclick],b").size());
        assertFalse(text.contains("Internal title"), "the incident's own name is nobody's business");
        assertFalse(text.contains("US-NY"), text);
    }

    @Test
    void nobody_who_is_written_to_is_named_anywhere_in_public() {
        ObjectNode body = Rest.inline(3);
        body.putArray("channels").add("email").add("social");
        String notice = Board.made(body);
        board.release(notice, "running", ago(1));
        for (String path :
                List.of("/notices/" + board.slug(notice), "/notices", "/notices/feed.atom", "/notices/feed.json")) {
            String text = browser().get(path).asString();
            assertTrue(text.contains(board.slug(notice)), path);
            for (String never : List.of("Person 0", "person0@", "4155550101", "acct-0", "c-0\"", "US-CA")) {
                assertFalse(text.contains(never), path + " " + never);
            }
        }
    }

    @Test
    void what_people_can_do_is_numbered() {
        Document page = Jsoup.parse(browser()
                .get("/notices/" + board.slug(released("running")) + "?lang=de")
                .asString());
        assertEquals(
                List.of("Ändern Sie Ihr Passwort.", "Rufen Sie uns an."),
                page.select("ol li").eachText());
    }

    @Test
    void it_may_be_kept_for_a_minute_found_by_engines_and_framed_by_nobody() {
        Response answer = show(released("completed"));
        answer.then()
                .header("Cache-Control", "public, max-age=60")
                .header("Vary", "Accept-Language")
                .header("Content-Language", "en")
                .header("Referrer-Policy", "same-origin")
                .header("Content-Security-Policy", containsString("frame-ancestors 'none'"));
        assertTrue(answer.header("Last-Modified").matches("[A-Z][a-z]{2}, \\d\\d [A-Z][a-z]{2} \\d{4} [0-9:]{8} GMT"));
        assertEquals(1, answer.headers().getValues("Content-Security-Policy").size());
        Document page = Jsoup.parse(answer.asString());
        assertEquals(0, page.select("meta[name=robots]").size());
        assertEquals(
                List.of("/notices/feed.atom?lang=en", "/notices/feed.json?lang=en"),
                page.select("link[rel=alternate][type]").eachAttr("href"));
        assertEquals(List.of("de", "en"), page.select("link[hreflang]").eachAttr("hreflang"));
    }

    @Test
    void who_has_it_already_gets_304_with_the_same_headers() {
        String slug = board.slug(released("running"));
        Response first = browser().get("/notices/" + slug);
        String etag = first.header("ETag");
        for (String tag : List.of(etag, "W/" + etag, "\"other\", " + etag, "*")) {
            Response again = browser().header("If-None-Match", tag).get("/notices/" + slug);
            assertEquals(304, again.statusCode(), tag);
            assertEquals("", again.asString());
            for (String header : List.of("ETag", "Cache-Control", "Vary", "Content-Security-Policy", "Last-Modified")) {
                assertEquals(first.header(header), again.header(header), header);
            }
        }
        browser()
                .header("If-None-Match", "\"other\"")
                .get("/notices/" + slug)
                .then()
                .statusCode(200);
        assertNotEquals(
                etag,
                browser().get("/notices/" + slug + "?lang=de").header("ETag"),
                "another language is another text");
    }

    @Test
    void what_followed_is_on_the_page_the_newest_first() {
        UUID incident = board.incident();
        String notice = board.draft(incident, "email", "social");
        board.release(notice, "completed", ago(90));
        String etag = show(notice).header("ETag");
        String update = board.followUp(incident, "update", notice, "We know more now.", "email");
        String fixed = board.followUp(incident, "remediated", update, "It is mended.", "email");
        String draft = board.followUp(incident, "correction", notice, "Nobody may read this yet.", "social");
        board.release(update, "completed", ago(60));
        board.release(fixed, "running", ago(30));
        Response answer = show(notice);
        Document page = Jsoup.parse(answer.asString());
        assertNotEquals(etag, answer.header("ETag"));
        List<String> headings = page.select("article h3").eachText();
        assertEquals(2, headings.size());
        assertTrue(headings.getFirst().endsWith(": The cause is fixed"), headings.toString());
        assertTrue(headings.getLast().endsWith(": Update"), headings.toString());
        assertTrue(page.select("article").first().text().contains("It is mended."));
        assertEquals(1, page.select("a[href=#updates]").size());
        assertFalse(page.text().contains("Nobody may read this yet."));
        assertTrue(page.text().contains(links.code(UUID.fromString(fixed))), "each message's code is here");
        assertEquals(board.slug(notice), board.slug(draft));
        board.run("UPDATE notice SET state = 'cancelled' WHERE id = $1", UUID.fromString(fixed));
        assertEquals(1, Jsoup.parse(show(notice).asString()).select("article").size(), "what was withdrawn is gone");
    }

    @Test
    void an_update_without_the_readers_language_says_which_one_it_is_in() {
        UUID incident = board.incident();
        String notice = board.draft(incident, "social");
        board.release(notice, "completed", ago(90));
        board.release(board.followUp(incident, "update", notice, "We know more now.", "email"), "running", ago(5));
        Document page = Jsoup.parse(
                browser().get("/notices/" + board.slug(notice) + "?lang=de").asString());
        assertEquals("de", page.select("html").attr("lang"));
        assertEquals("en", page.select("article").attr("lang"));
        assertEquals("What happened", page.select("article h4").first().text());
    }

    @ParameterizedTest
    @ValueSource(strings = {"de", "de-AT", "fr, de;q=0.5, en;q=0.1"})
    void the_language_is_one_that_the_notice_has(String accept) {
        String slug = board.slug(released("running"));
        Document page = Jsoup.parse(browser()
                .header("Accept-Language", accept)
                .get("/notices/" + slug)
                .asString());
        assertEquals("de", page.select("html").attr("lang"));
        assertEquals("Datenpanne bei Example <b>Bank</b>", page.select("h1").text());
        assertEquals(List.of("Deutsch", "English"), page.select("nav li").eachText());
        Document english = Jsoup.parse(browser()
                .header("Accept-Language", accept)
                .get("/notices/" + slug + "?lang=en")
                .asString());
        assertEquals("en", english.select("html").attr("lang"));
        Document other = Jsoup.parse(browser()
                .header("Accept-Language", "it")
                .get("/notices/" + slug + "?lang=xx")
                .asString());
        assertEquals("en", other.select("html").attr("lang"));
    }

    @Test
    void what_is_not_out_looks_as_if_it_were_not_there() {
        UUID incident = board.incident();
        String draft = board.draft(incident, "social");
        String scheduled = released("scheduled");
        String held = released("paused");
        board.run(
                "UPDATE notice SET not_before = clock_timestamp() + interval '1 hour' WHERE id = $1",
                UUID.fromString(held));
        String early = released("cancelled");
        board.run(
                "UPDATE notice SET not_before = clock_timestamp() + interval '1 hour' WHERE id = $1",
                UUID.fromString(early));
        String personal = board.draft(incident, "email");
        board.release(personal, "running", ago(5));
        String nowhere = show("2026-11-24-0123456789", browser()).asString();
        for (String notice : List.of(draft, scheduled, held, early, personal)) {
            Response answer = show(notice);
            answer.then().statusCode(404).header("Cache-Control", "no-store");
            assertEquals(nowhere, answer.asString());
        }
        assertEquals(
                "There is no notice here", Jsoup.parse(nowhere).select("h1").text());
        assertEquals(1, Jsoup.parse(nowhere).select("meta[name=robots]").size());
        program()
                .get("/notices/" + board.slug(draft))
                .then()
                .statusCode(404)
                .contentType("application/problem+json")
                .body("type", containsString("not-found"));
        for (String name : List.of("feed.rss", "2026-11-24-012345678Z", "%7Bconfig:x%7D", "x%27%20OR%201=1")) {
            show(name, browser().urlEncodingEnabled(false)).then().statusCode(404);
        }
    }

    @Test
    void a_notice_that_was_cancelled_after_its_release_says_that_it_was_taken_back() {
        String notice = released("cancelled");
        Response answer = show(notice);
        answer.then().statusCode(410).header("Cache-Control", "no-store");
        Document page = Jsoup.parse(answer.asString());
        assertEquals("This notice was taken back", page.select("h1").text());
        assertFalse(page.text().contains("customer list"));
        program()
                .get("/notices/" + board.slug(notice))
                .then()
                .statusCode(410)
                .contentType("application/problem+json")
                .body("type", containsString("gone"))
                .body("status", equalTo(410));
    }

    @Test
    void what_callers_wrote_is_text_wherever_it_stands() {
        ObjectNode body = Board.order(board.incident(), "social");
        ObjectNode english = (ObjectNode) body.at("/content/en");
        english.put("what_happened", "<script>alert(1)</script> {config:x}\n\n- <img src=x>");
        String notice = Board.made(body);
        board.release(notice, "running", ago(1));
        Document page = Jsoup.parse(show(notice).asString());
        assertEquals(0, page.select("script,img").size());
        assertTrue(page.text().contains("<script>alert(1)</script> {config:x}"));
    }

    @Test
    void page_and_style_arrive_in_one_round_trip() throws Exception {
        long css = Files.size(Path.of("src/main/resources/META-INF/resources/assets/people.css"));
        for (String language : List.of("de", "en")) {
            byte[] html = browser()
                    .get("/notices/" + board.slug(released("running")) + "?lang=" + language)
                    .asByteArray();
            assertTrue(html.length + css <= 14 * 1024, html.length + " + " + css + " bytes");
        }
    }

    @Test
    void the_list_has_what_is_public_with_its_latest_change() {
        UUID incident = board.incident();
        String notice = board.draft(incident, "social");
        board.release(notice, "completed", ago(50));
        board.release(board.followUp(incident, "update", notice, "More.", "email"), "running", ago(0));
        String gone = released("cancelled");
        String scheduled = released("scheduled");
        Response answer = browser().get("/notices?lang=de");
        answer.then().statusCode(200).header("Cache-Control", "public, max-age=60");
        Document page = Jsoup.parse(answer.asString());
        List<String> listed = page.select("main li a[href^=/notices/2]").eachAttr("href");
        assertTrue(listed.contains("/notices/" + board.slug(notice) + "?lang=de"), listed.toString());
        assertFalse(answer.asString().contains(board.slug(gone)));
        assertFalse(answer.asString().contains(board.slug(scheduled)));
        assertTrue(page.text().contains("Neuester Stand vom"), page.text());
        browser()
                .header("If-None-Match", answer.header("ETag"))
                .get("/notices?lang=de")
                .then()
                .statusCode(304);
    }

    @Test
    void the_host_of_the_api_has_no_public_pages() {
        Rest.ALICE.call().get("/notices").then().statusCode(421);
    }

    private String released(String state) {
        String notice = board.draft(board.incident(), "email", "social");
        board.release(notice, state, ago(10));
        return notice;
    }

    private Response show(String notice) {
        return show(board.slug(notice), browser());
    }

    private static Response show(String slug, io.restassured.specification.RequestSpecification visitor) {
        return visitor.get("/notices/" + slug);
    }
}
