package org.candor.letter;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.candor.plumbing.Problem;
import org.candor.plumbing.StrictJson;
import org.candor.plumbing.Violations;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ContentTest {
    @Test
    void plain_text_in_any_language_is_fine() {
        assertDoesNotThrow(() -> check(Samples.WORDS));
        assertDoesNotThrow(() -> check(with("subject", "Daten von Ihnen – „wichtig“ 数据 😀")));
        assertDoesNotThrow(() -> check(with("what_happened", "a\r\nb\n\n- c\td\u2028e \u200Fعربي\u2067x\u2069")));
        assertDoesNotThrow(() -> check(with("social", "Dear {person.name}, we have had a data breach.")));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "a\r\nBcc: x@y.com",
                "a\rX: y",
                "a\nb",
                "a\u2028b",
                "a\u2029b",
                "a\u0085b",
                "a\u0000b",
                "\u001b[0m"
            })
    void what_could_end_a_header_line_is_an_invalid_header(String subject) {
        assertWrong("invalid-header", "/content/en/subject", "control-character", with("subject", subject));
    }

    @ParameterizedTest
    @ValueSource(strings = {"Before.\n\u001b[31mafter", "a\u0000b", "a\u000Bb", "a\u009Bb", "a\uD800b", "a\u202Eb"})
    void what_does_not_print_is_refused(String text) {
        for (String field :
                new String[] {"what_happened", "what_we_are_doing", "what_you_can_do", "more_information"}) {
            assertWrong("validation-failed", "/content/en/" + field, "control-character", with(field, text));
        }
    }

    @ParameterizedTest
    @CsvSource({
        "subject,200",
        "what_happened,4000",
        "what_we_are_doing,4000",
        "what_you_can_do,4000",
        "more_information,4000",
    })
    void each_text_has_its_limit(String field, int longest) {
        assertDoesNotThrow(() -> check(with(field, "a".repeat(longest))));
        assertDoesNotThrow(() -> check(with(field, "😀".repeat(longest))));
        assertWrong("validation-failed", "/content/en/" + field, "too-long", with(field, "a".repeat(longest + 1)));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "what_happened",
                "what_we_are_doing",
                "what_you_can_do",
                "more_information",
                "subject",
                "sms",
                "social"
            })
    void null_means_our_own_words_and_empty_means_nothing(String field) {
        assertWrong("validation-failed", "/content/en/" + field, "empty", with(field, ""));
        assertWrong("validation-failed", "/content/en/" + field, "empty", with(field, "  "));
        if (field.startsWith("what")) {
            assertWrong("validation-failed", "/content/en/" + field, "required", with(field, null));
        } else {
            assertDoesNotThrow(() -> check(with(field, null)));
        }
    }

    @Test
    void a_text_message_has_at_most_ten_segments() {
        assertDoesNotThrow(() -> check(with("sms", "a".repeat(1530))));
        assertWrong("sms-too-long", "/content/en/sms", "too-long", with("sms", "a".repeat(1531)));
        assertDoesNotThrow(() -> check(with("sms", "ع".repeat(670))));
        assertWrong("sms-too-long", "/content/en/sms", "too-long", with("sms", "ع".repeat(671)));
        assertWrong("sms-too-long", "/content/en/sms", "too-long", with("sms", "😀".repeat(400)));
    }

    @ParameterizedTest
    @CsvSource(
            quoteCharacter = '"',
            value = {
                "160,a,160,1",
                "161,a,161,2",
                "306,a,306,2",
                "307,a,307,3",
                "80,€,160,1",
                "81,[,162,2",
                "70,😀,140,3",
                "35,😀,70,1",
                "70,ع,70,1",
                "71,ع,71,2",
                "160,é,160,1",
                "70,ê,70,1"
            })
    void a_text_message_is_cut_as_the_air_cuts_it(int times, String what, int units, int segments) {
        Segments found = Segments.of(what.repeat(times));
        assertEquals(units, found.units());
        assertEquals(segments, found.count());
    }

    @Test
    void it_is_kept_as_json_and_read_back() {
        String json = StrictJson.write(Samples.WORDS);
        assertTrue(json.contains("\"what_we_are_doing\""));
        assertEquals(Samples.WORDS, StrictJson.readOwn(json, Content.class));
    }

    private static Content with(String field, String text) {
        String base = "what";
        return new Content(
                field.equals("what_happened") ? text : base,
                field.equals("what_we_are_doing") ? text : base,
                field.equals("what_you_can_do") ? text : base,
                field.equals("more_information") ? text : null,
                field.equals("subject") ? text : null,
                field.equals("sms") ? text : null,
                field.equals("social") ? text : null);
    }

    private static void check(Content content) {
        Violations wrong = new Violations();
        content.check(wrong, "/content/en");
        wrong.orThrow();
    }

    private static void assertWrong(String slug, String pointer, String code, Content content) {
        Problem problem = assertThrows(Problem.class, () -> check(content));
        assertEquals(422, problem.status());
        assertEquals(slug, problem.slug());
        assertEquals(java.util.List.of(new Problem.At(pointer, code)), problem.errors());
    }
}
