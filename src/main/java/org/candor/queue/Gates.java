package org.candor.queue;

import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.SqlConnection;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import org.candor.delivery.Channel;
import org.candor.delivery.Network;
import org.candor.plumbing.Sql;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * The gate and the pace of every provider account, the same for all processes: both live in PostgreSQL. Claim and begin
 * read the gate themselves, so closing one stops everything at the next statement.
 */
@ApplicationScoped
public class Gates {
    private static final Logger LOG = Logger.getLogger(Gates.class);
    private static final String OURSELVES = "candor";

    /**
     * How an account stands.
     *
     * @param open everything goes; else nothing, but for a probe
     * @param probing its pause is over, and one delivery at a time tries whether the account works
     * @param reason why it is closed; null while open
     * @param until when it is tried by itself; null if open or tried now, or if only a person opens it
     * @param perSecond its pace in hand-offs per second; null for unlimited
     */
    public record Gate(
            String account,
            Channel channel,
            boolean open,
            boolean probing,
            @Nullable String reason,
            @Nullable OffsetDateTime until,
            String changedBy,
            OffsetDateTime changedAt,
            @Nullable Double perSecond) {}

    /** What waits at an account: due or later, in flight, and the age in seconds of the oldest that is due. */
    public record Depth(long queued, long inFlight, double oldestDueSeconds) {}

    private final Pool pool;
    private final Sql sql = Sql.of("queue");
    private final Map<String, Boolean> paced = new ConcurrentHashMap<>();
    private final Set<String> probing = ConcurrentHashMap.newKeySet();

    public Gates(Pool pool) {
        this.pool = pool;
    }

    /** Makes an account known with its configured pace; what an operator set since stays. */
    public Uni<Void> add(String account, Channel channel, @Nullable Double perSecond) {
        return pool.preparedQuery(sql.get("gate-add"))
                .execute(Tuple.of(account, channel.word()))
                .chain(() -> pool.preparedQuery(sql.get("pace-add")).execute(Tuple.of(account, perSecond)))
                .chain(this::refresh);
    }

    public Uni<List<Gate>> all() {
        return pool.query(sql.get("gates")).execute().map(rows -> {
            List<Gate> gates = new ArrayList<>();
            rows.forEach(row -> gates.add(gate(row)));
            return gates;
        });
    }

    /** What waits at each of these: for a page or a gauge every few seconds, not for the hot path. */
    public Uni<Map<String, Depth>> depths(List<Gate> gates) {
        List<String> posting = gates.stream()
                .filter(it -> it.channel() == Channel.SOCIAL)
                .map(Gate::account)
                .toList();
        Tuple values = Tuple.tuple()
                .addArrayOfString(posting.toArray(String[]::new))
                .addArrayOfUUID(posting.stream().map(Network::standIn).toArray(UUID[]::new));
        return pool.preparedQuery(sql.get("depths")).execute(values).map(rows -> {
            Map<String, Depth> depths = new java.util.TreeMap<>();
            rows.forEach(row -> depths.put(
                    row.getString("account"),
                    new Depth(row.getLong("queued"), row.getLong("in_flight"), row.getDouble("oldest_due"))));
            return depths;
        });
    }

    /** A person closes a gate; false if there is no such account. */
    public Uni<Boolean> close(SqlConnection tx, String account, String reason, String who) {
        return tx.preparedQuery(sql.get("gate-close"))
                .execute(Tuple.of(account, reason, null, who))
                .map(rows -> rows.rowCount() == 1);
    }

    /** A person opens a gate; false if it was open or there is no such account. */
    public Uni<Boolean> open(SqlConnection tx, String account, String who) {
        return tx.preparedQuery(sql.get("gate-open"))
                .execute(Tuple.of(account, who))
                .map(rows -> rows.rowCount() == 1);
    }

    /** Whether there is such an account. */
    Uni<Boolean> known(SqlConnection tx, String account) {
        return tx.preparedQuery(sql.get("gate-known"))
                .execute(Tuple.of(account))
                .map(rows -> rows.size() == 1);
    }

    /** Sets a pace in hand-offs per second, null for unlimited; false if there is no such account. */
    public Uni<Boolean> pace(SqlConnection tx, String account, @Nullable Double perSecond) {
        return tx.preparedQuery(sql.get("pace-set"))
                .execute(Tuple.of(account, perSecond))
                .map(rows -> rows.rowCount() == 1)
                .invoke(() -> paced.put(account, perSecond != null));
    }

    /** Closes every open gate at once; answers how many. */
    public Uni<Integer> panicStop(SqlConnection tx, String who) {
        return tx.preparedQuery(sql.get("panic-stop")).execute(Tuple.of(who)).map(rows -> rows.rowCount());
    }

    /** Opens the gates that a panic stop closed; answers how many. */
    public Uni<Integer> panicLift(SqlConnection tx, String who) {
        return tx.preparedQuery(sql.get("panic-lift")).execute(Tuple.of(who)).map(rows -> rows.rowCount());
    }

    /** Whether claims of this account go through its pace; refreshed by the sweeper of each process. */
    boolean paced(String account) {
        return paced.getOrDefault(account, true);
    }

    /** Whether this account is on probation, as the sweeper of this process saw it last. */
    boolean probing(String account) {
        return probing.contains(account);
    }

    /** A probe of this process has opened it: the others learn it from their sweepers. */
    void opened(String account) {
        probing.remove(account);
    }

    /** A provider's answer closes the gate for a while; zero closes it until a person opens it. */
    Uni<Void> pause(String account, String reason, Duration pause) {
        return pool.preparedQuery(sql.get("gate-close"))
                .execute(Tuple.of(account, reason, pause.isZero() ? null : pause.toMillis(), OURSELVES))
                .invoke(rows -> {
                    if (rows.rowCount() == 1) {
                        LOG.warnf("gate %s closed: %s", account, reason);
                    }
                })
                .replaceWithVoid();
    }

    /** Puts gates whose pause is over on probation, and learns which accounts are paced, and which are on probation. */
    Uni<Void> refresh() {
        return pool.query(sql.get("gates-due"))
                .execute()
                .chain(this::all)
                .invoke(gates -> gates.forEach(this::learn))
                .replaceWithVoid();
    }

    private void learn(Gate it) {
        paced.put(it.account(), it.perSecond() != null);
        if (it.probing()) {
            probing.add(it.account());
        } else {
            probing.remove(it.account());
        }
    }

    private static Gate gate(Row row) {
        return new Gate(
                row.getString("account"),
                Channel.of(row.getString("channel")),
                row.getBoolean("open"),
                row.getBoolean("probing"),
                row.getString("reason"),
                row.getOffsetDateTime("until"),
                row.getString("changed_by"),
                row.getOffsetDateTime("changed_at"),
                row.getDouble("per_second"));
    }
}
