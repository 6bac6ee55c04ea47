package org.candor.incident;

import com.fasterxml.jackson.databind.JsonNode;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.SqlConnection;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Instance;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.stream.Stream;
import org.candor.access.Caller;
import org.candor.plumbing.Etag;
import org.candor.plumbing.Problem;
import org.candor.plumbing.Sql;
import org.candor.plumbing.StrictJson;
import org.candor.plumbing.Violations;
import org.candor.record.Record;
import org.hibernate.reactive.mutiny.Mutiny;
import org.jspecify.annotations.Nullable;

/** Single incidents for whoever asks: each act looks who it is and stands on record. Scopes are asked for by who calls this. */
@ApplicationScoped
public class IncidentDesk {
    private static final Sql SQL = Incidents.SQL;

    private final Mutiny.SessionFactory sessions;
    private final Pool pool;
    private final Incidents incidents;
    private final Assessments assessments;
    private final Record record;
    private final Instance<Follower> followers;

    IncidentDesk(
            Mutiny.SessionFactory sessions,
            Pool pool,
            Incidents incidents,
            Assessments assessments,
            Record record,
            Instance<Follower> followers) {
        this.sessions = sessions;
        this.pool = pool;
        this.incidents = incidents;
        this.assessments = assessments;
        this.record = record;
        this.followers = followers;
    }

    /** One incident; 404 if there is none that the caller may see. */
    public Uni<IncidentView> get(Caller caller, UUID id) {
        caller.mayTouch(id);
        return sessions.withSession(session -> session.find(Incident.class, id))
                .onItem()
                .ifNull()
                .failWith(Problem::notFound)
                .map(IncidentView::of);
    }

    /** Counts its people; 404 as above. */
    public Uni<Assessment> assess(Caller caller, UUID id) {
        caller.mayTouch(id);
        return assessments.of(id);
    }

    /** Makes an incident, for who has no idempotency key: a report made twice within a minute, as by two clicks, is one. */
    public Uni<UUID> report(Caller caller, IncidentForm form) {
        mayReport(caller);
        Facts facts = facts(form);
        Tuple same = Tuple.of(caller.owner(), facts.reference(), facts.title());
        return pool.withTransaction(tx -> tx.preparedQuery(SQL.get("report-lock"))
                .execute(Tuple.of(caller.owner()))
                .chain(() -> tx.preparedQuery(SQL.get("reported-just-now")).execute(same))
                .map(Incidents::first)
                .chain(row -> row == null ? made(tx, caller, facts) : before(row)));
    }

    private static Uni<UUID> before(Row row) {
        return Uni.createFrom().item(row.getUUID("id"));
    }

    private Uni<UUID> made(SqlConnection tx, Caller caller, Facts facts) {
        return report(tx, caller, facts).map(Incidents.Made::id);
    }

    Uni<Incidents.Made> report(SqlConnection tx, Caller caller, Facts facts) {
        return incidents
                .insert(tx, facts, caller.owner())
                .call(it -> record.note(tx, caller.owner(), "incident.created", it.id(), Map.of()));
    }

    static void mayReport(Caller caller) {
        if (caller.bound()) {
            // A key that sees some incidents only would not see the one it makes.
            throw Problem.of(403, "forbidden", "A key that is bound to incidents cannot make another one.");
        }
    }

    /**
     * Puts these facts in the place of those of the revision that was seen; 412 if they have changed since. Facts that it has
     * already change nothing.
     */
    public Uni<Void> change(Caller caller, UUID id, String revision, IncidentForm form) {
        caller.mayTouch(id);
        Facts facts = facts(form);
        return pool.withTransaction(tx -> incidents
                .hold(tx, id)
                .chain(held -> held.facts().equals(facts)
                        ? Uni.createFrom().voidItem()
                        : change(tx, caller, id, seen(held, revision), facts).replaceWithVoid()));
    }

    private static Facts seen(Incidents.Held held, String revision) {
        Etag.require(Etag.of(revision), held.revision());
        return held.facts();
    }

    private Uni<IncidentView> change(SqlConnection tx, Caller caller, UUID id, Facts before, Facts facts) {
        return change(tx, caller, id, facts, differing(before, facts));
    }

    Uni<IncidentView> change(SqlConnection tx, Caller caller, UUID id, Facts facts, List<String> fields) {
        return incidents
                .change(tx, id, facts)
                .call(() -> followed(tx, id, facts))
                .call(() -> record.note(tx, caller.owner(), "incident.changed", id, Map.of("fields", fields)));
    }

    private Uni<Void> followed(SqlConnection tx, UUID id, Facts facts) {
        Uni<Void> all = Uni.createFrom().voidItem();
        for (Follower it : followers) {
            all = all.chain(() -> it.changed(tx, id, facts));
        }
        return all;
    }

    /** The fields of the form that are not what they were. */
    private static List<String> differing(Facts before, Facts after) {
        JsonNode old = StrictJson.shared().valueToTree(IncidentForm.of(before));
        JsonNode now = StrictJson.shared().valueToTree(IncidentForm.of(after));
        return Stream.concat(names(old), names(now))
                .distinct()
                .filter(it -> !Objects.equals(value(old, it), value(now, it)))
                .toList();
    }

    private static Stream<String> names(JsonNode form) {
        return form.properties().stream().map(Map.Entry::getKey);
    }

    private static @Nullable JsonNode value(JsonNode form, String name) {
        JsonNode value = form.get(name);
        return value == null || value.isNull() ? null : value;
    }

    static Facts facts(IncidentForm form) {
        Violations violations = new Violations();
        Facts facts = form.check(violations, "");
        violations.orThrow();
        if (facts == null) {
            throw new IllegalStateException("an incident without facts and without a violation");
        }
        return facts;
    }
}
