package org.candor.queue;

import java.time.Duration;
import java.time.Instant;
import org.candor.delivery.MailDomain;
import org.candor.delivery.Outcome;
import org.candor.delivery.Scope;
import org.candor.delivery.State;
import org.candor.delivery.Verdict;

/** How one begun hand-off ended and what was decided; {@code attempt} is its number. */
public record Settlement(Claim claim, int attempt, Outcome outcome, Verdict verdict, Instant decidedAt) {
    private static final int LONGEST_REFERENCE = 200;

    State state() {
        return switch (verdict) {
            case Verdict.Sent _ -> State.ACCEPTED;
            case Verdict.TryAgain _ -> State.WAITING;
            case Verdict.GaveUp _ -> State.FAILED;
            case Verdict.LeaveAlone _ -> State.SUPPRESSED;
            case Verdict.BackToQueue _ -> State.QUEUED;
            case Verdict.Quarantine _ -> State.UNKNOWN;
        };
    }

    long waitMillis() {
        return switch (verdict) {
            case Verdict.TryAgain it ->
                Math.max(0, Duration.between(decidedAt, it.at()).toMillis());
            // An account's gate closes and holds all of its rows back; a held domain's wait each for itself.
            case Verdict.BackToQueue it -> it.scope().hasGate() ? 0 : it.pause().toMillis();
            case Verdict.Sent _, Verdict.GaveUp _, Verdict.LeaveAlone _, Verdict.Quarantine _ -> 0;
        };
    }

    /** True if it stops the whole account for {@link #gatePause()}. */
    boolean closesGate() {
        return switch (verdict) {
            case Verdict.BackToQueue it -> it.scope().hasGate();
            case Verdict.Quarantine it -> !it.pause().isZero();
            case Verdict.Sent _, Verdict.TryAgain _, Verdict.GaveUp _, Verdict.LeaveAlone _ -> false;
        };
    }

    /** True if it stops one receiving domain for {@link #gatePause()}. */
    boolean holdsDomain() {
        return verdict instanceof Verdict.BackToQueue it
                && it.scope() == Scope.DOMAIN
                && claim.domain() != MailDomain.NONE;
    }

    /** Zero until a person opens the gate. */
    Duration gatePause() {
        return switch (verdict) {
            case Verdict.BackToQueue it -> it.pause();
            case Verdict.Quarantine it -> it.pause();
            case Verdict.Sent _, Verdict.TryAgain _, Verdict.GaveUp _, Verdict.LeaveAlone _ -> Duration.ZERO;
        };
    }

    boolean counted() {
        return switch (verdict) {
            case Verdict.TryAgain it -> it.counted();
            case Verdict.BackToQueue _ -> false;
            case Verdict.Sent _, Verdict.GaveUp _, Verdict.LeaveAlone _, Verdict.Quarantine _ -> true;
        };
    }

    long suppressMillis() {
        return switch (verdict) {
            case Verdict.GaveUp it -> it.suppress().toMillis();
            case Verdict.LeaveAlone it -> it.suppress().toMillis();
            case Verdict.Sent _, Verdict.TryAgain _, Verdict.BackToQueue _, Verdict.Quarantine _ -> 0;
        };
    }

    String outcomeWord() {
        return word(outcome);
    }

    static String word(Outcome outcome) {
        return switch (outcome) {
            case Outcome.Accepted _ -> "accepted";
            case Outcome.Busy _ -> "busy";
            case Outcome.Failed _ -> "failed";
            case Outcome.Refused _, Outcome.OptedOut _ -> "refused";
            case Outcome.Indicted _ -> "indicted";
            case Outcome.Unknown _ -> "unknown";
        };
    }

    String reference() {
        return reference(outcome);
    }

    static String reference(Outcome outcome) {
        return outcome instanceof Outcome.Accepted it ? printable(it.reference()) : "";
    }

    /** A provider's own text: the database takes no NUL, and nobody needs more than an id. */
    static String printable(String reference) {
        return reference
                .codePoints()
                .filter(c -> c > ' ' && c < 0x7F)
                .limit(LONGEST_REFERENCE)
                .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
                .toString();
    }
}
