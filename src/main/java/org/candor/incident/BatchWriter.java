package org.candor.incident;

import io.smallrye.mutiny.Uni;
import io.vertx.core.buffer.Buffer;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.RowSet;
import io.vertx.mutiny.sqlclient.SqlConnection;
import io.vertx.mutiny.sqlclient.Tuple;
import io.vertx.pgclient.PgException;
import jakarta.enterprise.context.ApplicationScoped;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.candor.plumbing.CrashPoint;
import org.candor.plumbing.Problem;
import org.candor.plumbing.Sql;
import org.jspecify.annotations.Nullable;

/**
 * Writes one batch of an upload in one transaction: (1) insert the rows whose ref is new, but for people who were erased;
 * (2) look at the others: named before in this upload → refused, of another list → merged, changed → kept aside until the
 * upload is complete; (3) keep the refused ones by number; (4) count, but only while the upload is still ours. As long as
 * nobody of an upload was there before, that is taken for granted, which is cheaper; the first batch of which it is not
 * true is written a second time, and looked at like all after it.
 */
@ApplicationScoped
class BatchWriter {
    private static final Sql SQL = Incidents.SQL;
    private static final String ERASED = "erased";
    private static final String ONE_OF_A_REF = "recipient_incident_ref_bi_key";

    private final Pool pool;

    BatchWriter(Pool pool) {
        this.pool = pool;
    }

    Uni<Void> write(Upload to, Batch batch) {
        return once(to, batch)
                .onFailure(BatchWriter::somebodyIsThere)
                .recoverWithUni(() -> {
                    to.allNew = false;
                    return once(to, batch);
                })
                .invoke(() -> {
                    to.written = to.rows();
                    CrashPoint.at(CrashPoint.IMPORT_AFTER_BATCH);
                });
    }

    private Uni<Void> once(Upload to, Batch batch) {
        return pool.withTransaction(tx -> tx.preparedQuery(SQL.get("batch-begins"))
                .execute(Tuple.of(to.incident))
                .chain(() -> store(tx, to, batch))
                .chain(() -> keepRejects(tx, to, batch))
                .chain(() -> count(tx, to)));
    }

    private static boolean somebodyIsThere(Throwable fault) {
        return fault instanceof PgException answer && ONE_OF_A_REF.equals(answer.getConstraint());
    }

    private Uni<Void> store(SqlConnection tx, Upload to, Batch batch) {
        if (batch.rows.size() == 0) {
            return Uni.createFrom().voidItem();
        }
        return tx.preparedQuery(SQL.get("erased-addresses"))
                .execute(Tuple.of(to.incident))
                .chain(erased -> refuse(tx, to, batch, erased))
                .chain(() -> to.allNew ? addNew(tx, to, batch) : add(tx, to, batch));
    }

    private static Uni<Void> addNew(SqlConnection tx, Upload to, Batch batch) {
        return tx.preparedQuery(SQL.get("recipients-add-new"))
                .execute(batch.rows.values(to.id, to.pass))
                .invoke(added -> to.accepted += added.rowCount())
                .replaceWithVoid();
    }

    private static Uni<Void> add(SqlConnection tx, Upload to, Batch batch) {
        return tx.preparedQuery(SQL.get("recipients-add"))
                .execute(batch.rows.values(to.id, to.pass))
                .map(rows -> rows.iterator().next())
                .chain(added -> {
                    to.accepted += added.getInteger("n");
                    UUID[] ids = added.getArrayOfUUIDs("ids");
                    return ids == null && added.getInteger("n") == batch.rows.size()
                            ? Uni.createFrom().voidItem()
                            : sortOut(tx, to, batch, ids == null ? Set.of() : Set.of(ids));
                });
    }

    /** Who has a new ref, and no address but an erased person's, is that person. */
    private Uni<Void> refuse(SqlConnection tx, Upload to, Batch batch, RowSet<Row> erased) {
        Set<Buffer> addresses = new HashSet<>();
        for (Row row : erased) {
            for (String column : new String[] {"email_bi", "phone_bi"}) {
                Buffer address = row.getDelegate().getBuffer(column);
                if (address != null) {
                    addresses.add(address);
                }
            }
        }
        Rows rows = batch.rows;
        int[] suspects = IntStream.range(0, rows.size())
                .filter(i -> gone(rows.emails[i], addresses) && gone(rows.phones[i], addresses))
                .toArray();
        if (suspects.length == 0) {
            return Uni.createFrom().voidItem();
        }
        return known(tx, to, IntStream.of(suspects).mapToObj(i -> rows.refs[i]).toArray(Buffer[]::new))
                .invoke(known -> {
                    Set<Integer> out = IntStream.of(suspects)
                            .filter(i -> !known.containsKey(rows.refs[i]))
                            .boxed()
                            .collect(Collectors.toSet());
                    out.forEach(i -> batch.reject(rows.numbers[i], ERASED));
                    rows.removeIf(out::contains);
                })
                .replaceWithVoid();
    }

