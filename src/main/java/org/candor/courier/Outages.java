package org.candor.courier;

import org.candor.delivery.Outcome;
import org.candor.delivery.Scope;

/**
 * Tells an outage of one account's server: three hand-offs within a minute that it did not answer, or answered without any
 * meaning. Then the account's gate closes for a minute, so that the outage makes few hand-offs in doubt.
 */
final class Outages {
    private static final Storm STORM = Storm.USUAL;

    private final Streak streak = STORM.unreached();

    /**
     * Counts a finding and says what it means in the light of the last ones. What is in doubt stays in doubt; what was not
     * sent goes back to the queue.
     *
     * @param nanos the present by {@link System#nanoTime()}
     */
    Outcome weigh(Finding finding, long nanos) {
        if (finding.strike() == null || !streak.reached(nanos, 0)) {
            return finding.outcome();
        }
        return finding.outcome() instanceof Outcome.Unknown it
                ? new Outcome.Unknown(STORM.pause(), it.evidence())
                : new Outcome.Indicted(
                        Scope.RELAY, STORM.pause(), finding.outcome().evidence());
    }
}
