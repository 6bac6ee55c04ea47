package org.candor.letter;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.LocalDate;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;
import org.candor.delivery.Letter;
import org.candor.delivery.Network;
import org.candor.plumbing.Templates;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.FieldSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Public posts. */
class PostsTest {
    static final List<String> LANGUAGES = Samples.LANGUAGES;

    private static final LocalDate DAY = LocalDate.of(2026, 11, 12);

    private final Letters letters = new Letters(Templates.builtIn());

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "en | Example Bank: on 12 November 2026 someone got hold of personal data that we keep./What we know and"
                        + " what you can do: {page}//We never ask for your password in a message./Check code: 7QF4-2K9M",
                "es | Example Bank: el 12 de noviembre de 2026 alguien obtuvo datos personales que guardamos./Qué sabemos"
                        + " y qué puede hacer: {page}//Nunca pedimos su contraseña en un mensaje./Código para comprobar:"
                        + " 7QF4-2K9M",
                "de | Example Bank: Am 12. November 2026 hat jemand persönliche Daten bekommen, die wir gespeichert"
                        + " haben./Was wir wissen und was Sie tun können: {page}//Wir fragen in Nachrichten nie nach Ihrem"
                        + " Passwort./Code zum Prüfen: 7QF4-2K9M",
                "fr | Example Bank : le 12 novembre 2026, quelqu'un a obtenu des données personnelles que nous"
                        + " conservons./Ce que nous savons et que faire : {page}//Nous ne demandons jamais de"
                        + " mot de passe dans un message./Code à vérifier : 7QF4-2K9M",
            })
    void it_says_what_happened_and_where_to_read_on(String language, String text) {
        Letter post = letters.post(brief(Kind.INITIAL, "Example Bank", null), Network.MASTODON, language, Samples.CODE);
        assertEquals(text.replace('/', '\n').replace("{page}", Samples.PAGE), post.text());
        assertEquals(language, post.language());
        assertEquals("", post.subject() + post.html());
    }

    @ParameterizedTest
    @FieldSource("LANGUAGES")
    void it_fits_every_network_and_names_the_organisation_first(String language) {
        for (Kind kind : Kind.values()) {
            for (Network network : Network.values()) {
                String name = "Northern Health Trust";
                String text = letters.post(brief(kind, name, null), network, language, Samples.CODE)
                        .text();
                assertTrue(PostLength.fits(network, text), text.length() + " " + text);
                assertTrue(text.startsWith(name), text);
                assertTrue(text.contains(Samples.PAGE + "\n"), text);
                for (String never : List.of("urgent", "#", "@", "!", "http://", "{", "}")) {
                    assertFalse(text.toLowerCase(Locale.ROOT).contains(never), text);
                }
            }
        }
    }

    @ParameterizedTest
    @FieldSource("LANGUAGES")
    void it_fits_every_network_whatever_the_organisation_is_called(String language) {
        for (String name : List.of(
                "Universitätsklinikum Hamburg-Eppendorf",
                "Assistance Publique - Hôpitaux de Paris",
                "Ex ".repeat(80))) {
            for (Kind kind : Kind.values()) {
                for (Network network : Network.values()) {
                    String text = letters.post(brief(kind, name, null), network, language, Samples.CODE)
                            .text();
                    assertTrue(PostLength.fits(network, text), network + " " + text);
                    assertTrue(text.startsWith(name.length() < 50 ? name : "Ex Ex Ex "), text);
                    assertTrue(text.contains(Samples.PAGE + "\n") && text.endsWith(Samples.CODE), text);
                    assertFalse(text.contains("\n\n\n"), text);
                }
            }
        }
    }

    @ParameterizedTest
    @FieldSource("LANGUAGES")
    void only_a_forum_gets_a_title_of_its_own_for_each_kind(String language) {
        List<String> titles = java.util.stream.Stream.of(Kind.values())
                .map(it -> letters.post(brief(it, "X", null), Network.DISCOURSE, language, Samples.CODE)
                        .subject())
                .distinct()
                .toList();
        assertEquals(Kind.values().length, titles.size());
        // A forum takes no title of fewer than 15 characters.
        titles.forEach(it -> assertTrue(it.length() >= 15 && it.contains(" X "), it));
    }

    /** It refuses a title that it has already, and one of more than 255 characters. */
    @ParameterizedTest
    @FieldSource("LANGUAGES")
    void two_notices_of_one_kind_have_two_titles_that_a_forum_takes(String language) {
        for (Kind kind : Kind.values()) {
            Brief brief = brief(kind, "Ex".repeat(100), null);
            String first = letters.post(brief, Network.DISCOURSE, language, Samples.CODE)
                    .subject();
            String second = letters.post(brief, Network.DISCOURSE, language, "AAAA-BBBB")
                    .subject();
            assertTrue(first.endsWith(" (" + Samples.CODE + ")") && first.length() <= 255, first);
            assertEquals(first.replace(Samples.CODE, "AAAA-BBBB"), second);
        }
    }

    @Test
    void a_public_account_posts_in_its_language_if_the_notice_has_it_else_in_the_notices_default() {
        Brief brief = brief(Kind.INITIAL, "Example Bank", null);
        assertEquals("fr", letters.post(brief, Network.X, "fr-CA", Samples.CODE).language());
        assertEquals("en", letters.post(brief, Network.X, "pt", Samples.CODE).language());
        assertEquals("en", letters.post(brief, Network.X, null, Samples.CODE).language());
    }

    @ParameterizedTest
    @ValueSource(strings = {"{page} {#if}{t.code}", "${7*7} <b>&amp;</b> %s \\n", "a\nb\n\n- c", "Ünïcödé 😀 العربية"})
    void a_text_of_the_callers_own_stands_there_as_it_is(String own) {
        for (Network network : Network.values()) {
            Letter post = letters.post(brief(Kind.INITIAL, "X", own), network, "en", Samples.CODE);
            assertEquals(own + "\n\n" + Samples.PAGE + "\nCheck code: 7QF4-2K9M", post.text());
        }
    }

    @Test
    void without_a_public_page_people_are_sent_to_where_the_code_is_checked() {
        Brief it = Samples.brief();
        Brief pageless = new Brief(
                new UUID(1, 3), it.kind(), it.facts(), "en", it.contents(), it.linkDays(), it.verifyUrl(), null);
        assertTrue(letters.post(pageless, Network.X, "en", Samples.CODE)
                .text()
                .contains("do: https://notice.example.com/verify\n"));
    }

    @ParameterizedTest
    @CsvSource({
        "MASTODON,a,500",
        "BLUESKY,a,300",
        "X,a,280",
        "DISCOURSE,a,32000",
        "MASTODON,é,500",
        "BLUESKY,👨‍👩‍👧,120",
        "X,日,140",
        "X,😀,140",
        "DISCOURSE,😀,32000"
    })
    void a_network_takes_so_many_characters_and_no_more(Network network, String what, int most) {
        assertTrue(PostLength.fits(network, what.repeat(most)));
        assertFalse(PostLength.fits(network, what.repeat(most + 1).concat(what.repeat(most / 2))));
    }

    @Test
    void mastodon_and_x_count_every_address_alike() {
        String address = "https://example.com/" + "a".repeat(100);
        assertTrue(PostLength.fits(Network.MASTODON, "a".repeat(476) + " " + address));
        assertFalse(PostLength.fits(Network.MASTODON, "a".repeat(477) + " " + address));
        assertTrue(PostLength.fits(Network.X, "a".repeat(256) + " " + address));
        assertFalse(PostLength.fits(Network.X, "a".repeat(257) + " " + address));
        assertFalse(PostLength.fits(Network.BLUESKY, "a".repeat(256) + " " + address));
    }

    private static Brief brief(Kind kind, String name, @Nullable String social) {
        Map<String, Content> contents = new HashMap<>();
        LANGUAGES.forEach(it -> contents.put(it, new Content("a", "b", "c", null, null, null, social)));
        return Samples.brief(kind, "en", contents, TextsTest.facts(name, "https://example.com", DAY, DAY));
    }
}
