package org.candor.notice;

import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.SqlConnection;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.candor.delivery.Channel;
import org.candor.delivery.State;
import org.candor.notice.Store.Seen;
import org.candor.plumbing.CrashPoint;
import org.candor.queue.Queue;
import org.candor.queue.Runs;
import org.candor.queue.Tallies;
import org.candor.record.Record;

/**
 * What time does to a notice: its hour comes, its last delivery is settled. Every process looks; the notice's row lock
 * lets one of them act.
 */
@ApplicationScoped
class Completion {
    private static final String OURSELVES = "candor";

    private final Pool pool;
    private final Store store;
    private final Switch queueSwitch;
    private final Runs runs;
    private final Queue queue;
    private final Tallies tallies;
    private final Record record;

    Completion(Pool pool, Store store, Switch queueSwitch, Runs runs, Queue queue, Tallies tallies, Record record) {
        this.pool = pool;
        this.store = store;
        this.queueSwitch = queueSwitch;
        this.runs = runs;
        this.queue = queue;
        this.tallies = tallies;
        this.record = record;
    }

    /** A released notice as the sweeper sees it: {@code due} once its hour has come, {@code filled} after the fan-out. */
    private record Moving(UUID id, Stage stage, boolean due, boolean filled) {}

    /**
     * One round over all released notices that are not done, and those that were until late news queued a delivery of theirs
     * again or told of the first one that reached nobody.
     */
    Uni<Void> round() {
        return runs.reopened(pool)
                .chain(open -> pool.preparedQuery(Store.SQL.get("moving")).execute(Tuple.of(open.toArray(UUID[]::new))))
                .map(rows -> {
                    List<Moving> moving = new ArrayList<>();
                    rows.forEach(row -> moving.add(moving(row)));
                    return moving;
                })
                .chain(moving -> Multi.createFrom()
                        .iterable(moving)
                        .onItem()
                        .transformToUniAndConcatenate(this::look)
                        .collect()
                        .last()
                        .replaceWithVoid());
    }

    private static Moving moving(Row row) {
        return new Moving(
                row.getUUID("id"), Stage.of(row.getString("state")), row.getBoolean("due"), row.getBoolean("filled"));
    }

    private Uni<Void> look(Moving it) {
        if (it.stage() == Stage.SCHEDULED) {
            return it.due() ? move(it, Stage.RUNNING) : Uni.createFrom().voidItem();
        }
        if (!it.filled()) {
            return Uni.createFrom().voidItem();
        }
        if (it.stage() == Stage.COMPLETED || it.stage() == Stage.COMPLETED_WITH_FAILURES) {
            return reopen(it);
        }
        return tallies.of(it.id()).chain(counts -> {
            Stage next = next(counts);
            return next == it.stage() ? Uni.createFrom().voidItem() : move(it, next);
        });
    }

    /** Where a notice whose audience is all in the queue stands, by the counts of its deliveries. */
    static Stage next(Map<Channel, Map<State, Long>> counts) {
        if (sum(counts, State.QUEUED, State.WAITING) > 0) {
            return Stage.RUNNING;
        }
        if (sum(counts, State.CLAIMED, State.HANDING_OFF) > 0) {
            return Stage.COMPLETING;
        }
        return sum(counts, State.FAILED, State.BOUNCED, State.EXPIRED) > 0
                ? Stage.COMPLETED_WITH_FAILURES
                : Stage.COMPLETED;
    }

    private static long sum(Map<Channel, Map<State, Long>> counts, State... states) {
        long sum = 0;
        for (Map<State, Long> channel : counts.values()) {
            for (State state : states) {
                sum += channel.getOrDefault(state, 0L);
            }
        }
        return sum;
    }

    /**
     * Moves a notice that was done to where its deliveries stand now. Asks again within the transaction: the run may have
     * been open only because its notice was not done yet.
     */
    private Uni<Void> reopen(Moving it) {
        return pool.withTransaction(tx -> store.lock(tx, it.id())
                .chain(seen -> runs.reopened(tx).chain(open -> {
                    boolean again = seen.notice().stage() == it.stage() && open.contains(it.id());
                    return again
                            ? tallies.of(it.id()).chain(counts -> moved(tx, seen, next(counts)))
                            : Uni.createFrom().voidItem();
                })));
    }

    private Uni<Void> move(Moving it, Stage next) {
        return pool.withTransaction(tx -> store.lock(tx, it.id())
                        .chain(seen -> seen.notice().stage() == it.stage()
                                ? moved(tx, seen, next)
                                : Uni.createFrom().voidItem())
                        .invoke(() -> CrashPoint.at(CrashPoint.NOTICE_BEFORE_MOVE)))
                .invoke(() -> CrashPoint.at(CrashPoint.NOTICE_AFTER_MOVE));
    }

    private Uni<Void> moved(SqlConnection tx, Seen seen, Stage next) {
        return switch (next) {
            case RUNNING, COMPLETING -> {
                seen.notice().finishedAt = null;
                yield save(tx, seen, next);
            }
            case COMPLETED, COMPLETED_WITH_FAILURES -> completed(tx, seen, next);
            case DRAFT, AWAITING_APPROVAL, SCHEDULED, PAUSED, CANCELLED -> throw new IllegalStateException(next.word());
        };
    }

    /** Looks at the rows themselves once more, now that nobody can queue any of them again. */
    private Uni<Void> completed(SqlConnection tx, Seen seen, Stage next) {
        UUID id = seen.notice().id;
        // An extension that was released since the caller looked has its people not in the queue yet.
        Uni<Boolean> more = tx.preparedQuery(Store.SQL.get("fan-out-seen"))
                .execute(Tuple.of(id))
                .map(rows -> !rows.iterator().next().getBoolean("done"))
                .chain(unread -> unread ? Uni.createFrom().item(true) : queue.unsettled(tx, id));
        return more.chain(some -> {
            if (some) {
                return Uni.createFrom().voidItem();
            }
            seen.notice().finishedAt = seen.now();
            return save(tx, seen, next)
                    .chain(() -> record.note(tx, OURSELVES, "notice.completed", id, Map.of("state", next.word())));
        });
    }

    private Uni<Void> save(SqlConnection tx, Seen seen, Stage next) {
        seen.notice().stage(next);
        return store.save(tx, seen.notice()).chain(saved -> queueSwitch.follow(tx, saved.notice()));
    }
}
