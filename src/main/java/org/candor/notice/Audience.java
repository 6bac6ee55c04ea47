package org.candor.notice;

import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.SqlClient;
import io.vertx.mutiny.sqlclient.SqlConnection;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import org.candor.incident.Entry;
import org.candor.incident.Erasures;
import org.candor.incident.Facts;
import org.candor.incident.Incidents;
import org.candor.incident.Recipients;
import org.candor.queue.Reached;
import org.jspecify.annotations.Nullable;

/** Whom a notice goes to, and what it says of the incident, both as they are when it is submitted. */
@ApplicationScoped
class Audience {
    private final Incidents incidents;
    private final Recipients recipients;
    private final Erasures erasures;
    private final Reached reached;

    Audience(Incidents incidents, Recipients recipients, Erasures erasures, Reached reached) {
        this.incidents = incidents;
        this.recipients = recipients;
        this.erasures = erasures;
        this.reached = reached;
    }

    Uni<Facts> facts(SqlConnection tx, UUID incident) {
        return incidents.facts(tx, incident);
    }

    /**
     * Fixes whom a notice goes to, as of now: the first notice goes to everybody of the incident's complete imports, one that
     * follows to the people whom that one had reached, one of posts alone to nobody in particular. Answers how many.
     */
    Uni<Long> fix(SqlConnection tx, Notice it) {
        it.audienceImports = new UUID[0];
        if (it.spec().personal().isEmpty()) {
            return Uni.createFrom().item(0L);
        }
        return erasures.refuseErased(tx, it.incident).chain(() -> kept(tx, it));
    }

    private Uni<Long> kept(SqlConnection tx, Notice it) {
        if (it.follows != null) {
            return reached.keep(tx, it.id, it.follows);
        }
        return recipients.completeImports(tx, it.incident).chain(imports -> {
            it.audienceImports = imports.toArray(UUID[]::new);
            return recipients.count(tx, it.incident, imports, Objects.requireNonNull(it.submittedAt));
        });
    }

    /**
     * Lists of the incident that are complete by now and are not in the notice yet.
     */
    Uni<List<UUID>> since(SqlConnection tx, Notice it) {
        return erasures.refuseErased(tx, it.incident)
                .chain(() -> imports(tx, it))
                .chain(known -> recipients.completeImports(tx, it.incident).map(all -> {
                    List<UUID> fresh = new ArrayList<>(all);
                    fresh.removeAll(known);
                    return fresh;
                }));
    }

    /** How many people are in lists that came later, as of now. */
    Uni<Long> count(SqlConnection tx, Notice it, List<UUID> imports, OffsetDateTime now) {
        return recipients.count(tx, it.incident, imports, now);
    }

    /** Passes while its people are there. */
    Uni<Void> there(SqlConnection tx, Notice it) {
        return erasures.refuseErased(tx, it.incident).replaceWithVoid();
    }

    /** The lists that are in a notice, those of its extensions too. */
    private static Uni<List<UUID>> imports(SqlClient client, Notice it) {
        return client.preparedQuery(Store.SQL.get("extension-imports"))
                .execute(Tuple.of(it.id))
                .map(rows -> {
                    List<UUID> imports = new ArrayList<>(List.of(it.audienceImports));
                    rows.forEach(row -> imports.add(row.getUUID("id")));
                    return imports;
                });
    }

    /**
     * What of an audience was fixed at one time.
     *
     * @param at who was erased later is in it
     * @param resetUntil when the reset links of these people end; null for none
     */
    record Part(
            List<UUID> imports, OffsetDateTime at, @Nullable OffsetDateTime resetUntil) {
        /** What was fixed at submit. */
        static Part first(Notice it) {
            return new Part(List.of(it.audienceImports), it.submittedAt, it.resetExpiresAt);
        }
    }

    /**
     * Some of the people a notice goes to.
     *
     * @param size how many these are, with those who were erased since
     * @param last the id at which the next page begins; null if this page is empty
     * @param people who is still there
     */
    record Page(int size, @Nullable UUID last, List<Entry> people) {}

    /** The next page of all people after this id, in whatever part they are; one that is not full is the last. */
    Uni<Page> page(SqlClient client, Notice it, @Nullable UUID after, int limit) {
        return imports(client, it)
                .chain(imports -> page(client, it, new Part(imports, it.submittedAt, null), after, limit));
    }

    /** The next page of one part after this id; one that is not full is the last. */
    Uni<Page> page(SqlClient client, Notice it, Part part, @Nullable UUID after, int limit) {
        if (it.spec().personal().isEmpty()) {
            return Uni.createFrom().item(new Page(0, null, List.of()));
        }
        if (it.follows == null) {
            return recipients
                    .page(client, it.incident, part.imports(), after, limit, part.at())
                    .map(people -> new Page(
                            people.size(),
                            people.isEmpty() ? null : people.getLast().id(),
                            people));
        }
        return reached.page(client, it.id, after, limit)
                .chain(ids -> recipients
                        .entries(client, it.incident, ids)
                        .map(people -> new Page(ids.size(), ids.isEmpty() ? null : ids.getLast(), people)));
    }
}
