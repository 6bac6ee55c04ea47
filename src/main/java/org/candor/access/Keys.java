package org.candor.access;

import io.smallrye.mutiny.Uni;
import io.vertx.core.buffer.Buffer;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.RowSet;
import io.vertx.mutiny.sqlclient.SqlConnection;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.candor.plumbing.Ids;
import org.candor.plumbing.Sql;
import org.jspecify.annotations.Nullable;

/** The keys this installation knows, by hash. Revocation counts from the next request on: nothing is cached. */
@ApplicationScoped
class Keys {
    private static final Sql SQL = Sql.of("access");

    private final Pool pool;
    private final AccessConfig config;

    Keys(Pool pool, AccessConfig config) {
        this.pool = pool;
        this.config = config;
    }

    /** The caller that a key stands for, with one of its calls taken; null if it is unknown, expired or revoked. */
    Uni<@Nullable Called> find(String text) {
        return pool.preparedQuery(SQL.get("find"))
                .execute(Tuple.of(Buffer.buffer(ApiKey.hash(text)), config.callsPerMinute()))
                .map(Keys::called);
    }

    /** Makes the stored keys of a source exactly these: new ones are added, changed ones changed, others revoked. */
    Uni<Void> replace(String source, List<NewKey> keys) {
        return pool.withTransaction(tx -> store(tx, source, keys).call(() -> revokeOthers(tx, source, keys)));
    }

    private static Uni<Void> store(SqlConnection tx, String source, List<NewKey> keys) {
        if (keys.isEmpty()) {
            return Uni.createFrom().voidItem();
        }
        List<Tuple> rows = keys.stream().map(it -> row(source, it)).toList();
        return tx.preparedQuery(SQL.get("load")).executeBatch(rows).replaceWithVoid();
    }

    private static Uni<Void> revokeOthers(SqlConnection tx, String source, List<NewKey> keys) {
        Object[] hashes = keys.stream().map(it -> Buffer.buffer(it.hash())).toArray(Buffer[]::new);
        return tx.preparedQuery(SQL.get("revokeOthers"))
                .execute(Tuple.of(source, hashes, actor(source)))
                .replaceWithVoid();
    }

    /** Who does what a source asks for, as the record names it. */
    static String actor(String source) {
        return source.equals("file") ? "key-file" : source;
    }

    static Tuple row(String source, NewKey key) {
        return row(source, actor(source), key);
    }

    /** What is stored of a key, and who stores it. */
    static Tuple row(String source, String who, NewKey key) {
        return Tuple.tuple()
                .addUUID(Ids.next())
                .addValue(Buffer.buffer(key.hash()))
                .addString(key.name())
                .addString(key.owner())
                .addArrayOfString(key.scopes().stream().sorted().toArray(String[]::new))
                .addArrayOfUUID(key.incidents().toArray(UUID[]::new))
                .addString(key.contact())
                .addString(source)
                .addOffsetDateTime(key.expiresAt())
                .addInteger(key.callsPerMinute())
                .addString(who);
    }

    private static @Nullable Called called(RowSet<Row> rows) {
        for (Row row : rows) {
            Caller caller = new Caller(
                    row.getUUID("id"),
                    row.getString("owner"),
                    Set.of(row.getArrayOfStrings("scopes")),
                    Set.copyOf(List.of(row.getArrayOfUUIDs("incidents"))),
                    row.getString("contact"),
                    Set.of(row.getArrayOfStrings("makers")));
            return new Called(caller, row.getInteger("calls"), row.getBoolean("may"), row.getDouble("full_in"));
        }
        return null;
    }
}
