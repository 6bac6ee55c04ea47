package org.candor.queue;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
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
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.candor.delivery.Channel;
import org.candor.delivery.Evidence;
import org.candor.delivery.MailDomain;
import org.candor.delivery.Network;
import org.candor.delivery.Outcome;
import org.candor.delivery.Scope;
import org.candor.delivery.State;
import org.candor.delivery.Verdict;
import org.candor.plumbing.Ids;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The queue against a real PostgreSQL, on an account of its own that no lane pulls. */
@QuarkusTest
class QueueTest {
    private static final Instant NOW = Instant.parse("2026-11-21T12:00:00Z");

    @Inject
    Pool pool;

    @Inject
    Queue queue;

    @Inject
    Runs runs;

    @Inject
    Gates gates;

    @Inject
    Tallies tallies;

    @Inject
    Workers workers;

    @Inject
    QueueConfig config;

    private String account;
    private UUID notice;

    @BeforeEach
    void an_open_notice_on_an_unlimited_account() {
        account = "email:queue-test-" + Ids.next();
        notice = Ids.next();
        get(gates.add(account, Channel.EMAIL, null));
        get(workers.beat());
        tx(it -> runs.open(it, notice));
    }

    @Test
    void a_page_filled_twice_adds_its_rows_once() {
        Fill page = page(3);
        assertEquals(3, tx(it -> queue.fill(it, page)).intValue());
        assertEquals(0, tx(it -> queue.fill(it, page)).intValue());
        assertEquals(Map.of(Channel.EMAIL, Map.of(State.QUEUED, 3L)), get(tallies.of(notice)));
    }

    @Test
    void a_claim_knows_the_receiving_domain_by_its_number() {
        tx(it -> queue.fill(
                it,
                fill(List.of(
                        new Fill.Row(Ids.next(), new byte[] {7}, null, null, 4_711),
                        new Fill.Row(Ids.next(), new byte[] {8}, null)))));
        assertEquals(
                List.of(MailDomain.NONE, 4_711),
                get(queue.claim(account, 10)).stream()
                        .map(Claim::domain)
                        .sorted()
                        .toList());
    }

    @Test
    void what_waits_and_what_is_in_flight_is_known_by_account_of_people_and_of_posts() {
        String network = "mastodon:queue-test-" + Ids.next();
        get(gates.add(network, Channel.SOCIAL, null));
        tx(it -> queue.fill(it, page(5)));
        tx(it -> queue.fill(
                it,
                new Fill(
                        notice,
                        Channel.SOCIAL,
                        network,
                        null,
                        deadline(),
                        List.of(new Fill.Row(Network.standIn(network), null, null)))));
        assertEquals(2, get(queue.claim(account, 2)).size());
        Map<String, Gates.Depth> depths = get(gates.all().chain(gates::depths));
        assertEquals(3, depths.get(account).queued());
        assertEquals(2, depths.get(account).inFlight());
        assertEquals(1, depths.get(network).queued());
        assertEquals(0, depths.get(network).inFlight());
        assertTrue(depths.get(account).oldestDueSeconds() > 0);
        assertEquals(1, get(queue.claim(network, 2)).size());
        get(tallies.fold());
        depths = get(gates.all().chain(gates::depths));
        assertEquals(3, depths.get(account).queued(), "folded or not");
        assertEquals(0, depths.get(network).queued());
        assertEquals(1, depths.get(network).inFlight());
    }

    @Test
    void what_must_not_be_sent_is_suppressed_at_once_with_its_reason() {
        tx(it -> queue.fill(it, fill(List.of(new Fill.Row(Ids.next(), new byte[] {1}, "no-consent")))));
        assertEquals(Map.of(Channel.EMAIL, Map.of(State.SUPPRESSED, 1L)), get(tallies.of(notice)));
        assertEquals(List.of(), get(queue.claim(account, 10)));
    }

