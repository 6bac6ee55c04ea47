package org.candor.notice;

import static org.hamcrest.Matchers.equalTo;
import static org.junit.jupiter.api.Assertions.assertEquals;

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
import java.util.stream.IntStream;
import org.awaitility.Awaitility;
import org.candor.access.Scopes;
import org.candor.access.TestKeys;
import org.candor.delivery.Channel;
import org.candor.delivery.State;
import org.candor.incident.Incidents;
import org.candor.incident.NewRecipient;
import org.candor.incident.Person;
import org.candor.incident.Recipients;
import org.candor.queue.Ends;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

@QuarkusTest
class UnreachedTest {
    private final String domain = "run-" + UUID.randomUUID() + ".example.net";

    private static final Duration SOON = Duration.ofSeconds(60);

    @Inject
    Pool pool;

    @Inject
    Incidents incidents;

    @Inject
    Recipients recipients;

    @Inject
    Store store;

    @Inject
    Unreached unreached;

    @Test
    void those_whom_no_channel_reached_are_listed_with_why_and_it_is_on_record_who_asked() {
        ObjectNode order = Rest.inline(4).put("release", true);
        for (int i = 0; i < 4; i++) {
            ((ObjectNode) order.get("recipients").get(i)).put("email", "p" + i + "@" + domain);
        }
        ((ObjectNode) order.get("recipients").get(1))
                .put("email", "bounce+1@" + domain)
                .put("name", "=1+1, \"Anna\"");
        ((ObjectNode) order.get("recipients").get(2)).put("email", "cut-after-dot+2@" + domain);
        ((ObjectNode) order.get("recipients").get(3)).put("region", "US-NY").put("e_consent", false);
        String notice = Rest.ALICE.post("/v1/notices", order).path("id");
        Awaitility.await()
                .atMost(Duration.ofSeconds(60))
                .until(() -> Rest.ALICE.get(notice).<String>path("state").startsWith("completed"));

        Response answer = Rest.ALICE.call().get(Rest.path(notice) + "/unreached.csv?reason=printed+letters");
        answer.then()
                .statusCode(200)
                .header("Content-Type", equalTo("text/csv;charset=utf-8;header=present"))
                .header("Content-Disposition", equalTo("attachment; filename=\"unreached.csv\""));
        assertEquals(
                Set.of(
                        "ref,name,email,phone,locale,region,why",
                        "c-1,\"'=1+1, \"\"Anna\"\"\",bounce+1@" + domain
                                + ",'+14155550101,en,US-CA,email: mailbox-unknown",
                        "c-3,Person 3,p3@" + domain + ",'+14155550101,en,US-NY,email: no-consent"),
                Set.of(answer.asString().split("\r\n")));
        long noted = pool.preparedQuery(
                        "SELECT count(*) FROM audit WHERE action = 'notice.unreached-exported' AND subject = $1")
                .execute(Tuple.of(UUID.fromString(notice)))
                .await()
                .atMost(Duration.ofSeconds(10))
                .iterator()
                .next()
                .getLong(0);
        assertEquals(1, noted);
    }

    @Test
    void those_who_came_later_are_listed_as_well() {
        ObjectNode order = Rest.inline(1).put("release", true);
        ((ObjectNode) order.get("recipients").get(0)).put("email", "bounce+1@" + domain);
        String notice = Rest.ALICE.post("/v1/notices", order).path("id");
        Awaitility.await()
                .atMost(SOON)
                .until(() -> Rest.ALICE.get(notice).<String>path("state").startsWith("completed"));
        UUID incident = UUID.fromString(Rest.ALICE.get(notice).path("incident"));
        pool.withTransaction(tx -> recipients.add(
                        tx,
                        incident,
                        List.of(org.candor.incident.Samples.person("late", "bounce+2@" + domain, null, null))))
                .await()
                .atMost(SOON);
        Rest.ALICE.step(notice, "extend").then().statusCode(202);
        Awaitility.await()
                .atMost(SOON)
                .until(() -> Rest.ALICE.get(notice).<String>path("state").startsWith("completed"));
        assertEquals(
                Set.of("ref", "c-0", "late"),
                Set.copyOf(lines(notice).stream().map(it -> it.split(",")[0]).toList()));
    }

    @Test
    void a9_a_reason_that_names_nobody_is_needed_and_on_record() {
        String notice = UUID.randomUUID().toString();
        for (String query : List.of("", "?reason=", "?reason=anna@example.net")) {
            Rest.ALICE
                    .call()
                    .get(Rest.path(notice) + "/unreached.csv" + query)
                    .then()
                    .statusCode(400)
                    .body("type", equalTo("/problems/invalid-parameter"));
        }
    }

