package org.candor.queue;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quarkus.test.junit.QuarkusTest;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.SqlConnection;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.inject.Inject;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Function;
import org.candor.delivery.Channel;
import org.candor.delivery.Evidence;
import org.candor.delivery.News;
import org.candor.delivery.Outcome;
import org.candor.delivery.Scope;
import org.candor.delivery.State;
import org.candor.delivery.Verdict;
import org.candor.plumbing.Ids;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Late news against a real PostgreSQL, on an account of its own that no lane pulls. */
@QuarkusTest
class QueueLateTest {
    private static final Instant NOW = Instant.parse("2026-11-21T12:00:00Z");
    private static final Evidence WHY = new Evidence("handset-off", "30003", "");
    private static final News TAKEN = new News.Taken("SM1", Evidence.of("sent"));
    private static final News ARRIVED = new News.Arrived("SM1", Evidence.of("delivered"));
    private static final News CAME_BACK = new News.CameBack(Duration.ofDays(30), WHY);
    private static final News FOR_NOW =
            new News.CameBackForNow(List.of(Duration.ofHours(1), Duration.ofHours(6)), Duration.ZERO, WHY);
    private static final Outcome DOUBT = new Outcome.Unknown(Evidence.of("no-answer"));

    @Inject
    Pool pool;

    @Inject
    Queue queue;

    @Inject
    Late late;

    @Inject
    Runs runs;

    @Inject
    Gates gates;

    @Inject
    Tallies tallies;

    @Inject
    Workers workers;

    private String account;
    private UUID notice;

    /** A hand-off that was begun. */
    private record Begun(Claim claim, UUID attempt, int no) {}

    @BeforeEach
    void an_open_notice_on_an_unlimited_account() {
        account = "sms:late-test-" + Ids.next();
        notice = Ids.next();
        get(gates.add(account, Channel.SMS, null));
        get(workers.beat());
        tx(it -> runs.open(it, notice));
    }

    @Test
    void an_accepted_delivery_is_delivered_by_its_receipt_and_stays_so() {
        Begun it = accepted();
        assertEquals(List.of(Fate.JOINED), tell(it, TAKEN));
        assertEquals(0, evidence(it).size(), "that it was taken was known");
        assertEquals(List.of(Fate.JOINED), tell(it, ARRIVED));
        stands(it, State.DELIVERED);
        assertEquals(List.of(Fate.JOINED), tell(it, CAME_BACK));
        stands(it, State.DELIVERED);
        assertEquals(
                List.of("arrived", "came-back"),
                evidence(it).stream().map(row -> row.getString("news")).toList());
    }

    @Test
    void undelivered_then_delivered_is_delivered() {
        Begun it = accepted();
        tell(it, CAME_BACK);
        stands(it, State.BOUNCED);
        assertEquals("handset-off", row(it).getString("reason"));
        tell(it, ARRIVED);
        stands(it, State.DELIVERED);
        assertNull(row(it).getString("reason"));
        assertEquals(2, evidence(it).size());
    }

    @Test
    void a_sender_of_whose_messages_carriers_filter_more_than_one_in_a_hundred_is_stopped() {
        News filtered = new News.CameBack(Duration.ZERO, new Evidence("filtered", "30007", ""));
        for (int i = 0; i < 5; i++) {
            tell(accepted(), filtered);
        }
        assertTrue(gate().open(), "five of five hundred are one in a hundred");
        tell(accepted(), ARRIVED);
        assertTrue(gate().open());
        tell(accepted(), filtered);
        assertFalse(gate().open());
        assertEquals("carriers-filter", gate().reason());
    }

