package org.candor.queue;

import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import jakarta.enterprise.event.Event;
import jakarta.enterprise.event.NotificationOptions;
import jakarta.enterprise.util.TypeLiteral;
import java.lang.annotation.Annotation;
import java.time.Instant;
import java.util.concurrent.CompletionStage;
import java.util.function.LongSupplier;

/** The room as one process of a simulation has it: the real classes on a pool and a monotonic clock of its own. */
public final class SimulatedQueue {
    public final Workers workers;
    public final Gates gates;
    public final Holds holds;
    public final Queue queue;
    public final Late late;
    public final Runs runs = new Runs();
    public final Doubts doubts = new Doubts();
    private final Tallies tallies;

    /** @param nanos the process's monotonic clock */
    public SimulatedQueue(Pool pool, QueueConfig config, LongSupplier nanos) {
        workers = new Workers(pool, config, nanos);
        gates = new Gates(pool);
        holds = new Holds(pool, workers, config);
        tallies = new Tallies(pool);
        queue = new Queue(pool, workers, gates, new Probation(pool, gates), holds, config, new Unheard<>());
        late = new Late(pool, gates, config, new Unheard<>(), () -> Instant.EPOCH.plusNanos(nanos.getAsLong()));
    }

    /** The steps of the sweeper's round, one by one. */
    public Uni<Void> refresh() {
        return gates.refresh().chain(holds::refresh);
    }

    public Uni<Void> rescue() {
        return workers.rescue().replaceWithVoid();
    }

    public Uni<Void> sweep() {
        return queue.sweep().replaceWithVoid();
    }

    public Uni<Void> fold() {
        return tallies.fold();
    }

    private static final class Unheard<T> implements Event<T> {
        @Override
        public void fire(T event) {}

        @Override
        public <U extends T> CompletionStage<U> fireAsync(U event) {
            throw new UnsupportedOperationException();
        }

        @Override
        public <U extends T> CompletionStage<U> fireAsync(U event, NotificationOptions options) {
            throw new UnsupportedOperationException();
        }

        @Override
        public Event<T> select(Annotation... qualifiers) {
            throw new UnsupportedOperationException();
        }

        @Override
        public <U extends T> Event<U> select(Class<U> subtype, Annotation... qualifiers) {
            throw new UnsupportedOperationException();
        }

        @Override
        public <U extends T> Event<U> select(TypeLiteral<U> subtype, Annotation... qualifiers) {
            throw new UnsupportedOperationException();
        }
    }
}
