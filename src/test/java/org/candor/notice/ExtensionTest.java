package org.candor.notice;

import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.nullValue;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.SqlConnection;
import io.vertx.mutiny.sqlclient.Transaction;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.inject.Inject;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.candor.access.Scopes;
import org.candor.access.TestKeys;
import org.candor.incident.Incidents;
import org.candor.incident.NewRecipient;
import org.candor.incident.Recipients;
import org.candor.plumbing.Ids;
import org.junit.jupiter.api.Test;

/** A notice goes to those whose lists came after it was submitted. */
@QuarkusTest
class ExtensionTest {
    private static final Duration SOON = Duration.ofSeconds(60);

    @Inject
    Pool pool;

    @Inject
    Incidents incidents;

    @Inject
    Recipients recipients;

    @Inject
    Completion completion;

    @Test
    void those_who_came_since_get_it_once_and_nobody_gets_it_twice() {
        UUID incident = incident(3);
        String notice = sent(incident);
        Rest.ALICE.step(notice, "extend").then().statusCode(409).body("detail", containsString("Nobody has come"));
        add(incident, 3, 2);
        Rest.ALICE.get(notice).then().body("audience", equalTo(3));
        Rest.ALICE
                .step(notice, "extend")
                .then()
                .statusCode(202)
                .header("Location", Rest.path(notice))
                .body("state", equalTo("running"))
                .body("audience", equalTo(5))
                .body("extension", nullValue())
                .body("finished_at", nullValue());
        completed(notice);
        add(incident, 5, 1);
        Rest.ALICE.step(notice, "extend").then().statusCode(202).body("audience", equalTo(6));
        completed(notice);
        Rest.ALICE.step(notice, "extend").then().statusCode(409);

        assertEquals(6, count("SELECT count(*) FROM delivery WHERE notice = $1", notice));
        assertEquals(6, count("SELECT count(DISTINCT recipient) FROM delivery WHERE notice = $1", notice));
        assertEquals(6, count("SELECT count(*) FROM reset_link WHERE notice = $1", notice));
        Rest.ALICE.get(notice).then().body("audience", equalTo(6));
        assertEquals(6, sum(notice));
        assertEquals(2, count("SELECT count(*) FROM audit WHERE subject = $1 AND action = 'notice.extended'", notice));
    }

    @Test
    void a8_above_the_limit_a_second_person_approves_exactly_these_people() {
        UUID incident = incident(60);
        String notice = scheduled(incident);
        add(incident, 60, 41);
        Rest.ALICE
                .step(notice, "extend")
                .then()
                .statusCode(202)
                .body("audience", equalTo(60))
                .body("extension.audience", equalTo(41))
                .body("extension.by", equalTo("alice"));
        add(incident, 101, 5);
        Rest.ALICE.step(notice, "approve").then().statusCode(403);
        Rest.BOB.step(notice, "approve", "\"1\"").then().statusCode(412);
        Rest.BOB
                .step(notice, "approve")
                .then()
                .statusCode(200)
                .body("state", equalTo("scheduled"))
                .body("audience", equalTo(101))
                .body("needs_approval", equalTo(true))
                .body("extension", nullValue());
        fannedOut(notice);
        assertEquals(101, count("SELECT count(*) FROM delivery WHERE notice = $1", notice));
        assertEquals(
                41,
                count(
                        "SELECT audience FROM notice_extension WHERE notice = $1 AND asked_by = '{alice}' AND approved_by = 'bob'",
                        notice));
        assertEquals(101, sum(notice));
        assertEquals(List.of("notice.extended", "notice.approved"), lastTwo(notice));
    }

