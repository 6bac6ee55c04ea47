package org.candor.courier;

import java.time.Duration;
import org.candor.delivery.Outcome;
import org.candor.delivery.Scope;

/**
 * Tells an outage of one account's server: three hand-offs within a minute that it did not answer, or answered without any
 * meaning. Then the account's gate closes for a minute, so that the outage makes few hand-offs in doubt.
 */
final class Outages {
    private static final int LIMIT = 3;
    private static final long WINDOW = Duration.ofMinutes(1).toNanos();
    private static final Duration PAUSE = Duration.ofMinutes(1);

    private final long[] strikes = new long[LIMIT];
    private int counted;

    /**
     * Counts a finding and says what it means in the light of the last ones. What is in doubt stays in doubt; what was not
     * sent goes back to the queue.
     *
     * @param nanos the present by {@link System#nanoTime()}
     */
    Outcome weigh(Finding finding, long nanos) {
        if (finding.strike() == null || !third(nanos)) {
            return finding.outcome();
        }
        return finding.outcome() instanceof Outcome.Unknown it
                ? new Outcome.Unknown(PAUSE, it.evidence())
                : new Outcome.Indicted(Scope.RELAY, PAUSE, finding.outcome().evidence());
    }

    private synchronized boolean third(long nanos) {
        strikes[counted % LIMIT] = nanos;
        counted++;
        return counted >= LIMIT && nanos - strikes[counted % LIMIT] <= WINDOW;
    }
}