    @Test
    void one_in_doubt_is_resolved_by_each_kind_of_news() {
        Map<News, State> ends = new LinkedHashMap<>();
        ends.put(TAKEN, State.ACCEPTED);
        ends.put(ARRIVED, State.DELIVERED);
        ends.put(CAME_BACK, State.BOUNCED);
        ends.put(FOR_NOW, State.WAITING);
        ends.put(new News.OptedOut(Duration.ofDays(365), Evidence.of("opted-out")), State.SUPPRESSED);
        // The last: it is due at once, and the next claim would take it.
        ends.put(new News.Absent(true, Evidence.of("not-found")), State.WAITING);
        ends.forEach((news, state) -> {
            Begun it = doubtful();
            assertEquals(State.UNKNOWN, state(it));
            assertNotNull(row(it).getOffsetDateTime("look_at"));
            assertEquals(List.of(Fate.JOINED), tell(it, news));
            assertEquals(state, state(it), news.word());
            assertNull(row(it).getOffsetDateTime("look_at"));
            assertEquals("unknown", attempt(it).getString("outcome"), "an answered attempt is frozen");
        });
        assertEquals(
                Map.of(
                        Channel.SMS,
                        Map.of(
                                State.ACCEPTED, 1L,
                                State.DELIVERED, 1L,
                                State.BOUNCED, 1L,
                                State.WAITING, 2L,
                                State.SUPPRESSED, 1L)),
                get(tallies.of(notice)));
    }

    @Test
    void a_lost_attempt_that_was_taken_after_all_is_closed_by_its_receipt() {
        Begun it = lost();
        assertNotNull(row(it).getOffsetDateTime("look_at"));
        tell(it, TAKEN);
        stands(it, State.ACCEPTED);
        Row attempt = attempt(it);
        assertEquals("answered", attempt.getString("phase"));
        assertEquals("accepted", attempt.getString("outcome"));
        assertEquals("receipt", attempt.getString("source"));
        assertEquals("SM1", attempt.getString("provider_ref"));
    }

    @Test
    void news_of_an_open_hand_off_is_held_until_its_own_answer_is_on_record() {
        Begun it = begun();
        assertEquals(List.of(Fate.HELD), tell(it, ARRIVED));
        assertEquals(State.HANDING_OFF, state(it));
        settle(it, new Outcome.Accepted("SM1", Evidence.of("queued")), new Verdict.Sent("SM1"));
        assertEquals(List.of(Fate.JOINED), tell(it, ARRIVED));
        stands(it, State.DELIVERED);
    }

    @Test
    void news_of_nobody_is_strange_and_of_another_channel_moves_nothing() {
        assertEquals(
                List.of(Fate.STRANGE),
                get(late.receive(
                        Late.Source.RECEIPT, List.of(new Told(Ids.next(), Ids.next(), Channel.SMS, ARRIVED)))));
        Begun it = accepted();
        assertEquals(
                List.of(Fate.JOINED),
                get(late.receive(
                        Late.Source.RECEIPT, List.of(new Told(Ids.next(), it.attempt(), Channel.EMAIL, ARRIVED)))));
        stands(it, State.ACCEPTED);
        assertEquals(0, evidence(it).size());
    }

    @Test
    void of_two_pieces_of_news_about_one_delivery_the_second_comes_with_the_next_round() {
        Begun it = accepted();
        Told back = new Told(Ids.next(), it.attempt(), Channel.SMS, CAME_BACK);
        Told there = new Told(Ids.next(), it.attempt(), Channel.SMS, ARRIVED);
        assertEquals(List.of(Fate.JOINED, Fate.AGAIN), get(late.receive(Late.Source.RECEIPT, List.of(back, there))));
        stands(it, State.BOUNCED);
        assertEquals(List.of(Fate.JOINED), get(late.receive(Late.Source.RECEIPT, List.of(there))));
        stands(it, State.DELIVERED);
    }

    @Test
    void the_same_news_joined_twice_is_evidence_once() {
        Begun it = accepted();
        Told there = new Told(Ids.next(), it.attempt(), Channel.SMS, ARRIVED);
        get(late.receive(Late.Source.RECEIPT, List.of(there)));
        get(late.receive(Late.Source.RECEIPT, List.of(there)));
        assertEquals(1, evidence(it).size());
        stands(it, State.DELIVERED);
    }

