package org.candor.queue;

import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.RowSet;
import io.vertx.mutiny.sqlclient.SqlClient;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.candor.delivery.Channel;
import org.candor.delivery.State;
import org.candor.plumbing.CrashPoint;
import org.candor.plumbing.Sql;

/** How many deliveries stand where. Read from running sums, never by counting rows. */
@ApplicationScoped
public class Tallies {
    private static final int FOLD = 20_000;

    private final Pool pool;
    private final Sql sql = Sql.of("queue");

    public Tallies(Pool pool) {
        this.pool = pool;
    }

    /** Counts of one notice per channel and state; what is zero is left out. */
    public Uni<Map<Channel, Map<State, Long>>> of(UUID notice) {
        return of(pool, notice);
    }

    /** The same, as the caller's transaction sees it. */
    public Uni<Map<Channel, Map<State, Long>>> of(SqlClient client, UUID notice) {
        return client.preparedQuery(sql.get("tally")).execute(Tuple.of(notice)).map(Tallies::counts);
    }

    /** Counts over all notices. */
    public Uni<Map<Channel, Map<State, Long>>> all() {
        return pool.preparedQuery(sql.get("tally-all")).execute().map(Tallies::counts);
    }

    /** Hand-offs answered per second over the last minute, per channel. */
    public Uni<Map<Channel, Double>> rate(SqlClient client, UUID notice) {
        return client.preparedQuery(sql.get("rate")).execute(Tuple.of(notice)).map(rows -> {
            Map<Channel, Double> rates = new EnumMap<>(Channel.class);
            rows.forEach(row -> rates.put(Channel.of(row.getString("channel")), row.getDouble("per_second")));
            return rates;
        });
    }

    /** So many deliveries were settled in a step of time that begins here; fewer than none if some were taken back. */
    public record Rise(OffsetDateTime at, long n) {}

    /** How a notice came along, in steps of so many seconds; what is not folded yet is not in it. */
    public Uni<List<Rise>> curve(UUID notice, long seconds) {
        return pool.preparedQuery(sql.get("curve"))
                .execute(Tuple.of(notice, (double) seconds))
                .map(rows -> {
                    List<Rise> curve = new ArrayList<>(rows.size());
                    rows.forEach(row -> curve.add(new Rise(row.getOffsetDateTime("at"), row.getLong("n"))));
                    return curve;
                });
    }

    /** How many people of a notice may have got it twice. */
    public Uni<Long> doubles(UUID notice) {
        return pool.preparedQuery(sql.get("doubles"))
                .execute(Tuple.of(notice))
                .map(rows -> rows.iterator().next().getLong("n"));
    }

    /** How hand-offs of the last minute ended, over all notices. */
    Uni<Map<Channel, Map<State, Long>>> lastMinute() {
        return pool.query(sql.get("last-minute")).execute().map(Tallies::counts);
    }

    /** Folds the deltas into the sums; harmless when several processes try at once. */
    Uni<Void> fold() {
        return pool.withTransaction(tx -> tx.query(sql.get("fold-lock"))
                .execute()
                .map(rows -> rows.iterator().next().getBoolean("mine"))
                .chain(mine -> mine
                        ? tx.preparedQuery(sql.get("fold"))
                                .execute(Tuple.of(FOLD))
                                .invoke(rows -> CrashPoint.at(CrashPoint.IN_FOLD, rows.rowCount() > 0))
                                .chain(() -> tx.query(sql.get("forget-pulse")).execute())
                                .replaceWithVoid()
                        : Uni.createFrom().voidItem()));
    }

    private static Map<Channel, Map<State, Long>> counts(RowSet<Row> rows) {
        Map<Channel, Map<State, Long>> counts = new EnumMap<>(Channel.class);
        rows.forEach(
                row -> counts.computeIfAbsent(Channel.of(row.getString("channel")), _ -> new EnumMap<>(State.class))
                        .put(State.of(row.getString("state")), row.getLong("n")));
        return counts;
    }
}
