package org.candor.notice;

import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.candor.delivery.Channel;
import org.candor.delivery.MailDomain;
import org.candor.delivery.Network;
import org.candor.incident.Entry;
import org.candor.incident.Facts;
import org.candor.queue.Fill;
import org.jspecify.annotations.Nullable;

/**
 * What becomes of each person on one channel: a delivery, a delivery that is suppressed from the start with its reason, or
 * none because there is no address.
 *
 * @param textFrom from when people of a region may get a text message; null for now
 */
record Rules(Facts facts, Function<@Nullable String, @Nullable OffsetDateTime> textFrom) {
    /** Rows for those who have an address for the channel; the others have none. */
    List<Fill.Row> rows(Channel channel, List<Entry> people) {
        List<Fill.Row> rows = new ArrayList<>(people.size());
        for (Entry it : people) {
            byte[] index = index(channel, it);
            if (index != null) {
                rows.add(new Fill.Row(
                        it.id(), index, suppressed(channel, it), notBefore(channel, it), domain(channel, it)));
            }
        }
        return rows;
    }

    /** A text message that may not go out at this hour does not even wait in the lane. */
    private @Nullable OffsetDateTime notBefore(Channel channel, Entry it) {
        return channel == Channel.SMS ? textFrom.apply(it.region()) : null;
    }

    private static int domain(Channel channel, Entry it) {
        return channel == Channel.EMAIL ? it.domain() : MailDomain.NONE;
    }

    /** The delivery of one public account. It goes to nobody in particular. */
    Fill.Row post(String account) {
        return new Fill.Row(Network.standIn(account), null, compromised(Channel.SOCIAL));
    }

    private @Nullable String compromised(Channel channel) {
        return facts.compromisedChannels().contains(channel) ? "channel-compromised" : null;
    }

    private @Nullable String suppressed(Channel channel, Entry it) {
        String compromised = compromised(channel);
        if (compromised != null) {
            return compromised;
        }
        return channel == Channel.EMAIL && !it.eConsent() && facts.emailNeedsConsent(it.region()) ? "no-consent" : null;
    }

    private static byte @Nullable [] index(Channel channel, Entry it) {
        return switch (channel) {
            case EMAIL -> it.emailBi();
            case SMS -> it.phoneBi();
            // A post goes to an account of the organisation's own, never to a person.
            case SOCIAL -> null;
        };
    }
}