    @Test
    void a8_who_asked_for_it_does_not_approve_it() {
        UUID incident = incident(101);
        String notice =
                Rest.ALICE.post("/v1/notices", later(Rest.notice(incident))).path("id");
        Rest.ALICE.step(notice, "submit").then().statusCode(200);
        Rest.BOB.step(notice, "release").then().statusCode(202);
        add(incident, 101, 1);
        Rest.BOB.step(notice, "extend").then().statusCode(202).body("extension.by", equalTo("bob"));
        Rest.BOB.step(notice, "approve").then().statusCode(403);
        // The author neither, though somebody else asked.
        Rest.ALICE.step(notice, "approve").then().statusCode(403);
        String carol = TestKeys.make(pool, "carol", Scopes.ALL);
        new Rest(() -> carol).step(notice, "approve").then().statusCode(200).body("audience", equalTo(102));
    }

    @Test
    void to_ask_again_asks_for_those_who_came_meanwhile_too() {
        UUID incident = incident(101);
        String notice = scheduled(incident);
        add(incident, 101, 1);
        Rest.ALICE.step(notice, "extend").then().body("extension.audience", equalTo(1));
        add(incident, 102, 2);
        Rest.ALICE.step(notice, "extend").then().statusCode(202).body("extension.audience", equalTo(3));
        Rest.BOB.step(notice, "approve").then().statusCode(200).body("audience", equalTo(104));
        Rest.ALICE.step(notice, "extend").then().statusCode(409);
    }

    @Test
    void an_extension_that_is_released_while_the_audience_is_still_read_comes_after_it() {
        UUID incident = incident(5);
        String notice = Rest.ALICE
                .post("/v1/notices", later(Rest.notice(incident)).put("release", true))
                .path("id");
        add(incident, 5, 2);
        Rest.ALICE.step(notice, "extend").then().statusCode(202).body("audience", equalTo(7));
        fannedOut(notice);
        await().atMost(SOON)
                .until(() ->
                        count("SELECT count(*) FROM fan_out WHERE notice = $1 AND done AND part = 1", notice) == 1);
        assertEquals(7, count("SELECT seen FROM fan_out WHERE notice = $1", notice));
        assertEquals(7, count("SELECT count(*) FROM delivery WHERE notice = $1", notice));
    }

    @Test
    void the_last_page_of_the_audience_does_not_miss_an_extension_that_is_just_released() throws Exception {
        UUID incident = incident(2);
        String notice = scheduled(incident);
        UUID id = UUID.fromString(notice);
        add(incident, 2, 1);
        String etag = Rest.ALICE.get(notice).header("ETag");
        // As a process that has just filled the last page and has not committed it yet.
        change("UPDATE fan_out SET done = false WHERE notice = $1", id);
        SqlConnection page = get(pool.getConnection());
        Transaction transaction = get(page.begin());
        get(page.preparedQuery("UPDATE fan_out SET done = true WHERE notice = $1")
                .execute(Tuple.of(id)));
        CompletableFuture<Response> asked =
                CompletableFuture.supplyAsync(() -> Rest.ALICE.step(notice, "extend", etag));
        Thread.sleep(500);
        assertFalse(asked.isDone(), "waits for the page");
        get(transaction.commit().chain(page::close));
        assertEquals(202, asked.get(30, TimeUnit.SECONDS).statusCode());
        fannedOut(notice);
        assertEquals(3, count("SELECT count(*) FROM delivery WHERE notice = $1", notice));
    }

    @Test
    void who_is_erased_while_an_extension_waits_stays_counted_without_an_address() {
        UUID incident = incident(101);
        String notice = scheduled(incident);
        add(incident, 101, 3);
        Rest.ALICE.step(notice, "extend").then().statusCode(202).body("extension.audience", equalTo(3));
        Rest.ALICE
                .post(
                        "/v1/incidents/" + incident + "/erasures",
                        Rest.json("{\"ref\": \"x-102\", \"reason\": \"asked for it\"}"))
                .then()
                .statusCode(200);
        Rest.BOB.step(notice, "approve").then().statusCode(200).body("audience", equalTo(104));
        fannedOut(notice);
        Rest.ALICE
                .get(notice)
                .then()
                .body("counts.email.queued", equalTo(103))
                .body("counts.email.no_address", equalTo(1));
        assertEquals(104, sum(notice));
    }

