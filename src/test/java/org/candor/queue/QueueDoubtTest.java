package org.candor.queue;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
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
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import org.candor.delivery.Channel;
import org.candor.delivery.Evidence;
import org.candor.delivery.Outcome;
import org.candor.delivery.State;
import org.candor.delivery.Verdict;
import org.candor.plumbing.Ids;
import org.candor.plumbing.Sql;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What becomes of hand-offs in doubt, against a real PostgreSQL, on an account of its own that no lane pulls. */
@QuarkusTest
class QueueDoubtTest {
    private static final Instant NOW = Instant.parse("2026-11-21T12:00:00Z");
    private static final Outcome DOUBT = new Outcome.Unknown(Evidence.of("connection-lost"));
    private static final Outcome YES = new Outcome.Accepted("q-1", new Evidence("accepted", "250", ""));
    private static final Outcome NO = new Outcome.Refused(Duration.ZERO, new Evidence("mailbox-unknown", "550", ""));

    @Inject
    Pool pool;

    @Inject
    Queue queue;

    @Inject
    Runs runs;

    @Inject
    Gates gates;

    @Inject
    Doubts doubts;

    @Inject
    Tallies tallies;

    @Inject
    Workers workers;

    private String account;
    private UUID notice;

    /** A hand-off that was begun. */
    private record Begun(Claim claim, int no) {}

    @BeforeEach
    void an_open_notice_whose_emails_in_doubt_are_sent_again() {
        account = "email:doubt-test-" + Ids.next();
        notice = Ids.next();
        get(gates.add(account, Channel.EMAIL, null));
        get(workers.beat());
        tx(it -> runs.open(it, notice));
        tx(it -> runs.resend(it, notice, List.of(Channel.EMAIL)));
    }

    @Test
    void in_doubt_it_is_in_quarantine_and_moves_by_itself_no_sooner() {
        Begun it = doubtful();
        assertTrue(row(it).getOffsetDateTime("quarantine_until")
                .isAfter(OffsetDateTime.now().plusMinutes(14)));
        get(queue.sweep());
        stands(it, State.UNKNOWN);
        assertFalse(row(it).getBoolean("possible_duplicate"));
    }

    @Test
    void after_the_quarantine_it_goes_out_again_as_a_possible_duplicate() {
        Begun it = doubtful();
        quarantineEnds(it);
        stands(it, State.QUEUED);
        assertEquals("sent-again", row(it).getString("reason"));
        assertTrue(row(it).getBoolean("possible_duplicate"));
        Begun second = begin();
        assertEquals(2, second.no());
        settle(second, YES, new Verdict.Sent("q-2"));
        stands(it, State.ACCEPTED);
        assertFalse(row(it).getBoolean("duplicate_confirmed"), "nobody knows of the first one");
    }

    @Test
    void a_finished_notice_goes_on_for_it() {
        Begun it = doubtful();
        tx(tx -> runs.finish(tx, notice));
        quarantineEnds(it);
        stands(it, State.QUEUED);
        assertEquals(1, get(queue.claim(account, 10)).size());
    }

    @Test
    void where_the_notice_says_hold_a_person_decides() {
        tx(it -> runs.resend(it, notice, List.of(Channel.SMS)));
        Begun it = doubtful();
        quarantineEnds(it);
        stands(it, State.UNKNOWN);
        assertNull(row(it).getOffsetDateTime("quarantine_until"));
        assertEquals("connection-lost", row(it).getString("reason"));
    }

    @Test
    void after_its_deadline_and_of_a_cancelled_notice_nothing_is_sent_again() {
        Begun late = doubtful();
        update("UPDATE delivery SET deadline = clock_timestamp() WHERE id = $1", late);
        quarantineEnds(late);
        stands(late, State.UNKNOWN);

        an_open_notice_whose_emails_in_doubt_are_sent_again();
        Begun cancelled = doubtful();
        tx(it -> runs.cancel(it, notice));
        quarantineEnds(cancelled);
        stands(cancelled, State.UNKNOWN);
    }

