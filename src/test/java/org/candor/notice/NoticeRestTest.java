package org.candor.notice;

import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.not;
import static org.hamcrest.Matchers.notNullValue;
import static org.hamcrest.Matchers.nullValue;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.RestAssured;
import io.restassured.http.Header;
import io.restassured.response.Response;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.inject.Inject;
import java.io.ByteArrayInputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.stream.IntStream;
import org.candor.access.Scopes;
import org.candor.access.TestKeys;
import org.candor.delivery.Channel;
import org.candor.incident.Incidents;
import org.candor.incident.NewRecipient;
import org.candor.incident.Recipients;
import org.candor.plumbing.Ids;
import org.candor.queue.Gates;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@QuarkusTest
class NoticeRestTest {
    private static final Duration SOON = Duration.ofSeconds(20);

    @Inject
    Pool pool;

    @Inject
    Incidents incidents;

    @Inject
    Recipients recipients;

    @Inject
    Gates gates;

    @BeforeEach
    void theAccountIsKnown() {
        gates.add("email:main", Channel.EMAIL, null).await().atMost(SOON);
    }

    @Test
    void a_draft_is_made_and_read_back() {
        UUID incident = incident(1);
        Response made = Rest.ALICE.post("/v1/notices", Rest.notice(incident));
        made.then()
                .statusCode(201)
                .header("Location", "/v1/notices/" + id(made))
                .header("ETag", "\"1\"")
                .body("state", equalTo("draft"))
                .body("content_hash", nullValue());
        Rest.ALICE
                .get(id(made))
                .then()
                .statusCode(200)
                .body("incident", equalTo(incident.toString()))
                .body("content.en.what_can_you_do", nullValue())
                .body("reset.expires_days", equalTo(14))
                .body("created_by", equalTo("alice"))
                .body("counts.email.queued", equalTo(0));
    }

    @Test
    void one_call_makes_incident_people_and_notice_and_releases_it() {
        ObjectNode order = Rest.inline(3).put("release", true);
        Response made = Rest.ALICE.post("/v1/notices", order);
        made.then()
                .statusCode(202)
                .header("Location", "/v1/notices/" + id(made))
                .body("state", equalTo("running"))
                .body("audience", equalTo(3))
                .body("needs_approval", equalTo(false));
        awaitFannedOut(id(made));
        assertEquals(3, sum(id(made), "email"));
    }

    @Test
    void the_same_call_again_makes_nothing_new() {
        String key = Rest.fresh();
        ObjectNode order = Rest.inline(2).put("release", true);
        Response first = Rest.ALICE.post("/v1/notices", order, key);
        Response again = Rest.ALICE.post("/v1/notices", order, key);
        again.then().statusCode(202).header("Idempotency-Replayed", "true").body("id", equalTo(id(first)));
        awaitFannedOut(id(first));
        assertEquals(2, rows("SELECT 1 FROM delivery WHERE notice = $1", UUID.fromString(id(first))));
    }

    @Test
    void inline_recipients_are_refused_all_or_nothing_with_their_place() {
        ObjectNode order = Rest.inline(2);
        ((ObjectNode) order.get("recipients").get(1)).put("email", "a@b.com(c)");
        ((ObjectNode) order.get("incident")).remove("title");
        Response refused = Rest.ALICE.post("/v1/notices", order);
        refused.then().statusCode(422).body("type", containsString("validation-failed"));
        assertEquals(List.of("/incident/title", "/recipients/1/email"), Rest.pointers(refused));
        ((ObjectNode) order.get("incident")).put("surprise", 1);
        Rest.ALICE
                .post("/v1/notices", order)
                .then()
                .statusCode(422)
                .body("type", containsString("unknown-field"))
                .body("errors.pointer", hasItem("/incident/surprise"));
    }

    @Test
    void more_than_a_thousand_inline_recipients_are_refused() {
        Response refused = Rest.ALICE.post("/v1/notices", Rest.inline(1001));
        refused.then().statusCode(422);
        assertEquals(List.of("/recipients"), Rest.pointers(refused));
    }

