package org.candor.queue;

import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Tuple;
import java.time.Duration;
import java.util.Collection;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentSkipListMap;
import org.candor.plumbing.Sql;

/**
 * Claims whose answer was lost. They may have been committed, and then nobody holds their rows; or they may still lie in a
 * socket of a server that hangs, and be committed when it goes on. So each is given back at once and again and again, as
 * long as a network may deliver what was sent.
 */
final class LostClaims {
    private static final Duration SOON = Duration.ofMillis(50);
    private static final Duration LATER = Duration.ofSeconds(1);

    /** Linux sends a segment again for about this long before it gives a connection up. */
    private static final Duration LATE = Duration.ofMinutes(16);

    private final Pool pool;
    private final Workers workers;
    private final QueueConfig config;
    private final Sql sql = Sql.of("queue");
    private final Map<UUID, Long> leases = new ConcurrentSkipListMap<>();
    private volatile long last;

    LostClaims(Pool pool, Workers workers, QueueConfig config) {
        this.pool = pool;
        this.workers = workers;
        this.config = config;
    }

    /** Tried until it works. */
    Uni<Void> giveBack(UUID lease) {
        leases.put(lease, workers.nanos());
        last = workers.nanos();
        return Uni.createFrom()
                .deferred(() -> release(leases.keySet()))
                .onFailure()
                .retry()
                .withBackOff(SOON, LATER)
                .indefinitely();
    }

    /** Gives all of them back once more, if it is time. */
    Uni<Void> again() {
        long now = workers.nanos();
        if (leases.isEmpty() || now - last < config.deadAfter().toNanos()) {
            return Uni.createFrom().voidItem();
        }
        last = now;
        return release(leases.keySet()).invoke(() -> leases.values().removeIf(since -> now - since > LATE.toNanos()));
    }

    private Uni<Void> release(Collection<UUID> lost) {
        return pool.preparedQuery(sql.get("release-lease"))
                .execute(Tuple.of(lost.toArray(UUID[]::new)))
                .replaceWithVoid();
    }
}
