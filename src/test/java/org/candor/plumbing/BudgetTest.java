package org.candor.plumbing;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class BudgetTest {
    private Instant now = Instant.parse("2026-11-07T09:30:00Z");

    @Test
    void r13_an_address_has_so_many_at_once_and_gets_some_back_with_time() {
        Budget budget = budget(5, 2, 1000, 0);
        assertEquals(5, spent(budget, "192.0.2.1", 10));
        assertFalse(budget.has("192.0.2.1"));
        assertTrue(budget.has("192.0.2.2"));
        now = now.plusMillis(1_500);
        assertEquals(3, spent(budget, "192.0.2.1", 10));
        now = now.plus(Duration.ofDays(1));
        assertEquals(5, spent(budget, "192.0.2.1", 10));
    }

    @Test
    void r13_all_together_have_a_bound_too() {
        Budget budget = budget(5, 1, 12, 1);
        int spent = 0;
        for (int i = 0; i < 100; i++) {
            spent += spent(budget, "192.0.2." + i, 1);
        }
        assertEquals(12, spent);
        now = now.plusSeconds(3);
        assertEquals(3, spent(budget, "198.51.100.1", 5));
    }

    @Test
    void an_ipv6_customer_is_one_network() {
        Budget budget = budget(5, 0, 1000, 0);
        assertEquals(5, spent(budget, "2001:db8:1:2:3:4:5:6", 10));
        assertEquals(0, spent(budget, "2001:db8:1:2:ffff:0:0:1", 10));
        assertEquals(5, spent(budget, "2001:db8:1:3:3:4:5:6", 10));
    }

    @Test
    void a_clock_that_goes_back_gives_nothing_and_takes_nothing() {
        Budget budget = budget(5, 1, 1000, 0);
        assertEquals(5, spent(budget, "192.0.2.1", 5));
        now = now.minusSeconds(60);
        assertEquals(0, spent(budget, "192.0.2.1", 5));
        now = now.plusSeconds(2);
        assertEquals(2, spent(budget, "192.0.2.1", 5));
    }

    @Test
    void memory_is_bounded() {
        Budget budget = budget(1, 0, 1_000_000, 0);
        for (int i = 0; i < 30_000; i++) {
            assertTrue(budget.spend("host-" + i));
        }
        assertFalse(budget.spend("host-29999"));
        assertTrue(budget.spend("host-0"), "forgotten: starts afresh");
    }

    private Budget budget(int each, int back, int all, int allBack) {
        return new Budget(() -> now, new Budget.Size(each, back), new Budget.Size(all, allBack));
    }

    private static int spent(Budget budget, String address, int tries) {
        int spent = 0;
        for (int i = 0; i < tries; i++) {
            spent += budget.spend(address) ? 1 : 0;
        }
        return spent;
    }
}
