package org.candor.queue;

import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.RowSet;
import io.vertx.mutiny.sqlclient.SqlClient;
import io.vertx.mutiny.sqlclient.SqlConnection;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Event;
import java.time.Duration;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import java.util.function.Function;
import org.candor.delivery.Channel;
import org.candor.delivery.MailDomain;
import org.candor.delivery.Outcome;
import org.candor.plumbing.CrashPoint;
import org.candor.plumbing.Ids;
import org.candor.plumbing.Sql;
import org.jspecify.annotations.Nullable;

/**
 * The queue of truth: one row a delivery, moved only by the statements below.
 *
 * <ol>
 *   <li>{@link #fill}: recipients of a released notice become {@code queued} rows.
 *   <li>{@link #claim}: due rows of one account become this worker's, as many as its pace permits.
 *   <li>{@link #begin}: fenced, committed before the first provider byte; the attempt row is born.
 *   <li>{@link #settle}: the attempt is closed once and the state follows the verdict.
 *   <li>{@link #release}: what was claimed and not begun goes back.
 * </ol>
 */
@ApplicationScoped
public class Queue {
    private static final double NANOS = 1e9;
    private static final Duration SOON = Duration.ofMillis(50);
    private static final Duration LATER = Duration.ofSeconds(1);

    private final Pool pool;
    private final Workers workers;
    private final Gates gates;
    private final Probation probation;
    private final Holds holds;
    private final QueueConfig config;
    private final Event<Settled> settled;
    private final LostClaims lost;
    private final Sql sql = Sql.of("queue");

    public Queue(
            Pool pool,
            Workers workers,
            Gates gates,
            Probation probation,
            Holds holds,
            QueueConfig config,
            Event<Settled> settled) {
        this.pool = pool;
        this.workers = workers;
        this.gates = gates;
        this.probation = probation;
        this.holds = holds;
        this.config = config;
        this.settled = settled;
        this.lost = new LostClaims(pool, workers, config);
    }

    /** Adds one page within the caller's transaction; answers how many rows were new. A rerun adds nothing. */
    public Uni<Integer> fill(SqlConnection tx, Fill page) {
        int n = page.rows().size();
        UUID[] ids = new UUID[n];
        UUID[] recipients = new UUID[n];
        io.vertx.core.buffer.@Nullable Buffer[] indexes = new io.vertx.core.buffer.Buffer[n];
        @Nullable String[] reasons = new String[n];
        @Nullable OffsetDateTime[] starts = new OffsetDateTime[n];
        @Nullable Short[] domains = new Short[n];
        for (int i = 0; i < n; i++) {
            Fill.Row row = page.rows().get(i);
            ids[i] = Ids.next();
            recipients[i] = row.recipient();
            byte[] index = row.addressIndex();
            indexes[i] = index == null ? null : io.vertx.core.buffer.Buffer.buffer(index);
            reasons[i] = row.suppressed();
            starts[i] = row.notBefore();
            domains[i] = row.domain() == MailDomain.NONE ? null : (short) row.domain();
        }
        Tuple values = Tuple.tuple()
                .addUUID(page.notice())
                .addString(page.channel().word())
                .addString(page.account())
                .addOffsetDateTime(page.notBefore())
                .addOffsetDateTime(page.deadline())
                .addArrayOfUUID(ids)
                .addArrayOfUUID(recipients);
        values.getDelegate().addArrayOfBuffer(indexes);
        values.addArrayOfString(reasons);
        values.addArrayOfOffsetDateTime(starts)
                .addBoolean(page.afterEmail())
                .addArrayOfShort(domains)
                .addOffsetDateTime(page.released());
        return tx.preparedQuery(sql.get("fill"))
                .execute(values)
                .map(rows -> rows.iterator().next().getInteger("n"));
    }

    /** Claims at most {@code most} due rows of an account, as far as its pace has permits; often fewer, often none. */
    public Uni<List<Claim>> claim(String account, int most) {
        if (!workers.alive()) {
            return Uni.createFrom().item(List.of());
        }
        UUID lease = Ids.next();
        Uni<List<Claim>> claim = claim(new Ask(account, most, lease, gates.probing(account)));
        // A claim may have been committed although its answer was lost: nobody else would ever give these rows back.
        return claim.onFailure()
                .call(() -> lost.giveBack(lease))
                .invoke(claims -> CrashPoint.at(CrashPoint.AFTER_CLAIM, !claims.isEmpty()));
    }

    /** Those of these accounts of which a claim may find something: one cheap question for all that are idle. */
    public Uni<Set<String>> due(Set<String> accounts) {
        return pool.preparedQuery(sql.get("due"))
                .execute(Tuple.tuple().addArrayOfString(accounts.toArray(String[]::new)))
                .map(rows -> {
                    Set<String> due = new HashSet<>();
                    rows.forEach(row -> due.add(row.getString("account")));
                    return due;
                });
    }

