package org.candor.queue;

import java.time.OffsetDateTime;
import java.util.List;
import java.util.UUID;
import org.candor.delivery.Channel;
import org.candor.delivery.MailDomain;
import org.jspecify.annotations.Nullable;

/**
 * One page of deliveries to put into the queue.
 *
 * @param account whose lane they go to, such as {@code email:main}
 * @param notBefore earliest time of the first attempt; null for now
 * @param deadline nothing is begun after it
 * @param afterEmail only for people whom email fails for good; their emails are in the queue already
 * @param released when it was decided to send this, if later than the rest of its run; null if with it
 */
public record Fill(
        UUID notice,
        Channel channel,
        String account,
        @Nullable OffsetDateTime notBefore,
        OffsetDateTime deadline,
        List<Row> rows,
        boolean afterEmail,
        @Nullable OffsetDateTime released) {
    /** Decided with the rest of its run. */
    public Fill(
            UUID notice,
            Channel channel,
            String account,
            @Nullable OffsetDateTime notBefore,
            OffsetDateTime deadline,
            List<Row> rows,
            boolean afterEmail) {
        this(notice, channel, account, notBefore, deadline, rows, afterEmail, null);
    }

    /** Sent to everybody in it, whatever becomes of other channels. */
    public Fill(
            UUID notice,
            Channel channel,
            String account,
            @Nullable OffsetDateTime notBefore,
            OffsetDateTime deadline,
            List<Row> rows) {
        this(notice, channel, account, notBefore, deadline, rows, false);
    }

    /**
     * One recipient of the page.
     *
     * @param addressIndex blind index of the address, by which suppression is looked up; null if there is no address
     * @param suppressed why nothing is to be sent, such as {@code no-consent}; null to send
     * @param notBefore earliest time of this one's first attempt; null for the page's
     * @param domain the number of the receiving domain as it is now; {@link MailDomain#NONE} for what is no email
     */
    public record Row(
            UUID recipient,
            byte @Nullable [] addressIndex,
            @Nullable String suppressed,
            @Nullable OffsetDateTime notBefore,
            int domain) {
        public Row(UUID recipient, byte @Nullable [] addressIndex, @Nullable String suppressed) {
            this(recipient, addressIndex, suppressed, null, MailDomain.NONE);
        }
    }
}
