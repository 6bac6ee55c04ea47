package org.candor.record;

import io.smallrye.mutiny.Uni;
import io.vertx.core.buffer.Buffer;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.RowSet;
import io.vertx.mutiny.sqlclient.SqlClient;
import io.vertx.mutiny.sqlclient.SqlConnection;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.HexFormat;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import org.candor.plumbing.Sql;
import org.jspecify.annotations.Nullable;

/**
 * The record as a chain of hashes. A link covers one committed row and the link before it, so who knows one hash can tell
 * whether any row up to it was changed, taken out or put in between.
 *
 * <p>Links are made by whichever process holds the lock, within a second or so of the commit.
 */
@ApplicationScoped
public class Chain {
    private static final Sql SQL = Sql.of("record");
    private static final HexFormat HEX = HexFormat.of();
    private static final Duration SOON = Duration.ofMillis(100);
    private static final int TRIES = 100;

    /** What stands before the first link. */
    private static final Head NONE = new Head(0, "0".repeat(64));

    /**
     * A link as whoever wants to hold on to it keeps it.
     *
     * @param no counted from 1
     * @param hash 64 hexadecimal digits
     */
    public record Head(long no, String hash) {
        Head next(String digest) {
            return new Head(no + 1, sha256(hash + " " + (no + 1) + " " + digest));
        }
    }

    /**
     * What a walk over the whole chain found.
     *
     * @param head the last link that holds
     * @param broken the number of the first one that does not; null if all hold
     */
    public record Walk(Head head, @Nullable Long broken) {}

    private final Pool pool;
    private final RecordConfig config;

    Chain(Pool pool, RecordConfig config) {
        this.pool = pool;
        this.config = config;
    }

    /** Makes links of committed rows, one batch; answers how many. None while another process is at it. */
    Uni<Integer> seal() {
        return pool.query(SQL.get("any-open"))
                .execute()
                .chain(rows -> rows.iterator().next().getBoolean("any")
                        ? extend()
                        : Uni.createFrom().item(0));
    }

    private Uni<Integer> extend() {
        return pool.withTransaction(tx -> tx.query(SQL.get("seal-lock"))
                .execute()
                .chain(rows -> rows.iterator().next().getBoolean("got")
                        ? head(tx).chain(head -> extend(tx, head))
                        : Uni.createFrom().item(0)));
    }

    /** The last link there is; number 0 while there is none. */
    public Uni<Head> head() {
        return head(pool);
    }

    private static Uni<Head> head(SqlClient client) {
        return client.query(SQL.get("chain-head"))
                .execute()
                .map(rows -> rows.size() == 0 ? NONE : link(rows.iterator().next()));
    }

    private Uni<Integer> extend(SqlConnection tx, Head head) {
        return tx.preparedQuery(SQL.get("unsealed"))
                .execute(Tuple.of(config.sealBatch()))
                .chain(rows -> rows.size() == 0
                        ? Uni.createFrom().item(0)
                        : tx.preparedQuery(SQL.get("seal"))
                                .execute(links(head, rows))
                                .replaceWith(rows.size()));
    }

    private static Tuple links(Head before, RowSet<Row> rows) {
        Long[] numbers = new Long[rows.size()];
        UUID[] ids = new UUID[rows.size()];
        Buffer[] digests = new Buffer[rows.size()];
        Buffer[] hashes = new Buffer[rows.size()];
        Head head = before;
        int i = 0;
        for (Row row : rows) {
            head = head.next(hex(row, "digest"));
            numbers[i] = head.no();
            ids[i] = row.getUUID("id");
            digests[i] = row.getDelegate().getBuffer("digest");
            hashes[i] = Buffer.buffer(HEX.parseHex(head.hash()));
            i++;
        }
        Tuple values = Tuple.tuple().addArrayOfLong(numbers).addArrayOfUUID(ids);
        values.getDelegate().addArrayOfBuffer(digests).addArrayOfBuffer(hashes);
        return values;
    }

    /** The number of a committed row's link, made now if it is not yet one; fails if others keep it from being made. */
    public Uni<Long> sealed(UUID entry) {
        return number(entry)
                .chain(known -> known.map(it -> Uni.createFrom().item(it))
                        .orElseGet(() -> seal().chain(() -> number(entry))
                                .map(it -> it.orElseThrow(
                                        () -> new IllegalStateException("a row of the record is no link yet")))))
                .onFailure(IllegalStateException.class)
                .retry()
                .withBackOff(SOON, SOON)
                .atMost(TRIES);
    }

    private Uni<Optional<Long>> number(UUID entry) {
        return pool.preparedQuery(SQL.get("sealed"))
                .execute(Tuple.of(entry))
                .map(rows -> rows.size() == 0
                        ? Optional.empty()
                        : Optional.of(rows.iterator().next().getLong("no")));
    }

    /** Reads the whole chain and every row in it, a batch at a time. */
    public Uni<Walk> walk() {
        return walk(NONE);
    }

    private Uni<Walk> walk(Head from) {
        return pool.preparedQuery(SQL.get("links"))
                .execute(Tuple.of(from.no(), config.sealBatch()))
                .chain(rows -> {
                    Walk seen = seen(from, rows);
                    return seen.broken() != null || rows.size() < config.sealBatch()
                            ? Uni.createFrom().item(seen)
                            : walk(seen.head());
                });
    }

    private static Walk seen(Head from, RowSet<Row> rows) {
        Head head = from;
        for (Row row : rows) {
            boolean same = Objects.equals(
                    row.getDelegate().getBuffer("now"), row.getDelegate().getBuffer("digest"));
            Head next = head.next(hex(row, "digest"));
            if (!same || !next.equals(link(row))) {
                return new Walk(head, next.no());
            }
            head = next;
        }
        return new Walk(head, null);
    }

    private static Head link(Row row) {
        return new Head(row.getLong("no"), hex(row, "hash"));
    }

    private static String hex(Row row, String column) {
        return HEX.formatHex(row.getDelegate().getBuffer(column).getBytes());
    }

    private static String sha256(String text) {
        try {
            return HEX.formatHex(MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.US_ASCII)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("this Java has no SHA-256", e);
        }
    }
}
