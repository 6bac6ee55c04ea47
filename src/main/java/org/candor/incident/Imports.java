package org.candor.incident;

import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import io.vertx.core.Vertx;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.SqlConnection;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import org.candor.access.Caller;
import org.candor.plumbing.CrashPoint;
import org.candor.plumbing.Faults;
import org.candor.plumbing.Ids;
import org.candor.plumbing.Problem;
import org.candor.plumbing.Sql;
import org.candor.record.Record;
import org.candor.vault.Vault;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * The life of an import: open, then complete, incomplete or failed. An open import is this process's as long as it is
 * touched; one that a dead process left behind may be opened again after the lease.
 */
@ApplicationScoped
public class Imports {
    private static final Logger LOG = Logger.getLogger(Imports.class);
    private static final Sql SQL = Incidents.SQL;
    private static final double MILLIS = 1e3;
    private static final int REJECTS_AT_ONCE = 5_000;

    private final Pool pool;
    private final Vault vault;
    private final Record record;
    private final Vertx vertx;
    private final IncidentConfig config;
    private final Map<UUID, Integer> reading = new ConcurrentHashMap<>();
    private long timer;

    Imports(Pool pool, Vault vault, Record record, Vertx vertx, IncidentConfig config) {
        this.pool = pool;
        this.vault = vault;
        this.record = record;
        this.vertx = vertx;
        this.config = config;
    }

    void start(@Observes StartupEvent started) {
        timer = vertx.setPeriodic(config.importLease().toMillis() / 3, it -> touch());
    }

    void stop(@Observes ShutdownEvent stopped) {
        vertx.cancelTimer(timer);
    }

    /** An import that may be read now, or the id of one that is complete. */
    record Opened(UUID id, @Nullable Upload upload) {}

    /** Takes the name for this process; 404 without the incident, 409 while another upload of the name is open. */
    Uni<Opened> open(UUID incident, String name, String owner) {
        return pool.withTransaction(tx -> tx.preparedQuery(SQL.get("key-held"))
                        .execute(Tuple.of(incident))
                        .map(Incidents::first)
                        .onItem()
                        .ifNull()
                        .failWith(Problem::notFound)
                        .invoke(key -> Erasures.refuse(key.getBuffer("sealed_key") == null))
                        .chain(key -> take(tx, incident, name, owner, key)))
                .invoke(it -> {
                    if (it.upload() != null) {
                        reading.put(it.id(), it.upload().pass);
                    }
                });
    }

    private Uni<Opened> take(SqlConnection tx, UUID incident, String name, String owner, Row key) {
        return tx.preparedQuery(SQL.get("import-open"))
                .execute(Tuple.of(Ids.next(), incident, name, lease()))
                .map(Incidents::first)
                .chain(row -> row == null ? taken(tx, incident, name) : opened(tx, incident, owner, key, row));
    }

    private Uni<Opened> opened(SqlConnection tx, UUID incident, String owner, Row key, Row row) {
        UUID id = row.getUUID("id");
        int pass = row.getInteger("pass");
        Uni<Opened> opened = vault.open(incident, key.getBuffer("sealed_key").getBytes())
                .map(it -> new Opened(id, new Upload(id, incident, pass, owner, it)));
        return pass == 1
                ? opened
                : run(tx, "rejects-drop", id)
                        .chain(() -> run(tx, "matches-drop", id))
                        .chain(() -> opened);
    }

    private static Uni<Opened> taken(SqlConnection tx, UUID incident, String name) {
        return tx.preparedQuery(SQL.get("import-named"))
                .execute(Tuple.of(incident, name))
                .map(rows -> rows.iterator().next())
                .map(row -> {
                    if (row.getString("state").equals("complete")) {
                        return new Opened(row.getUUID("id"), null);
                    }
                    throw Problem.of(409, "conflict", "An upload of this name is open; repeat this one when it ended.")
                            .with("Retry-After", "30");
                });
    }

    /** The whole list was read: from now on its people belong to audiences, and its changes count. */
    Uni<Void> complete(Upload it) {
        Tuple both = Tuple.of(it.id, it.incident);
        return end(
                it,
                "complete",
                null,
                tx -> tx.preparedQuery(SQL.get("matches-apply"))
                        .execute(both)
                        .chain(() -> tx.preparedQuery(SQL.get("matches-adopt")).execute(both))
                        .chain(() -> it.pass == 1
                                ? Uni.createFrom().voidItem()
                                : run(tx, "recipients-drop-earlier", it.incident, it.id, it.pass))
                        .chain(() -> run(tx, "matches-drop", it.id)));
    }

    /** The list cannot be used: nothing of it stays but the report. */
    Uni<Void> fail(Upload it, String problem) {
        return end(
                it,
                "failed",
                problem,
                tx -> run(tx, "matches-drop", it.id)
                        .chain(() -> run(tx, "import-refused", it.id))
                        .chain(() -> run(tx, "recipients-drop", it.incident)));
    }

    /** The upload broke off: what came stays aside until the list is sent again. */
    Uni<Void> breakOff(Upload it) {
        return end(it, "incomplete", null, tx -> Uni.createFrom().voidItem());
    }

