package org.candor.courier;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class WatchdogTest {
    private static final Duration LONG = Duration.ofMinutes(1);

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
}
