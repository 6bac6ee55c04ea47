package org.candor.dispatch;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class DrainTest {
    private static final Duration LONG = Duration.ofMinutes(1);

    @Test
    void an_end_waits_until_the_last_hand_off_is_over() {
        AtomicInteger left = new AtomicInteger(5);
        Dispatch.empty(() -> left.getAndUpdate(n -> Math.max(0, n - 1)), LONG)
                .await()
                .atMost(LONG);
        assertEquals(0, left.get());
    }

    @Test
    void an_end_waits_no_longer_than_it_may() {
        AtomicInteger looks = new AtomicInteger();
        Dispatch.empty(looks::incrementAndGet, Duration.ofMillis(200)).await().atMost(LONG);
        assertTrue(looks.get() > 1, "it looked once and gave up");
    }
}
