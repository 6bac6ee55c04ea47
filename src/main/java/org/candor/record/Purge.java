package org.candor.record;

import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.subscription.Cancellable;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.time.Duration;
import org.candor.plumbing.Rounds;
import org.candor.plumbing.Sql;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/** Takes out answers that are older than promised, a batch at a time. */
@ApplicationScoped
class Purge {
    private static final Logger LOG = Logger.getLogger(Purge.class);
    private static final Sql SQL = Sql.of("record");

    private final Pool pool;
    private final RecordConfig config;
    private @Nullable Cancellable ticks;

    Purge(Pool pool, RecordConfig config) {
        this.pool = pool;
        this.config = config;
    }

    void start(@Observes StartupEvent started) {
        ticks = Rounds.every(config.purgeEvery(), LOG, "taking out old answers", this::now);
    }

    void stop(@Observes ShutdownEvent ended) {
        if (ticks != null) {
            ticks.cancel();
        }
    }

    /** One round: until a batch is not full. */
    Uni<Void> now() {
        return pool.preparedQuery(SQL.get("purge"))
                .execute(Tuple.of(
                        (double) Duration.ofDays(config.keepAnswersDays()).toSeconds(), config.purgeBatch()))
                .chain(rows ->
                        rows.rowCount() < config.purgeBatch() ? Uni.createFrom().voidItem() : now());
    }
}
