package org.candor.console;

import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.nullValue;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.inject.Inject;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.stream.StreamSupport;
import org.candor.access.Scopes;
import org.candor.access.TestKeys;
import org.candor.notice.Rest;
import org.candor.plumbing.Ids;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Submitting, approving and releasing a notice at the console (A8). */
@QuarkusTest
class ApprovalTest {
    private static final String LIST = "/console/approvals";
    private static final String HOSTILE = "<script>alert(1)</script><b onclick=x>";

    @Inject
    Pool pool;

    private final String run = Ids.next().toString();
    private final Browser writer = new Browser();
    private final Browser second = new Browser();

    @BeforeEach
    void two_people_are_signed_in() {
        writer.signIn(TestKeys.make(pool, "writer-" + run, Scopes.ALL));
        second.signIn(TestKeys.make(pool, "second-" + run, Scopes.ALL));
    }

    @Test
    void a8_a_second_person_reads_ticks_and_approves_and_then_it_is_released() {
        String notice = submitted(draft(101));
        Page list = Page.of(second.open(LIST), 200);
        String line = list.document()
                .select("tr:has(a[href$=/notices/" + notice + "/approve])")
                .text();
        assertTrue(line.contains("101") && line.contains("writer-" + run) && line.contains("IR-" + run), line);
        assertTrue(list.document().select("nav a[aria-current] .count").text().matches("[0-9,]+ waiting"));

        Page own = Page.of(writer.open(at(notice, "approve")), 200);
        assertEquals(0, own.document().select("main form").size());
        assertTrue(own.text().contains("a second person must approve it"), own::text);
        writer.post(
                        at(notice, "approve"),
                        Map.of("csrf", own.csrf(), "revision", revision(notice), "agree", "yes", "key", writer.key()))
                .then()
                .statusCode(403);

        Page page = Page.of(second.open(at(notice, "approve")), 200);
        String hash = Rest.ALICE.get(notice).path("content_hash");
        assertEquals(hash, page.document().select("code.hash").text());
        assertTrue(page.text().contains("101 emails to people in 1 region."), page::text);
        assertTrue(page.text().contains("US-CA 101 101 0"), page::text);
        assertEquals(HOSTILE, page.document().select("dd pre").first().text());
        assertEquals(0, page.document().select("script:not([src]), b[onclick]").size());
        Map<String, String> fields = page.form("main form");
        Page unticked = Page.of(second.post(at(notice, "approve"), fields), 422);
        assertTrue(unticked.text().contains("tick the sentence"), unticked::text);
        fields.put("agree", "yes");
        fields.put("key", "cnd_another");
        Page somebody = Page.of(second.post(at(notice, "approve"), fields), 422);
        assertTrue(somebody.text().contains("That is not the key that you signed in with"), somebody::text);
        Rest.ALICE.get(notice).then().body("approval", nullValue());
        fields.put("key", second.key());
        Response approved = second.post(at(notice, "approve"), fields);
        assertEquals(303, approved.statusCode());
        assertEquals(at(notice, "release"), approved.header("Location"));
        // The second click of two.
        assertEquals(303, second.post(at(notice, "approve"), fields).statusCode());
        Rest.ALICE.get(notice).then().body("approval.by", equalTo("second-" + run));

        Page release = Page.of(writer.open(at(notice, "release")), 200);
        assertTrue(release.text().contains("Approved by second-" + run), release::text);
        assertTrue(release.text().contains("101 emails to people in 1 region"), release::text);
        assertEquals(1, release.document().select("svg[role=img][aria-label]").size());
        fields = release.form("main form");
        writer.post(at(notice, "release"), fields).then().statusCode(422);
        fields.put("agree", "yes");
        writer.post(at(notice, "release"), fields).then().statusCode(422);
        Rest.ALICE.get(notice).then().body("released_by", nullValue());
        fields.put("key", writer.key());
        for (int click = 0; click < 2; click++) {
            Response out = writer.post(at(notice, "release"), fields);
            assertEquals(303, out.statusCode(), out::asString);
            assertEquals("/console/notices/" + notice, out.header("Location"));
        }
        Rest.ALICE.get(notice).then().body("released_by", equalTo("writer-" + run));
        assertEquals(List.of("notice.created", "notice.submitted", "notice.approved", "notice.released"), acts(notice));
        assertTrue(Page.of(writer.open(at(notice, "release")), 200).text().contains("nothing to release"));
    }

