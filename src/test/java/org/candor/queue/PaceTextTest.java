package org.candor.queue;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.candor.plumbing.Problem;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.NullSource;
import org.junit.jupiter.params.provider.ValueSource;

class PaceTextTest {
    @ParameterizedTest
    @CsvSource({"14/s, 14", "90/m, 1.5", "1000/h, 0.2777777777777778", "3600/h, 1"})
    void a_pace_is_read_per_second(String text, double perSecond) {
        assertEquals(perSecond, PaceText.parse(text).perSecond(), 1e-12);
    }

    @ParameterizedTest
    @CsvSource({"14/s, 14/s", "90/m, 90/m", "1000/h, 1000/h", "3600/h, 1/s", "unlimited, unlimited"})
    void a_pace_is_shown_in_a_unit_in_which_it_is_whole(String text, String shown) {
        assertEquals(shown, PaceText.of(PaceText.parse(text).perSecond()));
    }

    @Test
    void unlimited_is_no_number() {
        assertNull(PaceText.parse("unlimited").perSecond());
    }

    @ParameterizedTest
    @NullSource
    @ValueSource(strings = {"", "0/s", "-1/s", "1.5/s", "14", "14/d", "14 / s", "99999999/s", "1e9/s"})
    void anything_else_is_refused_where_it_stands(String text) {
        Problem refused = assertThrows(Problem.class, () -> PaceText.parse(text));
        assertEquals("/pace", refused.errors().getFirst().pointer());
    }
}
