package org.candor.plumbing;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class StrictJsonTest {
    @Test
    void a13_thirty_two_levels_are_read_and_one_more_is_refused() {
        StrictJson.tree(nested(32));
        refused(nested(33));
    }

    @Test
    void a13_a_number_of_a_hundred_digits_is_read_and_one_digit_more_is_refused() {
        assertEquals(
                100,
                StrictJson.tree(number(100))
                        .get("n")
                        .bigIntegerValue()
                        .toString()
                        .length());
        refused(number(101));
    }

    @Test
    void a13_a_field_that_stands_twice_or_text_behind_the_end_is_refused() {
        refused("{\"a\": 1, \"a\": 1}".getBytes(StandardCharsets.UTF_8));
        refused("{\"a\": 1} {".getBytes(StandardCharsets.UTF_8));
    }

    private static void refused(byte[] body) {
        assertEquals(
                400, assertThrows(Problem.class, () -> StrictJson.tree(body)).status());
    }

    /** So many objects, each in the one before. */
    private static byte[] nested(int levels) {
        return ("{\"a\":".repeat(levels - 1) + "{}" + "}".repeat(levels - 1)).getBytes(StandardCharsets.UTF_8);
    }

    private static byte[] number(int digits) {
        return ("{\"n\": " + "7".repeat(digits) + "}").getBytes(StandardCharsets.UTF_8);
    }
}