    @Test
    void a8_a_change_after_the_page_was_opened_voids_the_approval() {
        String notice = submitted(draft(101));
        Map<String, String> fields = Page.of(second.open(at(notice, "approve"))).form("main form");
        fields.put("agree", "yes");
        fields.put("key", second.key());
        Rest.ALICE
                .patch(notice, etag(notice), "{\"content\": {\"en\": {\"what_happened\": \"Something else\"}}}")
                .then()
                .statusCode(200);
        submitted(notice);
        Page page = Page.of(second.post(at(notice, "approve"), fields), 412);
        assertTrue(page.text().contains("It has changed since you opened this page"), page::text);
        assertTrue(page.text().contains("Something else"), page::text);
        assertFalse(page.form("main form").containsKey("agree"));
        Rest.ALICE.get(notice).then().body("approval", nullValue());
    }

    @Test
    void a8_who_is_asked_again_learns_what_changed_since_somebody_agreed() {
        String notice = submitted(draft(101));
        Page first = Page.of(second.open(at(notice, "approve")), 200);
        assertFalse(first.text().contains("approved it before"));
        assertEquals(0, first.document().select("pre ins, pre del").size());
        approve(notice);
        Rest.ALICE
                .patch(notice, etag(notice), "{\"content\": {\"en\": {\"what_happened\": \"Something else\"}}}")
                .then()
                .statusCode(200);
        submitted(notice);
        Page page = Page.of(second.open(at(notice, "approve")));
        String text = page.text();
        assertTrue(text.contains("second-" + run + " approved it before"), text);
        assertTrue(text.contains("has changed since."), text);
        assertEquals("[new: Something else]", page.document().select("pre ins").text());
        assertEquals(1, page.document().select("pre del").size(), "one text has changed, and no other");
        approve(notice);
        Rest.ALICE
                .patch(
                        notice,
                        etag(notice),
                        "{\"content\": {\"en\": {\"what_happened\": \"Something quite else\"}}, \"sms_hours\": \"09:00-18:00\"}")
                .then()
                .statusCode(200);
        Rest.ALICE
                .patch(notice, etag(notice), "{\"sms_hours\": \"09:00-17:00\"}")
                .then()
                .statusCode(200);
        submitted(notice);
        Page last = Page.of(second.open(at(notice, "approve")));
        assertEquals("[new:  quite]", last.document().select("pre ins").text(), "compared with what was approved last");
        assertEquals(0, last.document().select("pre del").size());
        assertTrue(last.text().contains("beside the text: Hours for text messages."), last::text);
        approve(notice);
        Page now = Page.of(second.open(at(notice, "approve")));
        assertEquals(0, now.document().select("pre ins, pre del").size());
    }

    private void approve(String notice) {
        Map<String, String> fields =
                Page.of(second.open(at(notice, "approve")), 200).form("main form");
        fields.put("agree", "yes");
        fields.put("key", second.key());
        second.post(at(notice, "approve"), fields).then().statusCode(303);
    }

    @Test
    void a8_who_wrote_it_does_not_release_it_to_many_and_a_second_person_approves_by_releasing() {
        String notice = submitted(draft(101));
        Page own = Page.of(writer.open(at(notice, "release")), 200);
        assertEquals(0, own.document().select("main form").size());
        assertTrue(own.text().contains("a second person must approve it first"), own::text);
        Page refused = Page.of(
                writer.post(
                        at(notice, "release"),
                        Map.of("csrf", own.csrf(), "revision", revision(notice), "agree", "yes", "key", writer.key())),
                403);
        assertTrue(refused.text().contains("It was not released by you."), refused::text);
        Page page = Page.of(second.open(at(notice, "release")), 200);
        assertTrue(page.text().contains("to release it is to approve it"), page::text);
        Map<String, String> fields = page.form("main form");
        fields.put("agree", "yes");
        fields.put("key", second.key());
        second.post(at(notice, "release"), fields).then().statusCode(303);
        Rest.ALICE.get(notice).then().body("approval.by", equalTo("second-" + run));
    }

