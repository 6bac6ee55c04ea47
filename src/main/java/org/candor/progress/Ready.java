package org.candor.progress;

import io.smallrye.health.api.AsyncHealthCheck;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import org.candor.queue.Epoch;
import org.candor.queue.Workers;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Readiness;

/**
 * The database answers and this process is registered as a worker whose heartbeat is young. A restored backup is told and
 * does not make it unready: a person has to reach it to decide.
 */
@Readiness
@ApplicationScoped
class Ready implements AsyncHealthCheck {
    private static final Duration PATIENCE = Duration.ofSeconds(2);

    private final Pool pool;
    private final Workers workers;
    private final Epoch epoch;

    Ready(Pool pool, Workers workers, Epoch epoch) {
        this.pool = pool;
        this.workers = workers;
        this.epoch = epoch;
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
        return HealthCheckResponse.named("work")
                .withData("database", database)
                .withData("worker", worker)
                .withData("restored-backup", epoch.held())
                .status(database && worker)
                .build();
    }
}
