package org.candor.notice;

import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.RowSet;
import io.vertx.mutiny.sqlclient.SqlConnection;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.candor.delivery.Channel;
import org.candor.plumbing.Ids;
import org.candor.plumbing.Problem;
import org.candor.plumbing.Sql;
import org.candor.plumbing.StrictJson;

/** Notices by SQL, for steps that touch other tables in the same transaction. */
@ApplicationScoped
class Store {
    static final Sql SQL = Sql.of("notice");

    /** A notice and the database's time at which it was read. */
    record Seen(Notice notice, OffsetDateTime now) {
        /** True while the time it is to start at is still to come. */
        boolean early() {
            OffsetDateTime start = notice.spec().notBefore();
            return start != null && start.isAfter(now);
        }
    }

    Uni<Seen> insert(SqlConnection tx, UUID incident, Spec spec, List<String> authors) {
        UUID follows = spec.follows() == null ? null : UUID.fromString(spec.follows());
        return tx.preparedQuery(SQL.get("insert"))
                .execute(Tuple.of(Ids.next(), incident, spec.kind(), follows, StrictJson.write(spec))
                        .addArrayOfString(authors.toArray(String[]::new)))
                .map(rows -> {
                    if (rows.size() == 0) {
                        throw follows();
                    }
                    return seen(rows.iterator().next());
                });
    }

    /** A notice follows one of its own incident; any other is as good as none. */
    static Problem follows() {
        return Problem.invalid(List.of(new Problem.At("/follows", "not-found")));
    }

    /** Reads a notice and holds it until the transaction ends; 404 if there is none. */
    Uni<Seen> lock(SqlConnection tx, UUID id) {
        return tx.preparedQuery(SQL.get("lock")).execute(Tuple.of(id)).map(Store::one);
    }

    /** Reads a notice as this transaction sees it; 404 if there is none. */
    Uni<Seen> get(SqlConnection tx, UUID id) {
        return tx.preparedQuery(SQL.get("get")).execute(Tuple.of(id)).map(Store::one);
    }

    /** All notices of an incident. */
    static Uni<List<UUID>> ofIncident(SqlConnection tx, UUID incident) {
        return tx.preparedQuery(SQL.get("of-incident"))
                .execute(Tuple.of(incident))
                .map(rows -> {
                    List<UUID> notices = new ArrayList<>(rows.size());
                    rows.forEach(row -> notices.add(row.getUUID("id")));
                    return notices;
                });
    }

    /** Keeps which accounts each channel goes through. */
    Uni<Void> channels(SqlConnection tx, UUID id, Map<Channel, List<String>> lanes) {
        List<String> channels = new ArrayList<>();
        List<String> accounts = new ArrayList<>();
        lanes.forEach((channel, those) -> those.forEach(account -> {
            channels.add(channel.word());
            accounts.add(account);
        }));
        return tx.preparedQuery(SQL.get("channel-add"))
                .execute(Tuple.of(id, channels.toArray(String[]::new), accounts.toArray(String[]::new)))
                .replaceWithVoid();
    }

    /** Keeps what was edited; what was submitted and approved of it before is void. */
    Uni<Seen> edit(SqlConnection tx, Notice it) {
        Tuple values = Tuple.of(it.id, it.revision, it.kind, it.follows, it.root, it.slug)
                .addString(it.spec)
                .addArrayOfString(it.authors);
        return tx.preparedQuery(SQL.get("edit")).execute(values).map(Store::one);
    }

    Uni<Seen> save(SqlConnection tx, Notice it) {
        Tuple values = Tuple.tuple()
                .addUUID(it.id)
                .addInteger(it.revision)
                .addString(it.state)
                .addArrayOfString(it.authors)
                .addString(it.submittedBy)
                .addOffsetDateTime(it.submittedAt)
                .addLong(it.audience)
                .addArrayOfUUID(it.audienceImports)
                .addString(it.facts)
                .addString(it.contentHash)
                .addString(it.approvedBy)
                .addOffsetDateTime(it.approvedAt)
                .addString(it.approvedHash)
                .addLong(it.approvedAudience)
                .addString(it.releaseWantedBy)
                .addString(it.releasedBy)
                .addOffsetDateTime(it.releasedAt)
                .addOffsetDateTime(it.notBefore)
                .addOffsetDateTime(it.deadline)
                .addOffsetDateTime(it.resetExpiresAt)
                .addOffsetDateTime(it.finishedAt)
                .addLong(it.extended)
                .addLong(it.extensionAudience)
                .addArrayOfUUID(it.extensionImports)
                .addArrayOfString(it.extensionBy)
                .addOffsetDateTime(it.extensionAt);
        return tx.preparedQuery(SQL.get("save")).execute(values).map(Store::one);
    }

    static Seen one(RowSet<Row> rows) {
        if (rows.size() == 0) {
            throw Problem.notFound();
        }
        return seen(rows.iterator().next());
    }

    static Seen seen(Row row) {
        return new Seen(Notice.of(row), row.getOffsetDateTime("now"));
    }
}
