package org.candor.house;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.microsoft.playwright.Page;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.RestAssured;
import io.restassured.response.Response;
import jakarta.inject.Inject;
import java.net.URI;
import java.time.OffsetDateTime;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.candor.bulletin.Board;
import org.candor.notice.Rest;
import org.candor.rig.Chromium;
import org.candor.rig.Visit;
import org.jsoup.Jsoup;
import org.jsoup.nodes.Document;
import org.jsoup.nodes.Element;
import org.jsoup.parser.Parser;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * The rows of the bad inputs that come as far as a page of people, as a browser shows them: as text, and nothing of them runs.
 * {@link BadInputsTest} has the answers to all rows.
 */
@QuarkusTest
class BadInputsBrowserTest {
    /** What our pages and mails are made of. */
    private static final Set<String> ELEMENTS = Set.of(
            "a", "article", "bdi", "body", "br", "footer", "h1", "h2", "h3", "h4", "head", "header", "html", "li",
            "link", "main", "meta", "nav", "ol", "p", "section", "strong", "style", "table", "tbody", "td", "time",
            "title", "tr", "ul");

    @Inject
    Backstage backstage;

    @Inject
    Board board;

    @RegisterExtension
    final Chromium chromium = new Chromium();

    private final List<String> wrong = new ArrayList<>();

    /** A notice has a row for each of its fields. */
    @Test
    void content_is_text_on_the_public_page_in_the_feed_and_in_the_mail() {
        Map<String, Deque<BadInput>> rows = new TreeMap<>();
        rows("content", "/v1/notices", 201)
                .forEach(it ->
                        rows.computeIfAbsent(field(it), _ -> new ArrayDeque<>()).add(it));
        assertTrue(rows.size() >= 4, rows.keySet().toString());
        Scene scene = scene();
        Visit visit = chromium.visit();
        Map<String, List<BadInput>> notices = new LinkedHashMap<>();
        while (!rows.isEmpty()) {
            List<BadInput> some = rows.values().stream().map(Deque::poll).toList();
            rows.values().removeIf(Deque::isEmpty);
            String notice = posted(scene, some);
            notices.put(board.slug(notice), some);
            visit.people("/notices/" + board.slug(notice));
            look(some, visit);
            visit.page().navigate(chromium.elsewhere("/inbox", mail(notice, "locale=en")));
            look(some, visit);
        }
        visit.people("/notices");
        look(List.of(), visit);
        readFeed(visit, notices);
        assertEquals(List.of(), wrong);
    }

    /** As a reader of feeds shows the entries of these notices, where no policy of ours holds. */
    private void readFeed(Visit visit, Map<String, List<BadInput>> notices) {
        Document feed = Jsoup.parse(
                RestAssured.given()
                        .header("Host", Scene.PUBLIC_HOST)
                        .get("/notices/feed.atom")
                        .asString(),
                Parser.xmlParser());
        for (Map.Entry<String, List<BadInput>> notice : notices.entrySet()) {
            String entry = feed.select("entry").stream()
                    .filter(it -> it.select("id").text().endsWith(notice.getKey()))
                    .map(it -> it.select("content").text())
                    .findFirst()
                    .orElseThrow();
            visit.page().setContent("<!DOCTYPE html><title>Reader</title>" + entry);
            look(notice.getValue(), visit);
        }
    }

    private static JsonNode set(BadInput row) {
        return row.steps().getFirst().at("/request/set");
    }

    private static String field(BadInput row) {
        return set(row).fieldNames().next();
    }

    @Test
    void names_are_text_in_the_mail() {
        Visit visit = chromium.visit();
        for (BadInput input : rows("content", "/v1/incidents/{incident}/recipients", 202)) {
            Scene scene = scene();
            JsonNode people = changed("recipients", input, scene);
            StringBuilder list = new StringBuilder();
            people.forEach(it -> list.append(it).append('\n'));
            String incident = scene.fill("{incident}");
            Rest.ALICE
                    .call()
                    .header("Idempotency-Key", Rest.fresh())
                    .queryParam("name", "people")
                    .contentType("application/x-ndjson")
                    .body(list.toString().getBytes(java.nio.charset.StandardCharsets.UTF_8))
                    .post("/v1/incidents/" + incident + "/recipients")
                    .then()
                    .statusCode(202);
            String person =
                    scene.recipient(incident, people.at("/1/ref").asText()).toString();
            visit.page().navigate(chromium.elsewhere("/inbox", mail(scene.draft(), "recipient=" + person)));
            // A name is shown as far as it can be one: what is left of it is text.
            look(List.of(), visit);
        }
        assertEquals(List.of(), wrong);
    }

