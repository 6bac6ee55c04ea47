package org.candor.delivery;

import java.time.Duration;
import java.time.Instant;

/** What happens to a delivery after one hand-off; each case leads to exactly one {@link State}. */
public sealed interface Verdict {
    /** State {@code accepted}. */
    record Sent(String reference) implements Verdict {}

    /** State {@code waiting} until {@code at}; {@code counted} says whether the attempt is spent. */
    record TryAgain(Instant at, boolean counted) implements Verdict {}

    /** State {@code failed}; the address is left alone for {@code suppress} (zero: not at all). */
    record GaveUp(Duration suppress) implements Verdict {}

    /** State {@code suppressed}; the address is left alone for {@code suppress}. */
    record LeaveAlone(Duration suppress) implements Verdict {}

    /** State {@code queued} again, attempt not spent; the gate of {@code scope} closes for {@code pause}. */
    record BackToQueue(Scope scope, Duration pause) implements Verdict {}

    /** State {@code unknown}; the account's gate closes for {@code pause} (zero: it stays open). */
    record Quarantine(Duration pause) implements Verdict {}
}
