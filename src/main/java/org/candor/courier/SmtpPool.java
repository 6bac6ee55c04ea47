package org.candor.courier;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Connections kept open between letters. The one used last is used next, so that those a quiet hour does not need grow old
 * and are closed.
 */
final class SmtpPool {
    private final EmailAccount.Pooling limits;
    private final Semaphore places;
    private final ConcurrentLinkedDeque<SmtpConnection> idle = new ConcurrentLinkedDeque<>();
    private volatile boolean closed;

    SmtpPool(EmailAccount.Pooling limits) {
        this.limits = limits;
        this.places = new Semaphore(limits.connections());
    }

    /** Waits for a place; each true is to be followed by {@link #leave}. */
    boolean enter(Duration patience) throws InterruptedException {
        return places.tryAcquire() || places.tryAcquire(patience.toNanos(), TimeUnit.NANOSECONDS);
    }

    void leave() {
        places.release();
    }

    /** An open connection that can serve; null when a new one is needed. */
    @Nullable
    SmtpConnection kept() {
        for (SmtpConnection one = idle.pollFirst(); one != null; one = idle.pollFirst()) {
            if (one.serves(limits.unasked())) {
                return one;
            }
            one.quit();
        }
        return null;
    }

    /** Takes a connection back after use: kept if it is in order and not worn out. */
    void giveBack(SmtpConnection one) {
        if (closed || !one.sound() || one.messages() >= limits.messages()) {
            one.quit();
            return;
        }
        idle.addFirst(one);
        if (closed && idle.remove(one)) {
            one.quit();
        }
    }

    /** Closes connections that were unused for too long. */
    void tidy() {
        long now = System.nanoTime();
        List<SmtpConnection> old = new ArrayList<>();
        idle.removeIf(one -> now - one.lastUsed() > limits.idle().toNanos() && old.add(one));
        for (SmtpConnection one : old) {
            Thread.ofVirtual().start(one::quit);
        }
    }

    /** Lets what is under way finish, at most for so long, then closes what is kept. */
    void close(Duration patience) {
        closed = true;
        try {
            if (places.tryAcquire(limits.connections(), patience.toNanos(), TimeUnit.NANOSECONDS)) {
                places.release(limits.connections());
            }
        } catch (InterruptedException stop) {
            Thread.currentThread().interrupt();
        }
        for (SmtpConnection one = idle.pollFirst(); one != null; one = idle.pollFirst()) {
            one.quit();
        }
    }
}
