package org.candor.incident;

import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import org.candor.access.Caller;
import org.candor.plumbing.Problem;
import org.candor.plumbing.Violations;
import org.candor.record.Record;
import org.jspecify.annotations.Nullable;

/** The people of an incident as somebody may look at them: masked, and one by one in clear. The scope is asked for by who calls. */
@ApplicationScoped
public class People {
    private static final String REVEALED = "recipient.revealed";
    private static final Duration HOUR = Duration.ofHours(1);

    private final Incidents incidents;
    private final Recipients recipients;
    private final Pool pool;
    private final Record record;
    private final IncidentConfig config;

    People(Incidents incidents, Recipients recipients, Pool pool, Record record, IncidentConfig config) {
        this.incidents = incidents;
        this.recipients = recipients;
        this.pool = pool;
        this.record = record;
        this.config = config;
    }

    /**
     * Some of them.
     *
     * @param next the last one if there are more; null on the last page
     */
    public record Page(List<MaskedPerson> people, @Nullable UUID next) {}

    /** Those of complete imports, so many, after the last one of the page before. */
    public Uni<Page> page(Caller caller, UUID incident, @Nullable UUID after, int most) {
        caller.mayTouch(incident);
        return incidents
                .facts(incident)
                .chain(() -> recipients.page(incident, after, most + 1))
                .chain(found -> shown(
                        incident,
                        found.stream().limit(most).map(Entry::id).toList(),
                        found.size() > most ? found.get(most - 1).id() : null));
    }

    /** The one with the caller's own reference; nobody if there is none. */
    public Uni<Page> withRef(Caller caller, UUID incident, String ref) {
        caller.mayTouch(incident);
        return incidents
                .facts(incident)
                .chain(() -> recipients.findByRef(incident, ref))
                .chain(it -> shown(incident, it == null ? List.of() : List.of(it), null));
    }

    private Uni<Page> shown(UUID incident, List<UUID> ids, @Nullable UUID next) {
        return recipients
                .open(incident, ids)
                .map(people -> ids.stream()
                        .map(people::get)
                        .filter(Objects::nonNull)
                        .map(MaskedPerson::of)
                        .toList())
                .map(people -> new Page(people, next));
    }

    /** These, masked, by id; who was erased is missing. */
    public Uni<Map<UUID, MaskedPerson>> masked(Caller caller, UUID incident, Collection<UUID> ids) {
        caller.mayTouch(incident);
        return recipients.open(incident, ids).map(people -> {
            Map<UUID, MaskedPerson> masked = HashMap.newHashMap(people.size());
            people.forEach((id, person) -> masked.put(id, MaskedPerson.of(person)));
            return masked;
        });
    }

    /** One of them, masked; 404 also for who was erased. */
    public Uni<MaskedPerson> one(Caller caller, UUID incident, UUID id) {
        caller.mayTouch(incident);
        return open(incident, id).map(MaskedPerson::of);
    }

    private Uni<Person> open(UUID incident, UUID id) {
        return recipients
                .open(incident, List.of(id))
                .map(people -> Optional.ofNullable(people.get(id)).orElseThrow(Problem::notFound));
    }

    /** One of them in clear: on record, with the reason, before anything is shown; 429 after so many in an hour. */
    public Uni<RevealedPerson> reveal(Caller caller, UUID incident, UUID id, @Nullable String reason) {
        caller.mayTouch(incident);
        Violations wrong = new Violations();
        String said = wrong.reason(reason, true);
        wrong.orThrow();
        return open(incident, id).call(() -> noted(caller, incident, id, said)).map(RevealedPerson::of);
    }

    private Uni<Void> noted(Caller caller, UUID incident, UUID id, String reason) {
        return pool.withTransaction(tx -> record.quota(tx, caller.owner(), REVEALED, config.revealsAnHour(), HOUR)
                .chain(() -> record.note(
                        tx, caller.owner(), REVEALED, id, Map.of("incident", incident.toString(), "reason", reason))));
    }
}
