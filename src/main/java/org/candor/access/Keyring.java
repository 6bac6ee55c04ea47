package org.candor.access;

import io.smallrye.mutiny.Uni;
import io.vertx.core.buffer.Buffer;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.RowSet;
import io.vertx.mutiny.sqlclient.SqlClient;
import io.vertx.mutiny.sqlclient.SqlConnection;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.candor.plumbing.Ids;
import org.candor.plumbing.Problem;
import org.candor.plumbing.Sql;
import org.jspecify.annotations.Nullable;

/**
 * Keys as another key administers them. Each change is one step of the caller's transaction, with its row of the record.
 *
 * <p>A key gives no more than it has: no other scope, no later end, no more calls. It remembers whose key it was made with, since
 * they have seen it; and what makes a second person, {@code notices:approve}, is given to nobody else. So one owner cannot make a second one who agrees.
 */
@ApplicationScoped
public class Keyring {
    private static final Sql SQL = Sql.of("access");

    private final Pool pool;
    private final AccessConfig config;

    Keyring(Pool pool, AccessConfig config) {
        this.pool = pool;
        this.config = config;
    }

    /**
     * A key that somebody wants.
     *
     * @param incidents those it is bound to; none for all
     * @param expiresAt null for never
     * @param callsPerMinute null for as many as all keys have
     */
    public record Wish(
            String name,
            String owner,
            Set<String> scopes,
            List<UUID> incidents,
            @Nullable OffsetDateTime expiresAt,
            @Nullable Integer callsPerMinute) {}

    /** A key that was just made, with its text for the only time. */
    public record Made(StoredKey key, ApiKey secret) {}

    /** How many calls a minute a key may be given. */
    public int mostCalls() {
        return config.callsPerMinute();
    }

    /** A page, the newest first; {@code after} is the last id of the page before. */
    public Uni<List<StoredKey>> page(@Nullable UUID after, int most) {
        return read(pool, null, after, most);
    }

    /** One key; 404 if there is none. */
    public Uni<StoredKey> get(UUID id) {
        return get(pool, id);
    }

    /**
     * Conflict if this owner got a key of this name a moment ago, as by two clicks: it is shown once, to who clicked first. Others that
     * ask for the same wait until the transaction ends.
     */
    public Uni<Void> refuseTwin(SqlConnection tx, String owner, String name) {
        return tx.preparedQuery(SQL.get("key-twin-lock"))
                .execute(Tuple.of(owner))
                .chain(() -> tx.preparedQuery(SQL.get("key-twin")).execute(Tuple.of(owner, name)))
                .invoke(rows -> {
                    if (rows.size() > 0) {
                        throw Problem.of(
                                409,
                                "conflict",
                                "A key of this name was made for this owner a moment ago, and was shown once. If nobody has it,"
                                        + " revoke it and make another one.");
                    }
                })
                .replaceWithVoid();
    }

    public Uni<Made> make(SqlConnection tx, Caller caller, Wish wish) {
        mayGive(caller, wish.owner(), wish.scopes());
        ApiKey secret = ApiKey.make();
        return own(tx, caller)
                .map(own -> new NewKey(
                        secret.hash(),
                        wish.name(),
                        wish.owner(),
                        wish.scopes(),
                        wish.incidents(),
                        null,
                        own.end(wish.expiresAt()),
                        own.calls(wish.callsPerMinute())))
                .chain(key -> tx.preparedQuery(SQL.get("create"))
                        .execute(Keys.row("api", caller.owner(), key).addArrayOfString(persons(caller))))
                .chain(rows -> made(tx, rows, secret));
    }

    /**
     * Makes a second key like this one, to take its place: the old one works until it is revoked.
     *
     * @param until when the old one ends at the latest; null for not by itself
     */
    public Uni<Made> rotate(SqlConnection tx, Caller caller, UUID id, @Nullable OffsetDateTime until) {
        ApiKey secret = ApiKey.make();
        Tuple values = Tuple.tuple()
                .addUUID(Ids.next())
                .addValue(Buffer.buffer(secret.hash()))
                .addUUID(id)
                .addOffsetDateTime(until)
                .addString(caller.owner())
                .addArrayOfString(persons(caller));
        return tx.preparedQuery(SQL.get("key-lock"))
                .execute(Tuple.of(id))
                .chain(() -> tx.preparedQuery(SQL.get("rotated")).execute(Tuple.of(id)))
                .map(rows -> mayRotate(caller, rows))
                .chain(old -> own(tx, caller)
                        .invoke(own -> values.addOffsetDateTime(own.end(old.getOffsetDateTime("expires_at")))
                                .addInteger(own.calls(old.getInteger("calls_per_minute")))))
                .chain(() -> tx.preparedQuery(SQL.get("rotate")).execute(values))
                .chain(rows -> made(tx, rows, secret));
    }

