package org.candor.incident;

import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.RowSet;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.UUID;
import org.candor.delivery.Channel;
import org.candor.plumbing.Sql;

/** Counts the people of an incident, in one pass over them. */
@ApplicationScoped
class Assessments {
    private static final Sql SQL = Incidents.SQL;
    private static final String NONE = "none";

    private final Pool pool;
    private final Incidents incidents;

    Assessments(Pool pool, Incidents incidents) {
        this.pool = pool;
        this.incidents = incidents;
    }

    Uni<Assessment> of(UUID incident) {
        return incidents
                .facts(incident)
                .chain(facts -> pool.preparedQuery(SQL.get("assessment"))
                        .execute(Tuple.of(
                                incident,
                                ExposedClass.bits(facts.exposed()),
                                !facts.compromisedChannels().contains(Channel.EMAIL),
                                !facts.compromisedChannels().contains(Channel.SMS),
                                facts.emailNeedsConsentIn().toArray(String[]::new)))
                        .map(Assessments::counts));
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
