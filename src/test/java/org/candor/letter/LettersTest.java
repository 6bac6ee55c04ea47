package org.candor.letter;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertIterableEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.candor.delivery.Letter;
import org.candor.incident.ExposedClass;
import org.candor.plumbing.Templates;
import org.jsoup.Jsoup;
import org.jsoup.nodes.Document;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.FieldSource;
import org.junit.jupiter.params.provider.ValueSource;

class LettersTest {
    static final List<String> LANGUAGES = Samples.LANGUAGES;

    private static final Pattern WORD = Pattern.compile("[\\p{L}\\p{M}\\p{N}]+");
    private static final List<String> HEADINGS =
            List.of("happened", "yours", "not", "doing", "todo", "more", "real", "contact", "why");

    private final Letters letters = new Letters(Templates.builtIn());

    @ParameterizedTest
    @FieldSource("LANGUAGES")
    void text_and_html_say_the_same_words(String language) {
        for (Kind kind : Kind.values()) {
            Brief brief = Samples.brief(kind, Samples.WORDS);
            for (String name : new String[] {"Anna O'Hara & Sons", null}) {
                for (String link : new String[] {Samples.LINK, null}) {
                    Letter letter = letters.write(brief, Samples.person(name, language), link, Samples.CODE);
                    assertIterableEquals(words(letter.text()), words(said(html(letter))));
                }
            }
        }
    }

    @ParameterizedTest
    @FieldSource("LANGUAGES")
    void every_section_is_there_in_order_in_the_persons_language(String language) {
        Letter letter = Samples.letter(Samples.brief(), Samples.person("Anna", language));
        var words = Templates.builtIn().languages().orFirst(language);
        List<String> headings =
                HEADINGS.stream().map(it -> words.get("mail." + it)).toList();
        assertEquals(headings, html(letter).select("h2").eachText());
        int at = 0;
        for (String heading : headings) {
            at = letter.text().indexOf(heading + "\n" + "-".repeat(heading.length()) + "\n", at);
            assertTrue(at > 0, heading);
        }
        assertEquals(language, letter.language());
        assertEquals(language, html(letter).select("html").attr("lang"));
        assertEquals(words.say("mail.subject.initial", Map.of("organisation", "Example Bank")), letter.subject());
    }

    @ParameterizedTest
    @FieldSource("LANGUAGES")
    void no_line_of_text_has_more_than_78_columns_and_a_link_has_its_own(String language) {
        Letter letter = Samples.letter(Samples.brief(), Samples.person("Anna", language));
        letter.text().lines().forEach(it -> assertTrue(it.length() <= 78, it));
        assertTrue(letter.text().contains("\n\n" + Samples.LINK + "\n\n"));
        assertTrue(letter.text().contains("\n\nhttps://notice.example.com/verify\n\n"));
        assertTrue(letter.text().contains("\n\n" + Samples.CODE + "\n\n"));
        assertFalse(letter.text().contains("\n\n\n"));
    }

    @ParameterizedTest
    @FieldSource("LANGUAGES")
    void a_person_reads_which_data_of_theirs_was_taken_and_which_was_not(String language) {
        Letter letter = letters.write(
                Samples.brief(),
                Samples.person("Anna", language, Set.of(ExposedClass.PASSPORT_NUMBERS, ExposedClass.PASSWORDS)),
                Samples.LINK,
                Samples.CODE);
        var words = Templates.builtIn().languages().orFirst(language);
        List<List<String>> lists = html(letter).select("ul").stream()
                .map(it -> it.select("li").eachText())
                .toList();
        assertEquals(List.of(words.get("exposed.passwords"), words.get("exposed.passport-numbers")), lists.get(0));
        assertEquals(
                List.of(
                        words.get("exposed.payment-cards"),
                        words.get("exposed.bank-accounts"),
                        words.get("exposed.health-records")),
                lists.get(1));
    }

    @Test
    void without_a_reset_there_is_no_link_and_no_word_of_it() {
        Letter letter = letters.write(Samples.brief(), Samples.person("Anna", "en"), null, Samples.CODE);
        assertFalse(letter.text().contains("/r/"));
        assertFalse(letter.html().contains("/r/"));
        assertFalse(letter.text().contains("Ask for a new password"));
        assertTrue(letter.text().contains("Is this message real?"));
    }

    @Test
    void each_person_gets_their_own_name_link_and_code_and_nobody_elses() {
        Brief brief = Samples.brief();
        Letter first = letters.write(brief, Samples.person("Anna Weber", "de"), Samples.LINK, Samples.CODE);
        Letter second = letters.write(brief, Samples.person("Bo & Co", "de"), Samples.LINK + "2", "AAAA-BBBB");
        assertTrue(first.text().startsWith("Guten Tag Anna Weber,\n"));
        assertTrue(second.text().startsWith("Guten Tag Bo & Co,\n"));
        assertTrue(second.html().contains("Bo &amp; Co"));
        assertTrue(second.html().contains("href=\"" + Samples.LINK + "2\""));
        assertTrue(second.text().contains("AAAA-BBBB"));
        assertFalse(second.text().contains("Anna") || second.html().contains("Anna"));
        assertFalse(second.text().contains(Samples.CODE) || second.html().contains(Samples.CODE));
    }

    @ParameterizedTest
    @EnumSource
    void each_kind_of_notice_says_why_it_comes(Kind kind) {
        Letter letter = Samples.letter(Samples.brief(kind, Samples.WORDS), Samples.person("Anna", "en"));
        Letter initial = Samples.letter(Samples.brief(), Samples.person("Anna", "en"));
        assertEquals(kind == Kind.INITIAL, letter.subject().equals(initial.subject()));
        assertEquals(kind == Kind.INITIAL, letter.text().equals(initial.text()));
    }

