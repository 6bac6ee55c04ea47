package org.candor.queue;

import java.time.Duration;
import java.util.List;
import org.candor.delivery.News;
import org.candor.delivery.State;

/**
 * From where a delivery stands and what became known of one of its attempts to a move. Pure.
 *
 * <ol>
 *   <li>While a hand-off is open nothing moves: its own answer is recorded first.
 *   <li>Knowledge never goes down: accepted, then bounced, suppressed or waiting again, then delivered, which is final.
 *   <li>What is known to be taken is not handed over once more: a delivery that waits to be sent again no longer does.
 *   <li>Two attempts that were both taken are a confirmed double, and said to be one.
 *   <li>What came back is about that attempt alone: if a later one was begun, it says nothing of the delivery.
 *   <li>The attempt stays counted: what vanishes or is turned away behind the provider each time ends after
 *       {@value #TRIES} attempts.
 * </ol>
 */
final class LateRule {
    /** As many as a delivery has whose hand-offs fail at once. */
    private static final int TRIES = 6;

    private LateRule() {}

    static Move move(Standing at, News news) {
        if (news instanceof News.Nothing) {
            return new Move.Pass();
        }
        if (at.state() == State.HANDING_OFF) {
            return new Move.Hold();
        }
        return switch (news) {
            case News.Taken _ -> taken(at);
            case News.Arrived _ -> arrived(at);
            case News.CameBack _ -> holds(at) ? Move.to(State.BOUNCED) : Move.keep();
            case News.CameBackForNow it -> holds(at) ? again(at, it.waits()) : Move.keep();
            case News.OptedOut _ -> optedOut(at);
            case News.Indicted it -> holds(at) ? indicted(at, it) : Move.keep();
            case News.Absent it -> absent(at, it.certain());
            case News.Nothing _ -> new Move.Pass();
        };
    }

    /** True if the delivery rests on this attempt: taken, or perhaps taken, and nothing better known since. */
    private static boolean holds(Standing at) {
        boolean rests = at.state() == State.UNKNOWN || at.state() == State.ACCEPTED;
        return rests && at.aboutTheLast();
    }

    private static Move taken(Standing at) {
        if (!at.inDoubt()) {
            return new Move.Pass();
        }
        // Receipts come in any order: one that says "sent" may follow the one that says it came back.
        if (at.cameBack()) {
            return Move.keep();
        }
        boolean twice = at.takenElsewhere();
        return switch (at.state()) {
            // Whoever gave up or was stopped did so without knowing; a refusal was of another attempt.
            case UNKNOWN, WAITING, QUEUED, CLAIMED, FAILED, EXPIRED, CANCELLED ->
                new Move.To(State.ACCEPTED, Duration.ZERO, twice, false);
            case ACCEPTED, DELIVERED, BOUNCED, SUPPRESSED, HANDING_OFF -> new Move.Keep(twice, false);
        };
    }

    private static Move arrived(Standing at) {
        boolean twice = at.takenElsewhere();
        return at.state() == State.DELIVERED
                ? new Move.Keep(twice, false)
                : new Move.To(State.DELIVERED, Duration.ZERO, twice, false);
    }

    /** The waits count spent attempts: one that was only asked to slow down is no try. */
    private static Move again(Standing at, List<Duration> waits) {
        int tries = Math.max(1, at.counted());
        return tries > waits.size()
                ? Move.to(State.BOUNCED)
                : new Move.To(State.WAITING, waits.get(tries - 1), false, false);
    }

    /** The gate holds all of the account's deliveries back; a domain or a country has none, so its deliveries wait. */
    private static Move indicted(Standing at, News.Indicted it) {
        Duration wait = it.scope().hasGate() ? Duration.ZERO : it.pause();
        return at.counted() < TRIES ? new Move.To(State.QUEUED, wait, false, false) : Move.to(State.BOUNCED);
    }

    /** A person's no also stops what waits to be sent again. */
    private static Move optedOut(Standing at) {
        return switch (at.state()) {
            case UNKNOWN, ACCEPTED, WAITING, QUEUED, CLAIMED -> Move.to(State.SUPPRESSED);
            case DELIVERED, BOUNCED, FAILED, SUPPRESSED, EXPIRED, CANCELLED, HANDING_OFF -> Move.keep();
        };
    }

    private static Move absent(Standing at, boolean certain) {
        if (at.state() != State.UNKNOWN || !at.aboutTheLast()) {
            return new Move.Pass();
        }
        // Sent again it would end one worker after the other: what is found out is kept, and a person decides.
        if (at.poison() || (!certain && !at.absentBefore())) {
            return new Move.Keep(false, true);
        }
        return at.counted() < TRIES
                ? new Move.To(State.WAITING, beforeTry(at.counted() + 1), false, !certain)
                : Move.to(State.FAILED);
    }

    /** The second goes out at once, since a look came between; each later one waits twice as long, from a minute on. */
    private static Duration beforeTry(int number) {
        return number <= 2 ? Duration.ZERO : Duration.ofMinutes(1L << number - 3);
    }
}
