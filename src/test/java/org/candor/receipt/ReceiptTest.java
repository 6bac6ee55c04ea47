package org.candor.receipt;

import static io.restassured.RestAssured.given;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.endsWith;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasItems;
import static org.hamcrest.Matchers.hasSize;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import io.restassured.response.ValidatableResponse;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.inject.Inject;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.IntStream;
import org.candor.delivery.Channel;
import org.candor.delivery.Evidence;
import org.candor.delivery.News;
import org.candor.delivery.Scope;
import org.candor.notice.Rest;
import org.candor.plumbing.Ids;
import org.candor.plumbing.Problem;
import org.junit.jupiter.api.Test;

/** From a provider's call to the delivery that follows it. */
@QuarkusTest
class ReceiptTest {
    private static final Duration SOON = Duration.ofSeconds(30);

    @Inject
    Pool pool;

    @Inject
    Inbox inbox;

    @Inject
    Receipts receipts;

    @Inject
    Joining joining;

    @Inject
    ReceiptConfig config;

    @Inject
    MeterRegistry meters;

    @Test
    void a_bounce_moves_its_delivery_and_is_shown_with_it() {
        Sent sent = sent();
        event(sent.attempt(), "email.bounced", "bounce", "5.1.1").then().statusCode(204);
        becomes(sent, "bounced");
        Rest.ALICE
                .call()
                .get("/v1/deliveries/" + sent.delivery())
                .then()
                .statusCode(200)
                .body("state", equalTo("bounced"))
                .body("reason", equalTo("mailbox-unknown"))
                .body("duplicate_confirmed", equalTo(false))
                .body("attempts[0].outcome", equalTo("accepted"))
                .body("attempts[0].evidence", hasSize(1))
                .body("attempts[0].evidence[0].source", equalTo("receipt"))
                .body("attempts[0].evidence[0].news", equalTo("came-back"))
                .body("attempts[0].evidence[0].enhanced", equalTo("5.1.1"));
    }

    @Test
    void whatever_the_order_delivered_wins_and_both_are_kept() {
        Sent sent = sent();
        event(sent.attempt(), "email.bounced", "bounce", "5.2.1").then().statusCode(204);
        becomes(sent, "bounced");
        event(sent.attempt(), "email.delivered", "", "").then().statusCode(204);
        becomes(sent, "delivered");
        event(sent.attempt(), "email.bounced", "bounce", "5.2.1").then().statusCode(204);
        await().atMost(SOON).until(() -> open(sent.attempt()) == 0);
        assertEquals("delivered", state(sent));
        Rest.ALICE
                .call()
                .get("/v1/deliveries/" + sent.delivery())
                .then()
                .body("attempts[0].evidence.news", hasItems("came-back", "arrived"));
    }

    @Test
    void the_same_call_made_again_is_answered_alike_and_kept_once() {
        UUID attempt = Ids.next();
        String id = "evt_" + Ids.next();
        String body = body(attempt, "email.bounced", "bounce", "5.1.1");
        String at = now();
        String signature = "v1," + EmailHook.hmac(id, at, body.getBytes(StandardCharsets.UTF_8));
        for (int i = 0; i < 3; i++) {
            call(id, at, signature, body).then().statusCode(204);
        }
        assertEquals(1, number("SELECT count(*) FROM receipt WHERE attempt = $1", attempt));
        String other = body(Ids.next(), "email.delivered", "", "");
        call(id, at, "v1," + EmailHook.hmac(id, at, other.getBytes(StandardCharsets.UTF_8)), other)
                .then()
                .statusCode(204);
        assertEquals(
                1,
                number("SELECT count(*) FROM receipt WHERE call = $1", "mailer:" + id),
                "an id says which call it is, whatever comes with it later");
    }

