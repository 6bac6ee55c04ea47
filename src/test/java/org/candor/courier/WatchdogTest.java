package org.candor.courier;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class WatchdogTest {
    private static final Duration LONG = Duration.ofMinutes(1);
    private static final Duration SHORT = Duration.ofMillis(100);

    @Test
    void what_is_late_gets_no_more_time_even_before_anybody_looked() throws Exception {
        try (Watchdog watchdog = new Watchdog(LONG, () -> {})) {
            Watchdog.Guard guard = watchdog.guard(() -> {});
            guard.allow(Duration.ofNanos(1));
            Thread.sleep(1);
            assertThrows(IOException.class, () -> guard.allow(LONG));
        }
    }

    @Test
    void what_rests_is_never_late() throws Exception {
        try (Watchdog watchdog = new Watchdog(LONG, () -> {})) {
            Watchdog.Guard guard = watchdog.guard(() -> {});
            guard.allow(Duration.ofNanos(1));
            guard.rest();
            Thread.sleep(1);
            assertDoesNotThrow(() -> guard.allow(LONG));
        }
    }

    @Test
    void after_a_standstill_answers_are_read_before_anything_is_closed() throws Exception {
        CountDownLatch still = new CountDownLatch(1);
        CountDownLatch goesOn = new CountDownLatch(1);
        CountDownLatch closed = new CountDownLatch(1);
        Runnable standstill = () -> {
            still.countDown();
            await(goesOn);
        };
        try (Watchdog watchdog = new Watchdog(SHORT, standstill)) {
            await(still);
            Watchdog.Guard guard = watchdog.guard(closed::countDown);
            guard.allow(SHORT);
            Thread.sleep(SHORT.multipliedBy(3));
            long awake = System.nanoTime();
            goesOn.countDown();
            await(closed);
            long after = System.nanoTime() - awake;
            assertTrue(after >= Duration.ofMillis(900).toNanos(), "closed " + after + " ns after it went on");
        }
    }

    private static void await(CountDownLatch latch) {
        try {
            assertTrue(latch.await(LONG.toMillis(), TimeUnit.MILLISECONDS));
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }
}
