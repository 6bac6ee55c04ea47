package org.candor.notice;

import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.RowSet;
import io.vertx.mutiny.sqlclient.SqlConnection;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.candor.access.Caller;
import org.candor.incident.Erasures;
import org.candor.incident.Incidents;
import org.candor.incident.Recipients;
import org.candor.plumbing.Problem;
import org.candor.plumbing.Violations;
import org.candor.queue.Queue;
import org.candor.record.Record;
import org.candor.reset.ResetLinks;

/**
 * Erases people everywhere: who they are, what was still to be sent to them, the blind indexes of where, and their links. What
 * was sent stays counted, by ids alone. One person in one transaction; all of an incident by destroying its key, and emptying
 * the rows after that.
 */
@ApplicationScoped
public class Forgetting {
    private static final int AT_ONCE = 10_000;

    private final Pool pool;
    private final Incidents incidents;
    private final Recipients recipients;
    private final Erasures erasures;
    private final Queue queue;
    private final ResetLinks links;
    private final Record record;

    Forgetting(
            Pool pool,
            Incidents incidents,
            Recipients recipients,
            Erasures erasures,
            Queue queue,
            ResetLinks links,
            Record record) {
        this.pool = pool;
        this.incidents = incidents;
        this.recipients = recipients;
        this.erasures = erasures;
        this.queue = queue;
        this.links = links;
        this.record = record;
    }

    /**
     * Erases one person, whom somebody sees before them; 404 for who is erased already.
     *
     * @param reason kept in the record; no personal data
     */
    public Uni<Void> forget(Caller caller, UUID incident, UUID recipient, String reason) {
        caller.mayTouch(incident);
        String said = checked(reason);
        return recipients
                .open(incident, List.of(recipient))
                .map(people -> Optional.ofNullable(people.get(recipient)).orElseThrow(Problem::notFound))
                .chain(it -> pool.withTransaction(tx -> forget(tx, incident, it.ref(), caller.owner(), said)))
                .replaceWithVoid();
    }

    /** Erases all people of an incident, of which no notice may be under way; again is harmless. */
    public Uni<Void> forgetAll(Caller caller, UUID incident, String reason) {
        caller.mayTouch(incident);
        String said = checked(reason);
        return pool.withTransaction(
                        tx -> incidents.facts(tx, incident).chain(() -> forgetAll(tx, incident, caller.owner(), said)))
                .replaceWithVoid();
    }

    private static String checked(String reason) {
        Violations wrong = new Violations();
        String said = wrong.reason(reason, true);
        wrong.orThrow();
        return said;
    }

    /** Not found if there never was such a ref; who was erased before is answered as then, and nothing is done. */
    Uni<Erasures.Erased> forget(SqlConnection tx, UUID incident, String ref, String who, String reason) {
        return erasures.erase(tx, incident, ref)
                .call(it -> it.again()
                        ? Uni.createFrom().voidItem()
                        : Store.ofIncident(tx, incident)
                                .chain(notices -> queue.forget(tx, notices, it.recipient()))
                                .chain(() -> links.forget(tx, it.recipient()))
                                .chain(() -> record.note(
                                        tx,
                                        who,
                                        "recipient.erased",
                                        it.recipient(),
                                        Map.of("incident", incident.toString(), "reason", reason))));
    }

    /** Erases all people of an incident, of which no notice may be under way; answers since when. Again is harmless. */
    Uni<OffsetDateTime> forgetAll(SqlConnection tx, UUID incident, String who, String reason) {
        return tx.preparedQuery(Store.SQL.get("moving-of-incident"))
                .execute(Tuple.of(incident))
                .invoke(Forgetting::atRest)
                .chain(() -> erasures.eraseAll(tx, incident)
                        .call(() -> links.forgetAll(tx, incident))
                        .call(() ->
                                tx.preparedQuery(Store.SQL.get("people-erased")).execute(Tuple.of(incident)))
                        .call(() -> record.note(tx, who, "incident.erased", incident, Map.of("reason", reason))));
    }

    private static void atRest(RowSet<Row> notices) {
        for (Row row : notices) {
            if (!row.getBoolean("final")) {
                throw Problem.of(
                        409,
                        "conflict",
                        "A notice of this incident is not done: cancel it, or erase when all of them are completed.");
            }
        }
    }

    /** One batch of what is left of erased people; false once nothing is. */
    Uni<Boolean> sweep() {
        return erasures.forget()
                .chain(marks -> erasures.empty().map(people -> marks + people))
                .chain(done -> addresses().map(more -> more || done > 0));
    }

    private Uni<Boolean> addresses() {
        return pool.query(Store.SQL.get("addresses-left")).execute().chain(rows -> {
            if (rows.size() == 0) {
                return Uni.createFrom().item(false);
            }
            UUID notice = rows.iterator().next().getUUID("id");
            return queue.forgetAddresses(notice, AT_ONCE)
                    .call(n -> n > 0
                            ? Uni.createFrom().voidItem()
                            : pool.preparedQuery(Store.SQL.get("addresses-gone"))
                                    .execute(Tuple.of(notice)))
                    .replaceWith(true);
        });
    }
}