    @Test
    void only_the_days_that_are_known_are_told() {
        LocalDate second = LocalDate.of(2026, 11, 2);
        LocalDate fifth = LocalDate.of(2026, 11, 5);
        assertTrue(told(second, fifth).contains("It happened between 2 November 2026 and 5 November 2026.\n"));
        assertTrue(told(second, second).contains("It happened on 2 November 2026.\n"));
        assertTrue(told(second, null).contains("It happened on 2 November 2026.\n"));
        assertTrue(told(null, fifth).contains("It happened on 5 November 2026.\n"));
        assertFalse(told(null, null).contains("It happened"));
        assertFalse(told(null, null).contains("We found out"));
    }

    private String told(@Nullable LocalDate from, @Nullable LocalDate to) {
        Brief brief = Samples.brief(Kind.INITIAL, "en", Map.of("en", Samples.WORDS), Samples.facts(from, to, null));
        return letters.write(brief, Samples.person("Anna", "en"), null, Samples.CODE)
                .text();
    }

    @Test
    void the_callers_subject_wins() {
        Content own = new Content("a", "b", "c", null, "Your data at {organisation}", null, null);
        assertEquals(
                "Your data at {organisation}",
                Samples.letter(Samples.brief(Kind.INITIAL, own), Samples.person("Anna", "en"))
                        .subject());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{inject:dataSource}",
                "{#for i in 1000000000}{i}{/for}",
                "{notice.tenant}{|x|}{!c!}",
                "${7*7} {{7*7}} {% raw %} %s%n%x",
                "{name} {organisation} {t.why}",
                "<a href='https://user:pw@brand.example'>x</a>",
                "<form action='https://evil.example'>",
                "<noscript><p title='</noscript><img src=x onerror=x>'>",
                "</td></table><style>@import url(//evil)</style>",
                "&lt;b&gt; &amp; &#39; \\n \\u0041 \"quoted\" 'single'",
                "aa\r[.]\rbb",
                "\r\n[.]\r\nMAIL FROM:<x@y>\r\n",
                "one  two\n  - not an item\n-nor this",
            })
    void what_the_caller_says_renders_as_it_stands(String said) {
        Letter letter = Samples.letter(
                Samples.brief(Kind.INITIAL, new Content(said, said, said, said, null, null, null)),
                Samples.person("Anna", "en"));
        Document page = html(letter);
        for (String line : said.strip().split("[\r\n]+")) {
            assertEquals(4, count(letter.text(), line.strip()), line);
            assertEquals(4, count(said(page), line.strip()), line);
        }
        assertEquals(
                0,
                page.select("form,img,style:not(head style),noscript,script,svg,input")
                        .size());
        page.select("a[href]").forEach(it -> assertFalse(it.attr("href").contains("brand.example")));
    }

    @Test
    void long_words_of_the_caller_stay_whole_and_long_lines_are_folded() {
        String address = "https://example.com/" + "a".repeat(200);
        Content own =
                new Content("See " + address + " or ask.", "b", "- " + "word ".repeat(40), null, null, null, null);
        Letter letter = Samples.letter(Samples.brief(Kind.INITIAL, own), Samples.person("Anna", "en"));
        assertTrue(letter.text().contains("\n" + address + "\n"));
        assertTrue(letter.text().contains("1. word word"));
        assertTrue(letter.text().contains("word\n   word"));
    }

    @Test
    void a_person_is_written_to_in_their_locale_then_its_language_then_the_notices_default() {
        Content words = Samples.WORDS;
        Brief brief =
                Samples.brief(Kind.INITIAL, "de", Map.of("de", words, "es", words, "es-419", words), Samples.FACTS);
        assertEquals("es-419", Letters.locale(brief, "es-419"));
        assertEquals("es", Letters.locale(brief, "es-MX"));
        assertEquals("es", Letters.locale(brief, "es-Latn-MX"));
        assertEquals("de", Letters.locale(brief, "fr"));
        assertEquals("de", Letters.locale(brief, null));
        Letter letter = letters.write(brief, Samples.person("Ana", "es-419"), Samples.LINK, Samples.CODE);
        assertEquals("es-419", letter.language());
        assertTrue(letter.text().startsWith("Hola, Ana:"));
    }

    @Test
    void one_set_of_exposed_classes_is_laid_out_once() {
        Brief brief = Samples.brief();
        var a = letters.write(brief, Samples.person("Anna", "en"), Samples.LINK, Samples.CODE);
        var b = letters.write(brief, Samples.person("Bert", "en"), Samples.LINK, Samples.CODE);
        assertTrue(a.subject() == b.subject(), "the same laid out subject");
    }

    private static Document html(Letter letter) {
        return Jsoup.parse(letter.html());
    }

    /** The words of a text; numbers that only count the items of a list are marks, not words. */
    private static List<String> words(String text) {
        List<String> words = new ArrayList<>();
        String said = text.replaceAll("(?m)^[0-9]+\\. ", "");
        WORD.matcher(said).results().map(MatchResult::group).forEach(words::add);
        return words;
    }

    /** The page as somebody reads it, with the line ends that its elements make. */
    private static String said(Document page) {
        page.select("br").before("\n");
        page.select("p,li,h2,td").append("\n");
        return page.body().wholeText();
    }

    private static int count(String text, String part) {
        return (text.length() - text.replace(part, "").length()) / part.length();
    }
}