    @Test
    void what_ended_its_worker_three_times_waits_for_a_person() {
        Begun it = lost(begun());
        quarantineEnds(it);
        lost(begin());
        quarantineEnds(it);
        lost(begin());
        quarantineEnds(it);
        stands(it, State.UNKNOWN);
        assertEquals("poison", row(it).getString("reason"));
        assertEquals(List.of(), get(queue.claim(account, 10)));
    }

    @Test
    void three_unanswered_hand_offs_are_enough_and_no_poison() {
        Begun it = doubtful();
        for (int i = 0; i < 2; i++) {
            quarantineEnds(it);
            settle(begin(), DOUBT, new Verdict.Quarantine(Duration.ZERO));
        }
        quarantineEnds(it);
        stands(it, State.UNKNOWN);
        assertEquals("connection-lost", row(it).getString("reason"));
    }

    @Test
    void a_late_yes_during_the_quarantine_is_the_answer() {
        Begun it = lost(begun());
        settle(it, YES, new Verdict.Sent("q-1"));
        stands(it, State.ACCEPTED);
        assertNull(row(it).getOffsetDateTime("quarantine_until"));
    }

    @Test
    void a_late_yes_before_the_second_hand_off_ends_the_wait_for_it() {
        Begun it = lost(begun());
        quarantineEnds(it);
        settle(it, YES, new Verdict.Sent("q-1"));
        stands(it, State.ACCEPTED);
        assertEquals(List.of(), get(queue.claim(account, 10)));
    }

    @Test
    void a_late_yes_takes_it_back_from_who_has_claimed_but_not_begun_it() {
        Begun it = lost(begun());
        quarantineEnds(it);
        Claim claim = get(queue.claim(account, 1)).getFirst();
        settle(it, YES, new Verdict.Sent("q-1"));
        stands(it, State.ACCEPTED);
        assertEquals(Map.of(), get(queue.begin(List.of(claim), List.of(Ids.next()))));
    }

    @Test
    void a_late_yes_while_the_second_is_under_way_makes_its_yes_a_confirmed_double() {
        Begun it = lost(begun());
        quarantineEnds(it);
        Begun second = begin();
        settle(it, YES, new Verdict.Sent("q-1"));
        stands(it, State.HANDING_OFF);
        settle(second, YES, new Verdict.Sent("q-2"));
        stands(it, State.ACCEPTED);
        assertTrue(row(it).getBoolean("duplicate_confirmed"));
    }

    @Test
    void a_late_yes_while_the_second_is_under_way_counts_though_that_ones_worker_dies() {
        Begun it = lost(begun());
        quarantineEnds(it);
        Begun second = begin();
        settle(it, YES, new Verdict.Sent("q-1"));
        dies(second);
        stands(it, State.ACCEPTED);
        assertTrue(row(it).getBoolean("possible_duplicate"));
        assertFalse(row(it).getBoolean("duplicate_confirmed"));
        assertNull(row(it).getOffsetDateTime("quarantine_until"));
        settle(second, YES, new Verdict.Sent("q-2"));
        stands(it, State.ACCEPTED);
        assertTrue(row(it).getBoolean("duplicate_confirmed"), "the worker woke up and had a yes of its own");
    }

    @Test
    void answers_to_both_hand_offs_told_at_once_are_each_recorded() {
        Begun it = lost(begun());
        quarantineEnds(it);
        Begun second = begin();
        get(queue.settle(List.of(
                new Settlement(it.claim(), it.no(), YES, new Verdict.Sent("q-1"), NOW),
                new Settlement(second.claim(), second.no(), YES, new Verdict.Sent("q-2"), NOW))));
        stands(it, State.ACCEPTED);
        assertTrue(row(it).getBoolean("duplicate_confirmed"));
    }

