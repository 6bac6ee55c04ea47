package org.candor.receipt;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.subscription.Cancellable;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.RowSet;
import io.vertx.mutiny.sqlclient.SqlConnection;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.function.Supplier;
import org.candor.delivery.Channel;
import org.candor.plumbing.CrashPoint;
import org.candor.plumbing.Faults;
import org.candor.queue.Fate;
import org.candor.queue.Late;
import org.candor.queue.Told;
import org.jboss.logging.Logger;

/**
 * Joins what lies in the inbox to its deliveries.
 *
 * <ol>
 *   <li>Take what is due and hold it ({@code SKIP LOCKED}: processes share the work).
 *   <li>Tell the queue, which says what became of each.
 *   <li>Joined: done. Held by an open hand-off, or overtaken: soon again. Of an attempt that nobody knows: again, ever
 *       less often, for a day; our own record may be late, but not for ever.
 * </ol>
 */
@ApplicationScoped
class Joining {
    private static final Logger LOG = Logger.getLogger(Joining.class);
    private static final Duration SOON = Duration.ofMillis(250);
    private static final Duration SELDOM = Duration.ofMinutes(1);
    private static final Duration TIDY = Duration.ofMinutes(1);
    /** After a failed round. */
    private static final Duration REST = Duration.ofSeconds(2);

    private static final int SWEEP = 10_000;

    private final Pool pool;
    private final Late late;
    private final ReceiptConfig config;
    private final List<Cancellable> beats = new ArrayList<>();
    private volatile double behind;

    Joining(Pool pool, Late late, ReceiptConfig config, MeterRegistry registry) {
        this.pool = pool;
        this.late = late;
        this.config = config;
        Gauge.builder("candor.receipts.oldest", this, it -> it.behind)
                .baseUnit("seconds")
                .description("How long the oldest receipt whose turn has come has waited to be joined.")
                .register(registry);
    }

    void start(@Observes StartupEvent event) {
        beats.add(every(config.every(), "joining of receipts", this::round));
        beats.add(every(TIDY, "forgetting of receipts", this::forget));
    }

    /** Early: the pool still answers what is under way. */
    void stop(@Observes @Priority(1) ShutdownEvent event) {
        beats.forEach(Cancellable::cancel);
        beats.clear();
    }

    /** Takes batch after batch while they are full. */
    Uni<Void> round() {
        return Multi.createBy()
                .repeating()
                .uni(this::batch)
                .whilst(taken -> taken == config.group())
                .collect()
                .last()
                .chain(this::look);
    }

    private Uni<Integer> batch() {
        return pool.withTransaction(tx -> tx.preparedQuery(Receipts.SQL.get("due"))
                .execute(Tuple.of(config.group()))
                .chain(rows -> rows.size() == 0
                        ? Uni.createFrom().item(0)
                        : join(tx, rows).replaceWith(rows.size())));
    }

    /** The queue moves its rows in a transaction of its own: the same news told once more changes nothing. */
    private Uni<Void> join(SqlConnection tx, RowSet<Row> rows) {
        List<Told> news = new ArrayList<>(rows.size());
        rows.forEach(row -> news.add(new Told(
                row.getUUID("id"), row.getUUID("attempt"), Channel.of(row.getString("channel")), Columns.news(row))));
        return late.receive(Late.Source.RECEIPT, news)
                .invoke(() -> CrashPoint.at(CrashPoint.IN_JOIN))
                .chain(fates -> note(tx, news, fates, config.joinFor().toMillis()));
    }

    private static Uni<Void> note(SqlConnection tx, List<Told> news, List<Fate> fates, long joinFor) {
        List<UUID> joined = new ArrayList<>();
        List<UUID> again = new ArrayList<>();
        List<UUID> strange = new ArrayList<>();
        for (int i = 0; i < fates.size(); i++) {
            List<UUID> pile = switch (fates.get(i)) {
                case JOINED -> joined;
                case HELD, AGAIN -> again;
                case STRANGE -> strange;
            };
            pile.add(news.get(i).id());
        }
        return run(tx, "joined", joined, Tuple.tuple())
                .chain(() -> run(tx, "later", again, pauses()))
                .chain(() -> run(tx, "strange", strange, pauses().addLong(joinFor)));
    }

    private static Tuple pauses() {
        return Tuple.of((double) SOON.toMillis(), (double) SELDOM.toMillis());
    }

    private static Uni<Void> run(SqlConnection tx, String statement, List<UUID> ids, Tuple more) {
        if (ids.isEmpty()) {
            return Uni.createFrom().voidItem();
        }
        Tuple values = Tuple.tuple().addArrayOfUUID(ids.toArray(UUID[]::new));
        for (int i = 0; i < more.size(); i++) {
            values.addValue(more.getValue(i));
        }
        return tx.preparedQuery(Receipts.SQL.get(statement)).execute(values).replaceWithVoid();
    }

    private Uni<Void> look() {
        return pool.query(Receipts.SQL.get("waiting"))
                .execute()
                .invoke(rows -> behind = rows.iterator().next().getDouble("seconds"))
                .replaceWithVoid();
    }

    Uni<Void> forget() {
        return pool.preparedQuery(Receipts.SQL.get("forget"))
                .execute(Tuple.of(config.keep().toMillis(), SWEEP))
                .replaceWithVoid();
    }

    /** Rounds one after the other; one that fails is told and tried again at the next beat. */
    private static Cancellable every(Duration period, String what, Supplier<Uni<Void>> round) {
        return Multi.createFrom()
                .ticks()
                .every(period)
                .onOverflow()
                .drop()
                .onItem()
                .transformToUniAndConcatenate(_ -> round.get().onFailure().recoverWithUni(e -> {
                    LOG.warnf("%s failed, will be tried again: %s", what, Faults.describe(e));
                    return Uni.createFrom().voidItem().onItem().delayIt().by(REST);
                }))
                .subscribe()
                .with(_ -> {});
    }
}
