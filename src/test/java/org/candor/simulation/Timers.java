package org.candor.simulation;

import java.util.List;
import java.util.concurrent.AbstractExecutorService;
import java.util.concurrent.Callable;
import java.util.concurrent.Delayed;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;

/**
 * What the reactive library would run later or on another thread becomes a happening of the history that the calling
 * thread plays.
 */
final class Timers extends AbstractExecutorService implements ScheduledExecutorService {
    private final ThreadLocal<History> played = new ThreadLocal<>();

    void play(History history) {
        played.set(history);
    }

    @Override
    public void execute(Runnable command) {
        played.get().later(0, command);
    }

    @Override
    public ScheduledFuture<?> schedule(Runnable command, long delay, TimeUnit unit) {
        return new Handle<>(played.get().later(unit.toMicros(delay), command));
    }

    @Override
    public <V> ScheduledFuture<V> schedule(Callable<V> callable, long delay, TimeUnit unit) {
        throw new UnsupportedOperationException();
    }

    @Override
    public ScheduledFuture<?> scheduleAtFixedRate(Runnable command, long delay, long period, TimeUnit unit) {
        throw new UnsupportedOperationException("a history says itself when a pulse beats");
    }

    @Override
    public ScheduledFuture<?> scheduleWithFixedDelay(Runnable command, long delay, long period, TimeUnit unit) {
        throw new UnsupportedOperationException("a history says itself when a pulse beats");
    }

    @Override
    public void shutdown() {}

    @Override
    public List<Runnable> shutdownNow() {
        return List.of();
    }

    @Override
    public boolean isShutdown() {
        return false;
    }

    @Override
    public boolean isTerminated() {
        return false;
    }

    @Override
    public boolean awaitTermination(long timeout, TimeUnit unit) {
        return true;
    }

    private record Handle<V>(Happening happening) implements ScheduledFuture<V> {
        @Override
        public boolean cancel(boolean mayInterruptIfRunning) {
            happening.cancelled = true;
            return true;
        }

        @Override
        public boolean isCancelled() {
            return happening.cancelled;
        }

        @Override
        public boolean isDone() {
            return happening.cancelled;
        }

        @Override
        public V get() {
            throw new UnsupportedOperationException();
        }

        @Override
        public V get(long timeout, TimeUnit unit) {
            throw new UnsupportedOperationException();
        }

        @Override
        public long getDelay(TimeUnit unit) {
            return unit.convert(happening.due, TimeUnit.MICROSECONDS);
        }

        @Override
        public int compareTo(Delayed other) {
            return Long.compare(getDelay(TimeUnit.MICROSECONDS), other.getDelay(TimeUnit.MICROSECONDS));
        }
    }
}
