package org.candor.notice;

import java.util.ArrayList;
import java.util.List;
import org.candor.delivery.Channel;
import org.candor.incident.Entry;
import org.candor.incident.Facts;
import org.candor.queue.Fill;
import org.jspecify.annotations.Nullable;

/**
 * What becomes of each person on one channel: a delivery, a delivery that is suppressed from the start with its reason, or
 * none because there is no address.
 */
record Rules(Facts facts) {
    /** Rows for those who have an address for the channel; the others have none. */
    List<Fill.Row> rows(Channel channel, List<Entry> people) {
        List<Fill.Row> rows = new ArrayList<>(people.size());
        for (Entry it : people) {
            byte[] index = index(channel, it);
            if (index != null) {
                rows.add(new Fill.Row(it.id(), index, suppressed(channel, it)));
            }
        }
        return rows;
    }

    private @Nullable String suppressed(Channel channel, Entry it) {
        if (facts.compromisedChannels().contains(channel)) {
            return "channel-compromised";
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