    @Test
    void a_late_no_to_the_last_hand_off_opens_a_finished_notice_again() {
        Begun it = lost(begun());
        tx(tx -> runs.finish(tx, notice));
        settle(it, NO, new Verdict.GaveUp(Duration.ZERO));
        stands(it, State.FAILED);
        assertEquals("open", runState());
    }

    @Test
    void who_is_declared_dead_while_it_claims_loses_what_it_claimed() {
        UUID recipient = Ids.next();
        Fill.Row row = new Fill.Row(recipient, recipient.toString().getBytes(), null);
        OffsetDateTime deadline = OffsetDateTime.now().plusDays(3);
        tx(tx -> queue.fill(tx, new Fill(notice, Channel.EMAIL, account, null, deadline, List.of(row))));
        UUID slow = worker("clock_timestamp() - interval '1 hour'");
        Sql sql = Sql.of("queue");
        CompletableFuture<Workers.Rescued> rescue = tx(tx -> tx.preparedQuery(sql.get("claim"))
                .execute(Tuple.of(account, 1, Ids.next(), slow, false))
                .invoke(claimed -> assertEquals(1, claimed.size()))
                .map(_ -> workers.rescue().subscribeAsCompletionStage())
                // The rescue begins while the claim is not committed.
                .onItem()
                .delayIt()
                .by(Duration.ofMillis(300))
                .invoke(begun -> assertFalse(begun.isDone(), "it waits for the claim")));
        assertTrue(rescue.join().back() >= 1);
        assertEquals(
                "queued",
                get(pool.preparedQuery("SELECT state FROM delivery WHERE notice = $1")
                                .execute(Tuple.of(notice)))
                        .iterator()
                        .next()
                        .getString("state"));
    }

    @Test
    void who_gives_a_sign_of_life_is_not_buried() {
        UUID alive = worker("clock_timestamp()");
        Tuple values = Tuple.tuple().addArrayOfUUID(new UUID[] {alive}).addDouble(30.0);
        assertEquals(
                0,
                tx(tx -> tx.preparedQuery(Sql.of("queue").get("bury")).execute(values))
                        .size());
    }

    private String runState() {
        return get(pool.preparedQuery("SELECT state FROM run WHERE notice = $1").execute(Tuple.of(notice)))
                .iterator()
                .next()
                .getString("state");
    }

    @Test
    void a_late_yes_counts_more_than_the_seconds_no() {
        Begun it = lost(begun());
        quarantineEnds(it);
        Begun second = begin();
        settle(it, YES, new Verdict.Sent("q-1"));
        settle(second, NO, new Verdict.GaveUp(Duration.ZERO));
        stands(it, State.ACCEPTED);
        assertFalse(row(it).getBoolean("duplicate_confirmed"));
        assertTrue(row(it).getBoolean("possible_duplicate"));
    }

    @Test
    void a_late_yes_after_the_seconds_yes_is_a_confirmed_double() {
        Begun it = lost(begun());
        quarantineEnds(it);
        settle(begin(), YES, new Verdict.Sent("q-2"));
        settle(it, YES, new Verdict.Sent("q-1"));
        stands(it, State.ACCEPTED);
        assertTrue(row(it).getBoolean("duplicate_confirmed"));
        settle(it, YES, new Verdict.Sent("q-1"));
        stands(it, State.ACCEPTED);
    }

    @Test
    void a_late_no_says_nothing_of_the_hand_off_that_followed() {
        Begun it = lost(begun());
        quarantineEnds(it);
        Begun second = begin();
        settle(it, NO, new Verdict.GaveUp(Duration.ofDays(180)));
        stands(it, State.HANDING_OFF);
        settle(second, YES, new Verdict.Sent("q-2"));
        stands(it, State.ACCEPTED);
        assertFalse(row(it).getBoolean("duplicate_confirmed"));
    }

    @Test
    void a_settlement_told_again_moves_nothing_that_moved_since() {
        Begun it = begun();
        settle(it, YES, new Verdict.Sent("q-1"));
        update("UPDATE delivery SET state = 'bounced' WHERE id = $1", it);
        settle(it, YES, new Verdict.Sent("q-1"));
        assertEquals("bounced", row(it).getString("state"));
    }