    @Test
    void a_long_body_may_come_in_chunks() throws Exception {
        byte[] body = Rest.inline(500).toString().getBytes(StandardCharsets.UTF_8);
        var request = HttpRequest.newBuilder(URI.create(RestAssured.baseURI + ":" + RestAssured.port + "/v1/notices"))
                .header("Authorization", "Bearer " + TestKeys.operator())
                .header("Idempotency-Key", Rest.fresh())
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofInputStream(() -> new ByteArrayInputStream(body)))
                .build();
        try (HttpClient http = HttpClient.newHttpClient()) {
            assertEquals(
                    201,
                    http.send(request, HttpResponse.BodyHandlers.discarding()).statusCode());
        }
    }

    @Test
    void an_incident_that_is_not_there_is_not_found() {
        Rest.ALICE.post("/v1/notices", Rest.notice(Ids.next())).then().statusCode(404);
        Rest.ALICE.get(Ids.next().toString()).then().statusCode(404);
        Rest.ALICE.get("1e9").then().statusCode(404);
    }

    @Test
    void a_notice_through_an_account_that_is_not_there_may_be_drafted_and_not_sent() {
        ObjectNode body = Rest.notice(incident(1));
        body.putArray("accounts").add("email:main").add("email:elsewhere");
        Response made = Rest.ALICE.post("/v1/notices", body);
        made.then().statusCode(201);
        for (String step : List.of("submit", "release")) {
            Response refused = Rest.ALICE.step(id(made), step);
            refused.then().statusCode(422).body("errors.code", equalTo(List.of("not-configured")));
            assertEquals(List.of("/accounts/1"), Rest.pointers(refused));
        }
    }

    @Test
    void a_notice_to_nobody_is_not_sent() {
        String notice = id(Rest.ALICE.post("/v1/notices", Rest.notice(incident(0))));
        Rest.ALICE
                .step(notice, "release")
                .then()
                .statusCode(422)
                .body("errors.code", equalTo(List.of("no-recipients")));
    }

    @Test
    void an_edit_replaces_what_it_names_and_leaves_the_rest() {
        String notice = id(Rest.ALICE.post("/v1/notices", Rest.notice(incident(1))));
        Rest.ALICE.patch(notice, "\"7\"", "{}").then().statusCode(412);
        Rest.ALICE
                .call()
                .contentType("application/json")
                .body("{}")
                .patch(Rest.path(notice))
                .then()
                .statusCode(428);
        Rest.ALICE
                .patch(notice, "\"1\"", "{\"content\": {\"en\": {\"subject\": \"News\"}}, \"deadline\": null}")
                .then()
                .statusCode(200)
                .header("ETag", "\"2\"")
                .body("content.en.subject", equalTo("News"))
                .body("content.en.what_happened", notNullValue())
                .body("deadline", nullValue());
        Rest.ALICE.patch(notice, "\"2\"", "{\"surprise\": 1}").then().statusCode(422);
        Rest.ALICE.patch(notice, "\"2\"", "{\"incident\": \"x\"}").then().statusCode(422);
        Rest.ALICE.patch(notice, "\"2\"", "[]").then().statusCode(422);
        Rest.ALICE.patch(notice, "\"2\"", "{").then().statusCode(400);
        assertEquals(
                1,
                rows("SELECT 1 FROM audit WHERE subject = $1 AND action = 'notice.edited'", UUID.fromString(notice)));
    }

    @Test
    void an_edit_that_is_repeated_under_its_key_gets_its_first_answer() {
        String notice = id(Rest.ALICE.post("/v1/notices", Rest.notice(incident(1))));
        String key = Rest.fresh();
        for (String replayed : new String[] {null, "true"}) {
            Rest.ALICE
                    .call()
                    .header("Idempotency-Key", key)
                    .header("If-Match", "\"1\"")
                    .contentType("application/merge-patch+json")
                    .body("{\"sms_hours\": \"09:00-20:00\"}")
                    .patch(Rest.path(notice))
                    .then()
                    .statusCode(200)
                    .header("ETag", "\"2\"")
                    .header("Idempotency-Replayed", equalTo(replayed))
                    .body("sms_hours", equalTo("09:00-20:00"));
        }
        Rest.ALICE
                .call()
                .header("Idempotency-Key", "short")
                .header("If-Match", "\"2\"")
                .contentType("application/json")
                .body("{}")
                .patch(Rest.path(notice))
                .then()
                .statusCode(400);
        Rest.ALICE.get(notice).then().header("ETag", "\"2\"");
        assertEquals(
                1,
                rows("SELECT 1 FROM audit WHERE subject = $1 AND action = 'notice.edited'", UUID.fromString(notice)));
    }

    @Test
    void what_is_released_is_no_longer_edited() {
        String notice = id(Rest.ALICE.post("/v1/notices", Rest.inline(1).put("release", true)));
        Response current = Rest.ALICE.get(notice);
        Rest.ALICE
                .patch(notice, current.header("ETag"), "{\"strategy\":\"first\"}")
                .then()
                .statusCode(409)
                .body("type", containsString("conflict"))
                .body("detail", containsString("cannot be edited"));
    }

    @Test
    void a8_above_the_limit_a_second_person_must_approve() {
        String notice = id(Rest.ALICE.post("/v1/notices", Rest.notice(incident(101))));
        Rest.ALICE
                .step(notice, "release")
                .then()
                .statusCode(403)
                .body("type", containsString("second-person-required"));
        Rest.ALICE.step(notice, "submit").then().statusCode(200).body("state", equalTo("awaiting_approval"));
        Rest.ALICE.step(notice, "approve").then().statusCode(403);
        Rest.ALICE.step(notice, "release").then().statusCode(403);
        Rest.BOB.step(notice, "approve", "\"1\"").then().statusCode(412);
        Rest.BOB
                .step(notice, "approve")
                .then()
                .statusCode(200)
                .body("state", equalTo("awaiting_approval"))
                .body("approval.by", equalTo("bob"))
                .body("approval.audience", equalTo(101));
        Rest.ALICE
                .step(notice, "release")
                .then()
                .statusCode(202)
                .header("Location", "/v1/notices/" + notice)
                .body("state", equalTo("running"))
                .body("released_by", equalTo("alice"));
        awaitFannedOut(notice);
        assertEquals(101, sum(notice, "email"));
        assertEquals(
                List.of("notice.created", "notice.submitted", "notice.approved", "notice.released"), audit(notice));
    }

    @Test
    void any_change_voids_an_approval() {
        String notice = id(Rest.ALICE.post("/v1/notices", Rest.notice(incident(101))));
        Rest.ALICE.step(notice, "submit").then().statusCode(200);
        String hash = Rest.BOB.step(notice, "approve").path("content_hash");
        Rest.ALICE
                .patch(
                        notice,
                        Rest.ALICE.get(notice).header("ETag"),
                        "{\"content\": {\"en\": {\"subject\": \"News\"}}}")
                .then()
                .statusCode(200)
                .body("state", equalTo("draft"))
                .body("approval", nullValue());
        Rest.ALICE.step(notice, "submit").then().statusCode(200);
        assertNotEquals(hash, Rest.ALICE.get(notice).path("content_hash"));
        Rest.ALICE.step(notice, "release").then().statusCode(403);
    }

    @Test
    void whoever_edited_a_notice_cannot_approve_it() {
        String notice = id(Rest.ALICE.post("/v1/notices", Rest.notice(incident(101))));
        Rest.BOB
                .patch(notice, "\"1\"", "{\"sms_hours\": \"09:00-20:00\"}")
                .then()
                .statusCode(200);
        Rest.ALICE.step(notice, "submit").then().statusCode(200);
        Rest.BOB.step(notice, "approve").then().statusCode(403);
        Rest.BOB.step(notice, "release").then().statusCode(403);
    }

    @Test
    void a_second_person_who_releases_has_approved() {
        String notice = id(Rest.ALICE.post("/v1/notices", Rest.notice(incident(101))));
        Rest.ALICE.step(notice, "submit").then().statusCode(200);
        Rest.BOB
                .step(notice, "release")
                .then()
                .statusCode(202)
                .body("approval.by", equalTo("bob"))
                .body("released_by", equalTo("bob"));
    }

    @Test
    void a_big_notice_that_was_to_go_out_at_once_goes_out_when_it_is_approved() {
        Response made = Rest.ALICE.post("/v1/notices", Rest.inline(101).put("release", true));
        made.then().statusCode(202).body("state", equalTo("awaiting_approval"));
        Rest.BOB.step(id(made), "approve").then().statusCode(200).body("state", equalTo("running"));
        Rest.ALICE.step(id(made), "release").then().statusCode(202);
        awaitFannedOut(id(made));
        assertEquals(101, sum(id(made), "email"));
    }

    @Test
    void people_imported_after_submit_are_not_written_to() {
        UUID incident = incident(2);
        String notice = id(Rest.ALICE.post("/v1/notices", Rest.notice(incident)));
        Rest.ALICE.step(notice, "submit").then().statusCode(200).body("audience", equalTo(2));
        add(incident, List.of(org.candor.incident.Samples.person("late")));
        Rest.ALICE.step(notice, "release").then().statusCode(202).body("audience", equalTo(2));
        awaitFannedOut(notice);
        assertEquals(2, sum(notice, "email"));
    }

    @Test
    void a_pause_needs_no_key_and_may_be_said_twice() {
        String notice = id(Rest.ALICE.post("/v1/notices", later(Rest.inline(1)).put("release", true)));
        for (int i = 0; i < 2; i++) {
            Rest.ALICE
                    .call()
                    .post(Rest.path(notice) + "/pause")
                    .then()
                    .statusCode(200)
                    .body("state", equalTo("paused"));
        }
        assertEquals("closed", run(notice));
        Rest.ALICE.step(notice, "resume").then().statusCode(200).body("state", equalTo("scheduled"));
        Rest.ALICE.step(notice, "resume").then().statusCode(409).body("detail", containsString("state scheduled"));
    }

    @Test
    void a_scheduled_notice_is_queued_and_not_open_before_its_hour() {
        String notice = id(Rest.ALICE.post("/v1/notices", later(Rest.inline(2)).put("release", true)));
        Rest.ALICE.get(notice).then().body("state", equalTo("scheduled"));
        awaitFannedOut(notice);
        assertEquals("closed", run(notice));
        Rest.ALICE.get(notice).then().body("counts.email.queued", equalTo(2));
        pool.preparedQuery("UPDATE notice SET not_before = clock_timestamp() WHERE id = $1")
                .execute(Tuple.of(UUID.fromString(notice)))
                .await()
                .atMost(SOON);
        await().atMost(SOON).until(() -> run(notice).equals("open"));
    }

    @Test
    void a_cancelled_notice_sends_nothing_more() {
        String notice = id(Rest.ALICE.post("/v1/notices", later(Rest.inline(2)).put("release", true)));
        awaitFannedOut(notice);
        Rest.ALICE.step(notice, "cancel").then().statusCode(200).body("state", equalTo("cancelled"));
        assertEquals("cancelled", run(notice));
        Rest.ALICE.step(notice, "resume").then().statusCode(409);
        Rest.ALICE.get(notice).then().body("finished_at", notNullValue());
        assertEquals(2, sum(notice, "email"));
    }

    @Test
    void who_may_not_be_written_to_is_counted_and_not_written_to() {
        ObjectNode order = Rest.inline(4).put("release", true);
        ((ObjectNode) order.get("recipients").get(0)).put("region", "US-NY").put("e_consent", false);
        ((ObjectNode) order.get("recipients").get(1)).put("region", "US-NY");
        ((ObjectNode) order.get("recipients").get(2)).remove("email");
        String notice = id(Rest.ALICE.post("/v1/notices", order));
        awaitFannedOut(notice);
        Rest.ALICE
                .get(notice)
                .then()
                .body("counts.email.suppressed", equalTo(1))
                .body("counts.email.no_address", equalTo(1));
        assertEquals(4, sum(notice, "email"));
        assertEquals(
                1, rows("SELECT 1 FROM delivery WHERE notice = $1 AND reason = 'no-consent'", UUID.fromString(notice)));
    }

    @Test
    void a_compromised_channel_is_never_used() {
        ObjectNode order = Rest.inline(2).put("release", true);
        ((ArrayNode) order.get("incident").get("compromised_channels")).add("email");
        String notice = id(Rest.ALICE.post("/v1/notices", order));
        awaitFannedOut(notice);
        Rest.ALICE.get(notice).then().body("counts.email.suppressed", equalTo(2));
        await().atMost(SOON).until(() -> Rest.ALICE.get(notice).path("state").equals("completed"));
    }

    @Test
    void a_preview_is_the_letter_with_a_link_that_opens_nothing() {
        UUID incident = incident(1);
        String notice = id(Rest.ALICE.post("/v1/notices", Rest.notice(incident)));
        Rest.ALICE
                .call()
                .header("X-Forwarded-Host", "evil.example")
                .header("Forwarded", "host=evil.example")
                .get(Rest.path(notice) + "/preview?locale=en&channel=email")
                .then()
                .statusCode(200)
                .body("text", containsString("https://notices.example.org/r/"))
                .body("html", containsString("https://notices.example.org/r/"))
                .body("text", not(containsString("evil.example")))
                .body("subject", notNullValue())
                .body("locale", equalTo("en"));
        assertEquals(0, rows("SELECT 1 FROM reset_link WHERE notice = $1", UUID.fromString(notice)));
        Rest.ALICE.call().get(Rest.path(notice) + "/preview?channel=fax").then().statusCode(400);
        Rest.ALICE.call().get(Rest.path(notice) + "/preview?locale=../x").then().statusCode(400);
    }

    @Test
    void a_preview_for_a_person_names_them_and_is_on_record() {
        UUID incident = incident(1);
        String notice = id(Rest.ALICE.post("/v1/notices", Rest.notice(incident)));
        UUID person = recipients.findByRef(incident, "p-0").await().atMost(SOON);
        Rest.ALICE
                .call()
                .get(Rest.path(notice) + "/preview?recipient=" + person)
                .then()
                .statusCode(200)
                .body("text", containsString("Person p-0"));
        Rest.ALICE
                .call()
                .get(Rest.path(notice) + "/preview?recipient=" + Ids.next())
                .then()
                .statusCode(404);
        assertEquals(List.of("notice.created", "notice.previewed"), audit(notice));
    }

    @Test
    void lists_go_page_by_page_newest_first() {
        UUID incident = incident(1);
        String first = id(Rest.ALICE.post("/v1/notices", Rest.notice(incident)));
        String second = id(Rest.ALICE.post("/v1/notices", Rest.notice(incident)));
        Response page = Rest.ALICE.call().get("/v1/notices?incident=" + incident + "&limit=1");
        page.then().statusCode(200).body("items", hasSize(1)).body("items[0].id", equalTo(second));
        Rest.ALICE
                .call()
                .get("/v1/notices?incident=" + incident + "&limit=1&cursor=" + page.path("next"))
                .then()
                .statusCode(200)
                .body("items[0].id", equalTo(first))
                .body("next", nullValue());
        Rest.BOB
                .call()
                .get("/v1/notices?incident=" + incident + "&limit=1&cursor=" + page.path("next"))
                .then()
                .statusCode(400);
        Rest.ALICE.call().get("/v1/notices?state=gone").then().statusCode(400);
        Rest.ALICE.call().get("/v1/notices?colour=red").then().statusCode(400);
    }

    @Test
    void a_key_does_only_what_its_scopes_say() {
        UUID incident = incident(1);
        Rest writer = key(Set.of(Scopes.NOTICES_WRITE));
        writer.post("/v1/notices", Rest.inline(1)).then().statusCode(403);
        writer.post("/v1/notices", Rest.notice(incident).put("release", true))
                .then()
                .statusCode(403);
        Response made = writer.post("/v1/notices", Rest.notice(incident));
        made.then().statusCode(201);
        writer.step(id(made), "release", "\"1\"").then().statusCode(403);
        writer.call().get(Rest.path(id(made))).then().statusCode(403);
        Rest reader = key(Set.of(Scopes.NOTICES_READ));
        UUID person = recipients.findByRef(incident, "p-0").await().atMost(SOON);
        reader.call().get(Rest.path(id(made)) + "/preview").then().statusCode(200);
        reader.call()
                .get(Rest.path(id(made)) + "/preview?recipient=" + person)
                .then()
                .statusCode(403);
    }

    @Test
    void a6_a_key_that_is_bound_to_incidents_finds_nothing_else() {
        UUID incident = incident(1);
        String notice = id(Rest.ALICE.post("/v1/notices", Rest.notice(incident)));
        Rest elsewhere = key(Scopes.ALL, Ids.next());
        elsewhere.post("/v1/notices", Rest.notice(incident)).then().statusCode(404);
        elsewhere.post("/v1/notices", Rest.inline(1)).then().statusCode(403);
        elsewhere.call().get("/v1/notices").then().statusCode(200).body("items", hasSize(0));
        for (String step : List.of("submit", "approve", "release", "resume", "cancel", "retry-failed")) {
            elsewhere.step(notice, step, "\"1\"").then().statusCode(404);
        }
        elsewhere.call().post(Rest.path(notice) + "/pause").then().statusCode(404);
        elsewhere.patch(notice, "\"1\"", "{}").then().statusCode(404);
        elsewhere.call().get(Rest.path(notice) + "/preview").then().statusCode(404);
        Rest here = key(Scopes.ALL, incident);
        here.call().get(Rest.path(notice)).then().statusCode(200);
        here.call().get("/v1/notices").then().body("items", hasSize(1));
    }

    /** Nothing tells an id that is somebody else's from one that is nobody's, or from no id at all. */
    @Test
    void a6_what_is_not_ones_own_is_answered_as_what_is_not_there() {
        UUID incident = incident(1);
        String notice = id(Rest.ALICE.post("/v1/notices", Rest.notice(incident)));
        Rest elsewhere = key(Scopes.ALL, Ids.next());
        UUID person = recipients.findByRef(incident, "p-0").await().atMost(SOON);
        String people = "/v1/incidents/" + incident + "/recipients/" + person + "/reveal";
        assertEquals(
                notFound(elsewhere.post("/v1/incidents/" + incident + "/recipients/" + Ids.next() + "/reveal", why())),
                notFound(elsewhere.post(people, why())));
        for (String path : List.of("/v1/notices/", "/v1/incidents/")) {
            String missing = notFound(elsewhere.call().get(path + Ids.next()));
            assertEquals(
                    missing, notFound(elsewhere.call().get(path + (path.contains("notices") ? notice : incident))));
            assertEquals(missing, notFound(elsewhere.call().get(path + "no-id-at-all")));
            assertEquals(missing, notFound(elsewhere.call().get(path + notice.toUpperCase(Locale.ROOT) + "0")));
        }
        String missing = notFound(elsewhere.step(Ids.next().toString(), "release", "\"1\""));
        assertEquals(missing, notFound(elsewhere.step(notice, "release", "\"1\"")));
        assertEquals(missing, notFound(elsewhere.step("no-id-at-all", "release", "\"1\"")));
    }

    private static ObjectNode why() {
        return Rest.json("{\"reason\": \"asked\"}");
    }

    /** The body but for the address that was asked for, and the names of the headers. */
    private static String notFound(Response answer) {
        answer.then().statusCode(404);
        ObjectNode body = Rest.json(answer.asString());
        body.remove("instance");
        return body + " "
                + answer.getHeaders().asList().stream()
                        .map(Header::getName)
                        .sorted()
                        .toList();
    }

    private Rest key(Set<String> scopes, UUID... incidents) {
        String key = TestKeys.make(pool, "carol", scopes, incidents);
        return new Rest(() -> key);
    }

    @Test
    void a_step_takes_no_body() {
        String notice = id(Rest.ALICE.post("/v1/notices", Rest.notice(incident(1))));
        Rest.ALICE
                .post(Rest.path(notice) + "/submit", Rest.json("{\"force\": true}"))
                .then()
                .statusCode(422);
        Rest.ALICE.post(Rest.path(notice) + "/submit", Rest.json("{}")).then().statusCode(200);
    }

    private UUID incident(int people) {
        List<NewRecipient> all = IntStream.range(0, people)
                .mapToObj(i -> org.candor.incident.Samples.person("p-" + i))
                .toList();
        return org.candor.incident.Samples.incident(pool, incidents, recipients, all);
    }

    private void add(UUID incident, List<NewRecipient> people) {
        pool.withTransaction(tx -> recipients.add(tx, incident, people)).await().atMost(SOON);
    }

    private static ObjectNode later(ObjectNode order) {
        return order.put("not_before", Instant.now().plus(1, ChronoUnit.HOURS).toString());
    }

    private void awaitFannedOut(String notice) {
        await().atMost(SOON)
                .until(() -> rows("SELECT 1 FROM fan_out WHERE notice = $1 AND done", UUID.fromString(notice)) == 1);
    }

    private static long sum(String notice, String channel) {
        Response answer = Rest.ALICE.get(notice);
        Map<String, Integer> counts = answer.path("counts." + channel);
        long sum = counts.values().stream().mapToLong(it -> it).sum();
        assertEquals(((Number) answer.path("audience")).longValue(), sum);
        assertTrue(sum > 0);
        return sum;
    }

    private String run(String notice) {
        return pool.preparedQuery("SELECT state FROM run WHERE notice = $1")
                .execute(Tuple.of(UUID.fromString(notice)))
                .await()
                .atMost(SOON)
                .iterator()
                .next()
                .getString("state");
    }

    private List<String> audit(String notice) {
        List<String> actions = new java.util.ArrayList<>();
        pool.preparedQuery("SELECT action FROM audit WHERE subject = $1 ORDER BY id")
                .execute(Tuple.of(UUID.fromString(notice)))
                .await()
                .atMost(SOON)
                .forEach(row -> actions.add(row.getString("action")));
        return actions;
    }

    private int rows(String sql, UUID id) {
        return pool.preparedQuery(sql)
                .execute(Tuple.of(id))
                .await()
                .atMost(SOON)
                .size();
    }

    private static String id(Response answer) {
        return answer.path("id");
    }
}
