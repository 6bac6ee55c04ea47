package org.candor.queue;

import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.RowSet;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.candor.delivery.MailDomain;
import org.candor.plumbing.Sql;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Receiving domains that get nothing for a while, or only so much, by all processes.
 *
 * <ol>
 *   <li>A domain that throttles or refuses us as such is held, and its rate is halved from then on.
 *   <li>Every process reads that once a second and puts off what it claims of such a domain; the rest of the account's
 *       deliveries go on.
 *   <li>After the hold its hand-offs are given time slots, once over all processes, like those of an account's pace.
 *   <li>Each time that it has behaved for a while, its rate is doubled, until it is as before.
 * </ol>
 */
@ApplicationScoped
public class Holds {
    private static final Logger LOG = Logger.getLogger(Holds.class);
    private static final double NANOS = 1e9;

    /** A domain of one account. */
    private record Place(String account, int domain) {}

    /** What this process knows of it: until when it is held by the process's own clock, and its rate; null for none. */
    private record Known(long until, @Nullable Double perSecond) {}

    /** A domain that is held now. */
    record Hold(String account, int domain, String reason, OffsetDateTime until) {}

    /**
     * Time slots of a domain.
     *
     * @param permits how many
     * @param firstNanos when the first one is, in nanoseconds from now; also if there is none now
     * @param gapNanos how far apart they are
     */
    public record Slots(int permits, long firstNanos, long gapNanos) {}

    private final Pool pool;
    private final Workers workers;
    private final QueueConfig config;
    private final DomainRates rates = new DomainRates();
    private final Map<String, Double> caps = new ConcurrentHashMap<>();
    private final Sql sql = Sql.of("queue");
    private volatile Map<Place, Known> known = Map.of();

    public Holds(Pool pool, Workers workers, QueueConfig config) {
        this.pool = pool;
        this.workers = workers;
        this.config = config;
    }

    /** No domain of this account gets more hand-offs per second; null for no limit. */
    public void cap(String account, @Nullable Double perSecond) {
        if (perSecond != null) {
            caps.put(account, perSecond);
        }
    }

    /** For how many nanoseconds from now a domain is still held; 0 if it is not. */
    public long nanosLeft(String account, int domain) {
        Known it = known.isEmpty() ? null : known.get(new Place(account, domain));
        return it == null ? 0 : Math.max(0, it.until() - workers.nanos());
    }

    /** True if its hand-offs need slots. */
    public boolean paced(String account, int domain) {
        if (domain == MailDomain.NONE) {
            return false;
        }
        Known it = known.isEmpty() ? null : known.get(new Place(account, domain));
        return it != null && it.perSecond() != null || caps.containsKey(account);
    }

    /** Slots for so many hand-offs of each of these domains, as far as there are any soon. */
    public Uni<Map<Integer, Slots>> slots(String account, Map<Integer, Integer> wanted) {
        Short[] domains = wanted.keySet().stream().map(Integer::shortValue).toArray(Short[]::new);
        Long[] numbers = wanted.values().stream().map(Integer::longValue).toArray(Long[]::new);
        Double cap = caps.get(account);
        Tuple values = Tuple.tuple()
                .addString(account)
                .addArrayOfShort(domains)
                .addArrayOfLong(numbers)
                .addDouble(cap)
                .addDouble(config.permitAhead().toNanos() / NANOS);
        Uni<Void> there = cap == null
                ? Uni.createFrom().voidItem()
                : pool.preparedQuery(sql.get("domain-pace-add"))
                        .execute(Tuple.tuple().addString(account).addArrayOfShort(domains))
                        .replaceWithVoid();
        return there.chain(() -> pool.preparedQuery(sql.get("domain-slots")).execute(values))
                .map(rows -> {
                    Map<Integer, Slots> slots = HashMap.newHashMap(rows.size());
                    rows.forEach(row -> slots.put(row.getInteger("domain"), slots(row)));
                    return slots;
                });
    }

    private static Slots slots(Row row) {
        return new Slots(row.getLong("permits").intValue(), (long) (row.getDouble("first") * NANOS), (long)
                (row.getDouble("gap") * NANOS));
    }

    /** Hand-offs ended: how fast a domain was is what its rate is halved from, and those that were indicted are held. */
    Uni<Void> answered(List<Settlement> group) {
        long now = workers.nanos();
        Map<Place, Settlement> indicted = new HashMap<>();
        for (Settlement it : group) {
            rates.note(it.claim().account(), it.claim().domain(), now);
            if (it.holdsDomain()) {
                indicted.putIfAbsent(new Place(it.claim().account(), it.claim().domain()), it);
            }
        }
        Uni<Void> all = Uni.createFrom().voidItem();
        for (Map.Entry<Place, Settlement> it : indicted.entrySet()) {
            Settlement why = it.getValue();
            all = all.chain(() -> hold(
                    it.getKey().account(),
                    it.getKey().domain(),
                    why.outcome().evidence().reason(),
                    why.gatePause()));
        }
        return all;
    }

    /** Holds a domain, once for the first of many answers that ask for it. */
    Uni<Void> hold(String account, int domain, String reason, Duration pause) {
        double own = rates.perSecond(account, domain, workers.nanos());
        return workers.living()
                .chain(living -> pool.preparedQuery(sql.get("domain-hold"))
                        .execute(Tuple.tuple()
                                .addString(account)
                                .addShort((short) domain)
                                .addString(reason)
                                .addLong(pause.toMillis())
                                .addDouble(own * Math.max(1, living))
                                .addLong(config.domainEase().toMillis())))
                .invoke(rows -> {
                    for (Row row : rows) {
                        LOG.warnf(
                                "domain %s of %s is held for %s: %s; then at most %.2f/s",
                                MailDomain.label(domain), account, pause, reason, row.getDouble("per_second"));
                    }
                })
                .chain(this::read);
    }

    /** Lets holds end and rates rise, and learns what the other processes hold. */
    Uni<Void> refresh() {
        return pool.preparedQuery(sql.get("domains-due"))
                .execute(Tuple.of(config.domainEase().toMillis()))
                .chain(this::read);
    }

    private Uni<Void> read() {
        return pool.query(sql.get("domains-known"))
                .execute()
                .invoke(rows -> known = known(rows))
                .replaceWithVoid();
    }

    private Map<Place, Known> known(RowSet<Row> rows) {
        long now = workers.nanos();
        Map<Place, Known> all = HashMap.newHashMap(rows.size());
        for (Row row : rows) {
            long until = now + (long) (row.getDouble("seconds") * NANOS);
            all.put(
                    new Place(row.getString("account"), row.getInteger("domain")),
                    new Known(until, row.getDouble("per_second")));
        }
        return all;
    }

    /** The domains that are held now, for operators. */
    Uni<List<Hold>> all() {
        return pool.query(sql.get("domain-holds")).execute().map(rows -> {
            List<Hold> holds = new ArrayList<>(rows.size());
            rows.forEach(row -> holds.add(new Hold(
                    row.getString("account"),
                    row.getInteger("domain"),
                    row.getString("reason"),
                    row.getOffsetDateTime("until"))));
            return holds;
        });
    }
}
