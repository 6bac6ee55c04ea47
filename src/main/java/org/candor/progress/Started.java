package org.candor.progress;

import jakarta.enterprise.context.ApplicationScoped;
import org.candor.queue.Workers;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Startup;

/** Once true, always true: the database is migrated and this process has registered as a worker. */
@Startup
@ApplicationScoped
class Started implements HealthCheck {
    private final Workers workers;
    private volatile boolean started;

    Started(Workers workers) {
        this.workers = workers;
    }

    @Override
    public HealthCheckResponse call() {
        started |= workers.alive();
        return HealthCheckResponse.named("start").status(started).build();
    }
}
