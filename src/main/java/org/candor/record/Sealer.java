package org.candor.record;

import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.subscription.Cancellable;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.util.ArrayList;
import java.util.List;
import org.candor.plumbing.Rounds;
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
        ticks.add(Rounds.every(config.sealEvery(), LOG, "sealing the record", this::seal));
        ticks.add(Rounds.every(config.tellHeadEvery(), LOG, "telling the record's head", this::tell));
        ticks.add(Rounds.every(config.walkEvery(), LOG, "reading the record's chain", this::walk));
    }

    void stop(@Observes ShutdownEvent ended) {
        ticks.forEach(Cancellable::cancel);
        ticks.clear();
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
}
