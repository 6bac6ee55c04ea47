package org.candor.letter;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SegmentsTest {
    @ParameterizedTest
    @CsvSource({
        // 152 septets leave no room for both halves of a euro sign: it goes into the next segment.
        "152,€,7,166,2",
        "152,€,76,304,2",
        "152,€,77,306,3",
        "153,€,76,305,2",
        "153,€,77,307,3",
        "0,€,80,160,1",
        "0,€,81,162,2",
        "0,€,152,304,2",
        "0,€,153,306,3",
    })
    void an_escaped_character_is_never_split(int plain, String what, int times, int units, int count) {
        Segments cut = Segments.of("a".repeat(plain) + what.repeat(times));
        assertEquals(units, cut.units());
        assertEquals(count, cut.count());
        assertFalse(cut.wide());
    }

    @ParameterizedTest
    @CsvSource({"0,35,70,1", "0,36,72,2", "0,66,132,2", "0,67,134,3", "1,66,133,2", "1,67,135,3", "67,33,133,2"})
    void an_emoji_is_never_split(int plain, int emoji, int units, int count) {
        Segments cut = Segments.of("ع".repeat(plain) + "😀".repeat(emoji));
        assertEquals(units, cut.units());
        assertEquals(count, cut.count());
        assertTrue(cut.wide());
    }

    @Test
    void ten_segments_of_pairs_hold_less_than_ten_segments_of_letters() {
        assertTrue(Segments.of("€".repeat(760)).fit());
        assertFalse(Segments.of("€".repeat(761)).fit());
        assertTrue(Segments.of("😀".repeat(330)).fit());
        assertFalse(Segments.of("😀".repeat(331)).fit());
        assertTrue(Segments.of("a".repeat(1530)).fit());
        assertFalse(Segments.of("a".repeat(1531)).fit());
    }

    @Test
    void the_characters_that_make_it_wide_are_told_once_each() {
        assertEquals(
                List.of(), Segments.of("¿Qué? {a} [b] ~ | \\ ^ € ñ Ñ ß Ø à").offending());
        assertEquals(
                List.of("“", "ç", "”", "–", "😀", "ó"),
                Segments.of("“ça“ç” – 😀😀 código").offending().stream().toList());
        assertEquals(List.of("`", "\t"), Segments.of("`\t").offending());
        StringBuilder many = new StringBuilder();
        for (char c = '一'; c < '一' + 60; c++) {
            many.append(c);
        }
        assertEquals(50, Segments.of(many.toString()).offending().size());
    }

    @Test
    void nothing_is_one_empty_segment() {
        assertEquals(new Segments(1, 0, false, List.of()), Segments.of(null));
        assertEquals(new Segments(1, 0, false, List.of()), Segments.of(""));
    }
}
