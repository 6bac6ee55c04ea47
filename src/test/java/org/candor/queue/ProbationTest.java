package org.candor.queue;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quarkus.test.junit.QuarkusTest;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.SqlConnection;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.event.Event;
import jakarta.inject.Inject;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Function;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.candor.delivery.Channel;
import org.candor.delivery.Evidence;
import org.candor.delivery.Outcome;
import org.candor.delivery.RetryPolicy;
import org.candor.delivery.Scope;
import org.candor.delivery.State;
import org.candor.plumbing.Ids;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** What happens when a gate's pause is over: on an account of its own, by two processes. */
@QuarkusTest
class ProbationTest {
    private static final Evidence SAID = new Evidence("said", "550", "");
    private static final Evidence OURS = Evidence.of("ours");
    private static final Duration QUARTER = Duration.ofMinutes(15);

    @Inject
    Pool pool;

    @Inject
    Holds holds;

    @Inject
    QueueConfig config;

    @Inject
    Tallies tallies;

    @Inject
    Runs runs;

    @Inject
    Event<Settled> settled;

    /** One process: the same database, its own worker and what it knows of the gates. */
    private final class Process {
        final Gates gates = new Gates(pool);
        final Workers workers = new Workers(pool, config);
        final Queue queue = new Queue(pool, workers, gates, new Probation(pool, gates), holds, config, settled);

        Process() {
            get(gates.add(account, Channel.EMAIL, null));
            get(workers.beat());
        }

        List<Claim> claim() {
            return get(queue.claim(account, 10));
        }

        Claim probe() {
            List<Claim> claims = claim();
            assertEquals(1, claims.size());
            return claims.getFirst();
        }

        void settle(Claim claim, Outcome outcome) {
            Map<UUID, Integer> begun = get(queue.begin(List.of(claim), List.of(Ids.next())));
            end(claim, begun.get(claim.delivery()), outcome);
        }

        void end(Claim claim, int no, Outcome outcome) {
            var verdict = RetryPolicy.email().decide(outcome, 1, Instant.now(), RandomGenerator.getDefault());
            get(queue.settle(List.of(new Settlement(claim, no, outcome, verdict, Instant.now()))));
        }

        Gates.Gate gate() {
            return get(gates.all()).stream()
                    .filter(it -> it.account().equals(account))
                    .findFirst()
                    .orElseThrow();
        }
    }

    private String account;
    private UUID notice;
    private Process one;
    private Process two;

    @BeforeEach
    void two_processes_and_ten_deliveries() {
        account = "email:probation-test-" + Ids.next();
        notice = Ids.next();
        one = new Process();
        two = new Process();
        tx(it -> runs.open(it, notice));
        List<Fill.Row> rows = new ArrayList<>();
        IntStream.range(0, 10).forEach(_ -> rows.add(new Fill.Row(Ids.next(), null, null)));
        OffsetDateTime deadline = OffsetDateTime.now().plusDays(1);
        tx(it -> one.queue.fill(it, new Fill(notice, Channel.EMAIL, account, null, deadline, rows)));
    }

    /** The account is indicted, and its pause is over. */
    private void onProbation() {
        Claim claim = one.claim().getFirst();
        one.settle(claim, indicted(QUARTER));
        assertFalse(one.gate().open());
        release();
        afterItsPause();
    }

    /** What was claimed beside it is given back, as the lane does. */
    private void release() {
        get(pool.preparedQuery(
                        "UPDATE delivery SET state = 'queued', due_at = clock_timestamp(), worker = NULL, lease = NULL "
                                + "WHERE notice = $1 AND state = 'claimed'")
                .execute(Tuple.of(notice)));
    }

    private void afterItsPause() {
        get(pool.preparedQuery("UPDATE gate SET until = clock_timestamp() WHERE account = $1 AND until IS NOT NULL")
                .execute(Tuple.of(account)));
        get(one.gates.refresh());
        get(two.gates.refresh());
    }

