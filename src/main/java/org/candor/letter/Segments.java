package org.candor.letter;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How a text message is cut for the air (3GPP TS 23.038 and 23.040): in GSM 03.38 characters where all of its text has
 * them (160 in one segment, 153 in each of several), else in UTF-16 units (70, 67). What takes two places, such as the
 * euro sign or an emoji, is never split over two segments: it leaves a gap and goes into the next.
 *
 * @param units septets or UTF-16 units, without those gaps
 * @param wide true if it goes as UTF-16
 * @param offending the characters that make it go as UTF-16, each once, the first 50
 */
public record Segments(int count, int units, boolean wide, List<String> offending) {
    /** More than ten segments are a letter, not a text message. */
    private static final int MOST = 10;

    private static final int MOST_OFFENDING = 50;

    private static final String BASIC = "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?"
            + "¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà";
    /** Each is sent as an escape and a second septet. */
    private static final String EXTENDED = "\f^{}\\[~]|€";

    public Segments {
        offending = List.copyOf(offending);
    }

    public static Segments of(@Nullable String text) {
        String words = text == null ? "" : text;
        List<String> offending = words.codePoints()
                .filter(it -> septets(it) == 0)
                .distinct()
                .limit(MOST_OFFENDING)
                .mapToObj(Character::toString)
                .toList();
        boolean wide = !offending.isEmpty();
        int[] sizes = words.codePoints()
                .map(it -> wide ? Character.charCount(it) : septets(it))
                .toArray();
        return new Segments(wide ? count(sizes, 70, 67) : count(sizes, 160, 153), sum(sizes), wide, offending);
    }

    /** True for a text that a phone gets as a text message. */
    public boolean fit() {
        return count <= MOST;
    }

    private static int count(int[] sizes, int alone, int joined) {
        if (sum(sizes) <= alone) {
            return 1;
        }
        int count = 1;
        int used = 0;
        for (int size : sizes) {
            if (used + size > joined) {
                count++;
                used = 0;
            }
            used += size;
        }
        return count;
    }

    private static int sum(int[] sizes) {
        int sum = 0;
        for (int size : sizes) {
            sum += size;
        }
        return sum;
    }

    /** 0 for a character that the alphabet does not have. */
    private static int septets(int c) {
        return BASIC.indexOf(c) >= 0 ? 1 : EXTENDED.indexOf(c) >= 0 ? 2 : 0;
    }
}
