package org.candor.notice;

import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.SqlConnection;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.candor.delivery.Channel;
import org.candor.incident.Entry;
import org.candor.incident.Incidents;
import org.candor.incident.Recipients;
import org.candor.plumbing.Sql;
import org.candor.queue.Fill;
import org.candor.queue.Queue;
import org.candor.reset.ResetLinks;
import org.jspecify.annotations.Nullable;

/**
 * Turns the audience of a released notice into deliveries, one page in one transaction:
 *
 * <ol>
 *   <li>take the notice that waited longest, so that a big one does not hold up a small one;
 *   <li>read the next page of its people;
 *   <li>put a delivery into the queue for each person and channel, and offer the reset links;
 *   <li>move the cursor.
 * </ol>
 *
 * <p>A crash in the middle leaves nothing of the page; a page done twice adds nothing. Several processes take different
 * notices.
 */
@ApplicationScoped
class FanOut {
    private static final Sql SQL = Store.SQL;

    private final Pool pool;
    private final Incidents incidents;
    private final Recipients recipients;
    private final Queue queue;
    private final ResetLinks links;
    private final NoticeConfig config;

    FanOut(Pool pool, Incidents incidents, Recipients recipients, Queue queue, ResetLinks links, NoticeConfig config) {
        this.pool = pool;
        this.incidents = incidents;
        this.recipients = recipients;
        this.queue = queue;
        this.links = links;
        this.config = config;
    }

    /** Pages until no notice waits for one. */
    Uni<Void> run() {
        return Multi.createBy()
                .repeating()
                .uni(this::page)
                .until(did -> !did)
                .collect()
                .last()
                .replaceWithVoid();
    }

    /** One page of one notice; false if there is nothing to do. */
    Uni<Boolean> page() {
        return pool.withTransaction(tx -> next(tx).chain(next ->
                next == null ? Uni.createFrom().item(false) : fill(tx, next).replaceWith(true)));
    }

    /** A notice and where its fan-out stands. */
    private record Next(Notice notice, @Nullable UUID cursor) {}

    private Uni<@Nullable Next> next(SqlConnection tx) {
        return tx.query(SQL.get("fan-out-next")).execute().map(rows -> {
            if (rows.size() == 0) {
                return null;
            }
            Row row = rows.iterator().next();
            return new Next(Notice.of(row), row.getUUID("cursor"));
        });
    }

    private Uni<Void> fill(SqlConnection tx, Next next) {
        Notice it = next.notice();
        return recipients
                .page(tx, it.incident, List.of(it.audienceImports), next.cursor(), config.page())
                .chain(people -> deliver(tx, it, people).chain(() -> advance(tx, it.id, people)));
    }

    private Uni<Void> deliver(SqlConnection tx, Notice it, List<Entry> people) {
        if (people.isEmpty()) {
            return Uni.createFrom().voidItem();
        }
        return incidents
                .facts(tx, it.incident)
                .chain(facts -> lanes(tx, it.id).chain(lanes -> queued(tx, it, new Rules(facts), lanes, people)))
                .chain(() -> offer(tx, it, people));
    }

    private Uni<Void> queued(SqlConnection tx, Notice it, Rules rules, Map<Channel, String> lanes, List<Entry> people) {
        Uni<Void> all = Uni.createFrom().voidItem();
        for (var lane : lanes.entrySet()) {
            List<Fill.Row> rows = rules.rows(lane.getKey(), people);
            Fill fill = new Fill(it.id, lane.getKey(), lane.getValue(), it.notBefore, it.deadline, rows);
            int without = people.size() - rows.size();
            all = all.chain(() -> queue.fill(tx, fill)).chain(() -> noAddress(tx, it.id, lane.getKey(), without));
        }
        return all;
    }

    private Uni<Map<Channel, String>> lanes(SqlConnection tx, UUID notice) {
        return tx.preparedQuery(SQL.get("channels")).execute(Tuple.of(notice)).map(rows -> {
            Map<Channel, String> lanes = new LinkedHashMap<>();
            rows.forEach(row -> lanes.put(Channel.of(row.getString("channel")), row.getString("account")));
            return lanes;
        });
    }

    private static Uni<Void> noAddress(SqlConnection tx, UUID notice, Channel channel, int more) {
        return more == 0
                ? Uni.createFrom().voidItem()
                : tx.preparedQuery(SQL.get("no-address"))
                        .execute(Tuple.of(notice, channel.word(), (long) more))
                        .replaceWithVoid();
    }

    private Uni<Void> offer(SqlConnection tx, Notice it, List<Entry> people) {
        return it.resetExpiresAt == null
                ? Uni.createFrom().voidItem()
                : links.offer(
                        tx,
                        it.id,
                        it.incident,
                        it.resetVersion,
                        it.resetExpiresAt,
                        people.stream().map(Entry::id).toList());
    }

    /** A page that is not full is the last one. */
    private Uni<Void> advance(SqlConnection tx, UUID notice, List<Entry> people) {
        UUID last = people.isEmpty() ? null : people.getLast().id();
        return tx.preparedQuery(SQL.get("fan-out-advance"))
                .execute(Tuple.of(notice, last, (long) people.size(), people.size() < config.page()))
                .replaceWithVoid();
    }
}
