package org.candor.courier;

import java.io.Closeable;
import java.io.IOException;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/**
 * Closes what has had its time. A read timeout alone does not end a server that sends a byte a minute, nor a write that
 * blocks; closing the socket ends both.
 *
 * <p>It looks at all guards a few times within the shortest limit, so a limit is kept to within a quarter of that.
 */
final class Watchdog implements AutoCloseable {
    private final Set<Guard> guards = ConcurrentHashMap.newKeySet();
    private final ScheduledExecutorService clock = Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().daemon().name("courier-watchdog").factory());

    /** @param shortest the shortest limit that will be asked for */
    Watchdog(Duration shortest, Runnable besides) {
        long period = Math.clamp(shortest.toMillis() / 4, 10, 1_000);
        clock.scheduleWithFixedDelay(
                () -> {
                    look();
                    besides.run();
                },
                period,
                period,
                TimeUnit.MILLISECONDS);
    }

    Guard guard(Closeable watched) {
        Guard guard = new Guard(watched);
        guards.add(guard);
        return guard;
    }

    private void look() {
        long now = System.nanoTime();
        guards.forEach(guard -> guard.closeIfLate(now));
    }

    @Override
    public void close() {
        clock.shutdownNow();
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
            if (ended) {
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