    @Test
    void what_came_back_for_now_waits_and_its_finished_run_is_open_again() {
        Begun it = accepted();
        tx(tx -> runs.finish(tx, notice));
        assertFalse(get(runs.reopened(pool)).contains(notice));
        tell(it, FOR_NOW);
        stands(it, State.WAITING);
        assertTrue(get(runs.reopened(pool)).contains(notice));
        Duration wait = Duration.between(OffsetDateTime.now(), row(it).getOffsetDateTime("due_at"));
        assertTrue(wait.toMinutes() >= 58 && wait.toMinutes() <= 60, wait::toString);
        tx(tx -> runs.finish(tx, notice));
        assertTrue(get(runs.reopened(pool)).contains(notice), "nobody finishes a run of which something waits");
    }

    @Test
    void the_first_that_reached_nobody_opens_a_finished_run_and_the_next_does_not() {
        Begun one = accepted();
        Begun other = accepted();
        tx(tx -> runs.finish(tx, notice));
        tell(one, CAME_BACK);
        assertTrue(get(runs.reopened(pool)).contains(notice), "the notice is done with failures now");
        tx(tx -> runs.finish(tx, notice));
        tell(other, CAME_BACK);
        assertFalse(get(runs.reopened(pool)).contains(notice));
    }

    @Test
    void a_late_answer_that_asks_for_another_try_opens_a_finished_run() {
        Begun it = lost();
        tx(tx -> runs.finish(tx, notice));
        settle(it, new Outcome.Failed(WHY), new Verdict.TryAgain(NOW.plus(Duration.ofMinutes(1)), true));
        stands(it, State.WAITING);
        assertTrue(get(runs.reopened(pool)).contains(notice));
    }

    @Test
    void a_request_may_be_repeated_only_while_sending_goes_on() {
        Begun it = doubtful();
        assertTrue(mayRepeat(it));
        tx(tx -> runs.finish(tx, notice));
        assertTrue(mayRepeat(it), "all else is settled");
        tx(tx -> runs.open(tx, notice));
        tx(tx -> gates.close(tx, account, "held", "alice"));
        assertFalse(mayRepeat(it), "its gate is closed");
        tx(tx -> gates.open(tx, account, "alice"));
        tx(tx -> runs.close(tx, notice));
        assertFalse(mayRepeat(it), "its notice is paused");
        tx(tx -> runs.cancel(tx, notice));
        assertFalse(mayRepeat(it), "its notice is cancelled");
    }

    private boolean mayRepeat(Begun it) {
        makeDue(it);
        return get(late.look(List.of(account), 10)).getFirst().mayRepeat();
    }

    @Test
    void what_came_back_behind_its_deadline_or_of_a_cancelled_notice_is_over() {
        Begun late = accepted();
        get(pool.preparedQuery("UPDATE delivery SET deadline = clock_timestamp() + interval '1 minute' WHERE id = $1")
                .execute(Tuple.of(late.claim().delivery())));
        tell(late, FOR_NOW);
        stands(late, State.EXPIRED);
        notice = Ids.next();
        tx(it -> runs.open(it, notice));
        Begun stopped = accepted();
        tx(it -> runs.cancel(it, notice));
        tell(stopped, FOR_NOW);
        stands(stopped, State.CANCELLED);
    }

    @Test
    void an_indicted_account_closes_its_gate() {
        Begun it = accepted();
        tell(it, new News.Indicted(Scope.ACCOUNT, Duration.ZERO, Evidence.of("account-suspended")));
        stands(it, State.QUEUED);
        assertEquals(1, row(it).getInteger("counted").intValue());
        assertEquals("account-suspended", gate().reason());
        assertEquals(List.of(), get(queue.claim(account, 1)));
    }

    @Test
    void a_pause_without_end_takes_over_one_that_would_end() {
        get(gates.pause(account, "carrier-busy", Duration.ofMinutes(5)));
        get(gates.pause(account, "account-suspended", Duration.ZERO));
        assertEquals("account-suspended", gate().reason());
        assertNull(gate().until());
        get(gates.pause(account, "carrier-busy", Duration.ofMinutes(5)));
        assertEquals("account-suspended", gate().reason());
    }

