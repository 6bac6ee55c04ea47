package org.candor.queue;

import java.time.Duration;
import org.candor.delivery.State;

/** What late news does to a delivery. */
sealed interface Move {
    /** Not now: a hand-off of the delivery is open, and its own answer comes first. */
    record Hold() implements Move {}

    /** It says nothing that was not known. */
    record Pass() implements Move {}

    /**
     * The state stays, the evidence is kept.
     *
     * @param twice the person got it twice: that is confirmed now
     * @param absent it was looked for and not there
     */
    record Keep(boolean twice, boolean absent) implements Move {}

    /**
     * The state changes.
     *
     * @param pause from now, for {@code waiting} and {@code queued}
     * @param twice the person got it twice: that is confirmed now
     * @param perhapsThere it was looked for and not found, which is not certain: the next attempt may be a double
     */
    record To(State state, Duration pause, boolean twice, boolean perhapsThere) implements Move {}

    static Move to(State state) {
        return new To(state, Duration.ZERO, false, false);
    }

    static Move keep() {
        return new Keep(false, false);
    }
}
