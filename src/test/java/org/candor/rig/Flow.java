package org.candor.rig;

import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.List;

/** How many messages went by in a while, by the times in a ledger: what a pace is measured by. */
public record Flow(List<Instant> times) {
    /** By how much a pace may be exceeded, in any window, besides one message. */
    private static final double MORE = 1.05;

    /** How much of a pace is kept where there is work. */
    private static final double LESS = 0.95;

    public Flow {
        times = times.stream().sorted().toList();
    }

    public static Flow of(Ledger ledger) {
        return new Flow(ledger.entries().stream().map(Ledger.Entry::at).toList());
    }

    /** Those from one moment until before another. */
    public Flow between(Instant from, Instant until) {
        return new Flow(times.stream()
                .filter(it -> !it.isBefore(from) && it.isBefore(until))
                .toList());
    }

    /** The most in any window of this length: one that begins with a message. */
    public int most(Duration window) {
        int most = 0;
        int end = 0;
        for (int start = 0; start < times.size(); start++) {
            Instant until = times.get(start).plus(window);
            while (end < times.size() && times.get(end).isBefore(until)) {
                end++;
            }
            most = Math.max(most, end - start);
        }
        return most;
    }

    /** The fewest in any window of this length between the first and the last message: one that begins behind a message. */
    public int fewest(Duration window) {
        int fewest = Integer.MAX_VALUE;
        int end = 0;
        for (int start = 0; start < times.size(); start++) {
            Instant until = times.get(start).plus(window);
            if (until.isAfter(times.getLast())) {
                break;
            }
            while (!times.get(end).isAfter(until)) {
                end++;
                if (end == times.size()) {
                    break;
                }
            }
            fewest = Math.min(fewest, end - start - 1);
        }
        return fewest;
    }

    /** Which windows of these lengths hold more than a pace allows. */
    public List<String> tooFast(double perSecond, Collection<Duration> windows) {
        return windows.stream()
                .filter(it -> most(it) > perSecond * seconds(it) * MORE + 1)
                .map(it -> most(it) + " in " + it + " at " + perSecond + " a second")
                .toList();
    }

    /** Whether each window of this length holds as much as a pace has to bring where there is work. */
    public boolean fastEnough(double perSecond, Duration window) {
        return fewest(window) >= perSecond * seconds(window) * LESS;
    }

    private static double seconds(Duration it) {
        return it.toMillis() / 1_000.0;
    }
}