    @Test
    void a_notice_is_not_done_before_those_who_came_later_are_in_the_queue() {
        UUID incident = incident(1);
        String notice = sent(incident);
        add(incident, 1, 1);
        Rest.ALICE.step(notice, "extend").then().statusCode(202);
        for (int i = 0; i < 3; i++) {
            completion.round().await().atMost(SOON);
        }
        completed(notice);
        assertEquals(2, count("SELECT count(*) FROM delivery WHERE notice = $1 AND state = 'accepted'", notice));
    }

    @Test
    void those_who_come_after_it_was_held_for_a_restored_backup_get_it() {
        UUID incident = incident(1);
        String notice = sent(incident);
        change("UPDATE run SET held = true, held_at = clock_timestamp() WHERE notice = $1", UUID.fromString(notice));
        add(incident, 1, 2);
        Rest.ALICE.step(notice, "extend").then().statusCode(202);
        completed(notice);
        assertEquals(3, count("SELECT count(*) FROM delivery WHERE notice = $1 AND state = 'accepted'", notice));
    }

    @Test
    void an_extension_has_as_much_time_as_a_notice_unless_somebody_named_a_deadline() {
        UUID incident = incident(1);
        ObjectNode body = Rest.notice(incident).put("release", true);
        body.remove("deadline");
        String open = Rest.ALICE.post("/v1/notices", body).path("id");
        String named = sent(incident);
        completed(open);
        for (String notice : List.of(open, named)) {
            change(
                    "UPDATE notice SET deadline = clock_timestamp() + interval '1 minute' WHERE id = $1",
                    UUID.fromString(notice));
        }
        add(incident, 1, 1);
        for (String notice : List.of(open, named)) {
            Rest.ALICE.step(notice, "extend").then().statusCode(202);
        }
        String most = "SELECT count(*) FROM notice WHERE id = $1 AND deadline > clock_timestamp() + interval '1 hour'";
        assertEquals(1, count(most, open));
        assertEquals(0, count(most, named));
    }

    @Test
    void the_record_tells_what_became_of_the_notice() {
        UUID incident = incident(1);
        String notice = sent(incident);
        add(incident, 1, 1);
        Rest.ALICE.step(notice, "extend").then().statusCode(202);
        assertEquals(
                1,
                count(
                        "SELECT count(*) FROM audit WHERE subject = $1 AND action = 'notice.extended'"
                                + " AND detail ->> 'state' = 'running'",
                        notice));
    }

    @Test
    void what_follows_is_cancelled_or_was_not_sent_is_not_extended() {
        UUID incident = incident(1);
        String draft = Rest.ALICE.post("/v1/notices", Rest.notice(incident)).path("id");
        Rest.ALICE.step(draft, "extend").then().statusCode(409).body("detail", containsString("draft"));
        String first = sent(incident);
        ObjectNode after = Rest.notice(incident).put("kind", "update").put("follows", first);
        String second =
                Rest.ALICE.post("/v1/notices", after.put("release", true)).path("id");
        completed(second);
        add(incident, 1, 1);
        Rest.ALICE.step(second, "extend").then().statusCode(409).body("detail", containsString("follows"));
        String third = scheduled(incident(1));
        Rest.ALICE.step(third, "cancel").then().statusCode(200);
        Rest.ALICE.step(third, "extend").then().statusCode(409);
        String key = TestKeys.make(pool, "dave", Set.of(Scopes.NOTICES_WRITE, Scopes.NOTICES_READ));
        new Rest(() -> key).step(first, "extend").then().statusCode(403);
        String bound = TestKeys.make(pool, "erin", Scopes.ALL, Ids.next());
        new Rest(() -> bound).step(first, "extend", "\"1\"").then().statusCode(404);
    }

