package org.candor.courier;

import java.time.Duration;
import org.candor.delivery.Evidence;
import org.candor.delivery.Outcome;
import org.candor.delivery.Scope;
import org.jspecify.annotations.Nullable;

/**
 * What a row of a code table orders: made with {@code failed().atLeast(…)} and the like, applied to evidence.
 *
 * @param upTo a failure from this attempt on is a refusal
 */
record Ruling(
        Kind kind,
        Duration time,
        Scope scope,
        int upTo,
        @Nullable Strike strike) {
    enum Kind {
        POSTPONED,
        FAILED,
        REFUSED,
        OPTED_OUT,
        INDICTED
    }

    /** Nothing was tried, or not because of this letter: again after the pause, not counted. */
    static Ruling postponed(Duration pause) {
        return new Ruling(Kind.POSTPONED, pause, Scope.RELAY, Integer.MAX_VALUE, null);
    }

    /** Again by the retry policy. */
    static Ruling failed() {
        return new Ruling(Kind.FAILED, Duration.ZERO, Scope.RELAY, Integer.MAX_VALUE, null);
    }

    /** Never this message; the address itself may be good. */
    static Ruling refused() {
        return new Ruling(Kind.REFUSED, Duration.ZERO, Scope.RELAY, Integer.MAX_VALUE, null);
    }

    /** Never this address, for so long. */
    static Ruling suppressed(Duration time) {
        return new Ruling(Kind.REFUSED, time, Scope.RELAY, Integer.MAX_VALUE, null);
    }

    /** The person said no to this channel. */
    static Ruling optedOut(Duration time) {
        return new Ruling(Kind.OPTED_OUT, time, Scope.RELAY, Integer.MAX_VALUE, null);
    }

    static Ruling indicted(Scope scope, Duration pause) {
        return new Ruling(Kind.INDICTED, pause, scope, Integer.MAX_VALUE, null);
    }

    Ruling atLeast(Duration wait) {
        return new Ruling(kind, wait, scope, upTo, strike);
    }

    /** Retried after that many attempts at most; then it is a refusal. */
    Ruling upTo(int attempts) {
        return new Ruling(kind, time, scope, attempts, strike);
    }

    Ruling strikes(Strike counted) {
        return new Ruling(kind, time, scope, upTo, counted);
    }

    Finding on(Evidence evidence, int attempt) {
        Outcome outcome = switch (kind) {
            case POSTPONED -> new Outcome.Busy(time, evidence);
            case FAILED ->
                attempt <= upTo ? new Outcome.Failed(time, evidence) : new Outcome.Refused(Duration.ZERO, evidence);
            case REFUSED -> new Outcome.Refused(time, evidence);
            case OPTED_OUT -> new Outcome.OptedOut(time, evidence);
            case INDICTED -> new Outcome.Indicted(scope, time, evidence);
        };
        return new Finding(outcome, strike);
    }
}
