package org.candor.delivery;

import java.util.Locale;

/** A way to reach somebody. One delivery goes over exactly one channel. */
public enum Channel {
    EMAIL,
    SMS,
    SOCIAL;

    /** The word used in the API, in SQL and in metrics: the name in lower case. */
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** Reads {@link #word()} back; throws {@link IllegalArgumentException} for any other text. */
    public static Channel of(String word) {
        for (Channel channel : values()) {
            if (channel.word().equals(word)) {
                return channel;
            }
        }
        throw new IllegalArgumentException("not a channel");
    }
}
