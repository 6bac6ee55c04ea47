package org.candor.letter;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.candor.incident.ExposedClass;
import org.candor.plumbing.Templates;
import org.candor.plumbing.Words;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every language file says everything that English says, and English is plain. */
class MessageFilesTest {
    private static final Pattern NAME = Pattern.compile("\\{[^}]*}");

    private final Words english = words("en");

    static List<String> languages() {
        return Templates.builtIn().languages().tags();
    }

    @Test
    void there_are_files_for_four_languages() {
        assertTrue(languages().containsAll(Samples.LANGUAGES), languages().toString());
    }

    @ParameterizedTest
    @MethodSource("languages")
    void no_sentence_is_missing_and_none_is_left_over(String language) {
        assertEquals(
                new TreeSet<>(english.keys()), new TreeSet<>(words(language).keys()));
    }

    @ParameterizedTest
    @MethodSource("languages")
    void every_sentence_says_something_with_the_same_names_in_it(String language) {
        for (String key : english.keys()) {
            String sentence = words(language).get(key);
            assertFalse(sentence.isBlank(), key);
            assertEquals(names(english.get(key)), names(sentence), key);
        }
    }

    @ParameterizedTest
    @MethodSource("languages")
    void no_key_is_written_twice(String language) throws IOException {
        List<String> keys = Files.readAllLines(Path.of("templates/messages/" + language + ".properties")).stream()
                .filter(it -> it.contains(" = ") && !it.startsWith("#"))
                .map(it -> it.substring(0, it.indexOf(" = ")))
                .toList();
        assertEquals(keys.size(), Set.copyOf(keys).size());
        assertEquals(english.keys().size(), keys.size());
    }

    @Test
    void a_file_that_lacks_a_sentence_is_told_apart(@TempDir Path folder) throws IOException {
        MailRulesTest.copyTemplates(folder);
        Path german = folder.resolve("messages/de.properties");
        Files.writeString(german, Files.readString(german).replaceAll("(?m)^mail\\.why = .*\n", ""));
        Words words = Templates.in(folder).languages().orFirst("de");
        assertFalse(words.keys().contains("mail.why"));
        assertEquals(english.keys().size() - 1, words.keys().size());
    }

    @Test
    void a_letter_reads_easily_enough_for_a_child_of_fourteen() {
        for (Kind kind : Kind.values()) {
            String text = Samples.letter(Samples.brief(kind, Samples.WORDS), Samples.person("Anna", "en"))
                    .text();
            ReadingGrade grade = ReadingGrade.of(text);
            assertTrue(grade.value() <= 9, kind + " " + grade);
            assertTrue(grade.longest() <= 25, kind + " " + grade);
        }
    }

    @Test
    void our_own_sentences_read_easily_enough_for_a_child_of_eleven() {
        String all = english.keys().stream()
                .filter(it -> it.startsWith("page.") && !it.contains(".channel."))
                .sorted()
                .map(english::get)
                .collect(Collectors.joining("\n\n"));
        ReadingGrade grade = ReadingGrade.of(all);
        assertTrue(grade.value() <= 6, grade.toString());
        assertTrue(grade.longest() <= 25, grade.toString());
        String mail = english.keys().stream()
                .filter(it -> it.startsWith("mail."))
                .sorted()
                .map(english::get)
                .collect(Collectors.joining("\n\n"));
        assertTrue(ReadingGrade.of(mail).value() <= 6, ReadingGrade.of(mail).toString());
    }

    @ParameterizedTest
    @MethodSource("languages")
    void every_exposed_class_has_words(String language) {
        for (ExposedClass it : ExposedClass.values()) {
            assertTrue(words(language).keys().contains("exposed." + it.word()), it.word());
        }
    }

    @Test
    void the_grade_tells_plain_from_dense() {
        assertTrue(ReadingGrade.of("We saw it. We shut the door at once. You can ask us.")
                        .value()
                < 3);
        assertTrue(ReadingGrade.of("An unauthorised third party may have potentially obtained access to personally"
                                + " identifiable information, notwithstanding organisational countermeasures, whereupon remediation"
                                + " activities were initiated.")
                        .value()
                > 15);
    }

    @Test
    void nothing_hurries_hides_or_frightens() {
        for (String key : english.keys()) {
            String sentence = english.get(key).toLowerCase(java.util.Locale.ROOT);
            for (String never : List.of(
                    "urgent",
                    "immediately",
                    "unauthorised",
                    "third party",
                    "may have been taken",
                    "dear customer",
                    "click here",
                    "act now",
                    "!")) {
                assertFalse(sentence.contains(never), key + ": " + never);
            }
        }
    }

    private static Words words(String language) {
        return Templates.builtIn().languages().orFirst(language);
    }

    private static Set<String> names(String sentence) {
        return NAME.matcher(sentence).results().map(MatchResult::group).collect(Collectors.toCollection(TreeSet::new));
    }
}
