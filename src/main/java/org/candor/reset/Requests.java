package org.candor.reset;

import io.smallrye.mutiny.Uni;
import io.vertx.core.buffer.Buffer;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.RowSet;
import io.vertx.mutiny.sqlclient.SqlConnection;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.candor.plumbing.Ids;
import org.candor.plumbing.Sql;
import org.candor.record.Record;
import org.jspecify.annotations.Nullable;

/** Who follows a link and who asked. Looking changes nothing; asking changes something once. */
@ApplicationScoped
class Requests {
    private static final Sql SQL = ResetLinks.SQL;

    /** Whose link it is. */
    record Holder(UUID notice, UUID recipient, UUID incident) {}

    /** What pressing the button came to. */
    sealed interface Pressed {
        /** Recorded now, or a moment ago by the same link. */
        record Asked(UUID request, boolean first) implements Pressed {}

        record TooOften() implements Pressed {}

        /** The link is used, too old, revoked or unknown. */
        record NoUse() implements Pressed {}
    }

    /** Who tells the identity provider: {@code webhook}, the {@code person} themselves, or {@code nobody}: it asks us. */
    enum Way {
        WEBHOOK,
        PERSON,
        NOBODY
    }

    private final Pool pool;
    private final Record record;
    private final ResetConfig config;

    Requests(Pool pool, Record record, ResetConfig config) {
        this.pool = pool;
        this.record = record;
        this.config = config;
    }

    Uni<@Nullable Holder> holder(byte[] tokenHash) {
        return pool.preparedQuery(SQL.get("link"))
                .execute(Tuple.of(Buffer.buffer(tokenHash)))
                .map(Requests::first)
                .map(row -> row == null
                        ? null
                        : new Holder(row.getUUID("notice"), row.getUUID("recipient"), row.getUUID("incident")));
    }

    Uni<Pressed> press(byte[] tokenHash, String kind, Way way) {
        return pool.withTransaction(tx -> ask(tx, tokenHash, kind, way))
                .chain(asked -> asked != null ? Uni.createFrom().item(asked) : whyNot(tokenHash, kind));
    }

    private Uni<@Nullable Pressed> ask(SqlConnection tx, byte[] tokenHash, String kind, Way way) {
        Tuple values = Tuple.of(
                Buffer.buffer(tokenHash),
                Ids.next(),
                ResetRequest.newReference(),
                kind,
                (long) config.requestsPerDay(),
                way.name().toLowerCase(java.util.Locale.ROOT));
        return tx.preparedQuery(SQL.get("request"))
                .execute(values)
                .map(Requests::first)
                .chain(row -> row == null
                        ? Uni.createFrom().nullItem()
                        : note(tx, row, kind).replaceWith(new Pressed.Asked(row.getUUID("id"), true)));
    }

    private Uni<Void> note(SqlConnection tx, Row row, String kind) {
        Map<String, Object> detail = Map.of("notice", row.getUUID("notice").toString(), "kind", kind);
        return record.note(tx, "reset-page", "reset.requested", row.getUUID("id"), detail);
    }

    private Uni<Pressed> whyNot(byte[] tokenHash, String kind) {
        return pool.preparedQuery(SQL.get("repeated"))
                .execute(Tuple.of(Buffer.buffer(tokenHash), kind))
                .map(Requests::first)
                .chain(row -> row != null
                        ? Uni.createFrom().item((Pressed) new Pressed.Asked(row.getUUID("id"), false))
                        : limited(tokenHash));
    }

    private Uni<Pressed> limited(byte[] tokenHash) {
        return pool.preparedQuery(SQL.get("limited"))
                .execute(Tuple.of(Buffer.buffer(tokenHash), (long) config.requestsPerDay()))
                .map(rows ->
                        rows.iterator().next().getBoolean("limited") ? new Pressed.TooOften() : new Pressed.NoUse());
    }

    Uni<@Nullable ResetRequest> find(UUID id) {
        return pool.preparedQuery(SQL.get("view"))
                .execute(Tuple.of(id))
                .map(Requests::first)
                .map(row -> row == null ? null : ResetRequest.of(row));
    }

    /** What a list of requests is asked for; null fields ask for all. */
    record Wanted(
            @Nullable UUID after,
            @Nullable String state,
            @Nullable UUID notice,
            @Nullable String reference,
            Set<UUID> incidents) {}

    Uni<List<ResetRequest>> list(Wanted wanted, int limit) {
        Tuple values = Tuple.of(
                wanted.after() == null ? new UUID(0, 0) : wanted.after(),
                wanted.state(),
                wanted.notice(),
                wanted.reference(),
                wanted.incidents().toArray(UUID[]::new),
                limit);
        return pool.preparedQuery(SQL.get("list")).execute(values).map(rows -> {
            List<ResetRequest> found = new ArrayList<>(rows.size());
            rows.forEach(row -> found.add(ResetRequest.of(row)));
            return found;
        });
    }

    /** The request, locked for this transaction; null if there is none. */
    Uni<@Nullable ResetRequest> lock(SqlConnection tx, UUID id) {
        return tx.preparedQuery(SQL.get("lock"))
                .execute(Tuple.of(id))
                .map(Requests::first)
                .map(row -> row == null ? null : ResetRequest.of(row));
    }

    /** The identity provider is done with it; true the first time. */
    Uni<Boolean> complete(SqlConnection tx, UUID id) {
        return tx.preparedQuery(SQL.get("complete")).execute(Tuple.of(id)).map(rows -> rows.rowCount() == 1);
    }

    static @Nullable Row first(RowSet<Row> rows) {
        return rows.size() == 0 ? null : rows.iterator().next();
    }
}
