package org.candor.courier;

import java.time.Duration;

/**
 * When answers that say nothing about a letter close the account's gate: an outage must not make many hand-offs in doubt.
 *
 * @param count so many of them
 * @param within with no more time than this between the first and the last
 * @param pause then the gate closes for so long, after which one letter is tried
 */
record Storm(int count, Duration within, Duration pause) {
    static final Storm USUAL = new Storm(3, Duration.ofMinutes(1), Duration.ofMinutes(1));

    /** Hand-offs in doubt are a storm if they are at least one in so many of the answers meanwhile. */
    private static final int ONE_IN = 10;

    static Storm of(CourierConfig.Outage config) {
        return new Storm(config.count(), config.within(), config.pause());
    }

    /** Of calls that did not get through, however many others did. */
    Streak unreached() {
        return new Streak(count, within, Long.MAX_VALUE);
    }

    /** Of hand-offs that nobody can know the end of. */
    Streak doubts() {
        return new Streak(count, within, (long) ONE_IN * count);
    }
}