    private static boolean gone(@Nullable Buffer address, Set<Buffer> erased) {
        return address == null || erased.contains(address);
    }

    private static Uni<Map<Buffer, Known>> known(SqlConnection tx, Upload to, Buffer[] refs) {
        Tuple values = Tuple.of(to.incident, to.id);
        values.getDelegate().addArrayOfBuffer(refs);
        return tx.preparedQuery(SQL.get("recipients-known"))
                .execute(values.addInteger(to.pass))
                .map(BatchWriter::known);
    }

    /** Somebody who is there already. */
    private record Known(
            UUID id,
            Buffer content,
            boolean own,
            boolean erased,
            @Nullable Buffer said) {}

    private static Uni<Void> sortOut(SqlConnection tx, Upload to, Batch batch, Set<UUID> added) {
        Rows rows = batch.rows;
        Buffer[] refs = new Buffer[rows.size() - added.size()];
        int[] places = new int[refs.length];
        int n = 0;
        for (int i = 0; i < rows.size(); i++) {
            if (!added.contains(rows.ids[i])) {
                places[n] = i;
                refs[n++] = rows.refs[i];
            }
        }
        return known(tx, to, refs).chain(known -> keep(tx, to, match(to, batch, places, known)));
    }

    private static Map<Buffer, Known> known(RowSet<Row> rows) {
        Map<Buffer, Known> known = HashMap.newHashMap(rows.size());
        for (Row row : rows) {
            Buffer content = row.getDelegate().getBuffer("content_bi");
            Buffer said =
                    row.getBoolean("own_pass") ? content : row.getDelegate().getBuffer("said");
            known.put(
                    row.getDelegate().getBuffer("ref_bi"),
                    new Known(row.getUUID("id"), content, row.getBoolean("own"), row.getBoolean("erased"), said));
        }
        return known;
    }

    private static Matches match(Upload to, Batch batch, int[] places, Map<Buffer, Known> known) {
        Rows rows = batch.rows;
        Matches matches = new Matches();
        Map<UUID, Buffer> saidNow = new HashMap<>();
        for (int place : places) {
            Known before = known.get(rows.refs[place]);
            if (before == null) {
                throw new IllegalStateException("a ref in conflict belongs to nobody");
            }
            Buffer content = rows.contents[place];
            Buffer said = before.said() == null ? saidNow.get(before.id()) : before.said();
            if (before.erased()) {
                batch.reject(rows.numbers[place], ERASED);
            } else if (said != null) {
                batch.reject(rows.numbers[place], said.equals(content) ? "duplicate" : "ref-conflict");
            } else {
                saidNow.put(before.id(), content);
                matches.add(rows, place, before.id(), !before.content().equals(content));
                if (before.own()) {
                    to.accepted++;
                } else {
                    to.merged++;
                }
            }
        }
        return matches;
    }

    private static Uni<Void> keep(SqlConnection tx, Upload to, Matches matches) {
        return matches.empty()
                ? Uni.createFrom().voidItem()
                : tx.preparedQuery(SQL.get("matches-add"))
                        .execute(matches.values(to.id))
                        .replaceWithVoid();
    }

    private static Uni<Void> keepRejects(SqlConnection tx, Upload to, Batch batch) {
        to.rejected += batch.rejected();
        return batch.rejected() == 0
                ? Uni.createFrom().voidItem()
                : tx.preparedQuery(SQL.get("rejects-add"))
                        .execute(Tuple.tuple()
                                .addUUID(to.id)
                                .addArrayOfInteger(batch.rejectedRows())
                                .addArrayOfString(batch.rejectedCodes()))
                        .replaceWithVoid();
    }

    private static Uni<Void> count(SqlConnection tx, Upload to) {
        return tx.preparedQuery(SQL.get("import-count"))
                .execute(Tuple.of(to.id, to.pass, to.accepted, to.merged, to.rejected, to.written))
                .chain(done -> done.rowCount() == 1 ? Uni.createFrom().voidItem() : refused(tx, to));
    }

    /**
     * Why an upload does not go on: 409 if another has taken its name over. Else a database that was down is back without
     * what it had of it last, and the list is to be sent again.
     */
    static Uni<Void> refused(SqlConnection tx, Upload to) {
        return tx.preparedQuery(SQL.get("import-taken"))
                .execute(Tuple.of(to.id, to.pass))
                .onItem()
                .transformToUni(taken -> Uni.createFrom()
                        .failure(
                                taken.size() == 1
                                        ? Problem.of(409, "conflict", "Another upload of this name has taken over.")
                                        : new UncheckedIOException(
                                                new IOException("the database lost rows of an open upload"))));
    }
}