    @Test
    void two_claims_at_once_never_share_a_row() {
        tx(it -> queue.fill(it, page(500)));
        List<List<Claim>> both = get(Uni.join()
                .all(queue.claim(account, 300), queue.claim(account, 300))
                .andFailFast());
        Set<UUID> seen = new HashSet<>();
        both.forEach(claims -> claims.forEach(it -> assertTrue(seen.add(it.delivery()))));
        assertEquals(500, seen.size());
    }

    @Test
    void a_delivery_goes_from_queued_to_accepted_and_its_attempt_is_frozen() {
        Claim claim = claimOne();
        int no = beginOne(claim);
        settle(claim, no, new Outcome.Accepted("q-1", Evidence.of("accepted")), new Verdict.Sent("q-1"));
        assertEquals(Map.of(Channel.EMAIL, Map.of(State.ACCEPTED, 1L)), get(tallies.of(notice)));
        assertEquals("answered", attempt(claim, no).getString("phase"));
        assertThrows(
                RuntimeException.class,
                () -> get(pool.preparedQuery("UPDATE attempt SET reason = 'x' WHERE delivery = $1")
                        .execute(Tuple.of(claim.delivery()))));
    }

    @Test
    void folding_changes_neither_the_counts_nor_the_rate() {
        Claim claim = claimOne();
        settle(claim, beginOne(claim), new Outcome.Accepted("q", Evidence.of("accepted")), new Verdict.Sent("q"));
        double before = get(tallies.rate(pool, notice)).get(Channel.EMAIL);
        get(tallies.fold());
        assertEquals(Map.of(Channel.EMAIL, Map.of(State.ACCEPTED, 1L)), get(tallies.of(notice)));
        assertEquals(before, get(tallies.rate(pool, notice)).get(Channel.EMAIL), 1e-9);
        assertEquals(1 / 60.0, before, 1e-9);
    }

    @Test
    void settling_twice_changes_nothing_the_second_time() {
        Claim claim = claimOne();
        int no = beginOne(claim);
        Outcome accepted = new Outcome.Accepted("q-1", Evidence.of("accepted"));
        settle(claim, no, accepted, new Verdict.Sent("q-1"));
        settle(claim, no, accepted, new Verdict.Sent("q-1"));
        assertEquals(Map.of(Channel.EMAIL, Map.of(State.ACCEPTED, 1L)), get(tallies.of(notice)));
    }

    @Test
    void a_closed_gate_or_run_lets_nothing_be_claimed_or_begun() {
        tx(it -> queue.fill(it, page(2)));
        Claim claim = get(queue.claim(account, 1)).getFirst();
        tx(it -> gates.close(it, account, "test", "alice"));
        assertEquals(List.of(), get(queue.claim(account, 1)));
        assertEquals(Map.of(), get(queue.begin(List.of(claim), List.of(Ids.next()))));
        tx(it -> gates.open(it, account, "alice"));
        tx(it -> runs.close(it, notice));
        assertEquals(List.of(), get(queue.claim(account, 1)));
        assertEquals(Map.of(), get(queue.begin(List.of(claim), List.of(Ids.next()))));
        tx(it -> runs.open(it, notice));
        assertEquals(1, get(queue.begin(List.of(claim), List.of(Ids.next()))).size());
    }

    @Test
    void only_accounts_that_may_send_something_now_are_due() {
        assertEquals(Set.of(), get(queue.due(Set.of(account))), "nothing is there");
        tx(it -> queue.fill(it, page(1)));
        assertEquals(Set.of(account), get(queue.due(Set.of(account, "email:nobody"))));
        tx(it -> gates.close(it, account, "test", "alice"));
        assertEquals(Set.of(), get(queue.due(Set.of(account))), "its gate is closed");
        tx(it -> gates.open(it, account, "alice"));
        tx(it -> runs.close(it, notice));
        assertEquals(Set.of(), get(queue.due(Set.of(account))), "its notice is paused");
        tx(it -> runs.open(it, notice));
        Claim claim = get(queue.claim(account, 1)).getFirst();
        assertEquals(Set.of(), get(queue.due(Set.of(account))), "it is claimed");
        get(queue.putOff(Map.of(claim, Duration.ofHours(1))));
        assertEquals(Set.of(), get(queue.due(Set.of(account))), "it is for later");
    }

