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
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import org.candor.plumbing.Ids;
import org.candor.plumbing.Sql;
import org.candor.plumbing.Violations;
import org.jspecify.annotations.Nullable;

/** What was done about a breach: added, never changed. */
@ApplicationScoped
class Actions {
    private static final Sql SQL = Incidents.SQL;
    private static final UUID FIRST = new UUID(0, 0);
    private static final Set<String> KINDS = Set.of(
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

    Actions(Pool pool) {
        this.pool = pool;
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
    record Action(
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

    Uni<Action> add(SqlConnection tx, UUID incident, NewAction it, String by) {
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
