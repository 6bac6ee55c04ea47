package org.candor.queue;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class DomainRatesTest {
    private static final long SECOND = Duration.ofSeconds(1).toNanos();

    private final DomainRates rates = new DomainRates();

    @Test
    void a_burst_counts_as_a_second() {
        note(50, 0);
        assertEquals(50, rates.perSecond("email:main", 7, SECOND / 10), 1e-9);
        assertEquals(0, rates.perSecond("email:main", 8, SECOND / 10), 1e-9);
        assertEquals(0, rates.perSecond("email:other", 7, SECOND / 10), 1e-9);
    }

    @Test
    void a_steady_rate_is_what_it_is_whenever_one_looks() {
        for (int i = 0; i < 600; i++) {
            note(1, i * SECOND / 10);
        }
        assertEquals(10, rates.perSecond("email:main", 7, 60 * SECOND), 1);
        for (int i = 600; i < 655; i++) {
            note(1, i * SECOND / 10);
        }
        assertEquals(10, rates.perSecond("email:main", 7, 65 * SECOND + SECOND / 2), 1);
    }

    @Test
    void what_was_long_ago_is_forgotten() {
        note(1_000, 0);
        assertEquals(0, rates.perSecond("email:main", 7, 60 * SECOND), 1e-9);
    }

    private void note(int n, long at) {
        for (int i = 0; i < n; i++) {
            rates.note("email:main", 7, at);
        }
    }
}
