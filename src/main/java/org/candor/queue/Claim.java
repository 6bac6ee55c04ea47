package org.candor.queue;

import java.time.Instant;
import java.util.UUID;
import org.candor.delivery.Channel;
import org.candor.delivery.MailDomain;

/**
 * One delivery held by this process and not yet begun.
 *
 * @param attempts how many hand-offs were begun before
 * @param counted how many of them were spent
 * @param deadline nothing is begun after it
 * @param lease the fence: a later step of another holder does not match it
 * @param startNanos the permit's time slot by this process's monotonic clock; nothing is handed off earlier
 * @param domain the number of the receiving domain at fan-out; {@link MailDomain#NONE} for what is no email
 */
public record Claim(
        UUID delivery,
        UUID notice,
        UUID recipient,
        Channel channel,
        String account,
        int attempts,
        int counted,
        Instant deadline,
        UUID lease,
        long startNanos,
        int domain) {
    /** The same, handed off at this time by the process's monotonic clock or at its slot, whichever is later. */
    public Claim notBefore(long nanos) {
        long later = nanos - startNanos > 0 ? nanos : startNanos;
        return new Claim(
                delivery, notice, recipient, channel, account, attempts, counted, deadline, lease, later, domain);
    }
}