    /** From the answer on it is refused everywhere; 409 if it was revoked before. */
    public Uni<StoredKey> revoke(SqlConnection tx, Caller caller, UUID id, @Nullable String reason) {
        return get(tx, id)
                .chain(() -> tx.preparedQuery(SQL.get("revoke")).execute(Tuple.of(id, caller.owner(), reason)))
                .invoke(rows -> {
                    if (rows.size() == 0) {
                        throw Problem.of(409, "conflict", "This key is revoked already.");
                    }
                })
                .chain(() -> get(tx, id));
    }

    private static void mayGive(Caller caller, String owner, Collection<String> scopes) {
        if (!caller.scopes().containsAll(scopes)) {
            throw Problem.of(403, "forbidden", "A key gives only those scopes that it has itself.");
        }
        if (scopes.contains(Scopes.NOTICES_APPROVE) && !owner.equals(caller.owner())) {
            throw Problem.of(
                    403,
                    "second-person-required",
                    "A key that approves is made for another owner by the command key create or the key file only: whoever"
                            + " makes it has seen it, and would be both persons.");
        }
    }

    private static Row mayRotate(Caller caller, RowSet<Row> rows) {
        if (rows.size() == 0) {
            throw Problem.notFound();
        }
        Row old = rows.iterator().next();
        mayGive(caller, old.getString("owner"), List.of(old.getArrayOfStrings("scopes")));
        if (!old.getBoolean("active")) {
            throw Problem.of(409, "conflict", "This key is revoked or expired: make a new one.");
        }
        if (old.getBoolean("replaced")) {
            throw Problem.of(
                    409, "conflict", "Another key has taken the place of this one: revoke one of the two first.");
        }
        return old;
    }

    /**
     * What a caller has, and so gives at most.
     *
     * @param until null for no end
     * @param callsOfAll how many keys without a number of their own have
     */
    private record Own(@Nullable OffsetDateTime until, int calls, int callsOfAll) {
        /** The end of what is made, where this one is asked for; null for none. */
        @Nullable
        OffsetDateTime end(@Nullable OffsetDateTime asked) {
            return asked == null || until != null && until.isBefore(asked) ? until : asked;
        }

        /** How many calls what is made has, where so many are asked for; null for as many as all keys have. */
        @Nullable
        Integer calls(@Nullable Integer asked) {
            return (asked == null ? callsOfAll : asked) <= calls ? asked : Integer.valueOf(calls);
        }
    }

    private Uni<Own> own(SqlConnection tx, Caller caller) {
        return tx.preparedQuery(SQL.get("own"))
                .execute(Tuple.of(caller.key(), config.callsPerMinute()))
                .map(rows -> {
                    Row row = rows.iterator().next();
                    return new Own(row.getOffsetDateTime("until"), row.getInteger("calls"), config.callsPerMinute());
                });
    }

    private static String[] persons(Caller caller) {
        return caller.persons().toArray(String[]::new);
    }

    private static Uni<Made> made(SqlConnection tx, RowSet<Row> rows, ApiKey secret) {
        return get(tx, rows.iterator().next().getUUID("id")).map(key -> new Made(key, secret));
    }

    private static Uni<StoredKey> get(SqlClient client, UUID id) {
        return read(client, id, null, 1).map(found -> {
            if (found.isEmpty()) {
                throw Problem.notFound();
            }
            return found.getFirst();
        });
    }

    private static Uni<List<StoredKey>> read(SqlClient client, @Nullable UUID id, @Nullable UUID after, int most) {
        return client.preparedQuery(SQL.get("keys"))
                .execute(Tuple.of(id, after, most))
                .map(rows -> {
                    List<StoredKey> keys = new ArrayList<>(rows.size());
                    rows.forEach(row -> keys.add(StoredKey.of(row)));
                    return keys;
                });
    }
}
