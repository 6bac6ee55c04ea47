package org.candor.courier;

import org.candor.delivery.Evidence;
import org.candor.delivery.Outcome;
import org.jspecify.annotations.Nullable;

/** What one answer means by itself, and what it counts towards. */
record Finding(Outcome outcome, @Nullable Strike strike) {
    static Finding accepted(String reference, Evidence evidence) {
        return new Finding(new Outcome.Accepted(reference, evidence), null);
    }

    static Finding unknown(Evidence evidence) {
        return new Finding(new Outcome.Unknown(evidence), null);
    }
}
