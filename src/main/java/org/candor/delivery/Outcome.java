package org.candor.delivery;

import java.time.Duration;

/**
 * How one hand-off ended, as the courier saw it. What follows from it is decided by {@link RetryPolicy}.
 *
 * <p>The line that matters is the point of no return (the final dot of SMTP, the first request byte of HTTP): an input or
 * output failure before it is {@link Failed} or {@link Busy}, after it {@link Unknown}.
 */
public sealed interface Outcome {
    /** What the provider said. */
    Evidence evidence();

    /** The provider holds it. {@code reference} is its own id for it; empty if it gave none. */
    record Accepted(String reference, Evidence evidence) implements Outcome {}

    /** They ask us to slow down, or nothing was tried: not counted as an attempt. */
    record Busy(Duration pause, Evidence evidence) implements Outcome {}

    /**
     * Definitely not taken, and may work later: counted. {@code atLeast} is the shortest wait the answer calls for (a
     * greylisting server, a full mailbox); zero leaves it to the policy's steps.
     */
    record Failed(Duration atLeast, Evidence evidence) implements Outcome {
        public Failed(Evidence evidence) {
            this(Duration.ZERO, evidence);
        }
    }

    /** Never for this address or this message: stop. {@code suppress} is how long to leave the address alone; zero for not at all. */
    record Refused(Duration suppress, Evidence evidence) implements Outcome {}

    /** The person does not want messages there: stop, and leave the address alone for {@code suppress}. */
    record OptedOut(Duration suppress, Evidence evidence) implements Outcome {}

    /** Not the letter's fault: relay, account, sender, domain or country. The gate closes for {@code pause}. */
    record Indicted(Scope scope, Duration pause, Evidence evidence) implements Outcome {}

    /**
     * They may have taken it: never retried blindly. {@code pause} is how long the account's gate closes besides, when an
     * outage would make more of these; zero for not at all.
     */
    record Unknown(Duration pause, Evidence evidence) implements Outcome {
        public Unknown(Evidence evidence) {
            this(Duration.ZERO, evidence);
        }
    }
}