    private static Outcome indicted(Duration pause) {
        return new Outcome.Indicted(Scope.ACCOUNT, pause, new Evidence("login-refused", "535", "5.7.8"));
    }

    @Test
    void when_its_pause_is_over_a_gate_lets_one_delivery_through_over_all_processes() {
        onProbation();
        assertTrue(one.gate().probing());
        assertFalse(one.gate().open());
        Claim probe = one.probe();
        assertEquals(List.of(), two.claim());
        assertEquals(List.of(), one.claim());
        int no = get(one.queue.begin(List.of(probe), List.of(Ids.next()))).get(probe.delivery());
        assertEquals(List.of(), two.claim(), "nor while it is handed off");
        one.end(probe, no, new Outcome.Accepted("r", Evidence.of("accepted")));
        assertTrue(one.gate().open());
        assertEquals(9, one.claim().size());
    }

    @Test
    void two_processes_that_ask_at_once_get_one_probe() {
        onProbation();
        for (int i = 0; i < 20; i++) {
            List<List<Claim>> both = get(Uni.join()
                    .all(one.queue.claim(account, 10), two.queue.claim(account, 10))
                    .andFailFast());
            List<Claim> probes =
                    Stream.concat(both.get(0).stream(), both.get(1).stream()).toList();
            assertTrue(probes.size() <= 1, "round " + i);
            get(one.queue.release(probes));
        }
    }

    @Test
    void a_process_that_has_not_heard_of_the_probation_sends_nothing_and_hears_of_its_end() {
        Process deaf = new Process();
        onProbation();
        assertEquals(List.of(), deaf.claim());
        one.settle(one.probe(), new Outcome.Accepted("r", Evidence.of("accepted")));
        assertEquals(List.of(), two.claim(), "until its next sweep it asks for a probe");
        get(two.gates.refresh());
        assertEquals(9, two.claim().size());
    }

    @Test
    void what_was_claimed_before_the_gate_closed_is_not_begun_on_probation() {
        List<Claim> claims = one.claim();
        one.settle(claims.getFirst(), indicted(QUARTER));
        afterItsPause();
        assertTrue(one.gate().probing());
        assertEquals(Map.of(), get(one.queue.begin(List.of(claims.get(1)), List.of(Ids.next()))));
    }

    static Stream<Arguments> answers() {
        Duration minute = Duration.ofMinutes(1);
        return Stream.of(
                Arguments.of(new Outcome.Accepted("r", SAID), "open", null),
                Arguments.of(new Outcome.Refused(Duration.ZERO, SAID), "open", null),
                Arguments.of(new Outcome.Refused(Duration.ofDays(180), SAID), "open", null),
                Arguments.of(new Outcome.Failed(SAID), "open", null),
                Arguments.of(new Outcome.Indicted(Scope.DOMAIN, minute, SAID), "open", null),
                Arguments.of(new Outcome.Indicted(Scope.COUNTRY, minute, SAID), "open", null),
                Arguments.of(new Outcome.Indicted(Scope.COUNTRY, minute, OURS), "probing login-refused", null),
                Arguments.of(new Outcome.Refused(Duration.ZERO, OURS), "probing login-refused", null),
                Arguments.of(new Outcome.Failed(OURS), "closed ours", QUARTER),
                Arguments.of(new Outcome.Busy(minute, SAID), "closed said", minute),
                Arguments.of(new Outcome.Unknown(OURS), "closed ours", QUARTER),
                Arguments.of(new Outcome.Unknown(minute, OURS), "closed ours", minute),
                Arguments.of(new Outcome.Indicted(Scope.RELAY, minute, SAID), "closed said", minute),
                Arguments.of(indicted(QUARTER), "closed login-refused", QUARTER));
    }

