package org.candor.delivery;

import java.time.Duration;
import java.util.List;

/**
 * What became known of one attempt after its hand-off was over: a provider's receipt told it, or it was looked up. What
 * follows depends on where the delivery stands by then.
 */
public sealed interface News {
    /** What was said, fit to be kept. */
    Evidence evidence();

    /** The word used in the API, in SQL and in metrics. */
    default String word() {
        return switch (this) {
            case Taken _ -> "taken";
            case Arrived _ -> "arrived";
            case CameBack _ -> "came-back";
            case OptedOut _ -> "opted-out";
            case CameBackForNow _ -> "came-back-for-now";
            case Indicted _ -> "indicted";
            case Absent _ -> "absent";
            case Nothing _ -> "nothing";
        };
    }

    /** The provider holds the message. {@code reference} is its own id for it. */
    record Taken(String reference, Evidence evidence) implements News {}

    /** The message has arrived. */
    record Arrived(String reference, Evidence evidence) implements News {}

    /** It came back for good; the address is left alone for {@code suppress} (zero: not at all). */
    record CameBack(Duration suppress, Evidence evidence) implements News {}

    /** The person does not want messages there: the address is left alone for {@code suppress}. */
    record OptedOut(Duration suppress, Evidence evidence) implements News {}

    /**
     * It came back and may work later: after the first wait for a first attempt, the second for a second one, and so on;
     * an attempt beyond the list is the last, and then it came back for good.
     */
    record CameBackForNow(List<Duration> waits, Duration suppress, Evidence evidence) implements News {
        public CameBackForNow {
            waits = List.copyOf(waits);
        }
    }

    /** The provider gave it up for a reason that is not the message's: the gate closes, the delivery is queued again. */
    record Indicted(Scope scope, Duration pause, Evidence evidence) implements News {}

    /**
     * Looked up and not there.
     *
     * @param certain whether another hand-off could not double it even if this look was too early; else a second look,
     *     some minutes later, has to agree
     */
    record Absent(boolean certain, Evidence evidence) implements News {}

    /** Nothing can be concluded. */
    record Nothing(Evidence evidence) implements News {}
}
