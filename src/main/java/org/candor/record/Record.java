package org.candor.record;

import io.smallrye.mutiny.Uni;
import io.vertx.core.json.JsonObject;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.SqlClient;
import io.vertx.mutiny.sqlclient.SqlConnection;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.time.OffsetDateTime;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.UUID;
import org.candor.plumbing.Also;
import org.candor.plumbing.Ids;
import org.candor.plumbing.Problem;
import org.candor.plumbing.Sql;
import org.jspecify.annotations.Nullable;

/** The audit record: one row a command, in the transaction that did it, without personal data. */
@ApplicationScoped
public class Record {
    private static final Sql SQL = Sql.of("record");

    /**
     * Notes that something was done.
     *
     * @param actor the owner of the calling key, or a part of Candor
     * @param action what was done, as {@code noun.verb}, such as {@code notice.released}
     * @param subject the id of what it was done to
     * @param detail facts as JSON scalars or lists; never an address, a name, a ref or a token
     */
    public Uni<Void> note(
            SqlConnection tx, String actor, String action, @Nullable UUID subject, Map<String, ?> detail) {
        return entry(tx, actor, action, subject, detail).replaceWithVoid();
    }

    /** The same, for somebody else's transaction. */
    public Also noted(String actor, String action, @Nullable UUID subject, Map<String, ?> detail) {
        return tx -> note(tx, actor, action, subject, detail);
    }

    /** The same, answering the row's id: what {@link Chain#sealed} asks for. */
    public Uni<UUID> entry(
            SqlConnection tx, String actor, String action, @Nullable UUID subject, Map<String, ?> detail) {
        UUID id = Ids.next();
        JsonObject facts = new JsonObject(new LinkedHashMap<>(detail));
        return tx.preparedQuery(SQL.get("note"))
                .execute(Tuple.of(id, actor, action, subject, facts))
                .replaceWith(id);
    }

    /** Something that is on record. */
    public record Deed(String actor, OffsetDateTime at, JsonObject detail) {}

    /** The last time that this was done to a thing; null if it never was. */
    public Uni<@Nullable Deed> last(SqlClient client, UUID subject, String action) {
        return client.preparedQuery(SQL.get("last-deed"))
                .execute(Tuple.of(subject, action))
                .map(rows -> {
                    if (rows.size() == 0) {
                        return null;
                    }
                    Row row = rows.iterator().next();
                    return new Deed(row.getString("actor"), row.getOffsetDateTime("at"), row.getJsonObject("detail"));
                });
    }

    /**
     * Passes if somebody did this fewer than {@code most} times lately; else 429 {@code quota-exceeded}, which says when the
     * next one is free. Others that ask for the same wait until this transaction ends.
     *
     * @param lately how far back is counted, by the database's clock
     */
    public Uni<Void> quota(SqlConnection tx, String actor, String action, int most, Duration lately) {
        return tx.preparedQuery(SQL.get("deed-lock"))
                .execute(Tuple.of(actor, action))
                .chain(() -> tx.preparedQuery(SQL.get("deeds"))
                        .execute(Tuple.of(actor, action, (double) lately.toSeconds(), most)))
                .invoke(rows -> {
                    Row row = rows.iterator().next();
                    if (row.getLong("n") >= most) {
                        long wait = Math.max(1, (long) Math.ceil(row.getDouble("free_in")));
                        throw Problem.of(
                                        429,
                                        "quota-exceeded",
                                        "At most " + most + " of these in " + lately.toMinutes()
                                                + " minutes: the next one is free after the seconds in Retry-After.")
                                .with("Retry-After", Long.toString(wait));
                    }
                })
                .replaceWithVoid();
    }
}
