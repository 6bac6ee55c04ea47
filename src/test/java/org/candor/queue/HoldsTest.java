package org.candor.queue;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quarkus.test.junit.QuarkusTest;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.inject.Inject;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.IntStream;
import org.candor.delivery.Channel;
import org.candor.delivery.Evidence;
import org.candor.delivery.Outcome;
import org.candor.delivery.Scope;
import org.candor.delivery.Verdict;
import org.candor.plumbing.Ids;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Held domains of an account of its own; a second {@link Holds} is another process. */
@QuarkusTest
class HoldsTest {
    private static final Duration FIVE_MINUTES = Duration.ofMinutes(5);
    private static final int SICK = 4_711;
    private static final int FINE = 4_712;

    @Inject
    Pool pool;

    @Inject
    Queue queue;

    @Inject
    Runs runs;

    @Inject
    Gates gates;

    @Inject
    Holds holds;

    @Inject
    Workers workers;

    @Inject
    QueueConfig config;

    private Holds another;
    private String account;
    private UUID notice;

    @BeforeEach
    void an_open_notice_on_an_unlimited_account() {
        account = "email:holds-test-" + Ids.next();
        notice = Ids.next();
        another = new Holds(pool, workers, config);
        get(gates.add(account, Channel.EMAIL, null));
        get(workers.beat());
        get(pool.withTransaction(tx -> runs.open(tx, notice)));
    }

    @AfterEach
    void nothing_is_held() {
        get(pool.preparedQuery("DELETE FROM domain_hold WHERE account = $1").execute(Tuple.of(account)));
        get(pool.preparedQuery("DELETE FROM domain_pace WHERE account = $1").execute(Tuple.of(account)));
    }

    @Test
    void an_answer_that_indicts_a_domain_holds_it_for_all_processes() {
        List<Claim> claims = claimed(SICK, 2);
        settleThrottled(claims.getFirst());
        assertTrue(holds.nanosLeft(account, SICK) > Duration.ofMinutes(4).toNanos());
        assertTrue(holds.nanosLeft(account, SICK) <= FIVE_MINUTES.toNanos());
        assertEquals(0, holds.nanosLeft(account, FINE));
        assertEquals(0, holds.nanosLeft("email:main", SICK));
        assertEquals(0, another.nanosLeft(account, SICK), "it has not looked yet");
        get(another.refresh());
        assertTrue(another.nanosLeft(account, SICK) > Duration.ofMinutes(4).toNanos());
        assertEquals(
                List.of("throttled"),
                get(holds.all()).stream()
                        .filter(it -> it.account().equals(account))
                        .map(Holds.Hold::reason)
                        .toList());
    }

    @Test
    void the_delivery_that_was_turned_away_goes_back_uncounted_and_the_gate_stays_open() {
        Claim claim = claimed(SICK, 1).getFirst();
        settleThrottled(claim);
        Row row = row(
                "SELECT state, counted, due_at > clock_timestamp() AS later FROM delivery WHERE id = $1",
                claim.delivery());
        assertEquals("queued", row.getString("state"));
        assertEquals(0, row.getInteger("counted"));
        assertTrue(row.getBoolean("later"));
        assertEquals(1, claimed(FINE, 1).size(), "the others go on");
    }

    @Test
    void a_text_message_or_a_post_has_no_domain_to_be_held() {
        settleThrottled(claimed(0, 1).getFirst());
        assertFalse(get(holds.all()).stream().anyMatch(it -> it.account().equals(account)));
    }

    @Test
    void many_answers_of_one_storm_hold_once_and_halve_the_rate_once() {
        claimed(SICK, 10).forEach(this::settleThrottled);
        Double first = pace("per_second");
        get(another.hold(account, SICK, "throttled", FIVE_MINUTES));
        get(holds.hold(account, SICK, "throttled", FIVE_MINUTES));
        assertEquals(first, pace("per_second"));
    }

    @Test
    void a_second_storm_halves_the_rate_again_and_behaving_doubles_it_until_it_is_as_before() {
        claimed(SICK, 40)
                .forEach(it -> get(queue.settle(List.of(new Settlement(
                        it,
                        begin(it),
                        new Outcome.Accepted("", Evidence.of("accepted")),
                        new Verdict.Sent(""),
                        Instant.now())))));
        settleThrottled(claimed(SICK, 1).getFirst());
        double full = pace("full_rate");
        assertTrue(full > 1, "41 hand-offs have ended: " + full);
        assertEquals(full / 2, pace("per_second"), 1e-9);
        end();
        get(another.hold(account, SICK, "throttled", FIVE_MINUTES));
        double low = pace("per_second");
        assertTrue(low <= full / 4 + 1e-9, low + " of " + full);
        assertTrue(another.paced(account, SICK));
        Double now = low;
        for (int i = 0; now != null; i++) {
            assertTrue(i < 20, "it never gets back to " + full);
            end();
            get(another.refresh());
            Double next = pace("per_second");
            if (next != null) {
                assertEquals(2 * now, next, 1e-9);
            }
            now = next;
        }
        assertFalse(another.paced(account, SICK), "no slots are needed any more");
        assertEquals(0, another.nanosLeft(account, SICK));
    }

    @Test
    void a_domain_that_is_still_held_does_not_get_faster() {
        settleThrottled(claimed(SICK, 1).getFirst());
        Double before = pace("per_second");
        get(holds.refresh());
        assertEquals(before, pace("per_second"));
    }