    @Test
    void who_stops_in_order_makes_no_poison() {
        Begun it = begun();
        UUID stopped = worker("clock_timestamp()");
        get(pool.preparedQuery("UPDATE delivery SET worker = $1 WHERE id = $2")
                .execute(Tuple.of(stopped, it.claim().delivery())));
        update("UPDATE attempt SET reason = 'worker-stopped', phase = 'lost' WHERE delivery = $1", it);
        update(
                "UPDATE delivery SET state = 'unknown', worker = NULL, quarantine_until = clock_timestamp() WHERE id = $1",
                it);
        get(queue.sweep());
        assertEquals("sent-again", row(it).getString("reason"));
    }

    @Test
    void a_person_sends_it_again_and_it_may_be_a_double() {
        tx(it -> runs.resend(it, notice, List.of()));
        Begun it = doubtful();
        quarantineEnds(it);
        tx(tx -> runs.finish(tx, notice));
        decide(it, Doubts.Decision.RESEND);
        stands(it, State.QUEUED);
        assertTrue(row(it).getBoolean("possible_duplicate"));
        settle(begin(), YES, new Verdict.Sent("q-2"));
        stands(it, State.ACCEPTED);
    }

    @Test
    void a_person_who_sends_it_again_after_its_deadline_gives_it_a_new_one() {
        Begun it = doubtful();
        update("UPDATE delivery SET deadline = clock_timestamp() WHERE id = $1", it);
        decide(it, Doubts.Decision.RESEND);
        stands(it, State.QUEUED);
    }

    @Test
    void what_a_person_calls_accepted_is_and_its_attempt_says_who_knew() {
        Begun it = doubtful();
        decide(it, Doubts.Decision.ACCEPTED);
        stands(it, State.ACCEPTED);
        assertEquals("operator", evidence(it).getString("source"));
        Begun lost = lost(begun());
        decide(lost, Doubts.Decision.ACCEPTED);
        Row attempt = get(pool.preparedQuery("SELECT * FROM attempt WHERE delivery = $1")
                        .execute(Tuple.of(lost.claim().delivery())))
                .iterator()
                .next();
        assertEquals("operator", attempt.getString("source"));
        assertEquals("accepted", attempt.getString("outcome"));
    }

    @Test
    void what_a_person_gives_up_has_failed_until_somebody_knows_better() {
        Begun it = lost(begun());
        decide(it, Doubts.Decision.GIVE_UP);
        stands(it, State.FAILED);
        assertEquals("given-up", row(it).getString("reason"));
        assertEquals("given-up", evidence(it).getString("news"));
        settle(it, YES, new Verdict.Sent("q-1"));
        stands(it, State.ACCEPTED);
    }

    @Test
    void what_failed_after_a_hand_off_in_doubt_is_a_possible_duplicate_when_it_is_retried() {
        Begun it = doubtful();
        decide(it, Doubts.Decision.GIVE_UP);
        tx(tx -> queue.retryFailed(tx, notice, null, 10, OffsetDateTime.now().plusDays(1)));
        stands(it, State.QUEUED);
        assertTrue(row(it).getBoolean("possible_duplicate"));
    }

    @ParameterizedTest
    @EnumSource(Doubts.Decision.class)
    void a_decision_about_what_was_never_handed_over_here_needs_no_attempt(Doubts.Decision decision) {
        Begun it = doubtful();
        List<Doubts.Doubt> without = tx(
                        tx -> doubts.of(tx, notice, new UUID[] {it.claim().delivery()}, null))
                .stream()
                .map(doubt -> new Doubts.Doubt(doubt.delivery(), doubt.attempts(), null, null))
                .toList();
        tx(tx -> doubts.decide(tx, without, decision, OffsetDateTime.now().plusDays(1)));
        assertFalse(row(it).getString("state").equals("unknown"));
    }

