package org.candor.courier;

import java.util.BitSet;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import org.candor.delivery.Outcome;
import org.jspecify.annotations.Nullable;

/**
 * Remembers the last answers of one account, so that a series of them can indict the relay or a receiving domain. Bounded:
 * a domain is remembered from its first strike until it has behaved for a whole window.
 */
final class Strikes {
    private static final int THROTTLE_WINDOW = 10;
    private static final int THROTTLE_LIMIT = 3;
    private static final int POLICY_WINDOW = 500;
    private static final int POLICY_LIMIT = 11;
    private static final int DOMAINS = 10_000;

    private final Map<String, Record> domains = new ConcurrentHashMap<>();
    private final Storm storm;
    private final Streak unreached;
    private final Streak doubts;
    private final AtomicLong answers = new AtomicLong();

    Strikes(Storm storm) {
        this.storm = storm;
        this.unreached = storm.unreached();
        this.doubts = storm.doubts();
    }

    /**
     * Counts a finding and says what it means in the light of the last ones.
     *
     * @param domain the receiving domain
     * @param nanos the present by {@link System#nanoTime()}
     */
    Outcome weigh(Finding finding, String domain, long nanos) {
        long answer = answers.incrementAndGet();
        Strike strike = finding.strike();
        if (strike == Strike.RELAY) {
            return unreached.reached(nanos, answer) ? indicted(strike, finding) : finding.outcome();
        }
        if (strike == Strike.DOUBT) {
            return doubts.reached(nanos, answer)
                    ? new Outcome.Unknown(storm.pause(), finding.outcome().evidence())
                    : finding.outcome();
        }
        return domain(strike, domain) && strike != null ? indicted(strike, finding) : finding.outcome();
    }

    private Outcome indicted(Strike strike, Finding finding) {
        return new Outcome.Indicted(
                strike.scope(), storm.pause(strike), finding.outcome().evidence());
    }

    private boolean domain(@Nullable Strike strike, String domain) {
        if (strike == null && domains.isEmpty()) {
            return false;
        }
        Record record = domains.get(domain);
        if (record == null && strike == null) {
            return false;
        }
        if (record == null) {
            if (domains.size() >= DOMAINS) {
                domains.clear();
            }
            record = domains.computeIfAbsent(domain, _ -> new Record());
        }
        boolean tooMany = record.count(strike);
        if (record.clean()) {
            domains.remove(domain, record);
        }
        return tooMany;
    }

    int remembered() {
        return domains.size();
    }

    /** The last answers of one domain, as rings of bits. */
    private static final class Record {
        private final BitSet throttled = new BitSet(THROTTLE_WINDOW);
        private final BitSet refused = new BitSet(POLICY_WINDOW);
        private int next;

        synchronized boolean count(@Nullable Strike strike) {
            throttled.set(next % THROTTLE_WINDOW, strike == Strike.THROTTLE);
            refused.set(next % POLICY_WINDOW, strike == Strike.POLICY);
            next = (next + 1) % POLICY_WINDOW;
            return strike == Strike.THROTTLE && throttled.cardinality() >= THROTTLE_LIMIT
                    || strike == Strike.POLICY && refused.cardinality() >= POLICY_LIMIT;
        }

        synchronized boolean clean() {
            return throttled.isEmpty() && refused.isEmpty();
        }
    }
}