    @Test
    void slots_are_given_out_once_over_all_processes_and_not_far_ahead() {
        get(pool.preparedQuery("INSERT INTO domain_pace (account, domain, per_second, full_rate, eases_at)"
                        + " VALUES ($1, $2, 20, 40, clock_timestamp() + interval '1 hour')")
                .execute(Tuple.of(account, SICK)));
        get(holds.refresh());
        get(another.refresh());
        assertTrue(holds.paced(account, SICK));
        assertFalse(holds.paced(account, FINE));
        long before = System.nanoTime();
        Holds.Slots one = get(holds.slots(account, Map.of(SICK, 3))).get(SICK);
        Holds.Slots two =
                get(another.slots(account, Map.of(SICK, 100, FINE, 100))).get(SICK);
        assertEquals(3, one.permits());
        assertEquals(0, one.firstNanos());
        assertEquals(50_000_000, one.gapNanos(), 1_000);
        long took = System.nanoTime() - before;
        assertTrue(
                one.permits() + two.permits() <= (took + 250_000_000) / 50_000_000 + 1,
                "250 ms ahead at 20/s, each once: " + two.permits() + " more");
        assertTrue(two.firstNanos() >= 150_000_000 - took);
        assertNull(get(another.slots(account, Map.of(FINE, 1))).get(FINE), "no limit, no slots");
    }

    @Test
    void a_configured_pace_holds_for_every_domain_and_under_it_a_lower_one() {
        another.cap(account, 10.0);
        assertTrue(another.paced(account, SICK));
        assertFalse(another.paced(account, 0));
        assertFalse(another.paced("email:main", SICK));
        Map<Integer, Holds.Slots> slots = get(another.slots(account, Map.of(SICK, 10, FINE, 1)));
        assertEquals(3, slots.get(SICK).permits(), "250 ms ahead at 10/s");
        assertEquals(1, slots.get(FINE).permits());
        assertEquals(100_000_000, slots.get(FINE).gapNanos(), 1_000);
        get(pool.preparedQuery(
                        "UPDATE domain_pace SET per_second = 5, full_rate = 10, eases_at = clock_timestamp() + interval '1 hour',"
                                + " next_slot = clock_timestamp() WHERE account = $1 AND domain = $2")
                .execute(Tuple.of(account, SICK)));
        assertEquals(
                200_000_000,
                get(another.slots(account, Map.of(SICK, 1))).get(SICK).gapNanos(),
                1_000);
    }

    @Test
    void what_is_put_off_waits_by_the_clock_of_the_database() {
        Claim claim = claimed(SICK, 1).getFirst();
        assertEquals(1, get(queue.putOff(Map.of(claim, Duration.ofMinutes(3)))));
        Row row = row(
                "SELECT state, attempt_no, due_at BETWEEN clock_timestamp() + interval '2 minutes'"
                        + " AND clock_timestamp() + interval '3 minutes' AS later FROM delivery WHERE id = $1",
                claim.delivery());
        assertEquals("queued", row.getString("state"));
        assertEquals(0, row.getInteger("attempt_no"));
        assertTrue(row.getBoolean("later"));
        assertEquals(0, get(queue.putOff(Map.of(claim, Duration.ofMinutes(3)))), "it is no longer ours");
    }

    @Test
    void a_hold_ends_by_itself() {
        get(holds.hold(account, SICK, "throttled", Duration.ofMillis(200)));
        await().atMost(Duration.ofSeconds(20)).until(() -> holds.nanosLeft(account, SICK) == 0);
        await().atMost(Duration.ofSeconds(20))
                .until(() ->
                        get(holds.all()).stream().noneMatch(it -> it.account().equals(account)));
    }

    private List<Claim> claimed(int domain, int n) {
        List<Fill.Row> rows = IntStream.range(0, n)
                .mapToObj(_ -> new Fill.Row(Ids.next(), null, null, null, domain))
                .toList();
        Fill page = new Fill(
                notice, Channel.EMAIL, account, null, OffsetDateTime.now().plusDays(3), rows);
        get(pool.withTransaction(tx -> queue.fill(tx, page)));
        return get(queue.claim(account, n));
    }

    private int begin(Claim claim) {
        return get(queue.begin(List.of(claim), List.of(Ids.next()))).get(claim.delivery());
    }

    private void settleThrottled(Claim claim) {
        Outcome outcome = new Outcome.Indicted(Scope.DOMAIN, FIVE_MINUTES, Evidence.of("throttled"));
        Verdict verdict = new Verdict.BackToQueue(Scope.DOMAIN, FIVE_MINUTES);
        get(queue.settle(List.of(new Settlement(claim, begin(claim), outcome, verdict, Instant.now()))));
    }

    /** The hold is over and the rate is due to rise. */
    private void end() {
        get(pool.preparedQuery("DELETE FROM domain_hold WHERE account = $1").execute(Tuple.of(account)));
        get(pool.preparedQuery("UPDATE domain_pace SET eases_at = clock_timestamp()"
                        + " WHERE account = $1 AND eases_at IS NOT NULL")
                .execute(Tuple.of(account)));
    }

    private @Nullable Double pace(String column) {
        return get(pool.preparedQuery("SELECT " + column + " AS it FROM domain_pace WHERE account = $1 AND domain = $2")
                        .execute(Tuple.of(account, SICK)))
                .iterator()
                .next()
                .getDouble("it");
    }

    private Row row(String question, UUID id) {
        return get(pool.preparedQuery(question).execute(Tuple.of(id)))
                .iterator()
                .next();
    }

    private static <T> T get(Uni<T> uni) {
        return uni.await().atMost(Duration.ofSeconds(20));
    }
}