    private void decide(Begun it, Doubts.Decision decision) {
        List<Doubts.Doubt> found =
                tx(tx -> doubts.of(tx, notice, new UUID[] {it.claim().delivery()}, null));
        assertEquals(1, found.size());
        assertNotNull(found.getFirst().attempt());
        tx(tx -> doubts.decide(tx, found, decision, OffsetDateTime.now().plusDays(1)));
        assertEquals(
                List.of(), tx(tx -> doubts.of(tx, notice, new UUID[] {it.claim().delivery()}, null)));
    }

    private void quarantineEnds(Begun it) {
        update("UPDATE delivery SET quarantine_until = clock_timestamp() WHERE id = $1", it);
        get(queue.sweep());
    }

    private Begun begun() {
        UUID recipient = Ids.next();
        Fill.Row row = new Fill.Row(recipient, recipient.toString().getBytes(), null);
        OffsetDateTime deadline = OffsetDateTime.now().plusDays(3);
        tx(tx -> queue.fill(tx, new Fill(notice, Channel.EMAIL, account, null, deadline, List.of(row))));
        return begin();
    }

    private Begun begin() {
        Claim claim = get(queue.claim(account, 1)).getFirst();
        return new Begun(
                claim, get(queue.begin(List.of(claim), List.of(Ids.next()))).get(claim.delivery()));
    }

    private Begun doubtful() {
        Begun it = begun();
        settle(it, DOUBT, new Verdict.Quarantine(Duration.ZERO));
        return it;
    }

    /** Its worker died after the begin. */
    private Begun lost(Begun it) {
        dies(it);
        assertEquals("unknown", row(it).getString("state"));
        return it;
    }

    private void dies(Begun it) {
        UUID dead = worker("clock_timestamp() - interval '1 hour'");
        get(pool.preparedQuery("UPDATE delivery SET worker = $1 WHERE id = $2")
                .execute(Tuple.of(dead, it.claim().delivery())));
        get(workers.rescue());
    }

    private UUID worker(String heartbeat) {
        UUID id = Ids.next();
        get(pool.preparedQuery("INSERT INTO worker (id, heartbeat_at) VALUES ($1, " + heartbeat + ")")
                .execute(Tuple.of(id)));
        return id;
    }

    private void settle(Begun it, Outcome outcome, Verdict verdict) {
        get(queue.settle(List.of(new Settlement(it.claim(), it.no(), outcome, verdict, NOW))));
    }

    private void update(String statement, Begun it) {
        get(pool.preparedQuery(statement).execute(Tuple.of(it.claim().delivery())));
    }

    /** Its state, and that the counts say the same. */
    private void stands(Begun it, State state) {
        assertEquals(state.word(), row(it).getString("state"));
        assertTrue(get(tallies.of(notice)).get(Channel.EMAIL).get(state) >= 1);
        assertEquals(
                1L,
                get(tallies.of(notice)).get(Channel.EMAIL).values().stream()
                                .mapToLong(n -> n)
                                .sum()
                        / deliveries());
    }

    private long deliveries() {
        return get(pool.preparedQuery("SELECT count(*) AS n FROM delivery WHERE notice = $1")
                        .execute(Tuple.of(notice)))
                .iterator()
                .next()
                .getLong("n");
    }

    private Row row(Begun it) {
        return get(pool.preparedQuery("SELECT * FROM delivery WHERE id = $1")
                        .execute(Tuple.of(it.claim().delivery())))
                .iterator()
                .next();
    }

    private Row evidence(Begun it) {
        return get(pool.preparedQuery("SELECT * FROM evidence WHERE delivery = $1 ORDER BY at")
                        .execute(Tuple.of(it.claim().delivery())))
                .iterator()
                .next();
    }

    private <T> T tx(Function<SqlConnection, Uni<T>> work) {
        return get(pool.withTransaction(work::apply));
    }

    private static <T> T get(Uni<T> uni) {
        return uni.await().atMost(Duration.ofSeconds(20));
    }
}
