package org.candor.incident;

import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.RowSet;
import io.vertx.mutiny.sqlclient.SqlConnection;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import org.candor.access.Caller;
import org.candor.plumbing.Ids;
import org.candor.plumbing.Problem;
import org.candor.plumbing.Sql;
import org.candor.plumbing.Violations;
import org.candor.record.Record;
import org.jspecify.annotations.Nullable;

/**
 * What was done about a breach: added, never changed. What was noted as still to do is done by a later action that names its id
 * as its reference.
 */
@ApplicationScoped
public class Actions {
    private static final Sql SQL = Incidents.SQL;
    private static final UUID FIRST = new UUID(0, 0);
    public static final List<String> KINDS = List.of(
            "investigation",
            "containment",
            "fix",
            "authority",
            "complaint",
            "training",
            "policy",
            "assessment",
            "communication",
            "other");

    private final Pool pool;
    private final Incidents incidents;
    private final Record record;

    Actions(Pool pool, Incidents incidents, Record record) {
        this.pool = pool;
        this.incidents = incidents;
        this.record = record;
    }

    /** The actions of an incident, oldest first, so many at most; 404 if there is none that the caller may see. */
    public Uni<List<Action>> list(Caller caller, UUID incident, @Nullable UUID after, int most) {
        caller.mayTouch(incident);
        return incidents.facts(incident).chain(() -> page(incident, after, most));
    }

    /** Notes an action, for who has no idempotency key: the same one twice within a minute, as by two clicks, is one. */
    public Uni<Void> note(Caller caller, UUID incident, ActionForm form) {
        caller.mayTouch(incident);
        NewAction it = check(form);
        return pool.withTransaction(tx -> incidents
                .hold(tx, incident)
                .chain(() -> tx.preparedQuery(SQL.get("action-just-now")).execute(same(incident, it, caller)))
                .chain(rows -> rows.size() > 0
                        ? Uni.createFrom().voidItem()
                        : note(tx, caller, incident, it).replaceWithVoid()));
    }

    private static Tuple same(UUID incident, NewAction it, Caller caller) {
        return Tuple.of(incident, it.kind(), it.summary(), it.owner(), it.due(), it.doneAt())
                .addString(it.reference())
                .addString(caller.owner());
    }

    /** Notes that an action is done, now; 409 if that was noted before. */
    public Uni<Void> done(Caller caller, UUID incident, UUID action) {
        caller.mayTouch(incident);
        return pool.withTransaction(tx -> incidents
                .hold(tx, incident)
                .chain(() -> tx.preparedQuery(SQL.get("action-open")).execute(Tuple.of(incident, action)))
                .map(Actions::finished)
                .chain(it -> note(tx, caller, incident, it))
                .replaceWithVoid());
    }

    private static NewAction finished(RowSet<Row> rows) {
        Row row = Incidents.first(rows);
        if (row == null) {
            throw Problem.notFound();
        }
        if (!row.getBoolean("open")) {
            throw Problem.of(409, "conflict", "This action is on record as done already.");
        }
        return new NewAction(
                row.getString("kind"),
                row.getString("summary"),
                row.getString("owner"),
                row.getLocalDate("due"),
                row.getOffsetDateTime("now"),
                row.getUUID("id").toString());
    }

    Uni<Action> note(SqlConnection tx, Caller caller, UUID incident, NewAction it) {
        return add(tx, incident, it, caller.owner())
                .call(noted -> record.note(
                        tx,
                        caller.owner(),
                        "incident.action-added",
                        incident,
                        Map.of("action", noted.id().toString(), "kind", noted.kind())));
    }

    /** An action that passed the rules. */
    record NewAction(
            String kind,
            String summary,
            @Nullable String owner,
            @Nullable LocalDate due,
            @Nullable OffsetDateTime doneAt,
            @Nullable String reference) {}

    /** An action on record. */
    public record Action(
            UUID id,
            String kind,
            String summary,
            @Nullable String owner,
            @Nullable LocalDate due,
            @Nullable OffsetDateTime doneAt,
            @Nullable String reference,
            String notedBy,
            OffsetDateTime notedAt) {}

    static NewAction check(ActionForm form) {
        Violations violations = new Violations();
        Fields fields = new Fields(violations, "");
        String kind = fields.required("/kind", form.kind(), 40);
        if (kind != null && !KINDS.contains(kind)) {
            fields.wrong("/kind", "unknown-kind");
        }
        String summary = fields.requiredLines("/summary", form.summary(), 2_000);
        String owner = fields.optional("/owner", form.owner(), 200);
        LocalDate due = fields.read("/due", form.due(), "date", Fields::day);
        OffsetDateTime doneAt = fields.read("/done_at", form.doneAt(), "time", Fields::time);
        String reference = fields.optional("/reference", form.reference(), 200);
        violations.orThrow();
        return new NewAction(
                Objects.requireNonNull(kind), Objects.requireNonNull(summary), owner, due, doneAt, reference);
    }

    private static Uni<Action> add(SqlConnection tx, UUID incident, NewAction it, String by) {
        UUID id = Ids.next();
        return tx.preparedQuery(SQL.get("action-add"))
                .execute(Tuple.tuple()
                        .addUUID(id)
                        .addUUID(incident)
                        .addString(it.kind())
                        .addString(it.summary())
                        .addString(it.owner())
                        .addLocalDate(it.due())
                        .addOffsetDateTime(it.doneAt())
                        .addString(it.reference())
                        .addString(by))
                .map(rows -> rows.iterator().next().getOffsetDateTime("noted_at"))
                .map(at -> new Action(
                        id, it.kind(), it.summary(), it.owner(), it.due(), it.doneAt(), it.reference(), by, at));
    }

    Uni<List<Action>> page(UUID incident, @Nullable UUID after, int limit) {
        return pool.preparedQuery(SQL.get("actions"))
                .execute(Tuple.of(incident, Objects.requireNonNullElse(after, FIRST), limit))
                .map(Actions::actions);
    }

    private static List<Action> actions(RowSet<Row> rows) {
        List<Action> actions = new ArrayList<>(rows.size());
        for (Row row : rows) {
            actions.add(new Action(
                    row.getUUID("id"),
                    row.getString("kind"),
                    row.getString("summary"),
                    row.getString("owner"),
                    row.getLocalDate("due"),
                    row.getOffsetDateTime("done_at"),
                    row.getString("reference"),
                    row.getString("noted_by"),
                    row.getOffsetDateTime("noted_at")));
        }
        return actions;
    }
}