    @Test
    void what_has_begun_goes_until_it_is_stopped_or_taken_away() {
        Claim claim = claimOne();
        int no = beginOne(claim);
        assertTrue(get(queue.goes(claim, no)));
        assertFalse(get(queue.goes(claim, no + 1)), "another attempt");
        tx(it -> gates.close(it, account, "test", "alice"));
        assertFalse(get(queue.goes(claim, no)), "its gate is closed");
        tx(it -> gates.open(it, account, "alice"));
        tx(it -> runs.close(it, notice));
        assertFalse(get(queue.goes(claim, no)), "its notice is paused");
        tx(it -> runs.open(it, notice));
        assertTrue(get(queue.goes(claim, no)));
        settle(claim, no, new Outcome.Unknown(Evidence.of("line-broke")), new Verdict.Quarantine(Duration.ZERO));
        assertFalse(get(queue.goes(claim, no)), "it is in doubt by now");
    }

    @Test
    void a_released_claim_costs_no_attempt() {
        Claim claim = claimOne();
        assertEquals(1, get(queue.release(List.of(claim))).intValue());
        Claim again = get(queue.claim(account, 1)).getFirst();
        assertEquals(claim.delivery(), again.delivery());
        assertEquals(0, again.attempts());
        assertEquals(Map.of(), get(queue.begin(List.of(claim), List.of(Ids.next()))), "the old lease is void");
    }

    @Test
    void a_claim_whose_answer_was_lost_is_given_back_by_its_lease() {
        Claim claim = claimOne();
        get(new LostClaims(pool, workers, config).giveBack(claim.lease()));
        assertEquals(Map.of(Channel.EMAIL, Map.of(State.QUEUED, 1L)), get(tallies.of(notice)));
        assertEquals(1, get(queue.claim(account, 1)).size());
    }

    @Test
    void a_claim_that_is_committed_after_it_was_given_up_is_given_back_as_well() {
        AtomicLong now = new AtomicLong();
        LostClaims lost = new LostClaims(pool, new Workers(pool, config, now::get), config);
        UUID lease = Ids.next();
        get(lost.giveBack(lease));
        Claim late = claimOne();
        get(pool.preparedQuery("UPDATE delivery SET lease = $1 WHERE id = $2")
                .execute(Tuple.of(lease, late.delivery())));
        get(lost.again());
        assertEquals(List.of(), get(queue.claim(account, 1)), "it is not time yet");
        now.addAndGet(config.deadAfter().toNanos());
        get(lost.again());
        assertEquals(1, get(queue.claim(account, 1)).size());
    }

    @Test
    void a_begin_in_doubt_that_was_committed_is_finished() {
        Claim claim = claimOne();
        int number = beginOne(claim);
        assertEquals(Map.of(claim.delivery(), number), get(queue.begun(List.of(claim))));
    }

    @Test
    void a_begin_in_doubt_that_was_not_committed_can_never_be_any_more() {
        Claim claim = claimOne();
        assertEquals(Map.of(), get(queue.begun(List.of(claim))));
        assertEquals(Map.of(Channel.EMAIL, Map.of(State.QUEUED, 1L)), get(tallies.of(notice)));
        assertEquals(Map.of(), get(queue.begin(List.of(claim), List.of(Ids.next()))), "the begin that came late");
        Claim again = get(queue.claim(account, 1)).getFirst();
        assertEquals(Map.of(), get(queue.begun(List.of(claim))), "somebody else's by now");
        assertEquals(1, get(queue.begin(List.of(again), List.of(Ids.next()))).size());
    }

