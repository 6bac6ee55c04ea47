package org.candor.plumbing;

import java.time.Duration;
import org.jboss.logging.Logger;

/** Whether a connection may be tried: always, until one fails; then one at a time, with a pause, until one succeeds. */
final class Tries {
    private static final Logger LOG = Logger.getLogger(Tries.class);

    private final long pauseNanos;
    private int failures;
    private boolean away;
    private boolean trying;
    private long next;

    Tries(Duration pause) {
        this.pauseNanos = pause.toNanos();
    }

    /** True if the caller may try, and must then tell how it went. */
    synchronized boolean may() {
        if (!away) {
            return true;
        }
        if (trying || System.nanoTime() - next < 0) {
            return false;
        }
        trying = true;
        return true;
    }

    synchronized void succeeded() {
        if (away) {
            LOG.info("the database is back");
        }
        away = false;
        trying = false;
    }

    /**
     * A try failed.
     *
     * @param alone true if nothing else says that the database is there
     */
    synchronized void failed(Throwable why, boolean alone) {
        failures++;
        trying = false;
        if (alone && !away) {
            LOG.warnf("the database is away: %s", Faults.describe(why));
        }
        away |= alone;
        next = System.nanoTime() + pauseNanos;
    }

    /** How many have failed so far. */
    synchronized int failures() {
        return failures;
    }
}