    @Test
    void of_two_indictments_told_at_once_the_graver_closes_the_gate() {
        Begun one = accepted();
        Begun other = accepted();
        News forGood = new News.Indicted(Scope.ACCOUNT, Duration.ZERO, Evidence.of("account-suspended"));
        News forNow = new News.Indicted(Scope.ACCOUNT, Duration.ofMinutes(5), Evidence.of("carrier-busy"));
        get(late.receive(
                Late.Source.RECEIPT,
                List.of(
                        new Told(Ids.next(), one.attempt(), Channel.SMS, forGood),
                        new Told(Ids.next(), other.attempt(), Channel.SMS, forNow))));
        assertEquals("account-suspended", gate().reason());
    }

    private Gates.Gate gate() {
        return get(gates.all()).stream()
                .filter(one -> one.account().equals(account))
                .findFirst()
                .orElseThrow();
    }

    @Test
    void a_person_who_opted_out_is_left_alone_in_the_next_notice() {
        Begun it = accepted();
        tell(it, ARRIVED);
        tell(it, new News.OptedOut(Duration.ofDays(365), Evidence.of("opted-out")));
        stands(it, State.DELIVERED);
        UUID next = Ids.next();
        tx(tx -> runs.open(tx, next));
        Fill.Row row = new Fill.Row(Ids.next(), index(it.claim().recipient()), null);
        tx(tx -> queue.fill(tx, new Fill(next, Channel.SMS, account, null, deadline(), List.of(row))));
        assertEquals(Map.of(Channel.SMS, Map.of(State.SUPPRESSED, 1L)), get(tallies.of(next)));
    }

    @Test
    void a_receipt_for_a_lost_attempt_after_the_next_was_accepted_confirms_a_double() {
        Begun first = lost();
        Begun second = again(first);
        assertEquals(List.of(Fate.HELD), tell(first, TAKEN), "a later hand-off is open");
        settle(second, new Outcome.Accepted("SM2", Evidence.of("queued")), new Verdict.Sent("SM2"));
        assertFalse(row(first).getBoolean("duplicate_confirmed"));
        tell(first, TAKEN);
        stands(first, State.ACCEPTED);
        assertTrue(row(first).getBoolean("duplicate_confirmed"));
        assertTrue(row(first).getBoolean("possible_duplicate"));
        tell(first, ARRIVED);
        stands(first, State.DELIVERED);
    }

    @Test
    void what_waits_to_be_sent_again_is_not_once_its_first_message_is_found() {
        Begun it = lost();
        requeue(it);
        Claim claim = get(queue.claim(account, 1)).getFirst();
        tell(it, ARRIVED);
        stands(it, State.DELIVERED);
        assertEquals(Map.of(), get(queue.begin(List.of(claim), List.of(Ids.next()))), "the claim lost its lease");
        assertFalse(row(it).getBoolean("duplicate_confirmed"));
    }

    @Test
    void a_message_that_came_back_and_one_that_was_sent_again_are_no_double() {
        Begun first = accepted();
        tell(first, FOR_NOW);
        get(pool.preparedQuery("UPDATE delivery SET due_at = clock_timestamp() WHERE id = $1")
                .execute(Tuple.of(first.claim().delivery())));
        Begun second = begin(get(queue.claim(account, 1)).getFirst());
        settle(second, new Outcome.Accepted("SM2", Evidence.of("queued")), new Verdict.Sent("SM2"));
        tell(second, ARRIVED);
        stands(first, State.DELIVERED);
        assertFalse(row(first).getBoolean("duplicate_confirmed"));
        tell(first, ARRIVED);
        assertTrue(row(first).getBoolean("duplicate_confirmed"), "the first arrived after all");
    }

