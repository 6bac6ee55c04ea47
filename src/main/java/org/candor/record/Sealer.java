package org.candor.record;

import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.subscription.Cancellable;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import org.candor.plumbing.Faults;
import org.jboss.logging.Logger;

/** Makes what was noted a part of the chain, again and again; tells its head to the log, and whether it still holds. */
@ApplicationScoped
class Sealer {
    private static final Logger LOG = Logger.getLogger(Sealer.class);

    private final Chain chain;
    private final RecordConfig config;
    private final List<Cancellable> ticks = new ArrayList<>();

    Sealer(Chain chain, RecordConfig config) {
        this.chain = chain;
        this.config = config;
    }

    void start(@Observes StartupEvent started) {
        ticks.add(every(config.sealEvery(), this::seal));
        ticks.add(every(config.tellHeadEvery(), this::tell));
        ticks.add(every(config.walkEvery(), this::walk));
    }

    void stop(@Observes ShutdownEvent ended) {
        ticks.forEach(Cancellable::cancel);
        ticks.clear();
    }

    private static Cancellable every(Duration period, Supplier<Uni<Void>> round) {
        return Multi.createFrom()
                .ticks()
                .startingAfter(period)
                .every(period)
                .onOverflow()
                .drop()
                .onItem()
                .transformToUniAndConcatenate(_ -> round.get().onFailure().recoverWithUni(Sealer::told))
                .subscribe()
                .with(_ -> {});
    }

    /** One round: until a batch is not full. */
    private Uni<Void> seal() {
        return chain.seal().chain(n -> n < config.sealBatch() ? Uni.createFrom().voidItem() : seal());
    }

    private Uni<Void> tell() {
        return chain.head()
                .invoke(head -> LOG.infof("the record's chain ends with %d:%s", head.no(), head.hash()))
                .replaceWithVoid();
    }

    private Uni<Void> walk() {
        return chain.walk()
                .invoke(walk -> {
                    if (walk.broken() != null) {
                        LOG.errorf("the record was changed: its chain is broken at link %d", walk.broken());
                    }
                })
                .replaceWithVoid();
    }

    private static Uni<Void> told(Throwable failure) {
        LOG.warnf("the record's chain waits for another round: %s", Faults.describe(failure));
        return Uni.createFrom().voidItem();
    }
}
