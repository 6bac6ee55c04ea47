package org.candor.courier;

import java.time.Duration;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.function.Supplier;

/** Does blocking work on virtual threads, each on its own, until it closes; and then waits for what is under way. */
final class Desk {
    private final ThreadFactory threads;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition done = lock.newCondition();
    private int underWay;
    private boolean closed;

    Desk(String name) {
        this.threads = Thread.ofVirtual().name(name + " ", 0).factory();
    }

    /** Does the work and tells its result; once closed it tells {@code otherwise} at once. The work must not throw. */
    <T> void serve(Supplier<T> work, T otherwise, Consumer<T> told) {
        if (!enter()) {
            told.accept(otherwise);
            return;
        }
        threads.newThread(() -> {
                    T result;
                    try {
                        result = work.get();
                    } finally {
                        leave();
                    }
                    told.accept(result);
                })
                .start();
    }

    private boolean enter() {
        lock.lock();
        try {
            if (!closed) {
                underWay++;
            }
            return !closed;
        } finally {
            lock.unlock();
        }
    }

    private void leave() {
        lock.lock();
        try {
            underWay--;
            done.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** Takes nothing more, and waits for what is under way. */
    void close(Duration atMost) {
        lock.lock();
        try {
            closed = true;
            long left = atMost.toNanos();
            while (underWay > 0 && left > 0) {
                left = done.awaitNanos(left);
            }
        } catch (InterruptedException stop) {
            Thread.currentThread().interrupt();
        } finally {
            lock.unlock();
        }
    }
}
