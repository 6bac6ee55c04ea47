package org.candor.simulation;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.smallrye.mutiny.infrastructure.Infrastructure;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.function.UnaryOperator;
import java.util.logging.Level;
import java.util.logging.Logger;
import java.util.stream.LongStream;
import org.candor.plumbing.Sql;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * The promises hold in thousands of histories. {@code -Dsimulation.seeds=FROM-TO} plays others than the usual ones; a seed
 * that finds something goes into {@link #REGRESSIONS} with what it found.
 */
class SimulationTest {
    /** Played always, whatever range is asked for. */
    private static final List<Long> REGRESSIONS = List.of(
            // A registration whose answer was lost was tried again under the same id, for ever in vain.
            11L);

    private static final String USUAL = "1-150";
    private static final int BROKEN_MOST = 200;
    private static final Timers TIMERS = new Timers();
    private static final Logger OURS = Logger.getLogger("org.candor");

    private static Executor usual;
    private static Level loud;
    private static SimulatedDatabase database;
    private static Line line;

    @BeforeAll
    static void a_world() {
        usual = Infrastructure.getDefaultExecutor();
        Infrastructure.setDefaultExecutor(TIMERS, false);
        loud = OURS.getLevel();
        OURS.setLevel(Level.OFF);
        database = new SimulatedDatabase();
        line = database.line();
    }

    @AfterAll
    static void the_end_of_the_world() {
        line.close();
        database.close();
        OURS.setLevel(loud);
        Infrastructure.setDefaultExecutor(usual, false);
    }

    @Test
    void the_promises_hold_in_every_history() {
        String[] range = System.getProperty("simulation.seeds", USUAL).split("-");
        long start = System.nanoTime();
        List<String> bad = new ArrayList<>();
        long[] seeds = LongStream.concat(
                        REGRESSIONS.stream().mapToLong(it -> it),
                        LongStream.rangeClosed(Long.parseLong(range[0]), Long.parseLong(range[1])))
                .toArray();
        for (long seed : seeds) {
            List<String> found = played(seed, UnaryOperator.identity(), null);
            if (!found.isEmpty()) {
                bad.add("seed " + seed + ": " + String.join("; ", found) + (bad.isEmpty() ? traced(seed) : ""));
            }
        }
        System.out.printf(
                "%d histories, %d statements, %.1f s%n",
                seeds.length, line.statements(), (System.nanoTime() - start) / 1e9);
        assertEquals(List.of(), bad, () -> String.join("\n", bad));
    }

    @Test
    void a_seed_is_the_same_history_each_time() {
        for (long seed = 1; seed <= 10; seed++) {
            List<String> once = trace(seed);
            played(seed + 100, UnaryOperator.identity(), null);
            assertEquals(once, trace(seed));
            assertFalse(once.isEmpty());
        }
    }

    @Test
    void a_begin_through_a_closed_gate_is_found() {
        found("begin", "AND (g.open OR g.probe_lease = d.lease)", "");
    }

    @Test
    void a_begin_of_a_closed_run_is_found() {
        found("begin", "AND r.state = 'open'", "");
    }

    @Test
    void a_rescue_that_puts_what_was_begun_back_into_the_queue_is_found() {
        found("rescue", "WHEN earlier_taken THEN 'accepted' ELSE 'unknown' END AS next", "ELSE 'queued' END AS next");
    }

    @Test
    void a_claim_that_nobody_gives_back_is_found() {
        found("release-lease", "AND d.lease = ANY ($1::uuid[])", "AND d.lease = ANY ($1::uuid[]) AND false");
    }

    @Test
    void a_resend_that_is_not_flagged_is_found() {
        found("quarantine-over", "possible_duplicate = true,", "");
    }

    @Test
    void a_move_that_is_not_counted_is_found() {
        found(
                "expire",
                "SELECT notice, channel, 'expired', count(*) FROM late",
                "SELECT notice, channel, 'expired', 0 FROM late");
    }

    @Test
    void an_expiry_that_never_comes_is_found() {
        found("expire", "deadline <= statement_timestamp()", "deadline <= clock_timestamp() - interval '2 days'");
    }

    /** With one statement broken on purpose, some seed finds it. */
    private static void found(String statement, String right, String wrong) {
        String text = Sql.of("queue").get(statement);
        assertTrue(text.contains(right), () -> statement + " has changed: " + right);
        UnaryOperator<String> patch = sql -> sql.equals(text) ? text.replace(right, wrong) : sql;
        assertTrue(
                LongStream.rangeClosed(1, BROKEN_MOST)
                        // Not what broke the simulation itself.
                        .anyMatch(
                                seed -> played(seed, patch, null).stream().anyMatch(it -> !it.startsWith("it broke"))),
                () -> statement + " without «" + right + "» was not found out in " + BROKEN_MOST + " histories");
    }

    private static List<String> trace(long seed) {
        List<String> trace = new ArrayList<>();
        played(seed, UnaryOperator.identity(), trace);
        return trace;
    }

    private static String traced(long seed) {
        return "\n" + String.join("\n", trace(seed)) + "\n";
    }

    private static List<String> played(long seed, UnaryOperator<String> patch, @Nullable List<String> trace) {
        Player player = new Player(seed, line, patch, trace);
        TIMERS.play(player.history());
        return player.play();
    }
}
