package org.candor.courier;

import java.time.Duration;

/**
 * Notices when something happens so many times within a while.
 *
 * @see Storm
 */
final class Streak {
    private final long within;
    private final long among;
    private final long[] times;
    private final long[] places;
    private int counted;

    /**
     * @param count so many times
     * @param within with no more time between the first and the last of them
     * @param among and no more answers, from the first to the last; what is rare in a busy flow is no streak
     */
    Streak(int count, Duration within, long among) {
        this.within = within.toNanos();
        this.among = among;
        this.times = new long[count];
        this.places = new long[count];
    }

    /**
     * Counts one and tells whether it completes a streak.
     *
     * @param nanos the present by {@link System#nanoTime()}
     * @param answer how many answers there were until now, this one included
     */
    synchronized boolean reached(long nanos, long answer) {
        times[counted % times.length] = nanos;
        places[counted % times.length] = answer;
        counted++;
        int first = counted % times.length;
        return counted >= times.length && nanos - times[first] <= within && answer - places[first] < among;
    }
}