    @Test
    void a_receipt_that_comes_before_our_own_record_is_joined_later() {
        UUID attempt = Ids.next();
        event(attempt, "email.delivered", "", "").then().statusCode(204);
        await().atMost(SOON).until(() -> number("SELECT max(tries) FROM receipt WHERE attempt = $1", attempt) > 0);
        assertEquals(1, open(attempt));
        Sent sent = sent();
        get(pool.preparedQuery("INSERT INTO attempt (id, delivery, no, worker, phase) VALUES ($1, $2, 2, $1, 'begun')")
                .execute(Tuple.of(attempt, sent.delivery())));
        // By the moves that a delivery may make: it came back, and was claimed and begun again.
        get(pool.preparedQuery("UPDATE delivery SET state = 'queued', due_at = clock_timestamp() + interval '1 hour'"
                        + " WHERE id = $1")
                .execute(Tuple.of(sent.delivery())));
        get(pool.preparedQuery(
                        "UPDATE delivery SET state = 'claimed', due_at = NULL, worker = $1, lease = $1 WHERE id = $2")
                .execute(Tuple.of(attempt, sent.delivery())));
        get(pool.preparedQuery(
                        "UPDATE delivery SET attempt_no = 2, state = 'handing_off', worker = $1, lease = $1 WHERE id = $2")
                .execute(Tuple.of(attempt, sent.delivery())));
        long tries = number("SELECT max(tries) FROM receipt WHERE attempt = $1", attempt);
        soon(attempt);
        await().atMost(SOON).until(() -> number("SELECT max(tries) FROM receipt WHERE attempt = $1", attempt) > tries);
        assertEquals("handing_off", state(sent), "held while its hand-off is open");
        get(pool.preparedQuery("UPDATE delivery SET state = 'unknown', worker = NULL WHERE id = $1")
                .execute(Tuple.of(sent.delivery())));
        soon(attempt);
        becomes(sent, "delivered");
        // The delivery moves first; that its receipt is done with is noted after.
        await().atMost(SOON).until(() -> open(attempt) == 0);
    }

    @Test
    void a_call_that_is_not_signed_as_it_must_be_is_refused_and_nothing_is_kept() {
        UUID attempt = Ids.next();
        String body = body(attempt, "email.delivered", "", "");
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
        String id = "evt_" + Ids.next();
        String at = now();
        String old = Long.toString(Instant.now().getEpochSecond() - 302);
        String good = "v1," + EmailHook.hmac(id, at, bytes);
        List<Response> refused = List.of(
                call(id, at, "v1," + EmailHook.stranger(id, at, bytes), body),
                call(id, at, "", body),
                call("other", at, good, body),
                call(id, old, "v1," + EmailHook.hmac(id, old, bytes), body),
                call(id, at, good, body + " "),
                call("a.b", at, "v1," + EmailHook.hmac("a.b", at, bytes), body));
        refused.forEach(it -> it.then().statusCode(401).body("type", endsWith("/bad-signature")));
        assertEquals(0, number("SELECT count(*) FROM receipt WHERE attempt = $1", attempt));
        call(id, at, "v1a," + EmailHook.ed25519(id, at, bytes), body).then().statusCode(204);
        assertEquals(1, number("SELECT count(*) FROM receipt WHERE attempt = $1", attempt));
    }

    @Test
    void what_is_signed_and_no_event_is_refused_by_place() {
        signed("{\"type\": 1}").then().statusCode(422).body("errors.pointer", hasItems("/type", "/data/attempt"));
        signed("{").then().statusCode(400);
        signed(body(Ids.next(), "email.bounced", "bounce", "550 person@example.net"))
                .then()
                .statusCode(422)
                .body("errors.pointer", hasItems("/data/code"));
        signed(body(Ids.next(), "email.opened", "", "")).then().statusCode(204);
    }

    @Test
    void an_event_of_more_than_64_kib_is_not_even_verified() {
        call("evt_1", now(), "v1,AAAA", " ".repeat(64 * 1024)).then().statusCode(401);
        call("evt_1", now(), "v1,AAAA", " ".repeat(64 * 1024 + 1))
                .then()
                .statusCode(413)
                .body("type", endsWith("/payload-too-large"));
    }

    @Test
    void an_unknown_source_or_an_attempt_that_is_no_id_is_nowhere() {
        given().contentType("application/json")
                .body("{}")
                .post("/hooks/email/nobody")
                .then()
                .statusCode(404);
        given().contentType("application/x-www-form-urlencoded")
                .body("a=b")
                .post("/hooks/twilio/nobody")
                .then()
                .statusCode(404);
        given().contentType("application/x-www-form-urlencoded")
                .body("a=b")
                .post("/hooks/twilio/" + Ids.next())
                .then()
                .statusCode(403)
                .body("type", endsWith("/bad-signature"));
    }

    @Test
    void what_nobody_signed_is_forged_however_malformed_it_is() {
        double forged = counted("forged");
        double malformed = counted("malformed");
        List<String> bodies = List.of("A=1&A=2", "A=%zz");
        for (String body : bodies) {
            unsigned(body).statusCode(403).body("type", endsWith("/bad-signature"));
        }
        assertEquals(forged + bodies.size(), counted("forged"));
        assertEquals(malformed, counted("malformed"));
    }

