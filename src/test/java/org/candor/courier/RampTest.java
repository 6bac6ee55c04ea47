package org.candor.courier;

import static org.candor.courier.Ramp.End.BAD;
import static org.candor.courier.Ramp.End.GOOD;
import static org.candor.courier.Ramp.End.SLOW;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class RampTest {
    private static final Duration NOW = Duration.ZERO;
    private static final Executor THREADS = task -> Thread.ofVirtual().start(task);

    private final Ramp ramp = new Ramp(new Ramp.Limits(8, 3, Duration.ofMinutes(1)));

    private Ramp.Go go() throws InterruptedException {
        return assertInstanceOf(Ramp.Go.class, ramp.enter(NOW));
    }

    private boolean one(Ramp.End end) throws InterruptedException {
        return ramp.leave(go(), end);
    }

    @Test
    void it_starts_at_one_and_doubles_up_to_the_most() throws InterruptedException {
        for (int width : List.of(1, 2, 4, 8, 8)) {
            assertEquals(width, ramp.width());
            assertFalse(one(GOOD));
        }
        List<Ramp.Go> all = new ArrayList<>();
        for (int i = 0; i < 8; i++) {
            all.add(go());
        }
        assertInstanceOf(Ramp.Late.class, ramp.enter(NOW));
        all.forEach(it -> ramp.leave(it, GOOD));
        go();
    }

    @Test
    void a_bad_end_and_a_word_to_slow_down_take_it_back_to_one() throws InterruptedException {
        for (Ramp.End end : List.of(BAD, SLOW)) {
            one(GOOD);
            one(GOOD);
            assertTrue(ramp.width() > 1);
            one(end);
            assertEquals(1, ramp.width());
        }
    }

    @Test
    void what_began_before_a_bad_end_does_not_widen_it_again() throws InterruptedException {
        one(GOOD);
        Ramp.Go early = go();
        one(BAD);
        ramp.leave(early, GOOD);
        assertEquals(1, ramp.width());
        one(GOOD);
        assertEquals(2, ramp.width());
    }

    @Test
    void the_third_bad_end_within_the_window_is_an_outage_and_who_comes_is_turned_away() throws InterruptedException {
        assertFalse(one(BAD));
        assertFalse(one(BAD));
        assertTrue(one(BAD));
        assertInstanceOf(Ramp.Away.class, ramp.enter(NOW));
    }

    @Test
    void bad_ends_far_apart_are_no_outage() throws InterruptedException {
        Ramp strict = new Ramp(new Ramp.Limits(8, 3, Duration.ofNanos(1)));
        for (int i = 0; i < 10; i++) {
            assertFalse(strict.leave((Ramp.Go) strict.enter(NOW), BAD));
        }
    }

    @Test
    void those_who_wait_are_turned_away_at_once() throws Exception {
        Ramp.Go third = null;
        one(BAD);
        one(BAD);
        third = go();
        List<CompletableFuture<Ramp.Turn>> waiting = IntStream.range(0, 20)
                .mapToObj(_ -> CompletableFuture.supplyAsync(this::wait30Seconds, THREADS))
                .toList();
        assertTrue(ramp.leave(third, BAD));
        for (CompletableFuture<Ramp.Turn> one : waiting) {
            assertInstanceOf(Ramp.Away.class, one.get(5, TimeUnit.SECONDS));
        }
    }

    private Ramp.Turn wait30Seconds() {
        try {
            return ramp.enter(Duration.ofSeconds(30));
        } catch (InterruptedException stop) {
            throw new AssertionError(stop);
        }
    }

    @Test
    void what_stopped_one_holds_for_all() throws InterruptedException {
        ramp.turnAway();
        assertInstanceOf(Ramp.Away.class, ramp.enter(NOW));
        assertInstanceOf(Ramp.Away.class, ramp.enter(NOW));
    }

    @Test
    void a_gate_has_closed_after_a_while() throws InterruptedException {
        Ramp brief = new Ramp(new Ramp.Limits(8, 3, Duration.ofMinutes(1), Duration.ofNanos(1)));
        brief.turnAway();
        assertInstanceOf(Ramp.Go.class, brief.enter(NOW));
    }

    @Test
    void who_waits_gets_the_turn_of_who_leaves() throws Exception {
        Ramp.Go first = go();
        CompletableFuture<Ramp.Turn> second = CompletableFuture.supplyAsync(this::wait30Seconds, THREADS);
        ramp.leave(first, GOOD);
        assertInstanceOf(Ramp.Go.class, second.get(5, TimeUnit.SECONDS));
    }

    /** As after a process was stopped: its turn and the end of its time come at once. */
    @Test
    void who_wakes_after_its_time_gets_no_turn_and_passes_it_on() throws Exception {
        Ramp.Go first = go();
        CompletableFuture<Ramp.Turn> late = new CompletableFuture<>();
        Thread waiting = Thread.ofPlatform().start(() -> {
            try {
                late.complete(ramp.enter(Duration.ofMillis(500)));
            } catch (InterruptedException stop) {
                late.completeExceptionally(stop);
            }
        });
        while (waiting.getState() != Thread.State.TIMED_WAITING) {
            Thread.sleep(1);
        }
        ramp.lock.lock();
        try {
            Thread.sleep(600);
            ramp.leave(first, SLOW);
        } finally {
            ramp.lock.unlock();
        }
        assertInstanceOf(Ramp.Late.class, late.get(5, TimeUnit.SECONDS));
        go();
    }

    @Test
    void an_end_of_the_service_waits_for_those_under_way() throws Exception {
        Ramp.Go first = go();
        CompletableFuture<Ramp.Turn> waiting = CompletableFuture.supplyAsync(this::wait30Seconds, THREADS);
        CompletableFuture<Void> closed = CompletableFuture.runAsync(() -> ramp.close(Duration.ofSeconds(30)), THREADS);
        assertInstanceOf(Ramp.Closing.class, waiting.get(5, TimeUnit.SECONDS));
        assertFalse(closed.isDone());
        ramp.leave(first, GOOD);
        closed.get(5, TimeUnit.SECONDS);
        assertInstanceOf(Ramp.Closing.class, ramp.enter(NOW));
    }

    @Test
    void after_an_outage_one_bad_end_is_another_until_there_is_a_good_one() throws InterruptedException {
        Ramp brief = new Ramp(new Ramp.Limits(8, 3, Duration.ofMinutes(1), Duration.ofNanos(1)));
        List<Boolean> outages = new ArrayList<>();
        for (Ramp.End end : List.of(BAD, BAD, BAD, BAD, SLOW, BAD, GOOD, BAD)) {
            outages.add(brief.leave((Ramp.Go) brief.enter(NOW), end));
        }
        assertEquals(List.of(false, false, true, true, false, true, false, true), outages);
    }

    /** The last one above was the fourth within a minute; these are further apart. */
    @Test
    void a_good_end_ends_an_outage() throws InterruptedException {
        Ramp strict = new Ramp(new Ramp.Limits(8, 1, Duration.ofMinutes(1), Duration.ofNanos(1)));
        assertTrue(strict.leave((Ramp.Go) strict.enter(NOW), BAD));
        Ramp two = new Ramp(new Ramp.Limits(8, 2, Duration.ofNanos(1), Duration.ofNanos(1)));
        for (Ramp.End end : List.of(BAD, BAD, GOOD, BAD, BAD)) {
            assertFalse(two.leave((Ramp.Go) two.enter(NOW), end));
        }
    }
}