    private Uni<List<Claim>> claim(Ask ask) {
        if (ask.probe()) {
            return pool.withTransaction(tx -> probation.one(tx, ask, () -> claimPaced(tx, ask)));
        }
        return gates.paced(ask.account())
                ? pool.withTransaction(tx -> claimPaced(tx, ask))
                : pool.withConnection(connection -> take(connection, ask, Slots.NOW));
    }

    private Uni<List<Claim>> claimPaced(SqlConnection tx, Ask ask) {
        double ahead = config.permitAhead().toNanos() / NANOS;
        return tx.preparedQuery(sql.get("reserve"))
                .execute(Tuple.of(ask.account(), (long) ask.most(), ahead))
                .chain(rows -> {
                    if (!rows.iterator().hasNext()) {
                        return take(tx, ask, Slots.NOW);
                    }
                    Row slot = rows.iterator().next();
                    int permits = slot.getLong("permits").intValue();
                    // From this answer on: what the claim itself takes is not lost.
                    Slots slots = new Slots(workers.nanos(), slot.getDouble("first"), slot.getDouble("gap"));
                    return permits == 0
                            ? Uni.createFrom().item(List.<Claim>of())
                            : take(tx, ask.atMost(permits), slots)
                                    .call(claims ->
                                            spend(tx, ask.account(), claims.size(), slot.getOffsetDateTime("slot")));
                });
    }

    private Uni<Void> spend(SqlConnection tx, String account, int used, OffsetDateTime first) {
        return used == 0
                ? Uni.createFrom().voidItem()
                : tx.preparedQuery(sql.get("spend"))
                        .execute(Tuple.of(account, (long) used, first))
                        .replaceWithVoid();
    }

    /**
     * When claims may be handed over.
     *
     * @param since by this process's monotonic clock
     * @param first seconds after it for the first claim, and {@code gap} more for each one that follows
     */
    private record Slots(long since, double first, double gap) {
        private static final Slots NOW = new Slots(Long.MIN_VALUE, 0, 0);

        long start(int n, long now) {
            return equals(NOW) ? now : since + (long) ((first + gap * n) * NANOS);
        }
    }

    private Uni<List<Claim>> take(SqlConnection connection, Ask ask, Slots slots) {
        return connection
                .preparedQuery(sql.get("claim"))
                .execute(Tuple.of(ask.account(), ask.most(), ask.lease(), workers.self(), ask.probe()))
                .map(rows -> {
                    long now = workers.nanos();
                    List<Claim> claims = new ArrayList<>(rows.size());
                    for (Row row : rows) {
                        claims.add(claimed(row, ask.account(), ask.lease(), slots.start(claims.size(), now)));
                    }
                    return claims;
                });
    }

    private static Claim claimed(Row row, String account, UUID lease, long start) {
        return new Claim(
                row.getUUID("id"),
                row.getUUID("notice"),
                row.getUUID("recipient"),
                Channel.of(row.getString("channel")),
                account,
                row.getInteger("attempt_no"),
                row.getInteger("counted"),
                row.getOffsetDateTime("deadline").toInstant(),
                lease,
                start,
                Objects.requireNonNullElse(row.getInteger("domain"), MailDomain.NONE));
    }

    /**
     * Begins hand-offs: after this answers, the attempt is on record and the provider may be called.
     *
     * @param attemptIds an id for each claim's new attempt, in the same order
     * @return the new attempt's number by delivery; what is missing was not begun and must be dropped. When the database
     *     does not answer, it is asked until it does whether the begin was committed: never fails, may take long.
     */
    public Uni<Map<UUID, Integer>> begin(List<Claim> claims, List<UUID> attemptIds) {
        if (!workers.alive()) {
            return Uni.createFrom().item(Map.of());
        }
        Tuple values = Tuple.tuple()
                .addArrayOfUUID(each(claims, Claim::delivery))
                .addArrayOfUUID(each(claims, Claim::lease))
                .addArrayOfInteger(claims.stream().map(Claim::attempts).toArray(Integer[]::new))
                .addArrayOfUUID(attemptIds.toArray(UUID[]::new))
                .addUUID(workers.self());
        return pool.preparedQuery(sql.get("begin"))
                .execute(values)
                .map(Queue::numbers)
                // After an answer that took so long that others may have declared this worker dead: what is still ours.
                .chain(begun ->
                        begun.isEmpty() || workers.alive() ? Uni.createFrom().item(begun) : begun(claims))
                .onFailure()
                .recoverWithUni(() -> begun(claims));
    }