    /** {@code pause}: for how long it is closed, give or take the time that a slow machine takes. */
    @ParameterizedTest
    @MethodSource("answers")
    void the_answer_to_the_probe_says_what_follows(Outcome outcome, String gate, Duration pause) {
        onProbation();
        OffsetDateTime before = OffsetDateTime.now();
        one.settle(one.probe(), outcome);
        Gates.Gate is = one.gate();
        assertEquals(gate, is.open() ? "open" : (is.probing() ? "probing " : "closed ") + is.reason());
        assertEquals(pause == null, is.until() == null);
        if (pause != null) {
            Duration closed = Duration.between(before, is.until());
            assertTrue(closed.compareTo(pause) >= 0 && closed.compareTo(pause.plusSeconds(30)) < 0, closed::toString);
            afterItsPause();
            one.probe();
        }
    }

    @Test
    void a_probe_whose_process_died_is_rescued_and_the_next_one_goes() {
        onProbation();
        Claim probe = one.probe();
        get(one.queue.begin(List.of(probe), List.of(Ids.next())));
        get(pool.preparedQuery("UPDATE worker SET heartbeat_at = clock_timestamp() - interval '1 hour' WHERE id = $1")
                .execute(Tuple.of(one.workers.self())));
        assertEquals(List.of(), two.claim());
        get(two.workers.rescue());
        assertEquals(1L, count(State.UNKNOWN));
        assertNotEquals(probe.delivery(), two.probe().delivery());
    }

    @Test
    void a_probe_that_is_given_back_makes_room_for_the_next() {
        onProbation();
        get(one.queue.release(List.of(one.probe())));
        assertTrue(one.gate().probing());
        two.probe();
    }

    @Test
    void a_late_answer_to_what_was_no_probe_opens_nothing() {
        List<Claim> claims = one.claim();
        Claim slow = claims.get(1);
        int no = get(one.queue.begin(List.of(slow), List.of(Ids.next()))).get(slow.delivery());
        one.settle(claims.getFirst(), indicted(QUARTER));
        afterItsPause();
        one.end(slow, no, new Outcome.Accepted("r", Evidence.of("accepted")));
        assertTrue(one.gate().probing());
    }

    @Test
    void what_a_person_opens_is_open_at_once_and_what_a_person_closed_never_opens_by_itself() {
        onProbation();
        Claim probe = one.probe();
        tx(it -> one.gates.open(it, account, "alice"));
        assertTrue(one.gate().open());
        one.settle(probe, new Outcome.Busy(QUARTER, OURS));
        assertTrue(one.gate().open(), "it is no probe any more");
        tx(it -> one.gates.close(it, account, "maintenance", "alice"));
        afterItsPause();
        assertFalse(one.gate().open());
        assertFalse(one.gate().probing());
        assertEquals(List.of(), one.claim());
    }

    @Test
    void a_person_or_a_panic_stop_ends_the_probation_for_good() {
        onProbation();
        Claim probe = one.probe();
        tx(it -> one.gates.panicStop(it, "alice"));
        assertEquals(Map.of(), get(one.queue.begin(List.of(probe), List.of(Ids.next()))));
        assertEquals("panic-stop", one.gate().reason());
        afterItsPause();
        assertFalse(one.gate().probing());
        tx(it -> one.gates.panicLift(it, "alice"));
    }

    @Test
    void news_that_comes_later_and_indicts_the_account_ends_the_probation() {
        onProbation();
        get(one.gates.pause(account, "account-suspended", Duration.ZERO));
        assertFalse(one.gate().probing());
        assertEquals("account-suspended", one.gate().reason());
        afterItsPause();
        assertFalse(one.gate().probing(), "a person opens it");
    }

    private long count(State state) {
        return get(tallies.of(notice)).get(Channel.EMAIL).getOrDefault(state, 0L);
    }

    private <T> T tx(Function<SqlConnection, Uni<T>> work) {
        return get(pool.withTransaction(work));
    }

    private static <T> T get(Uni<T> answer) {
        return answer.await().atMost(Duration.ofSeconds(30));
    }
}
