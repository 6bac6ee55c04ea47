package org.candor.courier;

import java.time.Duration;

/**
 * When answers that say nothing about a letter close the account's gate: an outage must not make many hand-offs in doubt.
 *
 * @param count so many of them
 * @param within with no more time than this between the first and the last
 * @param pause then the gate closes for so long, after which one letter is tried
 * @param hold for how long a receiving domain that throttles gets nothing; one that refuses us as such three times as long
 */
record Storm(int count, Duration within, Duration pause, Duration hold) {
    static final Storm USUAL = new Storm(3, Duration.ofMinutes(1), Duration.ofMinutes(1), Duration.ofMinutes(5));

    private static final int REFUSING = 3;

    /** Hand-offs in doubt are a storm if they are at least one in so many of the answers meanwhile. */
    private static final int ONE_IN = 10;

    static Storm of(CourierConfig.Outage config, Duration hold) {
        return new Storm(config.count(), config.within(), config.pause(), hold);
    }

    /** How long what such a series indicts is left alone. */
    Duration pause(Strike strike) {
        return switch (strike) {
            case RELAY, DOUBT -> pause;
            case THROTTLE -> hold;
            case POLICY -> hold.multipliedBy(REFUSING);
        };
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
