package org.candor.letter;

import java.nio.charset.StandardCharsets;
import java.text.Normalizer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.candor.delivery.Counted;
import org.candor.delivery.Network;

/**
 * How long a public text is, counted as each network counts: the limits are those of a fresh installation or of the public
 * service.
 *
 * <ul>
 *   <li>Mastodon: 500 of what a reader takes for one character (UAX 29); a web address is 23, however long.
 *   <li>Bluesky: 300 of these, addresses in full, and 3,000 bytes of UTF-8 (lexicon app.bsky.feed.post).
 *   <li>Discourse: 32,000 code points (max_post_length) of what is sent.
 *   <li>X: 280 by weight (twitter-text, configuration 3): most alphabets weigh 1, all else and every emoji 2, an address
 *       23.
 * </ul>
 */
public final class PostLength {
    /** The longest text that any network takes. */
    static final int LONGEST = 32_000;

    private static final int BLUESKY_BYTES = 3_000;
    private static final String ADDRESS = "x".repeat(23);
    private static final Pattern CLUSTER = Pattern.compile("\\X");
    /** One class of characters repeated: an expression with groups would not survive a text made to break it. */
    private static final Pattern NAME = Pattern.compile("(?<![\\p{L}\\p{N}@/._$#-])[A-Za-z0-9.-]+(?:/[^\\s<>\"]*)?");

    private PostLength() {}

    /** What a network takes at most. */
    public static int most(Network network) {
        return switch (network) {
            case MASTODON -> 500;
            case BLUESKY -> 300;
            case DISCOURSE -> LONGEST;
            case X -> 280;
        };
    }

    /** The length of a text at a network; {@link #fits} knows the second limit that one of them has. */
    public static int of(Network network, String text) {
        return switch (network) {
            case MASTODON -> Counted.mastodon(text);
            case BLUESKY -> Counted.clusters(text);
            case DISCOURSE -> Counted.discourse(text);
            case X -> weight(text);
        };
    }

    public static boolean fits(Network network, String text) {
        return fits(network, text, most(network));
    }

    /** @param most what the account takes, if it is another than its network's software does by itself */
    public static boolean fits(Network network, String text, int most) {
        boolean small = network != Network.BLUESKY || text.getBytes(StandardCharsets.UTF_8).length <= BLUESKY_BYTES;
        return small && of(network, text) <= most;
    }

    private static int weight(String text) {
        String composed = Normalizer.normalize(text, Normalizer.Form.NFC);
        String links = Counted.shortened(composed);
        String shortened =
                NAME.matcher(links).replaceAll(it -> Domains.isName(host(it.group())) ? ADDRESS : it.group());
        Matcher cluster = CLUSTER.matcher(shortened);
        int weight = 0;
        while (cluster.find()) {
            weight += weightOf(cluster.group());
        }
        return weight;
    }

    private static String host(String name) {
        int slash = name.indexOf('/');
        return slash < 0 ? name : name.substring(0, slash);
    }

    private static int weightOf(String cluster) {
        return emoji(cluster)
                ? 2
                : cluster.codePoints().map(it -> light(it) ? 1 : 2).sum();
    }

    /** A picture, whole: a family, a flag, a hand in its colour or a key with a digit on it. */
    private static boolean emoji(String cluster) {
        int first = cluster.codePointAt(0);
        return Character.isEmojiPresentation(first)
                || cluster.indexOf(0x20E3) > 0
                || Character.isEmoji(first) && cluster.codePoints().skip(1).anyMatch(PostLength::picture);
    }

    /** Asks for the picture of what is a letter or sign otherwise. */
    private static boolean picture(int c) {
        return c == 0xFE0F || Character.isEmojiModifier(c);
    }

    private static boolean light(int c) {
        return c <= 4351 || c >= 8192 && c <= 8205 || c >= 8208 && c <= 8223 || c >= 8242 && c <= 8247;
    }
}
