package org.candor.incident;

import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.RowSet;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.UUID;
import org.candor.delivery.Channel;
import org.candor.plumbing.Sql;

/**
 * Counts the people of an incident, in one pass over them, which takes a second for a million. The counts of the incidents that
 * were asked about last are kept until somebody comes, changes or is erased, and for an hour at most.
 */
@ApplicationScoped
class Assessments {
    private static final Sql SQL = Incidents.SQL;
    private static final String NONE = "none";
    private static final int KEPT = 100;

    private final Pool pool;
    private final Incidents incidents;
    private final Map<UUID, Kept> kept = Collections.synchronizedMap(new LastUsed());

    Assessments(Pool pool, Incidents incidents) {
        this.pool = pool;
        this.incidents = incidents;
    }

    /** @param basis what the counts hold for, as {@code assessment-basis} says it */
    private record Kept(String basis, Assessment counts) {}

    /** Forgets what was not asked for longest. */
    private static final class LastUsed extends LinkedHashMap<UUID, Kept> {
        LastUsed() {
            super(KEPT, 0.75f, true);
        }

        @Override
        protected boolean removeEldestEntry(Map.Entry<UUID, Kept> eldest) {
            return size() > KEPT;
        }
    }

    Uni<Assessment> of(UUID incident) {
        // The basis first: whatever changes after it was read may be counted, and then the next basis is another one.
        return basis(incident).chain(basis -> {
            Kept known = kept.get(incident);
            return known != null && known.basis().equals(basis)
                    ? Uni.createFrom().item(known.counts())
                    : incidents
                            .facts(incident)
                            .chain(facts -> counted(incident, facts))
                            .invoke(it -> kept.put(incident, new Kept(basis, it)));
        });
    }

    /** Empty for an incident that there is not. */
    private Uni<String> basis(UUID incident) {
        return pool.preparedQuery(SQL.get("assessment-basis"))
                .execute(Tuple.of(incident))
                .map(rows -> {
                    Row row = Incidents.first(rows);
                    return row == null ? "" : row.getString("basis");
                });
    }

    private Uni<Assessment> counted(UUID incident, Facts facts) {
        return pool.preparedQuery(SQL.get("assessment"))
                .execute(Tuple.of(
                        incident,
                        ExposedClass.bits(facts.exposed()),
                        !facts.compromisedChannels().contains(Channel.EMAIL),
                        !facts.compromisedChannels().contains(Channel.SMS),
                        facts.emailNeedsConsentIn().toArray(String[]::new)))
                .map(Assessments::counts);
    }

    private static Assessment counts(RowSet<Row> rows) {
        Map<String, Long> exposed = new LinkedHashMap<>();
        Map<String, Long> regions = new TreeMap<>();
        Map<String, Long> locales = new TreeMap<>();
        Map<String, Long> reachable = new LinkedHashMap<>(Map.of("email", 0L, "sms", 0L, "both", 0L, "nobody", 0L));
        long all = 0;
        for (Row row : rows) {
            long n = row.getLong("n");
            switch (row.getString("way")) {
                case "exposed" ->
                    ExposedClass.ofBits(row.getInteger("exposed"))
                            .forEach(it -> exposed.merge(it.word(), n, Long::sum));
                case "region" -> regions.put(Objects.requireNonNullElse(row.getString("region"), NONE), n);
                case "locale" -> locales.put(Objects.requireNonNullElse(row.getString("locale"), NONE), n);
                default -> {
                    all += n;
                    reach(reachable, row.getBoolean("email"), row.getBoolean("sms"), n);
                }
            }
        }
        return new Assessment(all, exposed, regions, locales, reachable);
    }

    private static void reach(Map<String, Long> reachable, boolean email, boolean sms, long n) {
        if (email) {
            reachable.merge("email", n, Long::sum);
        }
        if (sms) {
            reachable.merge("sms", n, Long::sum);
        }
        if (email == sms) {
            reachable.merge(email ? "both" : "nobody", n, Long::sum);
        }
    }
}
