package org.candor.house;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.microsoft.playwright.Page;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import io.vertx.mutiny.sqlclient.Pool;
import jakarta.inject.Inject;
import java.net.URI;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.candor.access.Scopes;
import org.candor.access.TestKeys;
import org.candor.notice.Rest;
import org.candor.plumbing.Ids;
import org.candor.rig.Chromium;
import org.candor.rig.Visit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * The rows of the bad inputs that come as far as a page of operators, as a browser shows them: as text, and nothing of them
 * runs. What people see of them is in {@code BadInputsBrowserTest}; the answers to all rows are in {@link BadInputsTest}.
 */
@QuarkusTest
class ConsoleInputsBrowserTest {
    private static final String FOREIGN = """
            () => [...document.querySelectorAll('main *')]
              .filter(it => /^(script|style|link|img|video|math|noscript|object|embed|meta|base)$/i.test(it.tagName)
                || [...it.attributes].some(at => at.name.startsWith('on') || /^\\s*javascript:/i.test(at.value)))
              .map(it => it.outerHTML.slice(0, 200))""";

    /** Those that we have sentences for, as people in several places speak them. */
    private static final List<String> LANGUAGES =
            List.of(("en en-AU en-CA en-GB en-IE en-IN en-MT en-NZ en-SG en-US en-ZA de de-AT de-CH de-DE de-LI de-LU"
                            + " es es-AR es-CL es-CO es-ES es-MX es-PE es-UY fr fr-BE fr-CA fr-CH fr-FR fr-LU fr-MC")
                    .split(" "));

    @Inject
    Pool pool;

    @Inject
    Backstage backstage;

    @RegisterExtension
    final Chromium chromium = new Chromium();

    private final List<String> wrong = new ArrayList<>();
    private final String run = Ids.next().toString();
    private String key = "";

    @Test
    void whatever_a_notice_says_is_text_to_its_writer_and_to_who_approves_it() {
        Map<String, Map<String, String>> said = new TreeMap<>();
        Response made = Rest.ALICE.post("/v1/notices", notice(said));
        made.then().statusCode(201);
        String notice = made.path("id");
        Visit visit = operator();
        String at = "/console/notices/" + notice;
        open(visit, at + "/edit");
        List<String> tags = visit.page().locator("input[name^=tag]").all().stream()
                .map(it -> it.inputValue())
                .toList();
        said.forEach((tag, texts) -> texts.forEach((name, text) -> {
            String field = "[name=" + name + tags.indexOf(tag) + "]";
            if (!blind(visit.page().locator(field).inputValue()).equals(blind(text))) {
                wrong.add(text + " is not kept as it is in " + tag);
            }
        }));
        for (int i = 0; i < said.size(); i += 4) {
            String tag = LANGUAGES.get(i);
            open(visit, at + "/preview?channel=email&language=" + tag);
            Map<String, String> texts = new TreeMap<>(said.get(tag));
            // The person that is shown here has a language of their own for the subject's place.
            texts.remove("subject");
            shown(visit, texts.values());
        }
        Rest.ALICE.step(notice, "submit").then().statusCode(200);
        open(visit, at + "/approve");
        said.values().forEach(texts -> shown(visit, texts.values()));
        open(visit, at + "/release");
        open(visit, at);
        assertEquals(List.of(), wrong);
    }

    /** Each language says what one row of each field sets. */
    private static ObjectNode notice(Map<String, Map<String, String>> said) {
        Map<String, Deque<String>> values = new TreeMap<>();
        for (BadInput row : rows("/v1/notices", 201)) {
            JsonNode set = row.steps().getFirst().at("/request/set");
            String field = set.fieldNames().next();
            values.computeIfAbsent(field.replaceFirst(".*/", ""), _ -> new ArrayDeque<>())
                    .add(set.get(field).asText());
        }
        assertTrue(values.size() >= 4, values.keySet().toString());
        ObjectNode body = Rest.inline(3).put("default_locale", "en");
        JsonNode plain = body.at("/content/en").deepCopy();
        ObjectNode content = body.putObject("content");
        for (String tag : LANGUAGES) {
            ObjectNode texts = content.putObject(tag);
            texts.setAll((ObjectNode) plain.deepCopy());
            Map<String, String> rows = new TreeMap<>();
            values.forEach((name, left) -> {
                if (!left.isEmpty()) {
                    texts.put(name, left.peek());
                    rows.put(name, left.poll());
                }
            });
            said.put(tag, rows);
            if (values.values().stream().allMatch(Deque::isEmpty)) {
                return body;
            }
        }
        throw new IllegalStateException("more rows than languages: " + values);
    }