    @Test
    void nothing_is_calculated_over_what_is_too_long_for_a_callback() {
        unsigned("Body=" + "a".repeat(70_000)).statusCode(413).body("type", endsWith("/payload-too-large"));
    }

    private static ValidatableResponse unsigned(String body) {
        return given().contentType("application/x-www-form-urlencoded")
                .header("X-Twilio-Signature", "AAAAAAAAAAAAAAAAAAAAAAAAAAA=")
                .body(body)
                .post("/hooks/twilio/" + Ids.next())
                .then();
    }

    private double counted(String kind) {
        return meters.get("candor.receipts")
                .tags("channel", "sms", "kind", kind)
                .counter()
                .count();
    }

    @Test
    void every_kind_of_news_comes_out_of_the_inbox_as_it_went_in() {
        Evidence why = new Evidence("handset-off", "30003", "");
        for (News news : List.of(
                new News.Taken("SM1", why),
                new News.Arrived("SM1", why),
                new News.CameBack(Duration.ofDays(30), why),
                new News.OptedOut(Duration.ofDays(365), why),
                new News.CameBackForNow(List.of(Duration.ofHours(1), Duration.ofDays(1)), Duration.ofDays(2), why),
                new News.CameBackForNow(List.of(), Duration.ZERO, why),
                new News.Indicted(Scope.SENDER, Duration.ofMinutes(15), why),
                new News.Nothing(why))) {
            UUID attempt = Ids.next();
            get(inbox.store(new Receipt(attempt, Channel.SMS, "SM1", "status", null, news)));
            var read = get(pool.preparedQuery(
                                    "SELECT reference, news, reason, code, enhanced, suppress,"
                                            + " array_to_string(waits, ',') AS waits, scope, pause FROM receipt WHERE attempt = $1")
                            .execute(Tuple.of(attempt)))
                    .iterator()
                    .next();
            assertEquals(news.word(), read.getString("news"));
            assertEquals(news, Columns.news(read));
        }
    }

    @Test
    void a_status_is_kept_once_for_each_message_and_many_at_once_share_a_commit() {
        UUID attempt = Ids.next();
        Receipt one = new Receipt(
                attempt,
                Channel.SMS,
                "SM" + attempt,
                "sent",
                null,
                new News.Taken("SM" + attempt, Evidence.of("sent")));
        List<Uni<Void>> all = new ArrayList<>();
        IntStream.range(0, 300).forEach(_ -> all.add(inbox.store(one)));
        get(Uni.join().all(all).andFailFast());
        assertEquals(1, number("SELECT count(*) FROM receipt WHERE attempt = $1", attempt));
        assertTrue(get(receipts.ofAnother("SM" + attempt, Ids.next())));
        assertFalse(get(receipts.ofAnother("SM" + attempt, attempt)));
    }

    @Test
    void hook_044_an_inbox_that_is_behind_asks_to_call_again_and_keeps_what_it_took() {
        Inbox small = new Inbox(pool, new Small(config));
        UUID attempt = Ids.next();
        List<Uni<Void>> taken = IntStream.range(0, 3)
                .mapToObj(i -> small.store(receipt(attempt, "SM" + i)))
                .toList();
        Problem full = assertThrows(Problem.class, () -> small.store(receipt(attempt, "SM9")));
        assertEquals(429, full.status());
        assertEquals("rate-limited", full.slug());
        assertEquals("5", full.headers().get("Retry-After"));
        get(Uni.join().all(taken).andFailFast());
        assertEquals(3, number("SELECT count(*) FROM receipt WHERE attempt = $1", attempt));
        get(small.store(receipt(attempt, "SM9")));
    }

    @Test
    void receipts_of_nobody_are_given_up_after_a_day_and_forgotten_after_a_week() {
        UUID attempt = Ids.next();
        get(inbox.store(receipt(attempt, "SM1")));
        get(pool.preparedQuery("UPDATE receipt SET received_at = received_at - interval '25 hours',"
                        + " due_at = clock_timestamp() WHERE attempt = $1")
                .execute(Tuple.of(attempt)));
        await().atMost(SOON).until(() -> open(attempt) == 0);
        get(joining.forget());
        assertEquals(1, number("SELECT count(*) FROM receipt WHERE attempt = $1", attempt));
        get(pool.preparedQuery("UPDATE receipt SET received_at = received_at - interval '7 days' WHERE attempt = $1")
                .execute(Tuple.of(attempt)));
        get(joining.forget());
        assertEquals(0, number("SELECT count(*) FROM receipt WHERE attempt = $1", attempt));
    }