    @Test
    void the_evidence_holds_the_extension_and_its_counts_add_up() {
        UUID incident = incident(2);
        String notice = sent(incident);
        add(incident, 2, 3);
        String key = TestKeys.make(pool, "frank-" + notice, Scopes.ALL);
        get(pool.preparedQuery("UPDATE api_key SET makers = '{alice}' WHERE owner = $1")
                .execute(Tuple.of("frank-" + notice)));
        new Rest(() -> key).step(notice, "extend").then().statusCode(202);
        completed(notice);
        List<String> lines = Rest.ALICE
                .call()
                .get(Rest.path(notice) + "/evidence")
                .then()
                .statusCode(200)
                .extract()
                .asString()
                .lines()
                .toList();
        assertEquals(
                5,
                lines.stream()
                        .filter(it -> it.startsWith("{\"kind\":\"delivery\""))
                        .count());
        String facts = lines.get(1);
        assertTrue(facts.contains("\"audience\" : 2") && facts.contains("\"extended\" : 3"), facts);
        assertTrue(facts.contains("\"asked_by\" : [\"frank-" + notice + "\",\"alice\"]"), facts);
        assertTrue(
                lines.stream().anyMatch(it -> it.contains("\"notice.extended\"") && it.contains("\"extension\": 3")));
    }

    private long sum(String notice) {
        Map<String, Integer> counts = Rest.ALICE.get(notice).path("counts.email");
        return counts.values().stream().mapToLong(it -> it).sum();
    }

    private String sent(UUID incident) {
        Response made = Rest.ALICE.post("/v1/notices", Rest.notice(incident).put("release", true));
        made.then().statusCode(202);
        completed(made.path("id"));
        return made.path("id");
    }

    /** Released, its fan-out done, and not sent within this test. */
    private String scheduled(UUID incident) {
        String id = Rest.ALICE.post("/v1/notices", later(Rest.notice(incident))).path("id");
        Rest.ALICE.step(id, "submit").then().statusCode(200);
        Rest.BOB.step(id, "approve").then().statusCode(200);
        Rest.ALICE.step(id, "release").then().statusCode(202);
        fannedOut(id);
        return id;
    }

    private static ObjectNode later(ObjectNode body) {
        return body.put("not_before", Instant.now().plus(1, ChronoUnit.DAYS).toString());
    }

    private static void completed(String notice) {
        await().atMost(SOON).until(() -> Rest.ALICE.get(notice).path("state").equals("completed"));
    }

    private static void fannedOut(String notice) {
        await().atMost(SOON).until(() -> Rest.ALICE.get(notice).<Integer>path("counts.email.not_queued") == 0);
    }

    private UUID incident(int people) {
        return org.candor.incident.Samples.incident(pool, incidents, recipients, people(0, people));
    }

    private void add(UUID incident, int first, int many) {
        pool.withTransaction(tx -> recipients.add(tx, incident, people(first, many)))
                .await()
                .atMost(SOON);
    }

    private static List<NewRecipient> people(int first, int many) {
        return IntStream.range(first, first + many)
                .mapToObj(i -> org.candor.incident.Samples.person("x-" + i))
                .toList();
    }

    private List<String> lastTwo(String notice) {
        List<String> actions = new ArrayList<>();
        pool.preparedQuery("SELECT action FROM audit WHERE subject = $1 ORDER BY id")
                .execute(Tuple.of(UUID.fromString(notice)))
                .await()
                .atMost(SOON)
                .forEach(row -> actions.add(row.getString("action")));
        return actions.subList(actions.size() - 2, actions.size());
    }

    private void change(String sql, UUID id) {
        get(pool.preparedQuery(sql).execute(Tuple.of(id)));
    }

    private static <T> T get(Uni<T> answer) {
        return answer.await().atMost(SOON);
    }

    private long count(String sql, String notice) {
        return pool.preparedQuery(sql)
                .execute(Tuple.of(UUID.fromString(notice)))
                .await()
                .atMost(SOON)
                .iterator()
                .next()
                .getLong(0);
    }
}
