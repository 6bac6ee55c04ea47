package org.candor.console;

import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.nullValue;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import org.candor.access.Scopes;
import org.candor.access.TestKeys;
import org.candor.incident.Incidents;
import org.candor.incident.Recipients;
import org.candor.incident.Samples;
import org.candor.notice.Rest;
import org.candor.plumbing.Ids;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Writing a notice at the console. */
@QuarkusTest
class ComposeTest {
    private static final String HOSTILE = "<script>alert(1)</script><img src=x onerror=alert(2)>\"'&{it}";

    @Inject
    Pool pool;

    @Inject
    Incidents incidents;

    @Inject
    Recipients recipients;

    private final String owner = "writer-" + Ids.next();
    private final Browser browser = new Browser();
    private UUID incident;

    @BeforeEach
    void somebody_writes() {
        browser.signIn(TestKeys.make(pool, owner, Scopes.ALL));
        incident = Samples.incident(pool, incidents, recipients, List.of(Samples.person("p-0")));
    }

    @Test
    void a_notice_is_written_in_two_languages_side_by_side_and_saved() {
        Map<String, String> fields = form(browser.open(fresh()));
        fields.putAll(Map.of("add", "es", "what_happened0", "On 5 November\r\nsomebody copied a list.", "act", "add"));
        Page page = Page.of(browser.post(fresh(), fields), 200);
        assertEquals(
                List.of("en", "es"),
                page.document().select("#texts ~ .pair:has(#subject0) .tag").eachText());
        fields = page.form("#notice");
        assertEquals("On 5 November\r\nsomebody copied a list.", fields.get("what_happened0"));
        said(fields, 0, "We");
        said(fields, 1, "Nosotros");
        fields.putAll(Map.of("act", "save", "deadline", "2036-12-01T08:30", "channel_sms", "on", "reset_days", "7"));
        String edit =
                browser.post(fresh(), fields).then().statusCode(303).extract().header("Location");
        String notice = edit.split("/")[3];
        Rest.ALICE
                .get(notice)
                .then()
                .body("state", equalTo("draft"))
                .body("created_by", equalTo(owner))
                .body("channels", equalTo(List.of("email", "sms")))
                .body("default_locale", equalTo("en"))
                .body("reset.expires_days", equalTo(7))
                .body("deadline", equalTo("2036-12-01T08:30:00Z"))
                .body("content.en.what_happened", equalTo("We happened"))
                .body("content.es.what_happened", equalTo("Nosotros happened"))
                .body("content.es.sms", nullValue());
        Page saved = Page.of(browser.open(edit), 200);
        assertTrue(saved.text().contains("Saved."), saved::text);
        assertEquals("Nosotros happened", saved.form("#notice").get("what_happened1"));
        assertEquals(List.of("notice.created"), acts(notice));
    }