    @Test
    void one_that_is_not_there_once_is_looked_for_again_before_it_is_sent_again() {
        Begun it = doubtful();
        News notThere = new News.Absent(false, Evidence.of("not-found"));
        tell(it, notThere);
        assertEquals(State.UNKNOWN, state(it));
        assertEquals(1, row(it).getInteger("absences").intValue());
        tell(it, notThere);
        assertEquals(State.UNKNOWN, state(it), "the second look came too soon");
        get(pool.query("ALTER TABLE evidence DISABLE TRIGGER evidence_append_only")
                .execute());
        get(pool.preparedQuery("UPDATE evidence SET at = at - interval '6 minutes' WHERE delivery = $1")
                .execute(Tuple.of(it.claim().delivery())));
        get(pool.query("ALTER TABLE evidence ENABLE TRIGGER evidence_append_only")
                .execute());
        tell(it, notThere);
        stands(it, State.WAITING);
        assertEquals(1, row(it).getInteger("counted").intValue());
        assertTrue(row(it).getBoolean("possible_duplicate"));
        assertFalse(row(it).getBoolean("duplicate_confirmed"));
        assertEquals(1, get(queue.claim(account, 1)).size(), "it is due at once");
    }

    @Test
    void a_look_is_given_to_one_caller_and_looks_come_to_an_end() {
        Begun it = doubtful();
        assertEquals(List.of(), get(late.look(List.of(account), 10)), "not yet");
        for (int i = 1; i <= 20; i++) {
            makeDue(it);
            List<Look> looks = get(late.look(List.of(account), 10));
            assertEquals(1, looks.size());
            assertEquals(it.attempt(), looks.getFirst().attempt());
            assertEquals(it.no(), looks.getFirst().no());
            assertEquals(List.of(), get(late.look(List.of(account), 10)), "another process has it");
        }
        assertNull(row(it).getOffsetDateTime("look_at"));
        assertEquals(20, row(it).getInteger("looks").intValue());
    }

    @Test
    void a_message_found_for_one_delivery_is_not_found_for_another() {
        Begun one = doubtful();
        Begun other = doubtful();
        String reference = "SM" + Ids.next();
        News found = new News.Taken(reference, Evidence.of("sent"));
        get(late.receive(Late.Source.LOOKUP, List.of(new Told(Ids.next(), one.attempt(), Channel.SMS, found))));
        assertTrue(get(late.foundForAnother(reference, other.claim().delivery())));
        assertFalse(get(late.foundForAnother(reference, one.claim().delivery())));
        assertThrows(
                RuntimeException.class,
                () -> get(late.receive(
                        Late.Source.LOOKUP, List.of(new Told(Ids.next(), other.attempt(), Channel.SMS, found)))));
        assertEquals(State.UNKNOWN, state(other));
    }

    @Test
    void an_email_in_doubt_is_not_looked_up() {
        String relay = "email:late-test-" + Ids.next();
        get(gates.add(relay, Channel.EMAIL, null));
        Fill.Row row = new Fill.Row(Ids.next(), null, null);
        tx(tx -> queue.fill(tx, new Fill(notice, Channel.EMAIL, relay, null, deadline(), List.of(row))));
        Begun it = begin(get(queue.claim(relay, 1)).getFirst());
        settle(it, DOUBT, new Verdict.Quarantine(Duration.ZERO));
        assertEquals(State.UNKNOWN, state(it));
        assertNull(row(it).getOffsetDateTime("look_at"));
    }

    @Test
    void evidence_is_never_changed() {
        Begun it = accepted();
        tell(it, ARRIVED);
        assertThrows(
                RuntimeException.class,
                () -> get(pool.preparedQuery("DELETE FROM evidence WHERE delivery = $1")
                        .execute(Tuple.of(it.claim().delivery()))));
    }

    private Begun begun() {
        UUID recipient = Ids.next();
        Fill.Row row = new Fill.Row(recipient, index(recipient), null);
        tx(tx -> queue.fill(tx, new Fill(notice, Channel.SMS, account, null, deadline(), List.of(row))));
        return begin(get(queue.claim(account, 1)).getFirst());
    }

