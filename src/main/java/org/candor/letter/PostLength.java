package org.candor.letter;

import java.nio.charset.StandardCharsets;
import java.util.regex.Pattern;
import org.candor.delivery.Network;

/** Whether a text is short enough for a public network, counted as that network counts. */
public final class PostLength {
    private static final Pattern GRAPHEME = Pattern.compile("\\X");
    private static final Pattern LINK = Pattern.compile("https?://\\S+");
    /** What Mastodon and X count for an address of any length. */
    private static final String ANY_LINK = "x".repeat(23);

    private PostLength() {}

    public static boolean fits(Network network, String text) {
        return switch (network) {
            case MASTODON -> graphemes(linksAlike(text)) <= 500;
            case BLUESKY -> graphemes(text) <= 300 && text.getBytes(StandardCharsets.UTF_8).length <= 3_000;
            case DISCOURSE -> text.codePointCount(0, text.length()) <= 32_000;
            case X -> weight(linksAlike(text)) <= 280;
        };
    }

    private static String linksAlike(String text) {
        return LINK.matcher(text).replaceAll(ANY_LINK);
    }

    private static long graphemes(String text) {
        return GRAPHEME.matcher(text).results().count();
    }

    /** Letters of the alphabets of Europe and the Near East count once, an emoji or any other character twice. */
    private static long weight(String text) {
        return GRAPHEME.matcher(text)
                .results()
                .mapToLong(it -> it.group().codePoints().anyMatch(PostLength::emoji)
                        ? 2
                        : it.group().codePoints().map(c -> light(c) ? 1 : 2).sum())
                .sum();
    }

    private static boolean emoji(int c) {
        return Character.isEmojiPresentation(c) || c == 0xFE0F;
    }

    private static boolean light(int c) {
        return c <= 0x10FF || c >= 0x2000 && c <= 0x200D || c >= 0x2010 && c <= 0x201F || c >= 0x2032 && c <= 0x2037;
    }
}
