package org.candor.courier;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import org.candor.delivery.Evidence;
import org.candor.delivery.Outcome;
import org.junit.jupiter.api.Test;

class CountriesTest {
    private static final Outcome OFF = new Outcome.Refused(Duration.ZERO, Evidence.of("country-not-enabled"));
    private static final Outcome TAKEN = new Outcome.Accepted("SM1", Evidence.of("accepted"));
    private static final Outcome BUSY = new Outcome.Busy(Duration.ofSeconds(1), Evidence.of("too-many-requests"));

    private final Countries countries = new Countries();
    private long now = 5;

    @Test
    void a_refusal_holds_its_country_and_no_other() {
        assertTrue(countries.none());
        assertTrue(leave(OFF));
        assertFalse(countries.none());
        assertEquals(Duration.ofMinutes(15), enter());
        assertEquals(Duration.ZERO, countries.enter("FR", now));
    }

    @Test
    void refusals_of_what_was_under_way_do_not_make_it_longer() {
        leave(OFF);
        now += Duration.ofMinutes(5).toNanos();
        assertFalse(leave(OFF));
        assertEquals(Duration.ofMinutes(10), enter());
    }

    @Test
    void after_the_pause_one_is_tried_and_refused_again_it_is_twice_as_long_up_to_six_hours() {
        leave(OFF);
        for (int minutes : new int[] {15, 30, 60, 120, 240, 360, 360}) {
            now += Duration.ofMinutes(minutes).toNanos();
            assertEquals(Duration.ZERO, enter());
            assertEquals(Duration.ofMinutes(1), enter());
            assertTrue(leave(OFF));
        }
    }

    @Test
    void it_is_free_once_one_is_taken() {
        leave(OFF);
        now += Duration.ofMinutes(15).toNanos();
        enter();
        assertFalse(leave(TAKEN));
        assertTrue(countries.none());
        assertEquals(Duration.ZERO, enter());
    }

    @Test
    void an_answer_that_is_about_something_else_leaves_the_next_one_to_try() {
        leave(OFF);
        now += Duration.ofMinutes(15).toNanos();
        enter();
        assertFalse(leave(BUSY));
        assertEquals(Duration.ZERO, enter());
        assertEquals(Duration.ofMinutes(1), enter());
    }

    private Duration enter() {
        return countries.enter("DE", now);
    }

    private boolean leave(Outcome outcome) {
        return countries.leave("DE", outcome, now);
    }
}
