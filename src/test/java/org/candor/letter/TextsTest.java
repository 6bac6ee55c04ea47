package org.candor.letter;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.LocalDate;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.candor.delivery.Letter;
import org.candor.incident.Facts;
import org.candor.incident.Organisation;
import org.candor.plumbing.Templates;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.FieldSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Text messages. */
class TextsTest {
    static final List<String> LANGUAGES = Samples.LANGUAGES;

    private static final LocalDate DAY = LocalDate.of(2026, 11, 12);
    private static final Map<String, String> ORGANISATIONS = Map.of(
            "Acme", "https://acme.com",
            "Example Bank", "https://example.com/privacy",
            "Northern Health", "https://northernhealth.org",
            "Société du Nord", "https://societe-nord.fr");

    private final Letters letters = new Letters(Templates.builtIn());

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "en | Example Bank: your data was in a data breach on 12 Nov 2026. What to do: type"
                        + " example.com in your browser. Code 7QF4-2K9M",
                "es | Example Bank: una fuga de datos del 12/11/2026 afecta a sus datos. Qué hacer:"
                        + " escriba example.com en su navegador. Para comprobar: 7QF4-2K9M",
                "de | Example Bank: Ihre Daten sind von einer Datenpanne am 12.11.2026 betroffen. Was zu tun ist:"
                        + " example.com im Browser eingeben. Code 7QF4-2K9M",
                "fr | Example Bank : une fuite de données du 12/11/2026 vous concerne. Que faire : tapez example.com"
                        + " dans votre navigateur. Code 7QF4-2K9M",
            })
    void without_a_link_it_says_what_to_type(String language, String text) {
        Letter letter = write(brief(Kind.INITIAL, FACTS, null), language, null);
        assertEquals(text, letter.text());
        assertEquals(language, letter.language());
        assertEquals("", letter.subject() + letter.html());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "en | Example Bank: your data was in a data breach on 12 Nov 2026. What to do: {link}/Or type example.com"
                        + " in your browser. Code 7QF4-2K9M. We never ask for your password by text.",
                "es | Example Bank: una fuga de datos del 12/11/2026 afecta a sus datos. Qué hacer: {link}/O escriba"
                        + " example.com en su navegador. Para comprobar: 7QF4-2K9M. Nunca le pedimos su contraseña por SMS.",
                "de | Example Bank: Ihre Daten sind von einer Datenpanne am 12.11.2026 betroffen. Was zu tun ist:"
                        + " {link}/Oder example.com im Browser eingeben. Code 7QF4-2K9M. Wir fragen per SMS nie nach Ihrem"
                        + " Passwort.",
                "fr | Example Bank : une fuite de données du 12/11/2026 vous concerne. Que faire : {link}/Ou tapez"
                        + " example.com dans votre navigateur. Code 7QF4-2K9M. Nous ne demandons jamais de mot de passe par"
                        + " SMS.",
            })
    void with_a_link_there_is_still_a_way_without_it(String language, String text) {
        List<String> lines = write(brief(Kind.INITIAL, FACTS, null), language, Samples.LINK)
                .text()
                .lines()
                .toList();
        assertEquals(text.replace("{link}", Samples.LINK), String.join("/", lines));
        assertEquals(2, lines.size());
    }

    @ParameterizedTest
    @FieldSource("LANGUAGES")
    void it_is_one_segment_and_two_with_a_link_for_names_as_they_are(String language) {
        for (Kind kind : Kind.values()) {
            ORGANISATIONS.forEach((name, url) -> {
                Brief brief = brief(kind, facts(name, url, DAY, DAY), null);
                String plain = write(brief, language, null).text();
                assertEquals(1, Segments.of(plain).count(), () -> Segments.of(plain) + plain);
                String linked = write(brief, language, Samples.LINK).text();
                assertTrue(Segments.of(linked).count() <= 2, () -> Segments.of(linked) + linked);
            });
        }
    }

    @ParameterizedTest
    @FieldSource("LANGUAGES")
    void it_is_two_segments_at_most_for_long_names(String language) {
        for (Kind kind : Kind.values()) {
            Facts facts = facts("Northern Lights Community Hospital", null, DAY, DAY);
            for (String link : new String[] {Samples.LINK, null}) {
                Segments found = Segments.of(
                        write(brief(kind, facts, null), language, link).text());
                assertTrue(found.count() <= 2 && !found.wide(), kind + " " + found);
            }
        }
    }

    @ParameterizedTest
    @FieldSource("LANGUAGES")
    void it_names_the_organisation_first_and_hurries_nobody(String language) {
        for (Kind kind : Kind.values()) {
            for (String link : new String[] {Samples.LINK, null}) {
                String text = write(brief(kind, FACTS, null), language, link).text();
                assertTrue(text.startsWith("Example Bank"), text);
                assertTrue(text.contains(Samples.CODE) && text.contains("example.com"), text);
                for (String never : List.of("urgent", "dringend", "sofort", "bit.ly", "!", "http://", "{", "}")) {
                    assertFalse(text.toLowerCase(Locale.ROOT).contains(never), text);
                }
            }
        }
    }

    @Test
    void an_organisation_without_a_web_address_has_people_type_where_codes_are_checked() {
        String text = write(brief(Kind.INITIAL, facts("Example Bank", null, DAY, DAY), null), "en", null)
                .text();
        assertTrue(text.contains("type notice.example.com/verify in your browser"), text);
    }

    @Test
    void a_span_of_days_is_left_to_the_letter() {
        String span = write(brief(Kind.INITIAL, facts("Example Bank", null, DAY, DAY.plusDays(1)), null), "en", null)
                .text();
        assertTrue(span.startsWith("Example Bank: your data was in a data breach. What"), span);
        String open = write(brief(Kind.INITIAL, facts("Example Bank", null, null, DAY), null), "en", null)
                .text();
        assertTrue(open.contains("on 12 Nov 2026."), open);
    }

    @ParameterizedTest
    @ValueSource(strings = {"{link} {#if}{t.code}", "${7*7} <b>&amp;</b> %s \\n", "a\nb\n\n- c", "Ünïcödé 😀 العربية"})
    void a_text_of_the_callers_own_stands_there_as_it_is(String own) {
        Brief brief = brief(Kind.INITIAL, FACTS, own);
        assertEquals(own + "\nCode 7QF4-2K9M", write(brief, "en", null).text());
        assertEquals(
                own + "\n" + Samples.LINK + "\nCode 7QF4-2K9M",
                write(brief, "en", Samples.LINK).text());
    }

    @Test
    void nobody_gets_the_link_of_somebody_else() {
        Brief brief = brief(Kind.INITIAL, FACTS, null);
        String first = write(brief, "en", Samples.LINK).text();
        String second = write(brief, "en", Samples.LINK + "2").text();
        assertEquals(first.replace(Samples.LINK, Samples.LINK + "2"), second);
        assertFalse(write(brief, "en", null).text().contains("/r/"));
    }

    private static final Facts FACTS = facts("Example Bank", "https://example.com/privacy", DAY, DAY);

    static Facts facts(String name, @Nullable String url, @Nullable LocalDate from, @Nullable LocalDate to) {
        return new Facts(
                "IR-1",
                "A breach",
                new Organisation(name, "privacy@example.com", null, url, null),
                from,
                to,
                null,
                Samples.SOME,
                Set.of(),
                Set.of());
    }

    private static Brief brief(Kind kind, Facts facts, @Nullable String sms) {
        Map<String, Content> contents = new HashMap<>();
        LANGUAGES.forEach(it -> contents.put(it, new Content("a", "b", "c", null, null, sms, null)));
        return Samples.brief(kind, "en", contents, facts);
    }

    private Letter write(Brief brief, String language, @Nullable String link) {
        return letters.text(brief, Samples.person("Anna", language), link, Samples.CODE);
    }
}
