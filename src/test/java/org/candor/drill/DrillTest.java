package org.candor.drill;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.stream.IntStream;
import org.candor.rig.Delivered;
import org.candor.rig.Ledger;
import org.junit.jupiter.api.Test;

class DrillTest {
    private static final Ledger LEDGER = new Ledger(List.of(new Ledger.Entry("second", "+14155550100", "")));

    @Test
    void the_line_that_is_taken_from_a_ledger_is_one_that_it_has() {
        // The first attempt of each was turned away, as one that comes too soon is: no ledger has it.
        List<Delivered> deliveries = IntStream.range(0, 20)
                .mapToObj(i -> sms("turned-away-" + i, i == 19 ? "second" : "other-" + i))
                .toList();
        assertEquals("second", Drill.someTaken("sms", deliveries, LEDGER));
        assertEquals(List.of(), LEDGER.without("second").entries());
    }

    @Test
    void an_empty_ledger_shows_nothing() {
        List<Delivered> deliveries = List.of(sms("first", "second"));
        assertThrows(IllegalStateException.class, () -> Drill.someTaken("sms", deliveries, new Ledger(List.of())));
    }

    private static Delivered sms(String... marks) {
        return new Delivered(UUID.randomUUID(), Set.of(marks), "sms:main", "sms", "delivered", 0, false);
    }
}