    @Test
    void before_release_there_is_nobody_to_list() {
        String draft = Rest.ALICE
                .post("/v1/notices", Rest.inline(1).put("release", false))
                .path("id");
        Rest.ALICE
                .call()
                .get(Rest.path(draft) + "/unreached.csv?reason=printed+letters")
                .then()
                .statusCode(409)
                .contentType("application/problem+json");
    }

    @Test
    void writing_notices_is_not_enough_to_read_who_people_are() {
        String draft = Rest.ALICE
                .post("/v1/notices", Rest.inline(1).put("release", false))
                .path("id");
        String key = TestKeys.make(pool, "alice", Set.of(Scopes.NOTICES_READ, Scopes.NOTICES_WRITE));
        new Rest(() -> key)
                .call()
                .get(Rest.path(draft) + "/unreached.csv?reason=printed+letters")
                .then()
                .statusCode(403);
    }

    @Test
    void each_channel_of_the_notice_has_its_word() {
        List<Channel> both = List.of(Channel.EMAIL, Channel.SMS);
        Map<Channel, Ends.End> failed = Map.of(Channel.EMAIL, new Ends.End(State.FAILED, "mailbox-unknown"));
        assertEquals("email: mailbox-unknown; sms: no-address", Unreached.why(both, person(null), failed));
        assertEquals("email: mailbox-unknown; sms: not-queued", Unreached.why(both, person("+14155550101"), failed));
        assertEquals(
                "email: cancelled",
                Unreached.why(
                        List.of(Channel.EMAIL),
                        person(null),
                        Map.of(Channel.EMAIL, new Ends.End(State.CANCELLED, null))));
    }

    private static Person person(@Nullable String phone) {
        return new Person(UUID.randomUUID(), "c-1", null, null, phone, null, null, Set.of(), true, null);
    }

    @Test
    void nobody_is_listed_whose_turn_has_not_come_unless_it_will_not_come_any_more() {
        String id = scheduled(org.candor.incident.Samples.incident(pool, incidents, recipients, people(0, 3)));
        UUID notice = UUID.fromString(id);
        Rest.ALICE.step(id, "pause").then().statusCode(200);
        change("UPDATE fan_out SET done = false WHERE notice = $1", notice);
        change(
                "DELETE FROM delivery WHERE id = (SELECT id FROM delivery WHERE notice = $1 ORDER BY recipient LIMIT 1)",
                notice);
        Rest.ALICE
                .call()
                .get(Rest.path(id) + "/unreached.csv?reason=printed+letters")
                .then()
                .statusCode(409)
                .contentType("application/problem+json");

        Rest.ALICE.step(id, "cancel").then().statusCode(200);
        Awaitility.await().atMost(SOON).until(() -> lines(id).size() == 4);
        assertEquals(
                List.of("email: cancelled", "email: cancelled", "email: not-queued"),
                lines(id).stream()
                        .skip(1)
                        .map(line -> line.substring(line.lastIndexOf(',') + 1))
                        .sorted()
                        .toList());
    }

    @Test
    void pages_with_nobody_to_list_are_passed_over() {
        UUID notice = UUID.fromString(
                scheduled(org.candor.incident.Samples.incident(pool, incidents, recipients, people(0, 300))));
        List<String> parts = pool.withTransaction(tx -> store.lock(tx, notice))
                .onItem()
                .transformToMulti(seen -> unreached.csv(seen.notice(), 1))
                .collect()
                .asList()
                .await()
                .atMost(SOON);
        assertEquals(List.of("ref,name,email,phone,locale,region,why\r\n"), parts);
    }

    private static List<String> lines(String id) {
        return Rest.ALICE
                .call()
                .get(Rest.path(id) + "/unreached.csv?reason=printed+letters")
                .then()
                .statusCode(200)
                .extract()
                .asString()
                .lines()
                .toList();
    }

    private static List<NewRecipient> people(int first, int most) {
        return IntStream.range(first, first + most)
                .mapToObj(i -> org.candor.incident.Samples.person("u-" + i))
                .toList();
    }

    /** Released, its fan-out done, and not sent within this test. */
    private String scheduled(UUID incident) {
        ObjectNode body = Rest.notice(incident);
        body.put("not_before", Instant.now().plus(1, ChronoUnit.DAYS).toString());
        String id = Rest.ALICE.post("/v1/notices", body).path("id");
        Rest.ALICE.step(id, "submit").then().statusCode(200);
        Rest.BOB.step(id, "approve");
        Rest.BOB.step(id, "release").then().statusCode(202);
        Awaitility.await().atMost(SOON).until(() -> Rest.ALICE.get(id).<Integer>path("counts.email.not_queued") == 0);
        return id;
    }

    private void change(String sql, UUID notice) {
        pool.preparedQuery(sql).execute(Tuple.of(notice)).await().atMost(SOON);
    }
}
