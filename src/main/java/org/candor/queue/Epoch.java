package org.candor.queue;

import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.SqlConnection;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import org.candor.plumbing.Problem;
import org.candor.plumbing.Sql;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Notices that the database is an old backup, which would send again all that was sent since.
 *
 * <ol>
 *   <li>{@code candor.queue.epoch} is kept in the database when it is first seen. Whoever restores a backup changes the
 *       setting.
 *   <li>{@link #check} compares, before any gate is known and at every sweep. If they differ, all gates close with the
 *       reason {@code restored-backup}, and no way but a decision opens one.
 *   <li>{@link #decide}: {@code continue} opens them and all goes out that the backup had open; {@code hold} makes
 *       {@code unknown} of it first, so that nobody gets it twice, and a person decides about each.
 *   <li>{@link #work} does that, some at a time; then the gates open.
 * </ol>
 */
@ApplicationScoped
public class Epoch {
    private static final Logger LOG = Logger.getLogger(Epoch.class);
    private static final String OURSELVES = "candor";

    /** A round of work takes about so long at most: the sweep has other things to do. */
    private static final Duration ROUND = Duration.ofSeconds(4);

    /** What a person decides. */
    public enum Decision {
        /** What the backup had open may have been sent since: hold it, for a person to decide. */
        HOLD,
        /** It was not sent since, or may go out twice. */
        CONTINUE
    }

    private final Pool pool;
    private final QueueConfig config;
    private final Sql sql = Sql.of("queue");
    private volatile boolean held;

    Epoch(Pool pool, QueueConfig config) {
        this.pool = pool;
        this.config = config;
    }

    /** True while a person has to decide, as this process saw it last. */
    public boolean held() {
        return held;
    }

    private @Nullable String outside() {
        return config.epoch().filter(it -> !it.isBlank()).map(String::strip).orElse(null);
    }

    /** Compares what the outside says with what the database says; true if nothing may be sent until a person decided. */
    public Uni<Boolean> check() {
        return pool.preparedQuery(sql.get("epoch-check"))
                .execute(Tuple.of(outside()))
                .map(rows -> {
                    var row = rows.iterator().next();
                    if (row.getBoolean("noticed")) {
                        LOG.error(
                                "the database is not of the epoch that candor.queue.epoch names: a backup was restored."
                                        + " All gates are closed until somebody decides by POST /v1/restored");
                    }
                    held = row.getBoolean("held");
                    return held;
                });
    }

    /** Passes unless a person has to decide about a restored backup first; else 409. */
    Uni<Void> refuseWhileHeld(SqlConnection tx) {
        return tx.query(sql.get("epoch-lock"))
                .execute()
                .invoke(rows -> {
                    if (rows.size() == 1 && rows.iterator().next().getBoolean("held")) {
                        throw Problem.of(
                                409,
                                "conflict",
                                "A backup was restored: decide by POST /v1/restored, which opens what it closed.");
                    }
                })
                .replaceWithVoid();
    }

    /** A person decides; 409 if there is nothing to decide, or it is decided already. */
    Uni<Void> decide(SqlConnection tx, Decision decision, String who) {
        return tx.query(sql.get("epoch-lock"))
                .execute()
                .invoke(rows -> {
                    if (rows.size() == 0 || !rows.iterator().next().getBoolean("held")) {
                        throw Problem.of(409, "conflict", "No backup was restored: there is nothing to decide.");
                    }
                    if (rows.iterator().next().getBoolean("deciding")) {
                        throw Problem.of(409, "conflict", "It is decided already, and being done.");
                    }
                })
                .chain(() -> switch (decision) {
                    case HOLD -> tx.preparedQuery(sql.get("epoch-hold")).execute(Tuple.of(outside()));
                    case CONTINUE -> tx.preparedQuery(sql.get("epoch-go-on")).execute(Tuple.of(outside(), who));
                })
                .replaceWithVoid();
    }

    /**
     * Holds what a restored backup had open, if that was decided. First what somebody has in hand, which nobody gets any more
     * while the gates are closed; then what waits. It is over when a look that began after everything older had ended
     * finds nothing.
     */
    Uni<Void> work() {
        return pool.query(sql.get("epoch-held-from")).execute().chain(rows -> {
            if (rows.size() == 0) {
                return Uni.createFrom().voidItem();
            }
            boolean alone = rows.iterator().next().getBoolean("alone");
            return pool.query(sql.get("hold-flying"))
                    .execute()
                    .chain(() -> pool.query(sql.get("hold-doubts")).execute())
                    .chain(this::holdWaiting)
                    .chain(left ->
                            alone && left == 0 ? goOn() : Uni.createFrom().voidItem());
        });
    }

    /** Answers how many the last batch moved: none if nothing is left. */
    private Uni<Integer> holdWaiting() {
        long end = System.nanoTime() + ROUND.toNanos();
        return Multi.createBy()
                .repeating()
                .uni(() -> pool.preparedQuery(sql.get("hold-waiting"))
                        .execute(Tuple.of(config.sweepBatch()))
                        .map(rows -> rows.iterator().next().getInteger("n")))
                .whilst(n -> n > 0 && System.nanoTime() < end)
                .collect()
                .last();
    }

    private Uni<Void> goOn() {
        return pool.preparedQuery(sql.get("epoch-go-on"))
                .execute(Tuple.of(null, OURSELVES))
                .invoke(() -> LOG.warn("what the restored backup had open is held; the gates are open"))
                .replaceWithVoid();
    }
}
