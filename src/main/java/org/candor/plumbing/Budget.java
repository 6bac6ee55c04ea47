package org.candor.plumbing;

import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * How much one address may do, and all together: a number at once that fills up again with time. Kept by each process for
 * itself: it bounds guessing, it is not a contract.
 */
public final class Budget {
    /** Addresses remembered. One that falls out starts with a full budget: the common one still holds. */
    private static final int MOST = 20_000;

    /**
     * How large a budget is.
     *
     * @param atOnce what a rested address may spend
     * @param perSecond what comes back
     */
    public record Size(double atOnce, double perSecond) {}

    private record Purse(double left, long at) {}

    private final InstantSource clock;
    private final Size each;
    private final Size together;
    private final Map<String, Purse> purses = new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Purse> eldest) {
            return size() > MOST;
        }
    };
    private Purse common;

    public Budget(InstantSource clock, Size each, Size together) {
        this.clock = clock;
        this.each = each;
        this.together = together;
        this.common = new Purse(together.atOnce(), clock.millis());
    }

    /** Takes one; false if the address or everybody together has nothing left. */
    public synchronized boolean spend(String address) {
        long now = clock.millis();
        String whose = network(address);
        Purse own = filled(purses.getOrDefault(whose, new Purse(each.atOnce(), now)), each, now);
        common = filled(common, together, now);
        boolean enough = own.left() >= 1 && common.left() >= 1;
        purses.put(whose, enough ? new Purse(own.left() - 1, now) : own);
        common = enough ? new Purse(common.left() - 1, now) : common;
        return enough;
    }

    /** True if the address could spend one now. */
    public synchronized boolean has(String address) {
        long now = clock.millis();
        Purse own = purses.get(network(address));
        return (own == null || filled(own, each, now).left() >= 1)
                && filled(common, together, now).left() >= 1;
    }

    private static Purse filled(Purse purse, Size size, long now) {
        double back = Math.max(0, now - purse.at()) / 1000.0 * size.perSecond();
        return new Purse(Math.min(size.atOnce(), purse.left() + back), now);
    }

    /** An IPv6 customer has a whole /64: the first four groups count. */
    private static String network(String address) {
        if (address.indexOf(':') < 0) {
            return address;
        }
        int end = -1;
        for (int groups = 0; groups < 4; groups++) {
            end = address.indexOf(':', end + 1);
            if (end < 0) {
                return address;
            }
        }
        return address.substring(0, end);
    }
}
