package org.candor.progress;

import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.subscription.Cancellable;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Row;
import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import org.candor.delivery.Channel;
import org.candor.delivery.State;
import org.candor.plumbing.Faults;
import org.candor.queue.Gates;
import org.candor.queue.Tallies;
import org.candor.queue.Workers;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jboss.logging.Logger;

/** What was last learnt from the database, for meters. Equal on every process: alert on the maximum, never on a sum. */
@ApplicationScoped
class Gauges {
    static final List<String> INTAKE = List.of("accepted", "merged", "rejected");
    private static final Logger LOG = Logger.getLogger(Gauges.class);

    private final Pool pool;
    private final Tallies tallies;
    private final Gates gates;
    private final Workers workers;
    private final Meters meters;
    private final ProgressConfig config;
    private final boolean sandbox;
    private volatile Map<Channel, Map<State, Long>> deliveries = Map.of();
    private volatile Map<Channel, Double> oldestDue = Map.of();
    private volatile Map<String, Gates.Gate> accounts = Map.of();
    private volatile Map<String, Long> intake = Map.of();
    private volatile int alive;
    private volatile long doubles;
    private volatile boolean replicated;
    private Optional<Cancellable> beat = Optional.empty();

    Gauges(
            Pool pool,
            Tallies tallies,
            Gates gates,
            Workers workers,
            Meters meters,
            ProgressConfig config,
            @ConfigProperty(name = "candor.sandbox.smtp-port") OptionalInt sandboxPort) {
        this.pool = pool;
        this.tallies = tallies;
        this.gates = gates;
        this.workers = workers;
        this.meters = meters;
        this.config = config;
        this.sandbox = sandboxPort.isPresent();
    }

    void start(@Observes StartupEvent event) {
        meters.register(this, sandbox);
        beat = Optional.of(Multi.createFrom()
                .ticks()
                .every(config.refresh())
                .onOverflow()
                .drop()
                .onItem()
                .transformToUniAndConcatenate(tick -> refresh().onFailure().recoverWithUni(e -> {
                    LOG.warnf("the gauges are as they were: %s", Faults.describe(e));
                    return Uni.createFrom().voidItem();
                }))
                .subscribe()
                .with(done -> {}));
    }

    void stop(@Observes @Priority(1) ShutdownEvent event) {
        beat.ifPresent(Cancellable::cancel);
    }

    Uni<Void> refresh() {
        return tallies.all()
                .invoke(counts -> deliveries = counts)
                .chain(this::learnOldestDue)
                .chain(gates::all)
                .invoke(this::learnGates)
                .chain(workers::living)
                .invoke(count -> alive = count)
                .chain(this::learnTotals);
    }

    private Uni<Void> learnOldestDue() {
        return pool.query(Deliveries.SQL.get("oldest-due"))
                .execute()
                .invoke(rows -> {
                    Map<Channel, Double> seconds = new EnumMap<>(Channel.class);
                    rows.forEach(row -> seconds.put(Channel.of(row.getString("channel")), row.getDouble("seconds")));
                    oldestDue = seconds;
                })
                .replaceWithVoid();
    }

    private void learnGates(List<Gates.Gate> all) {
        Map<String, Gates.Gate> byAccount = new HashMap<>();
        all.forEach(it -> byAccount.put(it.account(), it));
        accounts = byAccount;
    }

    private Uni<Void> learnTotals() {
        return pool.query(Deliveries.SQL.get("totals"))
                .execute()
                .invoke(rows -> {
                    Row row = rows.iterator().next();
                    Map<String, Long> sums = new HashMap<>();
                    INTAKE.forEach(it -> sums.put(it, row.getLong(it)));
                    intake = sums;
                    doubles = row.getLong("doubles");
                    replicated = row.getBoolean("replicated");
                })
                .replaceWithVoid();
    }

    double deliveries(Channel channel, State state) {
        return deliveries.getOrDefault(channel, Map.of()).getOrDefault(state, 0L);
    }

    double oldestDue(Channel channel) {
        return oldestDue.getOrDefault(channel, 0.0);
    }

    /** A gate that was not read yet counts as open: an alert on closed gates must not fire at every start. */
    double open(String account) {
        Gates.Gate gate = accounts.get(account);
        return gate == null || gate.open() ? 1 : 0;
    }

    double pace(String account) {
        Gates.Gate gate = accounts.get(account);
        Double perSecond = gate == null ? null : gate.perSecond();
        return perSecond == null ? Double.POSITIVE_INFINITY : perSecond;
    }

    double intake(String result) {
        return intake.getOrDefault(result, 0L);
    }

    double workers() {
        return alive;
    }

    double doubles() {
        return doubles;
    }

    double replicated() {
        return replicated ? 1 : 0;
    }
}
