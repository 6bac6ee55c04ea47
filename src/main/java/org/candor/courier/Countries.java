package org.candor.courier;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.candor.delivery.Outcome;
import org.jspecify.annotations.Nullable;

/**
 * Countries to which an account may not send until somebody lets it, so that the rest of a country's people wait instead of
 * being refused one by one. Of one process; times are of its monotonic clock, in nanoseconds.
 *
 * <ol>
 *   <li>A refusal for the country's sake holds the country for a quarter of an hour.
 *   <li>After that one message is tried; meanwhile the others still wait.
 *   <li>Refused again, it is held for twice as long, six hours at most. With any other answer of the provider's it is free.
 * </ol>
 */
final class Countries {
    private static final Duration FIRST = Duration.ofMinutes(15);
    private static final Duration LONGEST = Duration.ofHours(6);

    /** While one message is tried; if nothing is heard of it by then, another one is. */
    private static final Duration SOON = Duration.ofMinutes(1);

    private static final class Hold {
        private final Duration pause;
        private long until;
        private boolean tried;

        private Hold(Duration pause, long now) {
            this.pause = pause.compareTo(LONGEST) > 0 ? LONGEST : pause;
            this.until = now + this.pause.toNanos();
        }

        static Hold after(@Nullable Hold last, long now) {
            return new Hold(last == null ? FIRST : last.pause.multipliedBy(2), now);
        }
    }

    private final Map<String, Hold> held = new HashMap<>();

    /** For how long a message to this country has to wait; zero if it may go, or is the one that is tried. */
    synchronized Duration enter(String country, long now) {
        Hold hold = held.get(country);
        if (hold == null) {
            return Duration.ZERO;
        }
        if (now - hold.until < 0) {
            return Duration.ofNanos(hold.until - now);
        }
        hold.tried = true;
        hold.until = now + SOON.toNanos();
        return Duration.ZERO;
    }

    /** How a message that had entered ended; true if the country is held from now on, or for longer. */
    synchronized boolean leave(String country, Outcome outcome, long now) {
        Hold hold = held.get(country);
        if (TwilioCodes.countryOff(outcome)) {
            boolean news = hold == null || hold.tried;
            if (news) {
                held.put(country, Hold.after(hold, now));
            }
            return news;
        }
        if (hold != null && hold.tried) {
            if (outcome instanceof Outcome.Accepted
                    || outcome instanceof Outcome.Refused
                    || outcome instanceof Outcome.OptedOut) {
                held.remove(country);
            } else {
                hold.tried = false;
                hold.until = now;
            }
        }
        return false;
    }

    /** Whether any country is held: only then is it worth to ask for a number's. */
    synchronized boolean none() {
        return held.isEmpty();
    }
}