    @Test
    void titles_references_and_names_are_text_wherever_they_are_shown() {
        List<String> markup = rows("/v1/notices", 201).stream()
                .map(it -> it.steps()
                        .getFirst()
                        .at("/request/set")
                        .elements()
                        .next()
                        .asText())
                .filter(it -> it.length() < 60 && it.matches("[^\\p{Cntrl}]*[<{&'][^\\p{Cntrl}]*"))
                .distinct()
                .toList();
        assertTrue(markup.size() >= 15, markup::toString);
        List<String> names = rows("/v1/incidents/{incident}/recipients", 202).stream()
                .map(it -> it.steps().getFirst().at("/request/set/~11~1name").asText())
                .toList();
        assertTrue(names.size() >= 9, names::toString);
        Visit visit = operator();
        for (String title : markup) {
            ObjectNode facts = (ObjectNode) Rest.inline(0).get("incident");
            facts.put("title", title).put("reference", title + " " + run);
            Rest.ALICE.post("/v1/incidents", facts).then().statusCode(201);
        }
        open(visit, "/console");
        StringBuilder all = new StringBuilder(visit.text());
        while (visit.link("Older incidents").count() > 0 && !all.toString().contains(markup.getFirst() + " " + run)) {
            visit.link("Older incidents").click();
            look(visit);
            all.append(visit.text());
        }
        shown(visit, all.toString(), markup.stream().map(it -> it + " " + run).toList());
        tour(visit, "\"'><img src=x onerror=alert(1)>", names);
        assertEquals(List.of(), wrong);
    }

    private void tour(Visit visit, String hostile, List<String> names) {
        Response made = Rest.ALICE.post("/v1/notices", order(hostile, names));
        made.then().statusCode(201);
        String notice = made.path("id");
        String incident = Rest.ALICE.get(notice).path("incident");
        String person = scene().recipient(incident, hostile + 0).toString();
        Rest.ALICE.step(notice, "submit").then().statusCode(200);
        open(visit, "/console/approvals");
        open(visit, "/console/notices/" + notice + "/approve");
        Rest.ALICE.step(notice, "release").then().statusCode(202);
        String at = "/console/incidents/" + incident;
        open(visit, at + "/actions");
        visit.page().locator("[name=summary]").fill(hostile);
        visit.button("Add to the record").click();
        look(visit);
        shown(visit, List.of(hostile));
        for (String path : List.of(
                "", "/edit", "/import", "/people", "/people/" + person, "/assessment", "/erase", "/notices/new")) {
            open(visit, at + path);
        }
        open(visit, at + "/people/" + person + "/reveal");
        visit.page().getByLabel("Reason, for the record").fill("<b>calls</b> back");
        visit.page().getByLabel("Your API key once more").fill(key);
        visit.button("Show once").click();
        look(visit);
        for (String path : List.of("", "/unreached", "/release", "/deliveries")) {
            open(visit, "/console/notices/" + notice + path);
        }
        visit.page().locator("main tbody a").first().click();
        look(visit);
        open(visit, "/console/record");
        open(visit, "/console/deliveries");
    }

    private ObjectNode order(String hostile, List<String> names) {
        ObjectNode order = Rest.inline(names.size());
        for (int i = 0; i < names.size(); i++) {
            ((ObjectNode) order.get("recipients").get(i))
                    .put("name", names.get(i))
                    .put("ref", hostile + i)
                    .put("email", "anna+" + i + "@" + run + ".example.net");
        }
        ObjectNode facts = (ObjectNode) order.get("incident");
        facts.put("title", hostile).put("reference", hostile + run);
        ((ObjectNode) facts.get("organisation")).put("name", hostile).put("postal", hostile);
        return order;
    }

    private Visit operator() {
        key = TestKeys.make(pool, "operator-" + run, Scopes.ALL);
        Visit visit = chromium.visit();
        visit.signIn(key);
        return visit;
    }

    private void open(Visit visit, String path) {
        int status = visit.console(path).status();
        if (status != 200) {
            wrong.add(path + ": " + status + " " + visit.text());
        }
        look(visit);
    }

    /** Nothing of it ran, or tried to, and it brought no element and no handler with it. */
    private void look(Visit visit) {
        Page page = visit.page();
        page.locator("main h1").waitFor();
        Object foreign = page.evaluate(FOREIGN);
        if (!foreign.equals(List.of())) {
            wrong.add(foreign + " at " + page.url());
        }
        visit.forgive().forEach(it -> wrong.add(it + " at " + page.url()));
    }

    private void shown(Visit visit, Collection<String> texts) {
        shown(visit, visit.page().locator("main").innerText(), texts);
    }

    private void shown(Visit visit, String shown, Collection<String> texts) {
        String all = blind(shown);
        for (String text : texts) {
            if (!all.contains(blind(text))) {
                wrong.add(text + " is not shown as it is at " + visit.page().url());
            }
        }
    }

    private static String blind(String text) {
        return text.replaceAll("\\s+", "");
    }

    private static List<BadInput> rows(String path, int status) {
        return BadInput.all().values().stream()
                .filter(it -> it.kind().equals("content")
                        && !it.scenario()
                        && it.steps().size() == 1
                        && it.steps().getFirst().at("/request/path").asText().equals(path)
                        && it.expect().path("status").asInt() == status)
                .toList();
    }

    private Scene scene() {
        return new Scene(URI.create(Chromium.console()), backstage);
    }
}
