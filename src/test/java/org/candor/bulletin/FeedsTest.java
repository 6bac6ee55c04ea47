package org.candor.bulletin;

import static org.candor.bulletin.Board.ago;
import static org.candor.bulletin.Board.program;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import jakarta.inject.Inject;
import java.io.ByteArrayInputStream;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.UUID;
import java.util.stream.StreamSupport;
import javax.xml.parsers.DocumentBuilderFactory;
import org.jsoup.Jsoup;
import org.junit.jupiter.api.Test;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;

@QuarkusTest
class FeedsTest {
    private static final String ATOM = "http://www.w3.org/2005/Atom";

    @Inject
    Board board;

    @Test
    void the_atom_feed_has_an_entry_for_each_notice_and_each_update() throws Exception {
        UUID incident = board.incident();
        String notice = board.draft(incident, "social");
        board.release(notice, "completed", ago(40));
        Element before = own(atom("/notices/feed.atom"), notice).getFirst();
        assertEquals(text(before, "published"), text(before, "updated"));
        board.release(board.followUp(incident, "update", notice, "We know more & <more>.", "email"), "running", ago(2));
        Element feed = atom("/notices/feed.atom");
        List<Element> own = own(feed, notice);
        assertEquals(2, own.size());
        Element first =
                own.stream().filter(it -> id(it).equals(id(before))).findFirst().orElseThrow();
        Element update = own.stream().filter(it -> it != first).findFirst().orElseThrow();
        String slug = board.slug(notice);
        assertEquals("tag:notices.example.org," + slug.substring(0, 10) + ":notices/" + slug, id(first));
        assertTrue(id(update).startsWith(id(first) + "/n-"), id(update));
        assertEquals(text(update, "updated"), text(first, "updated"), "a notice moves with its updates");
        assertNotEquals(text(before, "updated"), text(first, "updated"));
        assertEquals(text(before, "published"), text(first, "published"));
        String html = text(update, "content");
        assertEquals("html", child(update, "content").getAttribute("type"));
        assertTrue(Jsoup.parse(html).text().contains("We know more & <more>."), html);
        assertTrue(text(first, "content").contains("your password"), "all of the text");
        assertEquals("Example <b>Bank</b>", text((Element) child(first, "author"), "name"));
        assertEquals(
                "https://notices.example.org/notices/" + slug,
                child(first, "link").getAttribute("href"));
    }

    @Test
    void the_feed_is_well_formed_whatever_was_written() throws Exception {
        ObjectNode body = Board.order(board.incident(), "social");
        ((ObjectNode) body.at("/content/en")).put("what_happened", "]]> &amp; \uFFFE \uD83D\uDE00 {config:x}");
        String notice = Board.made(body);
        board.release(notice, "running", ago(1));
        Element entry = own(atom("/notices/feed.atom"), notice).getFirst();
        assertTrue(Jsoup.parse(text(entry, "content")).text().contains("]]> &amp; \uD83D\uDE00 {config:x}"));
    }

    @Test
    void ids_are_unique_and_times_fall() throws Exception {
        for (int i = 0; i < 3; i++) {
            board.release(board.draft(board.incident(), "social"), "running", ago(i));
        }
        Element feed = atom("/notices/feed.atom");
        List<String> times =
                entries(feed).stream().map(it -> text(it, "updated")).toList();
        assertEquals(times.stream().sorted((a, b) -> b.compareTo(a)).toList(), times);
        List<String> ids = entries(feed).stream().map(FeedsTest::id).toList();
        assertEquals(ids.size(), new HashSet<>(ids).size());
        assertEquals(times.getFirst(), text(feed, "updated"));
        assertEquals("tag:notices.example.org,2026:notices", id(feed));
    }

