package org.candor.dispatch;

import java.util.HashMap;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * One receiving domain as one lane sees it: what it has in the lane, and how many it may have. Guarded by {@link Domains}.
 *
 * <p>The allowance starts small, grows by one with each hand-off that ends soon, and is halved by each that takes too long.
 * A domain is in trouble while its last hand-off ended badly, or while half of what it has in the lane takes too long.
 */
final class Domain {
    /** Without anything known yet: as long as a hand-off may take on a busy network. */
    private static final long FIRST_GUESS = 100_000_000;

    private static final int SMOOTHING = 8;

    private final int lane;
    private final int start;
    /** Who has a place in the lane; since when the hand-off is under way, null before. */
    private final Map<UUID, @Nullable Long> places = new HashMap<>();

    private int allowance;
    private int hanging;
    private long oldest;
    private boolean endedBadly;
    private boolean troubled;
    private long troubledSince;
    private long took = FIRST_GUESS;
    private long cursor;

    Domain(int lane, int start, long now) {
        this.lane = lane;
        this.start = start;
        this.allowance = start;
        this.cursor = now;
    }

    /** Looks at what takes longer than this, and whether that is trouble. */
    void look(long now, long patience) {
        hanging = 0;
        oldest = 0;
        for (Long since : places.values()) {
            long age = since == null ? 0 : now - since;
            oldest = Math.max(oldest, age);
            hanging += age > patience ? 1 : 0;
        }
        boolean trouble = endedBadly || hanging > 0 && hanging * 2 >= places.size();
        if (trouble != troubled) {
            troubled = trouble;
            troubledSince = now;
            cursor = now;
        }
        if (troubled) {
            allowance = Math.min(allowance, start);
        }
    }

    void enter(UUID delivery) {
        places.put(delivery, null);
    }

    void started(UUID delivery, long now) {
        if (places.containsKey(delivery)) {
            places.put(delivery, now);
        }
    }

    /** How long a hand-off took that has ended now; it keeps its place until it is on record. */
    long ended(UUID delivery, long now) {
        Long since = places.containsKey(delivery) ? places.put(delivery, null) : null;
        return since == null ? 0 : now - since;
    }

    void endedSoon(long nanos) {
        smooth(nanos);
        endedBadly = false;
        allowance = Math.min(lane, allowance + 1);
    }

    /** It took too long, whatever came of it. */
    void endedLate(long nanos) {
        smooth(nanos);
        endedBadly = true;
        allowance = Math.max(Math.min(allowance, start), allowance / 2);
    }

    /** It wants no more for now: after the pause it is asked with one message. */
    void endedRefusingAll() {
        endedBadly = true;
        allowance = 1;
    }

    void leave(UUID delivery) {
        places.remove(delivery);
    }

    int taken() {
        return places.size();
    }

    int hanging() {
        return hanging;
    }

    boolean troubled() {
        return troubled;
    }

    int allowance() {
        return allowance;
    }

    private void smooth(long nanos) {
        took += (nanos - took) / SMOOTHING;
    }

    /**
     * For how long the next one that finds no place is put off: each a little longer than the one before, so that what
     * waits does not come back at once.
     *
     * @param gap how far apart they can go
     * @param from the earliest, in nanoseconds from now
     * @param spread the latest, after {@code from}
     * @param chance from 0 to 1: beyond the latest they are spread by it
     */
    long next(long now, long from, long spread, long gap, double chance) {
        long earliest = now + from;
        cursor = (cursor - earliest < 0 ? earliest : cursor) + Math.max(1, gap);
        if (cursor - earliest <= spread) {
            return cursor - now;
        }
        cursor = earliest + spread;
        return from + (long) (spread * (1 + chance) / 2);
    }

    /** How far apart places come free. */
    long gap() {
        return Math.max(took, troubled ? oldest : 0) / Math.max(1, allowance);
    }

    /** How long it has been in trouble. */
    long troubledFor(long now) {
        return troubled ? now - troubledSince : 0;
    }
}
