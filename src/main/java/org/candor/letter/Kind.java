package org.candor.letter;

import java.util.Locale;

/** What a notice is to those who get it: the first they hear of a breach, or what followed. */
public enum Kind {
    INITIAL,
    UPDATE,
    REMEDIATED,
    CORRECTION;

    /** The word used in the API, in SQL and in the message files. */
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** Reads {@link #word()} back; throws {@link IllegalArgumentException} for any other text. */
    public static Kind of(String word) {
        for (Kind kind : values()) {
            if (kind.word().equals(word)) {
                return kind;
            }
        }
        throw new IllegalArgumentException("not a kind of notice");
    }
}