    @Test
    void both_speak_the_language_that_was_asked_for() throws Exception {
        String notice = board.draft(board.incident(), "social");
        board.release(notice, "running", ago(1));
        Element entry = own(atom("/notices/feed.atom?lang=de"), notice).getFirst();
        assertEquals("de", entry.getAttribute("xml:lang"));
        assertEquals("Datenpanne bei Example <b>Bank</b>", text(entry, "title"));
        assertTrue(child(entry, "link").getAttribute("href").endsWith("?lang=de"));
        Element unknown = own(atom("/notices/feed.atom?lang=xx"), notice).getFirst();
        assertEquals("en", unknown.getAttribute("xml:lang"));
    }

    @Test
    void the_json_feed_tells_the_same() throws Exception {
        UUID incident = board.incident();
        String notice = board.draft(incident, "social");
        board.release(notice, "completed", ago(40));
        board.release(board.followUp(incident, "correction", notice, "It was less.", "email"), "running", ago(2));
        Response answer = program().get("/notices/feed.json");
        answer.then().statusCode(200);
        assertTrue(answer.contentType().startsWith("application/feed+json"), answer.contentType());
        JsonNode feed = new ObjectMapper().readTree(answer.asByteArray());
        assertEquals("https://jsonfeed.org/version/1.1", feed.path("version").asText());
        assertEquals(
                "https://notices.example.org/notices/feed.json",
                feed.path("feed_url").asText());
        assertEquals(
                "https://notices.example.org/notices",
                feed.path("home_page_url").asText());
        List<JsonNode> own = StreamSupport.stream(feed.path("items").spliterator(), false)
                .filter(it -> it.path("id").asText().contains(board.slug(notice)))
                .toList();
        assertEquals(2, own.size());
        List<String> ids =
                own.stream().map(it -> it.path("id").asText()).sorted().toList();
        assertEquals(
                ids,
                own(atom("/notices/feed.atom"), notice).stream()
                        .map(FeedsTest::id)
                        .sorted()
                        .toList());
        for (JsonNode it : own) {
            for (String field :
                    List.of("url", "title", "content_html", "date_published", "date_modified", "language")) {
                assertFalse(it.path(field).asText().isBlank(), field);
            }
        }
        assertFalse(feed.toString().contains("null"), "an absent member is absent");
    }

    @Test
    void who_has_a_feed_already_gets_304() {
        board.release(board.draft(board.incident(), "social"), "running", ago(1));
        for (String path : List.of("/notices/feed.atom", "/notices/feed.json")) {
            Response first = program().get(path);
            first.then().statusCode(200).header("Cache-Control", "public, max-age=60");
            program()
                    .header("If-None-Match", first.header("ETag"))
                    .get(path)
                    .then()
                    .statusCode(304);
        }
    }

    private static Element atom(String path) throws Exception {
        Response answer = program().get(path);
        answer.then().statusCode(200);
        assertTrue(answer.contentType().startsWith("application/atom+xml"), answer.contentType());
        DocumentBuilderFactory factory = DocumentBuilderFactory.newInstance();
        factory.setNamespaceAware(true);
        factory.setFeature("http://apache.org/xml/features/disallow-doctype-decl", true);
        Element feed = factory.newDocumentBuilder()
                .parse(new ByteArrayInputStream(answer.asByteArray()))
                .getDocumentElement();
        assertEquals(ATOM, feed.getNamespaceURI());
        return feed;
    }

    private List<Element> own(Element feed, String notice) {
        String slug = board.slug(notice);
        return entries(feed).stream().filter(it -> id(it).contains(slug)).toList();
    }

    private static List<Element> entries(Element feed) {
        NodeList found = feed.getElementsByTagNameNS(ATOM, "entry");
        List<Element> entries = new ArrayList<>();
        for (int i = 0; i < found.getLength(); i++) {
            entries.add((Element) found.item(i));
        }
        return entries;
    }

    private static String id(Element of) {
        return text(of, "id");
    }

    private static Element child(Element of, String name) {
        return (Element) of.getElementsByTagNameNS(ATOM, name).item(0);
    }

    private static String text(Element of, String name) {
        return child(of, name).getTextContent();
    }
}
