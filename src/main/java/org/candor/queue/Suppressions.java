package org.candor.queue;

import io.smallrye.mutiny.Uni;
import io.vertx.core.buffer.Buffer;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.RowSet;
import io.vertx.mutiny.sqlclient.SqlConnection;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.candor.delivery.Channel;
import org.candor.plumbing.Ids;
import org.candor.plumbing.Sql;
import org.jspecify.annotations.Nullable;

/**
 * Addresses that are left alone, known by their blind index only.
 *
 * <p>What is listed when its turn comes is not handed over: the fan-out makes it {@code suppressed} at once, and what was
 * queued before is found at its next begin, which costs the hot path one look at a small index. A longer entry is never
 * shortened by a later, shorter one. What has ended is not listed, and is forgotten by the sweeper.
 */
@ApplicationScoped
public class Suppressions {
    /**
     * One address on one channel.
     *
     * @param reason a word of ours, or what a person wrote
     * @param until null for ever
     * @param delivery the delivery of which it was learnt; null if a person said so
     * @param setBy the owner of the key; {@code candor} for what was learnt of a delivery
     */
    public record Entry(
            UUID id,
            Channel channel,
            String reason,
            OffsetDateTime since,
            @Nullable OffsetDateTime until,
            @Nullable UUID delivery,
            String setBy) {}

    /** The last entry of the page before. */
    public record After(OffsetDateTime since, UUID id) {}

    /** What came of adding: the entry that holds now, which may be a longer one that was there. */
    public record Added(Entry entry, boolean fresh) {}

    private final Pool pool;
    private final QueueConfig config;
    private final Sql sql = Sql.of("queue");

    Suppressions(Pool pool, QueueConfig config) {
        this.pool = pool;
        this.config = config;
    }

    /** The newest first. */
    public Uni<List<Entry>> page(@Nullable Channel channel, @Nullable After after, int most) {
        return pool.preparedQuery(sql.get("suppressions"))
                .execute(Tuple.of(
                        channel == null ? null : channel.word(),
                        after == null ? null : after.since(),
                        after == null ? null : after.id(),
                        most))
                .map(rows -> {
                    List<Entry> entries = new ArrayList<>(rows.size());
                    rows.forEach(row -> entries.add(entry(row)));
                    return entries;
                });
    }

    /** Null if there is none, or none any more. */
    public Uni<@Nullable Entry> get(UUID id) {
        return pool.preparedQuery(sql.get("suppression")).execute(Tuple.of(id)).map(Suppressions::first);
    }

    /** The entry of an address; null if it may be written to. */
    public Uni<@Nullable Entry> of(Channel channel, byte[] addressIndex) {
        return pool.preparedQuery(sql.get("suppression-of"))
                .execute(Tuple.of(channel.word(), Buffer.buffer(addressIndex)))
                .map(Suppressions::first);
    }

    /** A person says that an address is to be left alone, until a time or ({@code null}) for ever. */
    public Uni<Added> add(
            SqlConnection tx,
            Channel channel,
            byte[] addressIndex,
            String reason,
            @Nullable OffsetDateTime until,
            String who) {
        Buffer index = Buffer.buffer(addressIndex);
        return tx.preparedQuery(sql.get("suppression-add"))
                .execute(Tuple.of(Ids.next(), channel.word(), index, reason, until, who))
                .chain(added -> tx.preparedQuery(sql.get("suppression-of"))
                        .execute(Tuple.of(channel.word(), index))
                        .map(rows -> new Added(entry(rows.iterator().next()), added.rowCount() == 1)));
    }

    /** It may be written to again; what was suppressed meanwhile stays so. Null if there is no such entry. */
    public Uni<@Nullable Entry> lift(SqlConnection tx, UUID id) {
        return tx.preparedQuery(sql.get("suppression-lift"))
                .execute(Tuple.of(id))
                .map(Suppressions::first);
    }

    /** Forgets what has ended, some at a time; answers how many. */
    Uni<Integer> forget() {
        return pool.preparedQuery(sql.get("suppressions-forget"))
                .execute(Tuple.of(config.sweepBatch()))
                .map(RowSet::rowCount);
    }

    private static @Nullable Entry first(RowSet<Row> rows) {
        return rows.size() == 0 ? null : entry(rows.iterator().next());
    }

    private static Entry entry(Row row) {
        return new Entry(
                row.getUUID("id"),
                Channel.of(row.getString("channel")),
                row.getString("reason"),
                row.getOffsetDateTime("since"),
                row.getOffsetDateTime("until"),
                row.getUUID("delivery"),
                row.getString("set_by"));
    }
}