    /** Whether what has begun may still go out: nothing and nobody has stopped it, or taken it from us, since. */
    public Uni<Boolean> goes(Claim claim, int number) {
        return workers.alive()
                ? pool.preparedQuery(sql.get("goes"))
                        .execute(Tuple.of(claim.delivery(), claim.lease(), number))
                        .map(rows -> rows.size() == 1)
                : Uni.createFrom().item(false);
    }

    /** After a begin whose commit is in doubt: what of it is on record. The rest has gone back to the queue. */
    Uni<Map<UUID, Integer>> begun(List<Claim> claims) {
        return pool.preparedQuery(sql.get("begun"))
                .execute(Tuple.of(
                        each(claims, Claim::delivery),
                        each(claims, Claim::lease),
                        claims.stream().map(Claim::attempts).toArray(Integer[]::new)))
                .map(Queue::numbers)
                .onFailure()
                .retry()
                .withBackOff(SOON, LATER)
                .indefinitely();
    }

    private static Map<UUID, Integer> numbers(RowSet<Row> rows) {
        Map<UUID, Integer> begun = HashMap.newHashMap(rows.size());
        rows.forEach(row -> begun.put(row.getUUID("id"), row.getInteger("attempt_no")));
        return begun;
    }

    /**
     * Records how hand-offs ended. Harmless to repeat: what is recorded already no longer matches. After the commit gates
     * close as the verdicts say and {@link Settled} is fired.
     */
    public Uni<Void> settle(List<Settlement> group) {
        Map<UUID, Settlement> first = new LinkedHashMap<>();
        List<Settlement> later = new ArrayList<>();
        for (Settlement it : group) {
            if (first.putIfAbsent(it.claim().delivery(), it) != null) {
                later.add(it);
            }
        }
        // One statement moves a row once: of two hand-offs of one delivery each is recorded for itself.
        Uni<Void> done = record(List.copyOf(first.values()));
        return later.isEmpty() ? done : done.chain(() -> settle(later));
    }

    private Uni<Void> record(List<Settlement> group) {
        return pool.preparedQuery(sql.get("settle"))
                .execute(values(group)
                        .addLong(config.lookAfter().toMillis())
                        .addLong(config.quarantine().toMillis()))
                .invoke(() -> CrashPoint.at(CrashPoint.AFTER_SETTLE))
                .chain(rows -> indict(group).replaceWith(rows))
                .call(() -> holds.answered(group))
                .call(() -> probation.answered(group))
                .invoke(_ -> group.forEach(it -> settled.fire(
                        new Settled(it.claim().channel(), it.claim().account(), it.outcomeWord()))))
                .replaceWithVoid();
    }

    private Uni<Void> indict(List<Settlement> group) {
        Map<String, Settlement> indicted = new HashMap<>();
        for (Settlement it : group) {
            if (it.closesGate()) {
                indicted.merge(it.claim().account(), it, Queue::moreTelling);
            }
        }
        Uni<Void> all = Uni.createFrom().voidItem();
        for (Settlement it : indicted.values()) {
            all = all.chain(() ->
                    gates.pause(it.claim().account(), it.outcome().evidence().reason(), it.gatePause()));
        }
        return all;
    }

    /** Those who were turned away after the first refusal only know that there was one: the provider's own word counts. */
    private static Settlement moreTelling(Settlement one, Settlement other) {
        return one.outcome().evidence().code().isEmpty() ? other : one;
    }

    private static Tuple values(List<Settlement> group) {
        return Tuple.tuple()
                .addArrayOfUUID(each(group, it -> it.claim().delivery()))
                .addArrayOfUUID(each(group, it -> it.claim().lease()))
                .addArrayOfInteger(group.stream().map(Settlement::attempt).toArray(Integer[]::new))
                .addArrayOfString(text(group, it -> it.state().word()))
                .addArrayOfLong(group.stream().map(Settlement::waitMillis).toArray(Long[]::new))
                .addArrayOfBoolean(group.stream().map(Settlement::counted).toArray(Boolean[]::new))
                .addArrayOfString(text(group, Settlement::outcomeWord))
                .addArrayOfString(text(group, it -> evidence(it.outcome()).reason()))
                .addArrayOfString(text(group, it -> evidence(it.outcome()).code()))
                .addArrayOfString(text(group, it -> evidence(it.outcome()).enhanced()))
                .addArrayOfString(text(group, Settlement::reference))
                .addArrayOfLong(group.stream().map(Settlement::suppressMillis).toArray(Long[]::new));
    }

    private static org.candor.delivery.Evidence evidence(Outcome outcome) {
        return outcome.evidence();
    }