    @Test
    void a_begin_in_doubt_of_a_worker_that_was_declared_dead_is_not_finished() {
        Claim claim = claimOne();
        beginOne(claim);
        UUID dead = Ids.next();
        get(pool.preparedQuery("INSERT INTO worker (id, heartbeat_at) VALUES ($1, clock_timestamp() - interval '1 h')")
                .execute(Tuple.of(dead)));
        get(pool.preparedQuery("UPDATE delivery SET worker = $1 WHERE id = $2")
                .execute(Tuple.of(dead, claim.delivery())));
        get(workers.rescue());
        assertEquals(Map.of(Channel.EMAIL, Map.of(State.UNKNOWN, 1L)), get(tallies.of(notice)));
        assertEquals(Map.of(), get(queue.begun(List.of(claim))));
    }

    @Test
    void after_an_outage_of_the_database_nobody_is_declared_dead_at_once() {
        AtomicLong now = new AtomicLong();
        Workers back = new Workers(pool, config, now::get);
        get(back.beat());
        assertTrue(back.judges());
        now.addAndGet(config.selfFence().toNanos());
        assertFalse(back.judges(), "it does not know whether it lives itself");
        get(back.beat());
        assertFalse(back.judges(), "the others may just be coming back as well");
        now.addAndGet(config.selfFence().toNanos() / 2);
        get(back.beat());
        assertFalse(back.judges());
        now.addAndGet(config.selfFence().toNanos() / 2);
        assertTrue(back.judges());
    }

    @Test
    void a_refusal_that_indicts_a_domain_holds_back_its_delivery_and_leaves_the_gate_open() {
        Claim claim = claimOne();
        settle(
                claim,
                beginOne(claim),
                new Outcome.Indicted(Scope.DOMAIN, Duration.ofMinutes(5), Evidence.of("throttled")),
                new Verdict.BackToQueue(Scope.DOMAIN, Duration.ofMinutes(5)));
        assertEquals(List.of(), get(queue.claim(account, 1)), "it is not due yet");
        assertTrue(get(gates.all()).stream()
                .filter(it -> it.account().equals(account))
                .allMatch(Gates.Gate::open));
    }

    @Test
    void a_temporary_refusal_waits_and_a_busy_provider_costs_no_attempt() {
        Claim claim = claimOne();
        settle(
                claim,
                beginOne(claim),
                new Outcome.Busy(Duration.ZERO, Evidence.of("busy")),
                new Verdict.TryAgain(NOW, false));
        Claim second = get(queue.claim(account, 1)).getFirst();
        assertEquals(1, second.attempts());
        assertEquals(0, second.counted());
        settle(
                second,
                beginOne(second),
                new Outcome.Failed(Evidence.of("greylisted")),
                new Verdict.TryAgain(NOW.plusSeconds(60), true));
        assertEquals(Map.of(Channel.EMAIL, Map.of(State.WAITING, 1L)), get(tallies.of(notice)));
        assertEquals(List.of(), get(queue.claim(account, 1)), "it is not due yet");
    }

    @Test
    void a_retry_behind_the_deadline_expires_instead() {
        Claim claim = claimOne();
        settle(
                claim,
                beginOne(claim),
                new Outcome.Failed(Evidence.of("greylisted")),
                new Verdict.TryAgain(NOW.plus(Duration.ofDays(30)), true));
        assertEquals(Map.of(Channel.EMAIL, Map.of(State.EXPIRED, 1L)), get(tallies.of(notice)));
    }

    @Test
    void an_indicted_account_closes_its_gate_and_the_delivery_is_queued_again() {
        Claim claim = claimOne();
        settle(
                claim,
                beginOne(claim),
                new Outcome.Indicted(Scope.ACCOUNT, Duration.ofMinutes(15), Evidence.of("auth-failed")),
                new Verdict.BackToQueue(Scope.ACCOUNT, Duration.ofMinutes(15)));
        Gates.Gate gate = get(gates.all()).stream()
                .filter(it -> it.account().equals(account))
                .findFirst()
                .orElseThrow();
        assertEquals("auth-failed", gate.reason());
        assertEquals(Map.of(Channel.EMAIL, Map.of(State.QUEUED, 1L)), get(tallies.of(notice)));
    }

