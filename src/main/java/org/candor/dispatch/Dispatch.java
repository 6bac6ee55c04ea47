package org.candor.dispatch;

import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.time.Duration;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.IntSupplier;
import org.candor.courier.Courier;
import org.candor.courier.Couriers;
import org.candor.plumbing.CrashPoint;
import org.candor.queue.Epoch;
import org.candor.queue.Gates;
import org.candor.queue.Holds;
import org.candor.queue.QueueConfig;
import org.candor.queue.Sweeper;
import org.candor.queue.Workers;
import org.jboss.logging.Logger;

/** Starts and ends this process as a worker. */
@ApplicationScoped
public class Dispatch {
    private static final Logger LOG = Logger.getLogger(Dispatch.class);
    private static final Duration SOON = Duration.ofMillis(200);
    private static final Duration LATER = Duration.ofSeconds(5);
    private static final Duration LOOK = Duration.ofMillis(20);
    private static final Duration GOODBYE = Duration.ofSeconds(5);

    private final Couriers couriers;
    private final Epoch epoch;
    private final Gates gates;
    private final Holds holds;
    private final Sweeper sweeper;
    private final Workers workers;
    private final Feed feed;
    private final Search search;
    private final DispatchConfig config;
    private final QueueConfig times;

    public Dispatch(
            Couriers couriers,
            Epoch epoch,
            Gates gates,
            Holds holds,
            Sweeper sweeper,
            Workers workers,
            Feed feed,
            Search search,
            DispatchConfig config,
            QueueConfig times) {
        this.couriers = couriers;
        this.epoch = epoch;
        this.gates = gates;
        this.holds = holds;
        this.sweeper = sweeper;
        this.workers = workers;
        this.feed = feed;
        this.search = search;
        this.config = config;
        this.times = times;
    }

    /** Throws {@link IllegalStateException}, which ends the start, if an answer could come after its quarantine. */
    void start(@Observes StartupEvent event) {
        couriers.all().forEach(this::answersInTime);
        // First of all: whether this database is an old backup, of which nothing may be sent.
        epoch.check()
                .chain(this::addAccounts)
                .chain(sweeper::start)
                .onFailure()
                .retry()
                .withBackOff(SOON, LATER)
                .indefinitely()
                .subscribe()
                .with(_ -> {
                    feed.open();
                    search.start();
                });
    }

    private Uni<Void> addAccounts() {
        return Multi.createFrom()
                .iterable(couriers.all())
                .onItem()
                .transformToUniAndConcatenate(it -> gates.add(it.account(), it.channel(), it.perSecond())
                        .invoke(() -> holds.cap(it.account(), it.perSecondAndDomain())))
                .collect()
                .asList()
                .replaceWithVoid();
    }

    private void answersInTime(Courier it) {
        Duration least = it.longestAnswer().plus(times.quarantineMargin());
        if (times.quarantine().compareTo(least) <= 0) {
            throw new IllegalStateException(
                    ("candor.queue.quarantine is %d s, but the answer of %s may come after %d s: the quarantine must be"
                                    + " longer than that and candor.queue.quarantine-margin, %d s together.")
                            .formatted(
                                    times.quarantine().toSeconds(),
                                    it.account(),
                                    it.longestAnswer().toSeconds(),
                                    least.toSeconds()));
        }
    }

    /**
     * Runs before the pool and the event loops go: stops claiming, lets what is in flight end, gives the rest back. What a
     * claim in progress still brings after that is rescued like a dead worker's.
     */
    void stop(@Observes @Priority(1) ShutdownEvent event) {
        feed.close();
        search.stop();
        await(empty(feed::busy, config.drain()), config.drain().plus(GOODBYE));
        sweeper.stop();
        await(workers.leave().replaceWithVoid(), GOODBYE);
    }

    /** Ends when nothing is busy any more, or when the time is up. */
    static Uni<Void> empty(IntSupplier busy, Duration atMost) {
        long end = System.nanoTime() + atMost.toNanos();
        return Multi.createBy()
                .repeating()
                .uni(() -> Uni.createFrom()
                        .item(busy.getAsInt())
                        .invoke(() -> CrashPoint.at(CrashPoint.IN_DRAIN))
                        .onItem()
                        .delayIt()
                        .by(LOOK))
                .until(left -> left == 0 || System.nanoTime() - end > 0)
                // All looks: to take the first as the answer would end the wait with it.
                .collect()
                .last()
                .replaceWithVoid();
    }

    private static void await(Uni<Void> step, Duration atMost) {
        try {
            step.subscribeAsCompletionStage().get(atMost.toMillis(), TimeUnit.MILLISECONDS);
        } catch (ExecutionException | TimeoutException e) {
            LOG.warnf(
                    "the end was not orderly (%s); other workers will rescue what is left",
                    e.getCause() == null
                            ? e.getClass().getName()
                            : e.getCause().getClass().getName());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