    @Test
    void links_that_cannot_be_used_show_the_neutral_page_and_nothing_of_themselves() {
        Visit visit = chromium.visit();
        visit.people("/r");
        String neutral = visit.page().content();
        int played = 0;
        for (BadInput input : BadInput.all().values()) {
            List<JsonNode> steps = input.steps();
            if (!input.kind().equals("reset")
                    || input.scenario()
                    || steps.size() != 2
                    || !input.expect().path("page").asText().equals("neutral")) {
                continue;
            }
            Scene scene = scene();
            String token =
                    scene.fill(steps.getFirst().at("/request/path_params/token").asText());
            visit.context().clearCookies();
            Response first = RestAssured.given()
                    .redirects()
                    .follow(false)
                    .urlEncodingEnabled(false)
                    .header("Host", Scene.PUBLIC_HOST)
                    .get("/r/" + token);
            if (first.statusCode() != 303) {
                // Refused at the door; a browser shows no page of ours.
                continue;
            }
            visit.people("/r/" + token);
            if (!visit.page().content().equals(neutral) || !visit.page().url().equals(Chromium.PEOPLE + "/r")) {
                wrong.add(
                        input.id() + ": not the neutral page at " + visit.page().url());
            }
            visit.forgive().forEach(it -> wrong.add(input.id() + ": " + it));
            played++;
        }
        assertTrue(played >= 20, played + " rows");
        assertEquals(List.of(), wrong);
    }

    /** What the rows set is on the page as text, and has brought no element and no handler with it. */
    private void look(List<BadInput> rows, Visit visit) {
        Page page = visit.page();
        String shown = page.locator("body").innerText();
        for (BadInput row : rows) {
            boolean subject = field(row).endsWith("/subject");
            if (!subject
                    && !blind(shown).contains(blind(set(row).get(field(row)).asText()))) {
                wrong.add(row + " is not shown as it is at " + page.url() + ": " + shown);
            }
        }
        Set<String> elements = new TreeSet<>();
        for (Element it : Jsoup.parse(page.content()).getAllElements()) {
            if (!it.tagName().equals("#root") && !ELEMENTS.contains(it.tagName())) {
                elements.add(it.tagName());
            }
            it.attributes().forEach(attribute -> {
                if (attribute.getKey().startsWith("on") || attribute.getValue().startsWith("javascript:")) {
                    elements.add(attribute.toString());
                }
            });
        }
        if (!elements.isEmpty()) {
            wrong.add(rows + ": " + elements + " at " + page.url());
        }
        visit.forgive().forEach(it -> wrong.add(rows + ": " + it));
    }

    private static String blind(String text) {
        return text.replaceAll("\\s+", "");
    }

    private static List<BadInput> rows(String kind, String path, int status) {
        List<BadInput> rows = BadInput.all().values().stream()
                .filter(it -> it.kind().equals(kind)
                        && !it.scenario()
                        && it.steps().size() == 1
                        && it.steps().getFirst().at("/request/path").asText().equals(path)
                        && it.expect().path("status").asInt() == status)
                .toList();
        assertTrue(rows.size() >= 15, rows.size() + " rows");
        return rows;
    }

    private static JsonNode changed(String base, BadInput row, Scene scene) {
        JsonNode tree = BadInput.parse(scene.fill(BadInput.base(base).toString()));
        return BadInput.changed(tree, row.steps().getFirst().get("request"), scene);
    }

    /** A notice with what these rows set, that the public sees; nobody is written to. */
    private String posted(Scene scene, List<BadInput> rows) {
        JsonNode body = changed("notice", rows.getFirst(), scene);
        rows.forEach(it -> BadInput.changed(body, it.steps().getFirst().get("request"), scene));
        ((ObjectNode) body).putArray("channels").add("email").add("social");
        Response made = Rest.ALICE.post("/v1/notices", body);
        made.then().statusCode(201);
        String notice = made.path("id");
        board.release(notice, "running", OffsetDateTime.now());
        return notice;
    }

    private static String mail(String notice, String query) {
        return Rest.ALICE
                .call()
                .get(Rest.path(notice) + "/preview?channel=email&" + query)
                .then()
                .statusCode(200)
                .extract()
                .path("html");
    }

    private Scene scene() {
        return new Scene(URI.create(Chromium.console()), backstage);
    }
}
