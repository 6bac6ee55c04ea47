package org.candor.progress;

import io.smallrye.health.api.AsyncHealthCheck;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import org.candor.queue.Epoch;
import org.candor.queue.Workers;
import org.candor.vault.Vault;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Readiness;

/**
 * The database answers, this process is registered as a worker whose heartbeat is young, and the keys that wrap those of
 * incidents answered when they were asked last. A restored backup is told and
 * does not make it unready: a person has to reach it to decide.
 */
@Readiness
@ApplicationScoped
class Ready implements AsyncHealthCheck {
    private static final Duration PATIENCE = Duration.ofSeconds(2);

    private final Pool pool;
    private final Workers workers;
    private final Epoch epoch;
    private final Vault vault;

    Ready(Pool pool, Workers workers, Epoch epoch, Vault vault) {
        this.pool = pool;
        this.workers = workers;
        this.epoch = epoch;
        this.vault = vault;
    }

    @Override
    public Uni<HealthCheckResponse> call() {
        return pool.query(Deliveries.SQL.get("alive"))
                .execute()
                .map(rows -> rows.size() == 1)
                .ifNoItem()
                .after(PATIENCE)
                .recoverWithItem(false)
                .onFailure()
                .recoverWithItem(false)
                .map(this::response);
    }

    private HealthCheckResponse response(boolean database) {
        boolean worker = workers.alive();
        boolean keys = vault.answers();
        return HealthCheckResponse.named("work")
                .withData("database", database)
                .withData("worker", worker)
                .withData("keys", keys)
                .withData("restored-backup", epoch.held())
                .status(database && worker && keys)
                .build();
    }
}
