package org.candor.incident;

import io.smallrye.mutiny.Uni;
import io.vertx.core.buffer.Buffer;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.SqlConnection;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.time.OffsetDateTime;
import java.util.UUID;
import org.candor.plumbing.Ids;
import org.candor.plumbing.Problem;
import org.candor.plumbing.Sql;
import org.candor.vault.Vault;
import org.jspecify.annotations.Nullable;

/**
 * Takes out who a person is. The row stays as a number that counts, without anything to tell whose it was; for a while a
 * keyed mark of the ref and the addresses keeps a list that is sent again from bringing the same person back.
 */
@ApplicationScoped
public class Erasures {
    private static final Sql SQL = Incidents.SQL;
    private static final int AT_ONCE = 1_000;

    /**
     * Somebody who is not there any more.
     *
     * @param again whether that was so before
     */
    public record Erased(UUID recipient, OffsetDateTime at, boolean again) {}

    private final Pool pool;
    private final Vault vault;
    private final IncidentConfig config;

    Erasures(Pool pool, Vault vault, IncidentConfig config) {
        this.pool = pool;
        this.vault = vault;
        this.config = config;
    }

    /** Erases the person with the caller's own reference; not found if there never was one. */
    public Uni<Erased> erase(SqlConnection tx, UUID incident, String ref) {
        Buffer index = Buffer.buffer(vault.indexRef(incident, ref.strip()));
        return tx.preparedQuery(SQL.get("erasure-lock"))
                .execute(Tuple.of(incident))
                .chain(() -> tx.preparedQuery(SQL.get("erase"))
                        .execute(Tuple.of(incident, index, Ids.next(), seconds(config.erasedFor()))))
                .map(Incidents::first)
                .chain(row -> row == null
                        ? before(tx, incident, index)
                        : Uni.createFrom().item(erased(row, false)));
    }

    private static Uni<Erased> before(SqlConnection tx, UUID incident, Buffer index) {
        return tx.preparedQuery(SQL.get("erased"))
                .execute(Tuple.of(incident, index))
                .map(Incidents::first)
                .onItem()
                .ifNull()
                .failWith(Problem::notFound)
                .map(row -> erased(row, true))
                // A list that was just being read may have named the person once more.
                .call(it -> tx.preparedQuery(SQL.get("erased-said")).execute(Tuple.of(incident, it.recipient())));
    }

    private static Erased erased(@Nullable Row row, boolean again) {
        if (row == null) {
            throw Problem.notFound();
        }
        return new Erased(row.getUUID("id"), row.getOffsetDateTime("erased_at"), again);
    }

    /** Forgets the marks whose time is over; answers how many. */
    public Uni<Integer> forget() {
        return pool.preparedQuery(SQL.get("erasures-forget"))
                .execute(Tuple.of(AT_ONCE))
                .map(rows -> rows.rowCount());
    }

    /**
     * Destroys the key of an incident: nobody of it can be read again. Their rows are emptied soon after, by {@link #empty}.
     * Answers since when; again is harmless. Conflict while a list of people is being read.
     */
    public Uni<OffsetDateTime> eraseAll(SqlConnection tx, UUID incident) {
        return tx.preparedQuery(SQL.get("incident-erase"))
                .execute(Tuple.of(incident))
                .chain(rows -> rows.size() == 0
                        ? Uni.createFrom().voidItem()
                        : idle(tx, incident)
                                .chain(() ->
                                        tx.preparedQuery(SQL.get("said-drop")).execute(Tuple.of(incident)))
                                .replaceWithVoid())
                .chain(() -> tx.preparedQuery(SQL.get("incident-erased")).execute(Tuple.of(incident)))
                .map(Incidents::first)
                .onItem()
                .ifNull()
                .failWith(Problem::notFound)
                .map(row -> row.getOffsetDateTime("erased_at"));
    }

    private Uni<Void> idle(SqlConnection tx, UUID incident) {
        return tx.preparedQuery(SQL.get("import-running"))
                .execute(Tuple.of(incident, seconds(config.importLease())))
                .invoke(rows -> {
                    if (rows.size() > 0) {
                        throw Problem.of(409, "conflict", "A list of people is being read: erase when it has ended.");
                    }
                })
                .chain(() -> tx.preparedQuery(SQL.get("imports-end")).execute(Tuple.of(incident)))
                .replaceWithVoid();
    }

    /** True if no list of people has come for so long. */
    public Uni<Boolean> quiet(UUID incident, Duration time) {
        return pool.preparedQuery(SQL.get("quiet"))
                .execute(Tuple.of(incident, seconds(time)))
                .map(rows -> rows.iterator().next().getBoolean("quiet"));
    }

    /** Conflict if the people of an incident are erased; else they are not until the transaction ends. */
    public Uni<Void> refuseErased(SqlConnection tx, UUID incident) {
        return tx.preparedQuery(SQL.get("key-held"))
                .execute(Tuple.of(incident))
                .map(Incidents::first)
                .invoke(row -> refuse(row == null || row.getBuffer("sealed_key") == null))
                .replaceWithVoid();
    }

    /** Empties the rows of people whose incident's key is gone, a batch; answers how many. */
    public Uni<Integer> empty() {
        return pool.preparedQuery(SQL.get("people-erase"))
                .execute(Tuple.of(AT_ONCE))
                .map(rows -> rows.rowCount())
                .call(n -> n == 0
                        ? pool.query(SQL.get("people-gone")).execute()
                        : Uni.createFrom().voidItem());
    }

    /** Nobody joins an incident whose people are erased. */
    static void refuse(boolean erased) {
        if (erased) {
            throw Problem.of(409, "conflict", "The people of this incident are erased: it takes no others.");
        }
    }

    private static double seconds(Duration time) {
        return time.toSeconds();
    }
}