    private interface Ending {
        Uni<Void> run(SqlConnection tx);
    }

    private Uni<Void> end(Upload it, String state, @Nullable String problem, Ending ending) {
        return pool.withTransaction(tx -> run(tx, "lock-alone", it.incident)
                        .chain(() -> tx.preparedQuery(SQL.get("import-end"))
                                .execute(Tuple.of(it.id, it.pass, state, problem, it.rows())))
                        .chain(done -> done.rowCount() == 1 ? Uni.createFrom().voidItem() : BatchWriter.refused(tx, it))
                        .chain(() -> ending.run(tx))
                        .chain(() -> record.note(tx, it.owner, "import." + state, it.id, facts(it, problem)))
                        .invoke(() -> CrashPoint.at(CrashPoint.IMPORT_BEFORE_END)))
                .invoke(() -> CrashPoint.at(CrashPoint.IMPORT_AFTER_END));
    }

    /** This process no longer reads it. */
    void release(Upload it) {
        reading.remove(it.id, it.pass);
    }

    private static Map<String, Object> facts(Upload it, @Nullable String problem) {
        return Map.of(
                "incident",
                it.incident.toString(),
                "accepted",
                it.accepted,
                "merged",
                it.merged,
                "rejected",
                it.rejected,
                "problem",
                problem == null ? "none" : problem);
    }

    private static Uni<Void> run(SqlConnection tx, String statement, Object... values) {
        return tx.preparedQuery(SQL.get(statement)).execute(Tuple.from(values)).replaceWithVoid();
    }

    /** One import; 404 if there is none that the caller may see. */
    public Uni<ImportView> view(Caller caller, UUID id) {
        return view(id).invoke(it -> caller.mayTouch(it.incident()));
    }

    /** The imports of an incident, the newest first, so many at most. */
    public Uni<List<ImportView>> of(Caller caller, UUID incident, int most) {
        caller.mayTouch(incident);
        return pool.preparedQuery(SQL.get("imports-of"))
                .execute(Tuple.of(incident, lease(), most))
                .map(rows -> {
                    List<ImportView> imports = new ArrayList<>(rows.size());
                    rows.forEach(row -> imports.add(ImportView.of(row)));
                    return imports;
                });
    }

    /** How many rows of an import were refused, by code: the most first. */
    public Uni<Map<String, Integer>> codes(ImportView it) {
        return pool.preparedQuery(SQL.get("rejects-by-code"))
                .execute(Tuple.of(it.id()))
                .map(rows -> {
                    Map<String, Integer> codes = new LinkedHashMap<>();
                    rows.forEach(row -> codes.put(row.getString("code"), row.getInteger("n")));
                    return codes;
                });
    }

    /** Fails with {@link Problem#notFound()} if there is none of this id. */
    Uni<ImportView> view(UUID id) {
        return pool.preparedQuery(SQL.get("import-view"))
                .execute(Tuple.of(id, lease()))
                .map(Incidents::first)
                .onItem()
                .ifNull()
                .failWith(Problem::notFound)
                .map(ImportView::of);
    }

    /** A row that was refused. */
    public record Reject(int row, String code) {}

    /** A page of them, in the order of their rows; {@code after} is the last row of the page before. */
    public Uni<List<Reject>> rejects(ImportView it, int after, int limit) {
        return rejects(it.id(), after, limit);
    }

    /** All of them, page by page as the caller reads. */
    public Multi<List<Reject>> rejects(ImportView it) {
        return Multi.createBy()
                .repeating()
                .uni(
                        () -> new int[] {Integer.MIN_VALUE},
                        last -> rejects(it.id(), last[0], REJECTS_AT_ONCE).invoke(page -> {
                            if (!page.isEmpty()) {
                                last[0] = page.getLast().row();
                            }
                        }))
                .until(List::isEmpty);
    }

    private Uni<List<Reject>> rejects(UUID id, int after, int limit) {
        return pool.preparedQuery(SQL.get("rejects"))
                .execute(Tuple.of(id, after, limit))
                .map(rows -> {
                    List<Reject> rejects = new ArrayList<>(rows.size());
                    rows.forEach(row -> rejects.add(new Reject(row.getInteger(0), row.getString(1))));
                    return rejects;
                });
    }

    private double lease() {
        return config.importLease().toMillis() / MILLIS;
    }

    private void touch() {
        touchAll()
                .subscribe()
                .with(done -> {}, failure -> LOG.warnf("open imports not touched: %s", Faults.describe(failure)));
    }

    Uni<Void> touchAll() {
        Map<UUID, Integer> now = Map.copyOf(reading);
        if (now.isEmpty()) {
            return Uni.createFrom().voidItem();
        }
        Tuple values = Tuple.tuple()
                .addArrayOfUUID(now.keySet().toArray(UUID[]::new))
                .addArrayOfInteger(now.keySet().stream().map(now::get).toArray(Integer[]::new));
        return pool.preparedQuery(SQL.get("import-touch")).execute(values).replaceWithVoid();
    }
}