    private Begun begin(Claim claim) {
        UUID attempt = Ids.next();
        int no = get(queue.begin(List.of(claim), List.of(attempt))).get(claim.delivery());
        return new Begun(claim, attempt, no);
    }

    private Begun accepted() {
        Begun it = begun();
        settle(it, new Outcome.Accepted("SM1", Evidence.of("queued")), new Verdict.Sent("SM1"));
        return it;
    }

    private Begun doubtful() {
        Begun it = begun();
        settle(it, DOUBT, new Verdict.Quarantine(Duration.ZERO));
        return it;
    }

    /** Its worker died after the begin. */
    private Begun lost() {
        Begun it = begun();
        UUID dead = Ids.next();
        get(pool.preparedQuery(
                        "INSERT INTO worker (id, heartbeat_at) VALUES ($1, clock_timestamp() - interval '1 hour')")
                .execute(Tuple.of(dead)));
        get(pool.preparedQuery("UPDATE delivery SET worker = $1 WHERE id = $2")
                .execute(Tuple.of(dead, it.claim().delivery())));
        get(workers.rescue());
        assertEquals(State.UNKNOWN, state(it));
        return it;
    }

    /** As an operator does who lets one in doubt be sent again. */
    private void requeue(Begun it) {
        get(pool.preparedQuery("UPDATE delivery SET state = 'queued', due_at = clock_timestamp(), look_at = NULL,"
                        + " quarantine_until = NULL, possible_duplicate = true WHERE id = $1")
                .execute(Tuple.of(it.claim().delivery())));
        get(pool.preparedQuery("INSERT INTO tally_delta (notice, channel, state, n)"
                        + " VALUES ($1, 'sms', 'unknown', -1), ($1, 'sms', 'queued', 1)")
                .execute(Tuple.of(notice)));
    }

    private Begun again(Begun first) {
        requeue(first);
        return begin(get(queue.claim(account, 1)).getFirst());
    }

    private void makeDue(Begun it) {
        get(pool.preparedQuery("UPDATE delivery SET look_at = clock_timestamp() WHERE id = $1")
                .execute(Tuple.of(it.claim().delivery())));
    }

    private void settle(Begun it, Outcome outcome, Verdict verdict) {
        get(queue.settle(List.of(new Settlement(it.claim(), it.no(), outcome, verdict, NOW))));
    }

    private List<Fate> tell(Begun it, News news) {
        return get(late.receive(Late.Source.RECEIPT, List.of(new Told(Ids.next(), it.attempt(), Channel.SMS, news))));
    }

    /** Its state, and that the counts say the same. */
    private void stands(Begun it, State state) {
        assertEquals(state, state(it));
        assertEquals(Map.of(Channel.SMS, Map.of(state, 1L)), get(tallies.of(notice)));
    }

    private State state(Begun it) {
        return State.of(row(it).getString("state"));
    }

    private Row row(Begun it) {
        return get(pool.preparedQuery("SELECT * FROM delivery WHERE id = $1")
                        .execute(Tuple.of(it.claim().delivery())))
                .iterator()
                .next();
    }

    private Row attempt(Begun it) {
        return get(pool.preparedQuery("SELECT * FROM attempt WHERE id = $1").execute(Tuple.of(it.attempt())))
                .iterator()
                .next();
    }

    private List<Row> evidence(Begun it) {
        List<Row> rows = new ArrayList<>();
        get(pool.preparedQuery("SELECT * FROM evidence WHERE delivery = $1 ORDER BY at")
                        .execute(Tuple.of(it.claim().delivery())))
                .forEach(rows::add);
        return rows;
    }

    private static byte[] index(UUID recipient) {
        return recipient.toString().getBytes(java.nio.charset.StandardCharsets.US_ASCII);
    }

    private static OffsetDateTime deadline() {
        return OffsetDateTime.now().plusDays(3);
    }

    private <T> T tx(Function<SqlConnection, Uni<T>> work) {
        return get(pool.withTransaction(work::apply));
    }

    private static <T> T get(Uni<T> uni) {
        return uni.await().atMost(Duration.ofSeconds(20));
    }
}
