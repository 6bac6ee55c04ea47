package org.candor.notice;

import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.RowSet;
import io.vertx.mutiny.sqlclient.SqlConnection;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.time.InstantSource;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.EnumMap;
import java.util.Map;
import org.candor.delivery.Channel;
import org.candor.queue.Tallies;

/** Reads how far a notice has come. */
@ApplicationScoped
class Counts {
    private final Pool pool;
    private final Tallies tallies;
    private final InstantSource clock;

    Counts(Pool pool, Tallies tallies, InstantSource clock) {
        this.pool = pool;
        this.tallies = tallies;
        this.clock = clock;
    }

    Uni<Figures> of(Notice it) {
        Instant now = clock.instant();
        return known(it)
                .map(known -> Figures.of(
                        known, it.stage(), it.releasedAt, it.deadline, OffsetDateTime.ofInstant(now, ZoneOffset.UTC)));
    }

    private Uni<Figures.Known> known(Notice it) {
        long audience = it.audience == null ? 0 : it.everybody();
        if (it.releasedAt == null) {
            Map<Channel, Long> none = new EnumMap<>(Channel.class);
            it.spec().ways().forEach(channel -> none.put(channel, 0L));
            return Uni.createFrom().item(new Figures.Known(audience, 0, none, 0, Map.of(), Map.of()));
        }
        // One snapshot: a page of the fan-out between two reads would break the sum.
        return pool.withTransaction(tx -> tx.query(Store.SQL.get("one-snapshot"))
                .execute()
                .chain(() -> seen(tx, it))
                .chain(seen -> lanes(tx, it)
                        .chain(lanes -> tallies.of(tx, it.id)
                                .chain(counts -> tallies.rate(tx, it.id)
                                        .map(rates -> new Figures.Known(
                                                audience, seen, lanes.noAddress(), lanes.posts(), counts, rates))))));
    }

    /** None before the fan-out is opened. */
    private static Uni<Long> seen(SqlConnection tx, Notice it) {
        return tx.preparedQuery(Store.SQL.get("fan-out-seen"))
                .execute(Tuple.of(it.id))
                .map(rows -> rows.size() == 0 ? 0 : rows.iterator().next().getLong("seen"));
    }

    /** The channels of a notice: how many people have no address for each, and how many accounts it posts to. */
    private record Lanes(Map<Channel, Long> noAddress, long posts) {}

    private static Uni<Lanes> lanes(SqlConnection tx, Notice it) {
        return tx.preparedQuery(Store.SQL.get("channels"))
                .execute(Tuple.of(it.id))
                .map(Counts::lanes);
    }

    private static Lanes lanes(RowSet<Row> rows) {
        Map<Channel, Long> noAddress = new EnumMap<>(Channel.class);
        long posts = 0;
        for (Row row : rows) {
            Channel channel = Channel.of(row.getString("channel"));
            posts += channel == Channel.SOCIAL ? 1 : 0;
            noAddress.put(channel, row.getLong("no_address"));
        }
        return new Lanes(noAddress, posts);
    }
}