    @Test
    void a_few_people_are_one_persons_to_decide_about() {
        String notice = draft(2);
        String edit = at(notice, "edit");
        assertTrue(Page.of(writer.open(at(notice, "release")), 200).text().contains("is a draft"));
        Map<String, String> fields = Page.of(writer.open(edit), 200).form("#notice");
        fields.put("act", "submit");
        for (int click = 0; click < 2; click++) {
            Response submitted = writer.post(edit, fields);
            assertEquals(303, submitted.statusCode(), submitted::asString);
            assertEquals(at(notice, "release"), submitted.header("Location"));
        }
        Page list = Page.of(writer.open(LIST), 200);
        assertEquals(
                1,
                list.document().select("a[href=" + at(notice, "release") + "]").size());
        Page page = Page.of(writer.open(at(notice, "release")), 200);
        assertTrue(page.text().contains("it needs no approval"), page::text);
        fields = page.form("main form");
        fields.put("agree", "yes");
        fields.put("key", writer.key());
        writer.post(at(notice, "release"), fields).then().statusCode(303);
        Rest.ALICE.get(notice).then().body("approval", nullValue()).body("released_by", equalTo("writer-" + run));
    }

    @Test
    void the_page_says_how_long_it_takes_at_the_pace_that_is_set_and_that_a_gate_is_closed() {
        String notice = submitted(draft(101));
        pace("600/h");
        try {
            Page page = Page.of(second.open(at(notice, "release")), 200);
            assertTrue(page.text().contains("done in 11 minutes"), page::text);
            assertTrue(page.text().contains("it is done before the deadline"), page::text);
            assertEquals(1, page.document().select("rect.busy").size());
            Rest.ALICE
                    .call()
                    .contentType("application/json")
                    .body("{\"reason\": \"a test\"}")
                    .post("/v1/channels/email:main/close")
                    .then()
                    .statusCode(200);
            page = Page.of(second.open(at(notice, "release")), 200);
            assertTrue(page.text().contains("Its gate is closed (a test)"), page::text);
        } finally {
            Rest.ALICE
                    .call()
                    .header("Idempotency-Key", Rest.fresh())
                    .contentType("application/json")
                    .body("{\"reason\": \"a test\"}")
                    .post("/v1/channels/email:main/open");
            pace("unlimited");
        }
    }

    @Test
    void an_approval_of_what_is_to_go_out_at_once_says_so() {
        ObjectNode body = order(101).put("release", true);
        String notice = new Rest(() -> TestKeys.make(pool, "tool-" + run, Scopes.ALL))
                .post("/v1/notices", body)
                .path("id");
        Page page = Page.of(second.open(at(notice, "approve")), 200);
        assertTrue(page.text().contains("It goes out as soon as you approve it."), page::text);
        Map<String, String> fields = page.form("main form");
        fields.put("agree", "yes");
        fields.put("key", second.key());
        Response out = second.post(at(notice, "approve"), fields);
        assertEquals("/console/notices/" + notice, out.header("Location"));
        Rest.ALICE.get(notice).then().body("released_by", equalTo("tool-" + run));
    }

    @Test
    void a_follow_up_counts_those_whom_the_first_one_reached() {
        ObjectNode body = order(3).put("release", true);
        Response first = Rest.ALICE.post("/v1/notices", body);
        String notice = first.path("id");
        org.awaitility.Awaitility.await()
                .atMost(Duration.ofSeconds(30))
                .until(() -> Rest.ALICE.get(notice).path("state").equals("completed"));
        ObjectNode update = Rest.notice(UUID.fromString(Rest.ALICE.get(notice).path("incident")))
                .put("kind", "update")
                .put("follows", notice);
        String next = submitted(Rest.ALICE.post("/v1/notices", update).path("id"));
        Page page = Page.of(second.open(at(next, "release")), 200);
        assertTrue(page.text().contains("3 emails to people in 1 region"), page::text);
    }

