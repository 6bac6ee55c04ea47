package org.candor.delivery;

import java.util.Locale;

/**
 * Where one delivery stands. {@code unknown} is neither success nor failure: nobody can know whether the provider took
 * the message. It counts as settled, and it is shown.
 */
public enum State {
    QUEUED(false),
    CLAIMED(false),
    HANDING_OFF(false),
    WAITING(false),
    UNKNOWN(true),
    ACCEPTED(true),
    DELIVERED(true),
    BOUNCED(true),
    FAILED(true),
    SUPPRESSED(true),
    EXPIRED(true),
    CANCELLED(true);

    private final boolean settled;

    State(boolean settled) {
        this.settled = settled;
    }

    /** True when nothing more happens by itself: a notice completes once every delivery is settled. */
    public boolean settled() {
        return settled;
    }

    /** True when the person counts as reached: the provider took it, or may have. */
    public boolean reached() {
        return this == ACCEPTED || this == DELIVERED || this == UNKNOWN;
    }

    /** The word used in the API, in SQL and in metrics: the name in lower case. */
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** Reads {@link #word()} back; throws {@link IllegalArgumentException} for any other text. */
    public static State of(String word) {
        return valueOf(word.toUpperCase(Locale.ROOT));
    }
}
