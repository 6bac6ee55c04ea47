package org.candor.queue;

import java.util.UUID;
import org.candor.delivery.Channel;
import org.candor.delivery.State;
import org.jspecify.annotations.Nullable;

/**
 * Where a delivery stands when news of one of its attempts comes in.
 *
 * @param attempt the attempt that the news is about, and {@code no} its number
 * @param outcome how that attempt was answered; null if no answer is on record
 * @param last the number of the delivery's last attempt
 * @param counted how many attempts were spent
 * @param cameBack that attempt is known to have come back
 * @param absentBefore it was looked for and not there, long enough ago
 * @param poison so many hand-offs ended with their worker that it may be the message that ended them
 * @param takenElsewhere another attempt of the delivery is known to have been taken
 */
record Standing(
        UUID attempt,
        UUID delivery,
        Channel channel,
        String account,
        State state,
        int no,
        int last,
        int counted,
        @Nullable String outcome,
        boolean cameBack,
        boolean absentBefore,
        boolean poison,
        boolean takenElsewhere) {
    /** Nobody knows whether the provider took it: no answer is on record, or the answer was none. */
    boolean inDoubt() {
        return outcome == null || outcome.equals("unknown");
    }

    boolean aboutTheLast() {
        return no == last;
    }
}
