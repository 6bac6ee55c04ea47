package org.candor.letter;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;

class ProseTest {
    @Test
    void blank_lines_part_paragraphs_and_dashes_make_lists() {
        Prose prose = Prose.of("One.\nStill one.\n \n\nTwo:\n- a\n- b\n  goes on\nThree.\n");
        assertEquals(
                List.of(
                        new Prose.Block(false, List.of(List.of("One.", "Still one."))),
                        new Prose.Block(false, List.of(List.of("Two:"))),
                        new Prose.Block(true, List.of(List.of("a"), List.of("b", "goes on"))),
                        new Prose.Block(false, List.of(List.of("Three.")))),
                prose.blocks());
        assertEquals("One.\nStill one.\n\nTwo:\n\n- a\n- b\n  goes on\n\nThree.", prose.text());
        assertEquals("One.\nStill one.\n\nTwo:\n\n1. a\n2. b\n   goes on\n\nThree.", prose.numbered());
    }

    @Test
    void every_line_end_is_one_line_end() {
        assertEquals("a\nb\nc\nd\ne\n\nf\n", Prose.normal("a\r\nb\rc\nd\u2028e\u2029f"));
        assertEquals("a\n\nb\n", Prose.normal("a\r\n\r\nb"));
        assertEquals("a b\nc\n", Prose.normal("a\tb \t\nc\0\u001b"));
    }

    @Test
    void nothing_is_nothing() {
        assertTrue(Prose.of(null).isEmpty());
        assertTrue(Prose.of(" \r\n\t\n").isEmpty());
        assertEquals("", Prose.of("").text());
    }

    @Test
    void a_line_is_folded_at_a_space_under_its_own_text() {
        String wrapped = Columns.wrap("- " + "abcd ".repeat(20) + "\n\n\n\n12. " + "abcd ".repeat(20));
        assertEquals(
                "- " + "abcd ".repeat(15).strip() + "\n  " + "abcd ".repeat(5).strip() + "\n\n12. "
                        + "abcd ".repeat(15).strip() + "\n    "
                        + "abcd ".repeat(5).strip() + "\n",
                wrapped);
        assertEquals("-  " + "a".repeat(90) + "\n  b\n", Columns.wrap("-  " + "a".repeat(90) + " b"));
    }
}
