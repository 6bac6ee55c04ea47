package org.candor.courier;

import java.io.Closeable;
import java.io.IOException;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jboss.logging.Logger;

/**
 * Closes what has had its time. A read timeout alone does not end a server that sends a byte a minute, nor a write that
 * blocks; closing the socket ends both.
 *
 * <p>It looks at all guards a few times within the shortest limit, so a limit is kept to within a quarter of that.
 * A process that stood still has slept through its limits, and answers wait to be read that came in time: it closes nothing
 * before whoever waits for them had a second to do so.
 */
final class Watchdog implements AutoCloseable {
    private static final Logger LOG = Logger.getLogger(Watchdog.class);

    private static final long GRACE = 1_000;

    private final Set<Guard> guards = ConcurrentHashMap.newKeySet();
    private final CountDownLatch closing = new CountDownLatch(1);

    /**
     * @param shortest the shortest limit that will be asked for
     * @param besides done at each look as well
     */
    Watchdog(Duration shortest, Runnable besides) {
        long period = Math.clamp(shortest.toMillis() / 4, 10, 1_000);
        Thread.ofPlatform().daemon().name("courier-watchdog").start(() -> watch(period, besides));
    }

    private void watch(long period, Runnable besides) {
        try {
            long last = System.nanoTime();
            boolean patient = false;
            while (!closing.await(patient ? Math.max(period, GRACE) : period, TimeUnit.MILLISECONDS)) {
                long now = System.nanoTime();
                // Once, and not again: where all is slow, what is late has to be closed all the same.
                patient = !patient && now - last > 2 * TimeUnit.MILLISECONDS.toNanos(period);
                last = now;
                if (!patient) {
                    look(besides);
                }
            }
        } catch (InterruptedException stop) {
            Thread.currentThread().interrupt();
        }
    }

    /** Whatever goes wrong at one look, the next one comes: without a watchdog a hand-off could hang for ever. */
    private void look(Runnable besides) {
        try {
            long now = System.nanoTime();
            guards.forEach(guard -> guard.closeIfLate(now));
            besides.run();
        } catch (RuntimeException bug) {
            LOG.errorf("the courier's watchdog stumbled: %s", bug.getClass().getName());
        }
    }

    Guard guard(Closeable watched) {
        Guard guard = new Guard(watched);
        guards.add(guard);
        return guard;
    }

    @Override
    public void close() {
        closing.countDown();
    }

    /** Watches one connection. */
    final class Guard {
        private final Closeable watched;
        private boolean armed;
        private boolean ended;
        private long deadline;

        private Guard(Closeable watched) {
            this.watched = watched;
        }

        /**
         * Gives it so much time from now.
         *
         * @throws IOException if its time was already up: nothing more may be written then
         */
        synchronized void allow(Duration time) throws IOException {
            // It may not have been looked at yet: a process stopped for minutes wakes up anywhere.
            if (ended || armed && System.nanoTime() - deadline >= 0) {
                throw new IOException("out of time");
            }
            deadline = System.nanoTime() + time.toNanos();
            armed = true;
        }

        /** Lets it rest: nothing is under way. */
        synchronized void rest() {
            armed = false;
        }

        void dismiss() {
            guards.remove(this);
        }

        private synchronized void closeIfLate(long now) {
            if (!armed || ended || now - deadline < 0) {
                return;
            }
            ended = true;
            guards.remove(this);
            try {
                watched.close();
            } catch (IOException gone) {
                // It is closed, which is what was wanted.
            }
        }
    }
}
