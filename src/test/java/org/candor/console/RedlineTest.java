package org.candor.console;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.candor.console.Redline.Words;
import org.junit.jupiter.api.Test;

class RedlineTest {
    @Test
    void words_are_compared_each_with_the_blanks_before_it() {
        assertEquals(
                List.of(
                        same("Somebody took"),
                        gone(" part of"),
                        same(" our list.\n\nWe saw it"),
                        gone(" soon"),
                        added(" two days later"),
                        same(".")),
                Redline.words(
                        "Somebody took part of our list.\n\nWe saw it soon.",
                        "Somebody took our list.\n\nWe saw it two days later."));
    }

    @Test
    void a_text_that_was_not_there_is_all_new_and_one_that_is_gone_is_all_gone() {
        assertEquals(List.of(added("a b")), Redline.words("", "a b"));
        assertEquals(List.of(gone("a b")), Redline.words("a b", ""));
    }

    @Test
    void what_is_left_is_the_text_then_and_the_text_now() {
        String then = "one two  three\nfour five";
        String now = "zero one  two three\n\nfive six";
        List<Words> words = Redline.words(then, now);
        assertEquals(then, text(words.stream().filter(it -> !it.added()).toList()));
        assertEquals(now, text(words.stream().filter(it -> !it.gone()).toList()));
    }

    @Test
    void a_sentence_that_is_added_leaves_the_one_before_it_as_it_is() {
        List<Words> words = Redline.words("We saw it soon.", "We saw it soon. We closed it.");
        assertEquals("", text(words.stream().filter(Words::gone).toList()));
        assertEquals(
                " We closed it.".length(),
                text(words.stream().filter(Words::added).toList()).length());
    }

    @Test
    void a_script_without_blanks_has_words_too() {
        List<Words> words = Redline.words("\u9867\u5ba2\u306e\u4e00\u90e8", "\u9867\u5ba2\u306e\u5168\u90e8");
        assertEquals(same("\u9867\u5ba2\u306e"), words.getFirst());
    }

    @Test
    void long_texts_are_compared_by_lines() {
        String then = IntStream.range(0, 3_000).mapToObj(i -> "a" + i).collect(Collectors.joining(" ")) + "\nend";
        String now = IntStream.range(0, 3_000).mapToObj(i -> "b" + i).collect(Collectors.joining(" ")) + "\nend";
        List<Words> words = Redline.words(then, now);
        assertEquals(3, words.size());
        assertTrue(words.getFirst().gone() && words.get(1).added());
        assertEquals(same("end"), words.getLast());
    }

    private static String text(List<Words> words) {
        return words.stream().map(Words::text).collect(Collectors.joining());
    }

    private static Words same(String text) {
        return new Words(text, false, false);
    }

    private static Words gone(String text) {
        return new Words(text, true, false);
    }

    private static Words added(String text) {
        return new Words(text, false, true);
    }
}