    @Test
    void a1_each_act_needs_its_scope_and_a_bound_key_sees_its_incidents_only() {
        String notice = submitted(draft(101));
        Browser reader = new Browser();
        reader.signIn(TestKeys.make(pool, "reader-" + run, Set.of(Scopes.NOTICES_READ)));
        Page approve = Page.of(reader.open(at(notice, "approve")), 200);
        assertTrue(approve.text().contains("needs the scope notices:approve"), approve::text);
        Page release = Page.of(reader.open(at(notice, "release")), 200);
        assertTrue(release.text().contains("needs the scope notices:release"), release::text);
        Map<String, String> fields =
                Map.of("csrf", approve.csrf(), "revision", revision(notice), "agree", "yes", "key", reader.key());
        reader.post(at(notice, "approve"), fields).then().statusCode(403);
        reader.post(at(notice, "release"), fields).then().statusCode(403);
        Browser stranger = new Browser();
        stranger.signIn(TestKeys.make(pool, "stranger-" + run, Set.of(Scopes.INCIDENTS_READ)));
        for (String path : List.of(LIST, at(notice, "approve"), at(notice, "release"))) {
            assertTrue(Page.of(stranger.open(path), 200).text().contains("That needs the scope notices:"));
        }
        Browser bound = new Browser();
        bound.signIn(TestKeys.make(pool, "bound-" + run, Scopes.ALL, Ids.next()));
        Page none = Page.of(bound.open(LIST), 200);
        assertTrue(none.text().contains("Nothing waits for approval."), none::text);
        assertEquals(0, none.document().select(".count").size());
        bound.open(at(notice, "approve")).then().statusCode(404);
        bound.open(at(notice, "release")).then().statusCode(404);
        Map<String, String> posted =
                Map.of("csrf", none.csrf(), "revision", revision(notice), "agree", "yes", "key", bound.key());
        bound.post(at(notice, "approve"), posted).then().statusCode(404);
        bound.post(at(notice, "release"), posted).then().statusCode(404);
        Rest.ALICE.get(notice).then().body("approval", nullValue()).body("released_at", nullValue());
    }

    @Test
    void auth_065_a_form_without_its_token_decides_nothing() {
        String notice = submitted(draft(101));
        for (String act : List.of("approve", "release")) {
            second.post(at(notice, act), Map.of("csrf", "x", "revision", revision(notice), "agree", "yes"))
                    .then()
                    .statusCode(403);
        }
        Rest.ALICE.get(notice).then().body("approval", nullValue()).body("released_at", nullValue());
    }

    private ObjectNode order(int people) {
        ObjectNode order = Rest.inline(people);
        ((ObjectNode) order.get("incident")).put("reference", "IR-" + run).put("title", HOSTILE);
        ((ObjectNode) order.get("content").get("en")).put("what_happened", HOSTILE);
        return order;
    }

    /** Of the writer's, to go out tomorrow. */
    private String draft(int people) {
        String key = TestKeys.make(pool, "writer-" + run, Scopes.ALL);
        ObjectNode order = order(people)
                .put("not_before", Instant.now().plus(1, ChronoUnit.DAYS).toString());
        Response made = new Rest(() -> key).post("/v1/notices", order);
        made.then().statusCode(201);
        return made.path("id");
    }

    private String submitted(String notice) {
        String key = TestKeys.make(pool, "writer-" + run, Scopes.ALL);
        new Rest(() -> key).step(notice, "submit").then().statusCode(200);
        return notice;
    }

    private static void pace(String pace) {
        Rest.ALICE
                .call()
                .contentType("application/json")
                .body("{\"pace\": \"" + pace + "\"}")
                .put("/v1/channels/email:main/pace")
                .then()
                .statusCode(200);
    }

    private static String at(String notice, String act) {
        return "/console/notices/" + notice + "/" + act;
    }

    private static String etag(String notice) {
        return Rest.ALICE.get(notice).header("ETag");
    }

    private static String revision(String notice) {
        return etag(notice).replace("\"", "");
    }

    private List<String> acts(String notice) {
        return StreamSupport.stream(
                        pool.preparedQuery(
                                        "SELECT action FROM audit WHERE subject = $1 AND actor <> 'candor' ORDER BY at, id")
                                .execute(Tuple.of(UUID.fromString(notice)))
                                .await()
                                .atMost(Duration.ofSeconds(10))
                                .spliterator(),
                        false)
                .map(it -> it.getString(0))
                .toList();
    }
}