    @Test
    void a_dead_address_is_left_alone_in_the_next_notice() {
        Claim claim = claimOne();
        settle(
                claim,
                beginOne(claim),
                new Outcome.Refused(Duration.ofDays(180), Evidence.of("mailbox-unknown")),
                new Verdict.GaveUp(Duration.ofDays(180)));
        UUID next = Ids.next();
        tx(it -> runs.open(it, next));
        byte[] index = get(pool.preparedQuery("SELECT address_bi FROM delivery WHERE id = $1")
                        .execute(Tuple.of(claim.delivery())))
                .iterator()
                .next()
                .getBuffer(0)
                .getBytes();
        Fill.Row row = new Fill.Row(Ids.next(), index, null);
        tx(it -> queue.fill(it, new Fill(next, Channel.EMAIL, account, null, deadline(), List.of(row))));
        assertEquals(Map.of(Channel.EMAIL, Map.of(State.SUPPRESSED, 1L)), get(tallies.of(next)));
    }

    @Test
    void a_dead_workers_claimed_rows_go_back_and_its_begun_ones_become_unknown() {
        tx(it -> queue.fill(it, page(5)));
        List<Claim> claims = get(queue.claim(account, 5));
        UUID dead = Ids.next();
        get(pool.preparedQuery(
                        "INSERT INTO worker (id, heartbeat_at) VALUES ($1, clock_timestamp() - interval '1 hour')")
                .execute(Tuple.of(dead)));
        int no = beginOne(claims.get(0));
        get(pool.preparedQuery("UPDATE delivery SET worker = $1 WHERE notice = $2")
                .execute(Tuple.of(dead, notice)));
        get(workers.rescue());
        assertEquals(Map.of(Channel.EMAIL, Map.of(State.QUEUED, 4L, State.UNKNOWN, 1L)), get(tallies.of(notice)));
        assertEquals("lost", attempt(claims.get(0), no).getString("phase"));
        settle(claims.get(0), no, new Outcome.Accepted("late", Evidence.of("accepted")), new Verdict.Sent("late"));
        assertEquals(
                Map.of(Channel.EMAIL, Map.of(State.QUEUED, 4L, State.ACCEPTED, 1L)),
                get(tallies.of(notice)),
                "an answer that comes late after all is recorded");
    }

    @Test
    void a_cancelled_run_ends_what_is_not_in_flight() {
        tx(it -> queue.fill(it, page(3)));
        Claim flying = get(queue.claim(account, 1)).getFirst();
        int no = beginOne(flying);
        tx(it -> runs.cancel(it, notice));
        get(queue.sweep());
        assertEquals(
                Map.of(Channel.EMAIL, Map.of(State.CANCELLED, 2L, State.HANDING_OFF, 1L)), get(tallies.of(notice)));
        settle(
                flying,
                no,
                new Outcome.Failed(Evidence.of("greylisted")),
                new Verdict.TryAgain(NOW.plusSeconds(1), true));
        assertEquals(Map.of(Channel.EMAIL, Map.of(State.CANCELLED, 3L)), get(tallies.of(notice)));
    }

    @Test
    void a_compromised_channel_of_a_run_is_neither_claimed_nor_begun_and_what_waits_is_suppressed() {
        tx(it -> queue.fill(it, page(4)));
        List<Claim> claims = get(queue.claim(account, 2));
        Claim flying = claims.getFirst();
        Claim held = claims.getLast();
        int no = beginOne(flying);
        tx(it -> runs.compromised(it, List.of(notice), List.of(Channel.EMAIL)));
        assertEquals(Map.of(), get(queue.begin(List.of(held), List.of(Ids.next()))));
        assertFalse(get(queue.goes(flying, no)));
        assertEquals(1, get(queue.release(List.of(held))).intValue());
        assertEquals(Set.of(), Set.copyOf(get(queue.due(Set.of(account)))));
        assertEquals(List.of(), get(queue.claim(account, 10)));
        sweepUntil(Map.of(State.SUPPRESSED, 3L, State.HANDING_OFF, 1L));
        settle(
                flying,
                no,
                new Outcome.Failed(Evidence.of("greylisted")),
                new Verdict.TryAgain(NOW.plusSeconds(1), true));
        sweepUntil(Map.of(State.SUPPRESSED, 4L));
        tx(it -> runs.compromised(it, List.of(notice), List.of()));
        get(queue.sweep());
        assertEquals(List.of(), get(queue.claim(account, 10)), "what was suppressed stays so");
    }

