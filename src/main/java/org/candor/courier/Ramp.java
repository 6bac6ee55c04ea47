package org.candor.courier;

import java.time.Duration;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * How many hand-offs may be under way at once at one account, so that an outage makes a handful of doubtful hand-offs and
 * not one for each that stood ready.
 *
 * <ol>
 *   <li>It starts at one and doubles with every good end, up to the most there may be.
 *   <li>A bad end, or a word to slow down, takes it back to one. What began before does not widen it again.
 *   <li>So many bad ends within the window are an outage: who waits is turned away, and who comes before the
 *       account's gate has closed.
 *   <li>From then on one bad end is an outage, until there is a good one.
 * </ol>
 *
 * Blocks; for virtual threads.
 */
final class Ramp {
    /**
     * @param most how many may be under way at once
     * @param strikes so many bad ends are an outage …
     * @param within … if no more time than this lies between the first and the last
     * @param closing by then the account's gate has closed, which is a matter of milliseconds
     */
    record Limits(int most, int strikes, Duration within, Duration closing) {
        Limits(int most, int strikes, Duration within) {
            this(most, strikes, within, Duration.ofSeconds(10));
        }
    }

    /** What somebody who came is told. */
    sealed interface Turn {}

    /** Their turn. {@code bend} is given back with {@link #leave}. */
    record Go(int bend) implements Turn {}

    /** Not now, and nothing may be sent: the account's gate is about to close. */
    record Away() implements Turn {}

    /** Their time to wait was up. */
    record Late() implements Turn {}

    /** The service ends. */
    record Closing() implements Turn {}

    /** How a hand-off ended, as far as it tells of the provider's health. */
    enum End {
        /** The provider answered, whatever it said of the message. */
        GOOD,
        /** It asked to slow down. */
        SLOW,
        /** No answer, or none that means anything. */
        BAD
    }

    private final Limits limits;
    private final long[] bad;
    final ReentrantLock lock = new ReentrantLock();
    private final Condition turn = lock.newCondition();
    private final Condition empty = lock.newCondition();
    private int width = 1;
    private int underWay;
    private int bend;
    private int badEnds;
    private boolean outage;
    private boolean closed;
    private boolean away;
    private long awayUntil;

    Ramp(Limits limits) {
        this.limits = limits;
        this.bad = new long[limits.strikes()];
    }

    /** Waits for a turn; whoever is told {@link Go} must {@link #leave}. */
    Turn enter(Duration atMost) throws InterruptedException {
        lock.lockInterruptibly();
        try {
            long left = atMost.toNanos();
            for (boolean waited = false; ; waited = true) {
                if (closed) {
                    return new Closing();
                }
                if (isAway()) {
                    return new Away();
                }
                if (waited && left <= 0) {
                    // A process may have been stopped for minutes meanwhile. The turn may be somebody else's.
                    turn.signal();
                    return new Late();
                }
                if (underWay < width) {
                    underWay++;
                    return new Go(bend);
                }
                if (left <= 0) {
                    return new Late();
                }
                left = turn.awaitNanos(left);
            }
        } finally {
            lock.unlock();
        }
    }

    /** Ends a turn; true if with this end the provider has to be taken for out of order. */
    boolean leave(Go began, End end) {
        lock.lock();
        try {
            underWay--;
            boolean over = switch (end) {
                case GOOD -> good(began.bend());
                case SLOW -> bend();
                case BAD -> bad();
            };
            if (underWay == 0) {
                empty.signalAll();
            }
            for (int free = width - underWay; free > 0; free--) {
                turn.signal();
            }
            return over;
        } finally {
            lock.unlock();
        }
    }

    private boolean good(int since) {
        if (since == bend) {
            width = Math.min(limits.most(), width * 2);
            outage = false;
        }
        return false;
    }

    private boolean bend() {
        width = 1;
        bend++;
        return false;
    }

    private boolean bad() {
        bend();
        long now = System.nanoTime();
        bad[badEnds % bad.length] = now;
        badEnds++;
        boolean many = badEnds >= bad.length
                && now - bad[badEnds % bad.length] <= limits.within().toNanos();
        if (!many && !outage) {
            return false;
        }
        outage = true;
        stayAway();
        return true;
    }

    /** Nobody begins until the gate has closed: what stopped one, such as a refused login, would stop them all. */
    void turnAway() {
        lock.lock();
        try {
            stayAway();
        } finally {
            lock.unlock();
        }
    }

    private void stayAway() {
        away = true;
        awayUntil = System.nanoTime() + limits.closing().toNanos();
        turn.signalAll();
    }

    private boolean isAway() {
        away = away && awayUntil - System.nanoTime() > 0;
        return away;
    }

    /** Lets nobody begin any more and waits for those under way. */
    void close(Duration atMost) {
        lock.lock();
        try {
            closed = true;
            turn.signalAll();
            long left = atMost.toNanos();
            while (underWay > 0 && left > 0) {
                left = empty.awaitNanos(left);
            }
        } catch (InterruptedException stop) {
            Thread.currentThread().interrupt();
        } finally {
            lock.unlock();
        }
    }

    int width() {
        lock.lock();
        try {
            return width;
        } finally {
            lock.unlock();
        }
    }
}
