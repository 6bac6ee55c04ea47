package org.candor.queue;

import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.subscription.Cancellable;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import org.jboss.logging.Logger;

/**
 * The queue's own pulse: the heartbeat, and once a second what nobody asked for but time did. Every process runs it; each
 * statement is safe to run twice at once.
 */
@ApplicationScoped
public class Sweeper {
    private static final Logger LOG = Logger.getLogger(Sweeper.class);

    /** A database that does not answer for this long counts as failed: the next round asks on another connection. */
    private static final Duration ANSWER = Duration.ofSeconds(10);

    private final QueueConfig config;
    private final Workers workers;
    private final Queue queue;
    private final Gates gates;
    private final Holds holds;
    private final Tallies tallies;
    private final Suppressions suppressions;
    private final Epoch epoch;
    private final List<Cancellable> pulses = new ArrayList<>();

    public Sweeper(
            QueueConfig config,
            Workers workers,
            Queue queue,
            Gates gates,
            Holds holds,
            Tallies tallies,
            Suppressions suppressions,
            Epoch epoch) {
        this.config = config;
        this.workers = workers;
        this.queue = queue;
        this.gates = gates;
        this.holds = holds;
        this.tallies = tallies;
        this.suppressions = suppressions;
        this.epoch = epoch;
    }

    /** Registers this worker, then beats and sweeps until {@link #stop()}. A failed round is told and tried again. */
    public Uni<Void> start() {
        return workers.beat().invoke(() -> {
            pulses.add(every(config.heartbeat(), "heartbeat", workers::beat));
            pulses.add(every(config.sweep(), "sweep", this::round));
        });
    }

    public void stop() {
        pulses.forEach(Cancellable::cancel);
        pulses.clear();
    }

    /** While a person has to decide about a restored backup, time ends nothing: it may have been sent since. */
    Uni<Void> round() {
        return epoch.check()
                .chain(held -> gates.refresh()
                        .chain(holds::refresh)
                        .chain(workers::rescue)
                        .chain(() -> held ? epoch.work() : queue.sweep().replaceWithVoid()))
                .chain(tallies::fold)
                .chain(suppressions::forget)
                .replaceWithVoid();
    }

    private static Cancellable every(Duration period, String what, Supplier<Uni<Void>> step) {
        return Multi.createFrom()
                .ticks()
                .every(period)
                .onOverflow()
                .drop()
                .onItem()
                .transformToUniAndConcatenate(_ -> step.get()
                        .ifNoItem()
                        .after(ANSWER)
                        .fail()
                        .onFailure()
                        .recoverWithUni(e -> {
                            // The class only: a database error's message may hold a row's values.
                            LOG.warnf(
                                    "%s failed (%s), will be tried again",
                                    what, e.getClass().getSimpleName());
                            return Uni.createFrom().voidItem();
                        }))
                .subscribe()
                .with(_ -> {});
    }
}