    /** The service's own sweeper may hold the rows just now. */
    private void sweepUntil(Map<State, Long> emails) {
        await().atMost(Duration.ofSeconds(20)).until(() -> {
            get(queue.sweep());
            return get(tallies.of(notice)).equals(Map.of(Channel.EMAIL, emails));
        });
    }

    @Test
    void a_panic_stop_closes_every_gate_and_its_lift_opens_only_what_it_closed() {
        String closed = "email:closed-" + Ids.next();
        get(gates.add(closed, Channel.EMAIL, null));
        tx(it -> gates.close(it, closed, "maintenance", "alice"));
        tx(it -> gates.panicStop(it, "alice"));
        assertTrue(get(gates.all()).stream().noneMatch(Gates.Gate::open));
        tx(it -> gates.panicLift(it, "alice"));
        assertEquals(
                List.of(closed),
                get(gates.all()).stream()
                        .filter(it -> !it.open() && it.account().equals(closed))
                        .map(Gates.Gate::account)
                        .toList());
        tx(it -> gates.open(it, closed, "alice"));
    }

    @Test
    void a_pace_gives_time_slots_and_no_more_than_fit_ahead() {
        tx(it -> gates.pace(it, account, 20.0));
        tx(it -> queue.fill(it, page(100)));
        long before = System.nanoTime();
        List<Claim> claims = get(queue.claim(account, 100));
        long answered = System.nanoTime();
        assertTrue(claims.size() <= 6, "250 ms ahead at 20/s: at most six slots");
        assertTrue(claims.size() >= 5);
        for (int i = 1; i < claims.size(); i++) {
            long gap = claims.get(i).startNanos() - claims.get(i - 1).startNanos();
            assertEquals(50_000_000, gap, 1_000);
        }
        assertTrue(claims.getLast().startNanos() - answered <= 251_000_000);
        int more = get(queue.claim(account, 100)).size();
        long slots = (System.nanoTime() - before + 250_000_000) / 50_000_000 + 1;
        assertTrue(claims.size() + more <= slots, "slots are given out once: " + more + " more of " + slots);
    }

    private Claim claimOne() {
        tx(it -> queue.fill(it, page(1)));
        return get(queue.claim(account, 1)).getFirst();
    }

    private int beginOne(Claim claim) {
        return get(queue.begin(List.of(claim), List.of(Ids.next()))).get(claim.delivery());
    }

    private void settle(Claim claim, int no, Outcome outcome, Verdict verdict) {
        get(queue.settle(List.of(new Settlement(claim, no, outcome, verdict, NOW))));
    }

    private Row attempt(Claim claim, int no) {
        return get(pool.preparedQuery("SELECT * FROM attempt WHERE delivery = $1 AND no = $2")
                        .execute(Tuple.of(claim.delivery(), no)))
                .iterator()
                .next();
    }

    private Fill page(int n) {
        List<Fill.Row> rows = new ArrayList<>();
        IntStream.range(0, n).forEach(_ -> {
            UUID recipient = Ids.next();
            rows.add(new Fill.Row(recipient, recipient.toString().getBytes(), null));
        });
        return fill(rows);
    }

    private Fill fill(List<Fill.Row> rows) {
        return new Fill(notice, Channel.EMAIL, account, null, deadline(), rows);
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
