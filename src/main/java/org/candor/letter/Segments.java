package org.candor.letter;

import org.jspecify.annotations.Nullable;

/**
 * How a text message is cut for the air: in GSM 03.38 characters where all of its text has them (160 in one segment, 153
 * in each of several), else in UTF-16 units (70, 67).
 *
 * @param units septets or UTF-16 units
 * @param wide true if it goes as UTF-16
 */
record Segments(int units, boolean wide) {
    /** More than ten segments are a letter, not a text message. */
    private static final int MOST = 10;

    private static final String BASIC = "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?"
            + "¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà";
    /** Each is sent as an escape and a second septet. */
    private static final String EXTENDED = "\f^{}\\[~]|€";

    static Segments of(@Nullable String text) {
        String words = text == null ? "" : text;
        int septets = 0;
        for (int i = 0; i < words.length(); i++) {
            char c = words.charAt(i);
            if (BASIC.indexOf(c) >= 0) {
                septets++;
            } else if (EXTENDED.indexOf(c) >= 0) {
                septets += 2;
            } else {
                return new Segments(words.length(), true);
            }
        }
        return new Segments(septets, false);
    }

    int count() {
        int single = wide ? 70 : 160;
        int each = wide ? 67 : 153;
        return units <= single ? 1 : Math.ceilDiv(units, each);
    }

    boolean fit() {
        return count() <= MOST;
    }
}