    @Test
    void what_is_wrong_stands_at_its_field_and_nothing_typed_is_lost() {
        Map<String, String> fields = form(browser.open(fresh()));
        fields.putAll(Map.of(
                "subject0", "One\u0007two",
                "what_happened0", HOSTILE,
                "sms0", "x".repeat(2000),
                "reset_days", "90",
                "sms_hours", "late",
                "act", "save"));
        fields.remove("channel_email");
        Page page = Page.of(browser.post(fresh(), fields), 422);
        for (String id : List.of(
                "subject0", "what_we_are_doing0", "what_you_can_do0", "sms0", "reset_days", "sms_hours", "channels")) {
            assertEquals(
                    1, page.document().select(".note.wrong a[href=#" + id + "]").size(), id);
            assertEquals(1, page.document().select("#" + id).size(), id);
        }
        assertEquals("true", page.document().select("#what_you_can_do0").attr("aria-invalid"));
        assertEquals(
                "This is missing.",
                page.document().select("#what_you_can_do0-wrong").text());
        assertEquals("", page.document().select("#what_happened0").attr("aria-invalid"));
        Map<String, String> again = page.form("#notice");
        for (String name : List.of("what_happened0", "sms0", "reset_days", "sms_hours")) {
            assertEquals(fields.get(name), again.get(name), name);
        }
        assertFalse(again.containsKey("channel_email"));
        assertEquals(0, page.document().select("script:not([src]), img").size());
        assertEquals(0, notices());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                HOSTILE,
                "</textarea></pre><script>alert(1)</script>",
                "\n\n {it.get('csrf')} {#include console/home.html /} ${x} #{x}",
                "&quot;&#60;script&#62; &amp;amp; %3Cscript%3E javascript:alert(1)",
                "\u2067\u05d0\u2069 \ud83d\ude31 e\u0301 \u200d\ufeff \u2028 \ufffd",
                "' onmouseover='alert(1)' style='x:expression(1)",
                "]]> --> <!-- <svg/onload=alert(1)> <iframe srcdoc=x>"
            })
    void d6_whatever_is_written_is_shown_as_text(String hostile) {
        Map<String, String> fields = written(form(browser.open(fresh())));
        Written.TEXTS.stream()
                .filter(it -> !it.equals("social") && !it.equals("subject"))
                .forEach(it -> fields.put(it + "0", hostile.replace("\n", "\r\n")));
        Response made = browser.post(fresh(), fields);
        assertEquals(303, made.statusCode(), made::asString);
        String notice = id(made.header("Location"));
        Page edit = Page.of(browser.open("/console/notices/" + notice + "/edit"), 200);
        assertEquals(hostile, edit.form("#notice").get("what_happened0").replace("\r\n", "\n"));
        assertNoScript(edit);
        Rest.ALICE.get(notice).then().body("content.en.what_happened", equalTo(hostile));
        Rest.ALICE.step(notice, "submit").then().statusCode(200);
        for (String path : List.of("approve", "release", "preview", "preview?channel=sms", "preview/email")) {
            assertNoScript(Page.of(browser.open("/console/notices/" + notice + "/" + path), 200));
        }
        assertNoScript(Page.of(browser.open("/console/approvals"), 200));
    }

    private static void assertNoScript(Page page) {
        var document = page.document();
        assertEquals(
                0,
                document.select("script:not([src^=/webjars/]):not([src^=/assets/]), img")
                        .size());
        assertEquals(
                0,
                document.select("[onerror], [onload], [onmouseover], iframe[srcdoc]")
                        .size());
    }

    @Test
    void a_problem_is_a_page_in_our_style() {
        Response answer = browser.open("/console/notices/" + Ids.next() + "/edit");
        assertEquals(404, answer.statusCode());
        assertEquals(1, answer.headers().getValues("Content-Security-Policy").size());
        assertTrue(
                answer.header("Content-Security-Policy").contains("style-src 'self'"),
                () -> answer.headers().toString());
        Response nowhere = browser.open("/console/nowhere/at/all");
        assertEquals(404, nowhere.statusCode());
        assertTrue(
                nowhere.header("Content-Security-Policy").contains("style-src 'self'"),
                () -> nowhere.headers() + nowhere.asString());
    }

    @Test
    void a_double_click_saves_one_notice() {
        Map<String, String> fields = written(form(browser.open(fresh())));
        Response first = browser.post(fresh(), fields);
        Response second = browser.post(fresh(), fields);
        assertEquals(303, first.statusCode());
        assertEquals(first.header("Location"), second.header("Location"));
        assertEquals(1, notices());
        fields.put("what_happened0", "Another text");
        Page page = Page.of(browser.post(fresh(), fields), 422);
        assertTrue(page.text().contains("was saved before"), page::text);
        browser.post(fresh(), saving(page)).then().statusCode(303);
        assertEquals(2, notices());
    }

    @Test
    void a_lost_race_says_so_and_keeps_what_was_typed() {
        String edit = saved();
        Map<String, String> mine = form(browser.open(edit));
        Map<String, String> theirs = new LinkedHashMap<>(mine);
        theirs.putAll(Map.of("what_happened0", "Theirs " + HOSTILE, "act", "save"));
        browser.post(edit, theirs).then().statusCode(303);
        mine.putAll(Map.of("what_happened0", "Mine", "act", "save"));
        Page page = Page.of(browser.post(edit, mine), 412);
        assertTrue(page.text().contains("Somebody else has saved this notice"), page::text);
        assertEquals("Mine", page.form("#notice").get("what_happened0"));
        assertEquals("Theirs " + HOSTILE, page.document().select("details pre").text());
        Rest.ALICE.get(id(edit)).then().body("content.en.what_happened", equalTo("Theirs " + HOSTILE));
        browser.post(edit, saving(page)).then().statusCode(303);
        Rest.ALICE.get(id(edit)).then().body("content.en.what_happened", equalTo("Mine"));
    }

    @Test
    void a_language_that_is_taken_out_is_gone_and_one_that_is_not_shown_stays() {
        String edit = saved();
        for (String tag : List.of("es", "de", "fr")) {
            Map<String, String> fields = form(browser.open(edit));
            fields.putAll(Map.of("add", tag, "act", "add"));
            fields = Page.of(browser.post(edit, fields), 200).form("#notice");
            for (String slot : List.of("1", "2", "3")) {
                if (tag.equals(fields.get("tag" + slot))) {
                    said(fields, Integer.parseInt(slot), tag);
                }
            }
            fields.put("act", "save");
            browser.post(edit, fields).then().statusCode(303);
        }
        Map<String, String> fields = form(browser.open(edit));
        fields.put("act", "beside-fr");
        Page page = Page.of(browser.post(edit, fields), 200);
        assertEquals(
                1,
                page.document()
                        .select("textarea[lang=fr]#what_happened3, textarea[lang=fr]#what_happened2")
                        .size());
        fields = page.form("#notice");
        fields.put("act", "remove-fr");
        browser.post(edit, saving(Page.of(browser.post(edit, fields), 200)))
                .then()
                .statusCode(303);
        Rest.ALICE
                .get(id(edit))
                .then()
                .body("content.keySet()", equalTo(Set.of("de", "en", "es")))
                .body("content.de.what_happened", equalTo("de happened"));
    }

    @Test
    void who_changes_nothing_takes_back_nothing_and_who_saves_a_change_takes_back_the_submission() {
        String edit = saved();
        String notice = id(edit);
        Rest.ALICE.step(notice, "submit").then().statusCode(200);
        Page page = Page.of(browser.open(edit), 200);
        assertTrue(page.text().contains("to save a change takes that back"), page::text);
        browser.post(edit, saving(page)).then().statusCode(303);
        Rest.ALICE.get(notice).then().body("state", equalTo("awaiting_approval"));
        Map<String, String> fields = saving(page);
        fields.put("what_happened0", "Something else");
        browser.post(edit, fields).then().statusCode(303);
        Rest.ALICE.get(notice).then().body("state", equalTo("draft"));
    }

    @Test
    void what_is_typed_is_shown_as_people_would_get_it() {
        Map<String, String> fields = written(form(browser.open(fresh())));
        fields.putAll(Map.of("what_happened0", HOSTILE, "show_channel", "email"));
        Response part = browser.post(fresh() + "/preview", fields);
        Page page = Page.of(part, 200);
        assertFalse(part.asString().contains("<html"), part::asString);
        assertTrue(part.asString().contains("&lt;script&gt;"), part::asString);
        assertTrue(page.document().text().contains("Hello Alex Sample"), part::asString);
        fields.putAll(Map.of("show_channel", "sms", "sms0", "Your data “leaked”"));
        String text = Page.of(browser.post(fresh() + "/preview", fields), 200)
                .document()
                .text();
        assertTrue(text.contains("UCS-2") && text.contains("“ U+201C"), text);
        fields.putAll(Map.of("show_channel", "social", "show_account", "bluesky:main", "social0", "x".repeat(290)));
        text = Page.of(browser.post(fresh() + "/preview", fields), 200)
                .document()
                .text();
        assertTrue(text.matches(".*bluesky [0-9]+ 300 too long.*"), text);
        assertTrue(text.matches(".*mastodon [0-9]+ 500 fits.*"), text);
        fields.put("what_happened0", "");
        text = Page.of(browser.post(fresh() + "/preview", fields), 200)
                .document()
                .text();
        assertTrue(text.contains("Still to be mended: What happened, en."), text);
        assertEquals(0, notices());
    }

    @Test
    void without_javascript_a_button_shows_it() {
        Map<String, String> fields = written(form(browser.open(fresh())));
        fields.putAll(Map.of("show_channel", "sms", "show_person", "right", "act", "preview"));
        Page page = Page.of(browser.post(fresh(), fields), 200);
        assertEquals(1, page.document().select("#message .bubble").size());
        assertEquals("We happened", page.form("#notice").get("what_happened0"));
        assertEquals("right", page.form("#notice").get("show_person"));
        assertEquals(0, notices());
    }

    @Test
    void what_is_saved_is_shown_as_html_in_a_frame_where_no_script_runs() {
        String preview = "/console/notices/" + id(saved()) + "/preview";
        Page page = Page.of(browser.open(preview), 200);
        var frame = page.document().select("iframe");
        assertTrue(frame.hasAttr("sandbox"));
        assertEquals("", frame.attr("sandbox"));
        Response html = browser.open(frame.attr("src"));
        html.then().statusCode(200);
        assertTrue(html.header("Content-Security-Policy").contains("; sandbox; "));
        assertTrue(html.header("Content-Security-Policy").startsWith("default-src 'none';"));
        assertTrue(html.asString().contains("Alex Sample"), html::asString);
        Page text = Page.of(browser.open(preview + "?channel=sms&language=en&person=nobody"), 200);
        assertEquals(0, text.document().select("iframe").size());
        browser.open(preview + "?language=../x").then().statusCode(400);
    }

    @Test
    void a_person_of_the_list_is_shown_by_their_reference_and_it_is_on_record() {
        String notice = id(saved());
        String preview = "/console/notices/" + notice + "/preview";
        String csrf = Page.of(browser.open(preview)).csrf();
        Page page = Page.of(browser.post(preview, Map.of("csrf", csrf, "ref", "p-0", "channel", "email")), 200);
        assertTrue(page.text().contains("Hello Person p-0"), page::text);
        Page.of(browser.post(preview, Map.of("csrf", csrf, "ref", "p-1", "channel", "email")), 404);
        assertEquals(List.of("notice.created", "notice.previewed"), acts(notice));
        Browser other = new Browser();
        Set<String> most = new TreeSet<>(Scopes.ALL);
        most.remove(Scopes.RECIPIENTS_READ);
        other.signIn(TestKeys.make(pool, owner + "-2", most));
        String token = Browser.csrf(other.open(preview));
        other.post(preview, Map.of("csrf", token, "ref", "p-0", "channel", "email"))
                .then()
                .statusCode(403);
        assertFalse(other.open(preview).asString().contains("name=\"ref\""));
    }

    @Test
    void a_follow_up_begins_with_what_was_said_before() {
        String first = id(saved());
        Rest.ALICE.step(first, "release").then().statusCode(202);
        Page page = Page.of(browser.open(fresh() + "?follows=" + first), 200);
        Map<String, String> fields = page.form("#notice");
        assertEquals("update", fields.get("kind"));
        assertEquals(first, fields.get("follows"));
        assertEquals("We happened", fields.get("what_happened0"));
        assertEquals("", fields.get("deadline"));
        String edit = browser.post(fresh(), saving(page)).header("Location");
        Rest.ALICE.get(id(edit)).then().body("follows", equalTo(first)).body("kind", equalTo("update"));
        Page closed = Page.of(browser.open("/console/notices/" + first + "/edit"), 200);
        assertEquals(
                "/console/incidents/" + incident + "/notices/new?follows=" + first,
                closed.document().select("main a[role=button]").attr("href"));
        browser.open("/console/incidents/" + incident + "/notices/new?follows=" + Ids.next())
                .then()
                .statusCode(404);
    }

    @Test
    void a_test_goes_to_the_contact_of_whoever_asks_once_and_not_without_one() {
        String edit = saved();
        Map<String, String> fields = form(browser.open(edit));
        fields.put("act", "test");
        Page refused = Page.of(browser.post(edit, fields), 409);
        assertTrue(refused.text().contains("has no contact"), refused::text);
        run("UPDATE api_key SET contact = 'me@example.net' WHERE owner = $1");
        Map<String, String> again = refused.form("#notice");
        again.put("act", "test");
        Response sent = browser.post(edit, again);
        assertEquals(303, sent.statusCode(), sent::asString);
        assertEquals(sent.header("Location"), browser.post(edit, again).header("Location"));
        Page.of(browser.open(sent.header("Location")), 200);
        assertEquals(List.of("notice.created", "notice.tested"), acts(id(edit)));
        org.awaitility.Awaitility.await()
                .atMost(Duration.ofSeconds(20))
                .until(() -> browser.open(sent.header("Location") + "/live").statusCode() == 286);
        assertTrue(Page.of(browser.open(sent.header("Location"))).text().contains("It was taken."));
        run("UPDATE test_attempt SET phase = 'begun', answered_at = NULL, outcome = NULL,"
                + " begun_at = clock_timestamp() - interval '16 minutes' WHERE asked_by = $1");
        Page silent = Page.of(browser.open(sent.header("Location")), 200);
        assertTrue(silent.text().contains("nobody knows whether it was taken"), silent::text);
        assertEquals(0, silent.document().select("[data-live]").size());
    }

    @Test
    void a1_without_the_scopes_nothing_is_written_and_a_bound_key_sees_its_incidents_only() {
        String edit = saved();
        Browser reader = new Browser();
        reader.signIn(TestKeys.make(pool, owner + "-3", Set.of(Scopes.NOTICES_READ)));
        for (String path : List.of(fresh(), edit)) {
            Page page = Page.of(reader.open(path), 200);
            assertTrue(page.text().contains("needs notices:write and notices:read"), page::text);
            Map<String, String> fields = written(form(browser.open(fresh())));
            fields.put("csrf", page.csrf());
            reader.post(path, fields).then().statusCode(403);
        }
        Browser bound = new Browser();
        bound.signIn(TestKeys.make(pool, owner + "-4", Scopes.ALL, Ids.next()));
        String csrf = Browser.csrf(bound.open("/console"));
        for (String path : List.of(fresh(), edit)) {
            bound.open(path).then().statusCode(404);
            Map<String, String> fields = written(form(browser.open(fresh())));
            fields.put("csrf", csrf);
            bound.post(path, fields).then().statusCode(404);
            bound.post(path + "/preview", fields).then().statusCode(404);
        }
        bound.open("/console/notices/" + id(edit) + "/preview").then().statusCode(404);
        bound.open("/console/notices/" + id(edit) + "/preview/email").then().statusCode(404);
        assertEquals(1, notices());
    }

    @Test
    void auth_065_a_form_without_its_token_saves_nothing() {
        Map<String, String> fields = written(form(browser.open(fresh())));
        fields.put("csrf", "x");
        browser.post(fresh(), fields).then().statusCode(403);
        browser.post(fresh() + "/preview", fields).then().statusCode(403);
        assertEquals(0, notices());
    }

    private String fresh() {
        return "/console/incidents/" + incident + "/notices/new";
    }

    private static Map<String, String> form(Response answer) {
        return Page.of(answer, 200).form("#notice");
    }

    private static Map<String, String> saving(Page page) {
        Map<String, String> fields = page.form("#notice");
        fields.put("act", "save");
        return fields;
    }

    private static Map<String, String> written(Map<String, String> fields) {
        said(fields, 0, "We");
        fields.put("act", "save");
        return fields;
    }

    private static void said(Map<String, String> fields, int slot, String who) {
        fields.put("what_happened" + slot, who + " happened");
        fields.put("what_we_are_doing" + slot, who + " do something");
        fields.put("what_you_can_do" + slot, "- " + who + " can");
    }

    /** The address of the form of a new draft. */
    private String saved() {
        Response made = browser.post(fresh(), written(form(browser.open(fresh()))));
        made.then().statusCode(303);
        return made.header("Location").split("[?]")[0];
    }

    private static String id(String path) {
        return path.split("/")[3];
    }

    private int notices() {
        return Rest.ALICE.call().get("/v1/notices?incident=" + incident).path("items.size()");
    }

    private List<String> acts(String notice) {
        return java.util.stream.StreamSupport.stream(
                        pool.preparedQuery("SELECT action FROM audit WHERE subject = $1 AND actor = $2 ORDER BY at, id")
                                .execute(Tuple.of(UUID.fromString(notice), owner))
                                .await()
                                .atMost(Duration.ofSeconds(10))
                                .spliterator(),
                        false)
                .map(it -> it.getString(0))
                .toList();
    }

    private void run(String sql) {
        pool.preparedQuery(sql).execute(Tuple.of(owner)).await().atMost(Duration.ofSeconds(10));
    }
}
