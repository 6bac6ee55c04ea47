package org.candor.queue;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.candor.delivery.MailDomain;

/** How many hand-offs to each receiving domain ended lately in this process. Safe for many threads. */
final class DomainRates {
    private static final long WINDOW = Duration.ofSeconds(10).toNanos();
    private static final double SECOND = 1e9;

    private record Place(String account, int domain) {}

    /** Two windows: the one that runs and the one before it. */
    private static final class Count {
        private long since;
        private int now;
        private int before;

        Count(long since) {
            this.since = since;
        }

        void turn(long at) {
            if (at - since >= 2 * WINDOW) {
                since = at;
                now = 0;
                before = 0;
            } else if (at - since >= WINDOW) {
                since += WINDOW;
                before = now;
                now = 0;
            }
        }

        double perSecond(long at) {
            double length = at - since + (before > 0 ? WINDOW : 0);
            return (now + before) * SECOND / Math.max(length, SECOND);
        }
    }

    private final Map<Place, Count> counts = new HashMap<>();

    synchronized void note(String account, int domain, long at) {
        if (domain != MailDomain.NONE) {
            Count count = counts.computeIfAbsent(new Place(account, domain), _ -> new Count(at));
            count.turn(at);
            count.now++;
        }
    }

    /** Over the last ten to twenty seconds, or since the first one if that is less; as if that had been a second at least. */
    synchronized double perSecond(String account, int domain, long at) {
        Count count = counts.get(new Place(account, domain));
        if (count == null) {
            return 0;
        }
        count.turn(at);
        return count.perSecond(at);
    }
}