    /** Gives claims back that were not begun; nothing was spent. */
    public Uni<Integer> release(Collection<Claim> claims) {
        return pool.preparedQuery(sql.get("release"))
                .execute(Tuple.of(each(claims, Claim::delivery), each(claims, Claim::lease)))
                .map(rows -> rows.iterator().next().getInteger("n"));
    }

    /** Gives claims back until a time that each has of its own; nothing was spent. */
    public Uni<Integer> postpone(Map<Claim, OffsetDateTime> claims) {
        return postpone(
                claims.keySet(), claims.values().toArray(OffsetDateTime[]::new), new @Nullable Long[claims.size()]);
    }

    /** Gives claims back for a while that each has of its own, by the database's clock; nothing was spent. */
    public Uni<Integer> putOff(Map<Claim, Duration> claims) {
        return postpone(
                claims.keySet(),
                new OffsetDateTime[claims.size()],
                claims.values().stream().map(Duration::toMillis).toArray(Long[]::new));
    }

    private Uni<Integer> postpone(Collection<Claim> claims, @Nullable OffsetDateTime[] times, @Nullable Long[] waits) {
        return pool.preparedQuery(sql.get("postpone"))
                .execute(Tuple.of(each(claims, Claim::delivery), each(claims, Claim::lease), times, waits))
                .map(rows -> rows.iterator().next().getInteger("n"));
    }

    /** A person was erased: nothing more of these notices goes there; answers how many deliveries ended by that. */
    public Uni<Integer> forget(SqlConnection tx, Collection<UUID> notices, UUID recipient) {
        return tx.preparedQuery(sql.get("forget"))
                .execute(Tuple.of(notices.toArray(UUID[]::new), recipient))
                .map(rows -> rows.iterator().next().getInteger("n"));
    }

    /** All people of a notice were erased: takes out the indexes of their addresses, {@code most} at a time. */
    public Uni<Integer> forgetAddresses(UUID notice, int most) {
        return pool.preparedQuery(sql.get("forget-addresses"))
                .execute(Tuple.of(notice, most))
                .map(rows -> rows.rowCount());
    }

    /** True while some delivery of the notice is still to be sent or in flight. */
    public Uni<Boolean> unsettled(UUID notice) {
        return unsettled(pool, notice);
    }

    /** The same, as the caller's transaction sees it. */
    public Uni<Boolean> unsettled(SqlClient client, UUID notice) {
        return client.preparedQuery(sql.get("unsettled"))
                .execute(Tuple.of(notice))
                .map(rows -> rows.iterator().next().getBoolean("some"));
    }

    /**
     * Queues again what failed or expired, {@code most} at a time, within the caller's transaction.
     *
     * @param only these deliveries; null for all
     */
    public Uni<Integer> retryFailed(
            SqlConnection tx, UUID notice, UUID @Nullable [] only, int most, OffsetDateTime deadline) {
        return tx.preparedQuery(sql.get("retry-failed"))
                .execute(Tuple.of(notice, most, deadline).addArrayOfUUID(only))
                .map(rows -> rows.iterator().next().getInteger("n"));
    }

    /** One sweep over what time or an operator ended, quarantines too; answers how many rows moved. */
    Uni<Integer> sweep() {
        return lost.again()
                .chain(this::quarantineOver)
                .chain(over -> moved("compromise").map(left -> over + left))
                .chain(over -> moved("expire")
                        .chain(expired -> moved("cancel")
                                .call(cancelled -> cancelled == 0
                                        ? pool.query(sql.get("swept")).execute()
                                        : Uni.createFrom().voidItem())
                                .map(cancelled -> over + expired + cancelled)));
    }

    private Uni<Integer> quarantineOver() {
        return pool.preparedQuery(sql.get("quarantine-over"))
                .execute(Tuple.of(config.sweepBatch(), config.doubts()))
                .map(rows -> rows.iterator().next().getInteger("n"));
    }

    private Uni<Integer> moved(String statement) {
        return pool.preparedQuery(sql.get(statement))
                .execute(Tuple.of(config.sweepBatch()))
                .map((RowSet<Row> rows) -> rows.iterator().next().getInteger("n"));
    }

    /** This process's monotonic clock. */
    public long nanos() {
        return workers.nanos();
    }

    /** How long until a claim's slot comes, in nanoseconds; negative when it is over. */
    public long nanosToSlot(Claim claim) {
        return claim.startNanos() - workers.nanos();
    }

    /** A permit is void once its slot lies this far back. */
    public Duration permitLife() {
        return config.permitLife();
    }

    private static <T> UUID[] each(Collection<T> items, Function<T, UUID> id) {
        return items.stream().map(id).toArray(UUID[]::new);
    }

    private static <T> String[] text(Collection<T> items, Function<T, String> text) {
        return items.stream().map(text).toArray(String[]::new);
    }
}