    /** An inbox with room for three, which takes its time. */
    private record Small(ReceiptConfig rest) implements ReceiptConfig {
        @Override
        public int waiting() {
            return 3;
        }

        @Override
        public Duration groupWait() {
            return Duration.ofMillis(300);
        }

        @Override
        public Map<String, Email> email() {
            return rest.email();
        }

        @Override
        public int group() {
            return rest.group();
        }

        @Override
        public Duration every() {
            return rest.every();
        }

        @Override
        public Duration joinFor() {
            return rest.joinFor();
        }

        @Override
        public Duration keep() {
            return rest.keep();
        }
    }

    /** An email that the relay took. */
    private record Sent(UUID delivery, UUID attempt) {}

    private Sent sent() {
        ObjectNode order = Rest.inline(1).put("release", true);
        order.putArray("channels").add("email");
        // An address of its own: one that bounced is left alone in every later notice.
        ((ObjectNode) order.path("recipients").path(0)).put("email", "p-" + Ids.next() + "@example.net");
        Response made = Rest.ALICE.post("/v1/notices", order);
        made.then().statusCode(202);
        String notice = made.path("id");
        await().atMost(SOON)
                .until(() -> number(
                                "SELECT count(*) FROM delivery WHERE notice = $1 AND state = 'accepted'",
                                UUID.fromString(notice))
                        == 1);
        var row = get(pool.preparedQuery("SELECT d.id, t.id AS attempt FROM delivery d"
                                + " JOIN attempt t ON t.delivery = d.id WHERE d.notice = $1")
                        .execute(Tuple.of(UUID.fromString(notice))))
                .iterator()
                .next();
        return new Sent(row.getUUID("id"), row.getUUID("attempt"));
    }

    private static Receipt receipt(UUID attempt, String reference) {
        return new Receipt(
                attempt, Channel.SMS, reference, "sent", null, new News.Taken(reference, Evidence.of("sent")));
    }

    private static Response event(UUID attempt, String type, String kind, String code) {
        return signed(body(attempt, type, kind, code));
    }

    private static Response signed(String body) {
        String id = "evt_" + Ids.next();
        String at = now();
        return call(id, at, "v1," + EmailHook.hmac(id, at, body.getBytes(StandardCharsets.UTF_8)), body);
    }

    private static Response call(String id, String timestamp, String signature, String body) {
        return given().contentType("application/json")
                .header("webhook-id", id)
                .header("webhook-timestamp", timestamp)
                .header("webhook-signature", signature)
                .body(body.getBytes(StandardCharsets.UTF_8))
                .post("/hooks/email/" + EmailHook.NAME);
    }

    private static String body(UUID attempt, String type, String kind, String code) {
        return """
                {"type": "%s", "timestamp": "2026-11-21T10:00:00Z",
                 "data": {"attempt": "%s", "kind": "%s", "code": "%s"}}""".formatted(type, attempt, kind, code);
    }

    private static String now() {
        return Long.toString(Instant.now().getEpochSecond());
    }

    private void becomes(Sent sent, String state) {
        await().atMost(SOON).until(() -> state(sent).equals(state));
    }

    private String state(Sent sent) {
        return get(pool.preparedQuery("SELECT state FROM delivery WHERE id = $1")
                        .execute(Tuple.of(sent.delivery())))
                .iterator()
                .next()
                .getString("state");
    }

    private void soon(UUID attempt) {
        get(pool.preparedQuery(
                        "UPDATE receipt SET due_at = clock_timestamp() WHERE attempt = $1 AND due_at IS NOT NULL")
                .execute(Tuple.of(attempt)));
    }

    /** Receipts of an attempt that wait to be joined. */
    private long open(UUID attempt) {
        return number("SELECT count(*) FROM receipt WHERE attempt = $1 AND due_at IS NOT NULL", attempt);
    }

    private long number(String sql, Object value) {
        return get(pool.preparedQuery(sql).execute(Tuple.of(value)))
                .iterator()
                .next()
                .getLong(0);
    }

    private static <T> T get(Uni<T> uni) {
        return uni.await().atMost(SOON);
    }
}
