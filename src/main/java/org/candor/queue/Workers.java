package org.candor.queue;

import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.RowSet;
import io.vertx.mutiny.sqlclient.SqlConnection;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.function.LongSupplier;
import org.candor.plumbing.CrashPoint;
import org.candor.plumbing.Ids;
import org.candor.plumbing.Sql;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * This process as a worker, and the others as far as they died.
 *
 * <p>The fence works from both sides: a worker that could not reach the database for {@code self-fence} begins nothing
 * more, by its own monotonic clock; only after {@code dead-after}, by the database's clock, are its rows taken away. A
 * worker that finds itself buried goes on under a new id.
 */
@ApplicationScoped
public class Workers {
    private static final Logger LOG = Logger.getLogger(Workers.class);

    /** What a rescue moved: back to the queue, or to unknown. */
    public record Rescued(int back, int unknown) {}

    private final Pool pool;
    private final QueueConfig config;
    private final LongSupplier clock;
    private final Sql sql = Sql.of("queue");
    private volatile UUID self = Ids.next();
    private volatile boolean registered;
    private volatile boolean leaving;
    private volatile long lastBeat;
    private volatile boolean beating;
    /** Until then nobody is declared dead by this process. */
    private volatile long grace;

    @Inject
    public Workers(Pool pool, QueueConfig config) {
        this(pool, config, System::nanoTime);
    }

    /** With another monotonic clock, in nanoseconds: a test stops a process by it. */
    Workers(Pool pool, QueueConfig config, LongSupplier clock) {
        this.pool = pool;
        this.config = config;
        this.clock = clock;
        this.grace = clock.getAsLong();
    }

    /** This process's id as a worker; it changes if the process was declared dead. */
    public UUID self() {
        return self;
    }

    /** True while the last heartbeat is young enough to begin hand-offs. */
    public boolean alive() {
        return registered && !leaving && nanos() - lastBeat < config.selfFence().toNanos();
    }

    /** This process's monotonic clock, by which it judges itself and its permits; never another's time. */
    long nanos() {
        return clock.getAsLong();
    }

    /** Says that this process lives; registers it the first time and again after it was declared dead. */
    public Uni<Void> beat() {
        long now = nanos();
        UUID id = self;
        Uni<Boolean> known = registered
                ? pool.preparedQuery(sql.get("heartbeat")).execute(Tuple.of(id)).map(rows -> rows.rowCount() == 1)
                : Uni.createFrom().item(false);
        return known.chain(there -> there || leaving ? Uni.createFrom().item(id) : register())
                .invoke(() -> beaten(now))
                .replaceWithVoid();
    }

    /** Whoever could not reach the database for long knows nothing of the others: they may just be coming back as well. */
    private void beaten(long now) {
        if (beating && now - lastBeat >= config.selfFence().toNanos()) {
            grace = now + config.selfFence().toNanos();
        }
        lastBeat = now;
        beating = true;
    }

    /** Under a fresh id each time: whether one whose answer was lost is on record, nobody knows. */
    private Uni<UUID> register() {
        UUID id = Ids.next();
        if (registered) {
            LOG.warn("this process was silent for too long and was declared dead; it goes on as a new worker");
        }
        return pool.preparedQuery(sql.get("register")).execute(Tuple.of(id)).map(_ -> {
            self = id;
            registered = true;
            LOG.debugf("this process is worker %s", id);
            return id;
        });
    }

    /** Not while this process cannot say of itself that it lives, nor soon after: an outage is nobody's death. */
    boolean judges() {
        return alive() && nanos() - grace >= 0;
    }

    /** Takes the rows of dead workers, if this process may judge: claimed ones back to the queue, begun ones to unknown. */
    public Uni<Rescued> rescue() {
        if (!judges()) {
            return Uni.createFrom().item(new Rescued(0, 0));
        }
        return pool.preparedQuery(sql.get("dead-workers"))
                .execute(Tuple.of(deadAfter()))
                .map(Workers::ids)
                .chain(silent -> silent.length == 0
                        ? Uni.createFrom().item(new Rescued(0, 0))
                        : rescue(silent, deadAfter(), "worker-lost"));
    }

    /** Ends this worker in order: what it still holds is rescued at once. */
    public Uni<Rescued> leave() {
        leaving = true;
        return rescue(new UUID[] {self}, null, "worker-stopped");
    }

    /**
     * Buries first, so that a worker that wakes up in between can neither claim nor begin; then takes all it held. Both in
     * one transaction: a rescuer that dies halfway leaves the worker dead and unburied for the next one.
     */
    private Uni<Rescued> rescue(UUID[] suspects, @Nullable Double silentFor, String why) {
        return pool.withTransaction(tx -> tx.preparedQuery(sql.get("bury"))
                        .execute(Tuple.tuple().addArrayOfUUID(suspects).addDouble(silentFor))
                        .map(Workers::ids)
                        .chain(dead -> dead.length == 0
                                ? Uni.createFrom().item(new Taken(0, new Rescued(0, 0)))
                                : take(tx, dead, why)))
                .invoke(it -> CrashPoint.at(CrashPoint.AFTER_RESCUE, it.workers() > 0))
                .invoke(Workers::tell)
                .map(Taken::rows);
    }

    /** How many workers were dead, and what became of their rows. */
    private record Taken(int workers, Rescued rows) {}

    private Uni<Taken> take(SqlConnection tx, UUID[] dead, String why) {
        CrashPoint.at(CrashPoint.IN_RESCUE);
        return tx.preparedQuery(sql.get("rescue"))
                .execute(Tuple.of(
                        dead,
                        Integer.MAX_VALUE,
                        config.lookAfter().toMillis(),
                        config.quarantine().toMillis(),
                        why))
                .map(rows -> rows.iterator().next())
                .map(row -> new Taken(dead.length, new Rescued(row.getInteger("back"), row.getInteger("unknown"))));
    }

    private static void tell(Taken it) {
        if (it.workers() > 0) {
            LOG.infof(
                    "%d worker(s) ended: %d deliveries back to the queue, %d unknown",
                    it.workers(), it.rows().back(), it.rows().unknown());
        }
    }

    private static UUID[] ids(RowSet<Row> rows) {
        List<UUID> ids = new ArrayList<>();
        rows.forEach(row -> ids.add(row.getUUID("id")));
        return ids.toArray(UUID[]::new);
    }

    private double deadAfter() {
        return config.deadAfter().toMillis() / 1000.0;
    }

    /** How many workers live, by the database's clock. */
    public Uni<Integer> living() {
        return pool.preparedQuery(sql.get("workers-alive"))
                .execute(Tuple.of(deadAfter()))
                .map(rows -> rows.iterator().next().getInteger("n"));
    }
}
