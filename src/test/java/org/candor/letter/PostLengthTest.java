package org.candor.letter;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.candor.delivery.Network;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PostLengthTest {
    private static final String FAMILY = "\uD83D\uDC68\u200D\uD83D\uDC69\u200D\uD83D\uDC67";

    @ParameterizedTest
    @CsvSource({
        "MASTODON,500,a",
        "BLUESKY,300,a",
        "DISCOURSE,32000,a",
        "X,280,a",
        "MASTODON,500,ü",
        "X,280,ü",
        "MASTODON,500,数",
        "BLUESKY,300,数",
        "DISCOURSE,32000,数",
        "X,140,数",
        "X,140,한",
        "X,280,ع",
        "X,280,’",
        "X,140,…",
        "MASTODON,500,😀",
        "BLUESKY,300,😀",
        "DISCOURSE,32000,😀",
        "X,140,😀"
    })
    void each_network_takes_so_many_and_no_more(Network network, int most, String what) {
        assertTrue(PostLength.fits(network, what.repeat(most)));
        assertFalse(PostLength.fits(network, what.repeat(most + 1)));
    }

    @ParameterizedTest
    @CsvSource({
        // A family, a flag, a hand in its colour, a regional flag, a keycap, a heart by its selector.
        "\uD83D\uDC68\u200D\uD83D\uDC69\u200D\uD83D\uDC67,1,5,2",
        "\uD83C\uDDEA\uD83C\uDDF8,1,2,2",
        "\uD83D\uDC4D\uD83C\uDFFD,1,2,2",
        "\u261D\uD83C\uDFFD,1,2,2",
        "\uD83C\uDFF4\uDB40\uDC67\uDB40\uDC62\uDB40\uDC73\uDB40\uDC63\uDB40\uDC74\uDB40\uDC7F,1,7,2",
        "1\uFE0F\u20E3,1,3,2",
        "\u2764\uFE0F,1,2,2",
        "\uD83D\uDC69\uD83C\uDFFF\u200D\uD83D\uDCBB,1,4,2",
        // Letters with marks of their own, composed where there is a letter for both.
        "e\u0301,1,2,1",
        "n\u0303,1,2,1",
        "q\u0307\u0323,1,3,3",
        // Signs that are pictures only if they are asked to be.
        "©,1,1,1",
        "7,1,1,1",
        "#,1,2,1",
    })
    void what_a_reader_takes_for_one_character(String what, int clusters, int codePoints, int weight) {
        assertEquals(clusters, PostLength.of(Network.MASTODON, what));
        assertEquals(clusters, PostLength.of(Network.BLUESKY, what));
        assertEquals(codePoints, PostLength.of(Network.DISCOURSE, what));
        assertEquals(weight, PostLength.of(Network.X, what));
    }

    @ParameterizedTest
    @CsvSource({
        "https://example.com,23,19,23",
        "https://example.com/a/very/long/path?with=parameters#and-more,23,61,23",
        "See https://example.com/privacy.,28,32,28",
        "(https://example.com/privacy),25,29,25",
        "https://example.com/ https://example.com/,47,41,47",
        "HTTPS://EXAMPLE.COM/,23,20,23",
        "example.com/privacy,19,19,23",
        "https://,8,8,8",
        "a.b c.d,7,7,7",
        "https://example.com/)and-more,32,29,32",
        "https://example.com/(and-more,32,29,32",
        "'https://example.com,and-more',32,28,32",
        "https://example.com:8443/a?b,23,28,23",
    })
    void an_address_counts_alike_whatever_its_length(String text, int mastodon, int bluesky, int x) {
        assertEquals(mastodon, PostLength.of(Network.MASTODON, text));
        assertEquals(bluesky, PostLength.of(Network.BLUESKY, text));
        assertEquals(x, PostLength.of(Network.X, text));
    }

    @Test
    void a_forum_counts_the_signs_that_keep_markup_from_being_read() {
        assertEquals(2, PostLength.of(Network.DISCOURSE, "*"));
        assertEquals(5, PostLength.of(Network.DISCOURSE, "&"));
        assertEquals(23, PostLength.of(Network.DISCOURSE, "https://example.com/a_b"));
        assertTrue(PostLength.fits(Network.DISCOURSE, "_".repeat(16_000)));
        assertFalse(PostLength.fits(Network.DISCOURSE, "_".repeat(16_001)));
    }

    @Test
    void an_account_may_take_more_or_less_than_its_network() {
        assertTrue(PostLength.fits(Network.MASTODON, "a".repeat(5_000), 5_000));
        assertFalse(PostLength.fits(Network.MASTODON, "a".repeat(5_001), 5_000));
        assertFalse(PostLength.fits(Network.MASTODON, "a".repeat(201), 200));
    }

    @Test
    void bluesky_counts_bytes_as_well() {
        assertTrue(PostLength.fits(Network.BLUESKY, FAMILY.repeat(166)));
        assertFalse(PostLength.fits(Network.BLUESKY, FAMILY.repeat(167)));
        assertTrue(PostLength.fits(Network.MASTODON, FAMILY.repeat(500)));
        assertFalse(PostLength.fits(Network.MASTODON, FAMILY.repeat(501)));
        assertTrue(PostLength.fits(Network.X, FAMILY.repeat(140)));
        assertFalse(PostLength.fits(Network.X, FAMILY.repeat(141)));
    }

    @Test
    void a_text_made_to_be_slow_is_counted_all_the_same() {
        for (String what :
                new String[] {"https://", "https://a", "a.", ".", "(", "\u0301", "\u200d", "a/", "https://a..."}) {
            String text = what.repeat(200_000 / what.length());
            for (Network network : Network.values()) {
                assertFalse(PostLength.fits(network, text) && network == Network.DISCOURSE);
            }
        }
    }
}
