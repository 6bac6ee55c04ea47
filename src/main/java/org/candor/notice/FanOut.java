package org.candor.notice;

import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.SqlConnection;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.candor.delivery.Channel;
import org.candor.incident.Entry;
import org.candor.incident.Incidents;
import org.candor.incident.TimeZones;
import org.candor.plumbing.CrashPoint;
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
 *   <li>put a delivery into the queue for each person and channel, and offer the reset links; with the first page also one
 *       for each public account;
 *   <li>move the cursor; past the end of the audience to the extension that was released first.
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
    private final Audience audience;
    private final Queue queue;
    private final ResetLinks links;
    private final NoticeConfig config;

    FanOut(Pool pool, Incidents incidents, Audience audience, Queue queue, ResetLinks links, NoticeConfig config) {
        this.pool = pool;
        this.incidents = incidents;
        this.audience = audience;
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
        return pool.withTransaction(tx -> next(tx).chain(next -> next == null
                        ? Uni.createFrom().item(false)
                        : fill(tx, next)
                                .invoke(() -> CrashPoint.at(CrashPoint.FAN_OUT_BEFORE_COMMIT))
                                .replaceWith(true)))
                .invoke(filled -> CrashPoint.at(CrashPoint.FAN_OUT_AFTER_PAGE, filled));
    }

    /**
     * A notice, where its fan-out stands, and the database's time.
     *
     * @param part what is read of its audience: what was fixed at submit, or an extension
     * @param released when the extension was; null for what was fixed at submit
     */
    private record Next(
            Notice notice,
            int no,
            Audience.Part part,
            @Nullable OffsetDateTime released,
            @Nullable UUID cursor,
            OffsetDateTime now) {
        static Next of(Row row) {
            Notice it = Notice.of(row);
            int no = row.getInteger("part");
            Audience.Part part = no == 0
                    ? Audience.Part.first(it)
                    : new Audience.Part(
                            List.of(row.getArrayOfUUIDs("part_imports")),
                            row.getOffsetDateTime("part_asked_at"),
                            row.getOffsetDateTime("part_reset_expires_at"));
            return new Next(
                    it,
                    no,
                    part,
                    row.getOffsetDateTime("part_released_at"),
                    row.getUUID("cursor"),
                    row.getOffsetDateTime("now"));
        }

        /** Nothing of the notice is in the queue yet. */
        boolean first() {
            return no == 0 && cursor == null;
        }
    }

    private Uni<@Nullable Next> next(SqlConnection tx) {
        return tx.query(SQL.get("fan-out-next")).execute().map(rows -> {
            if (rows.size() == 0) {
                return null;
            }
            return Next.of(rows.iterator().next());
        });
    }

    private Uni<Void> fill(SqlConnection tx, Next next) {
        Notice it = next.notice();
        return lanes(tx, it.id)
                // Whoever names a channel as compromised meanwhile waits, and then finds this page in the queue.
                .chain(lanes -> incidents.factsHeld(tx, it.incident).chain(facts -> {
                    // The same for everybody of a region: a page has few of these, and many people.
                    Map<String, Optional<OffsetDateTime>> known = new HashMap<>();
                    Rules rules = new Rules(
                            facts,
                            region -> known.computeIfAbsent(region == null ? "" : region, _ -> textFrom(next, region))
                                    .orElse(null));
                    Page page = new Page(tx, it, next.released(), rules, lanes);
                    return audience.page(tx, it, next.part(), next.cursor(), config.page())
                            .chain(people -> (next.first()
                                            ? posts(page)
                                            : Uni.createFrom().voidItem())
                                    .chain(() -> deliver(page, people))
                                    .chain(() -> offer(tx, next, people.people()))
                                    .chain(() -> advance(tx, it.id, people)));
                }));
    }

    /** Empty for those who may get one as soon as the notice begins. */
    private Optional<OffsetDateTime> textFrom(Next next, @Nullable String region) {
        OffsetDateTime begin = next.notice().notBefore;
        Instant start = begin == null || begin.isBefore(next.now()) ? next.now().toInstant() : begin.toInstant();
        Instant opens = TextHours.of(next.notice().spec()).opens(start, TimeZones.of(region), config.defaultZone());
        return opens.equals(start) ? Optional.empty() : Optional.of(opens.atOffset(ZoneOffset.UTC));
    }

    /** One page of one notice while it is filled, in one transaction. */
    private record Page(
            SqlConnection tx,
            Notice notice,
            @Nullable OffsetDateTime released,
            Rules rules,
            Map<Channel, List<String>> lanes) {}

    /** With the first page: one delivery for each public account. */
    private Uni<Void> posts(Page page) {
        Uni<Void> all = Uni.createFrom().voidItem();
        for (String account : page.lanes().getOrDefault(Channel.SOCIAL, List.of())) {
            all = all.chain(() -> queue.fill(
                            page.tx(),
                            fill(
                                    page,
                                    Channel.SOCIAL,
                                    account,
                                    List.of(page.rules().post(account)))))
                    .replaceWithVoid();
        }
        return all;
    }

    private Uni<Void> deliver(Page page, Audience.Page people) {
        if (people.size() == 0) {
            return Uni.createFrom().voidItem();
        }
        Uni<Void> all = Uni.createFrom().voidItem();
        // Emails first: a text message that waits for one must find it in the queue.
        for (Channel channel : List.of(Channel.EMAIL, Channel.SMS)) {
            List<String> accounts = page.lanes().getOrDefault(channel, List.of());
            if (!accounts.isEmpty()) {
                List<Fill.Row> rows = page.rules().rows(channel, people.people());
                Fill fill = fill(page, channel, accounts.getFirst(), rows);
                all = all.chain(() -> queue.fill(page.tx(), fill))
                        .chain(() -> noAddress(page.tx(), page.notice().id, channel, people.size() - rows.size()));
            }
        }
        return all;
    }

    private static Fill fill(Page page, Channel channel, String account, List<Fill.Row> rows) {
        Notice it = page.notice();
        boolean afterEmail = channel == Channel.SMS && it.spec().textAfterEmail();
        return new Fill(it.id, channel, account, it.notBefore, it.deadline, rows, afterEmail, page.released());
    }

    private Uni<Map<Channel, List<String>>> lanes(SqlConnection tx, UUID notice) {
        return tx.preparedQuery(SQL.get("channels")).execute(Tuple.of(notice)).map(rows -> {
            Map<Channel, List<String>> lanes = new EnumMap<>(Channel.class);
            rows.forEach(row -> lanes.computeIfAbsent(Channel.of(row.getString("channel")), _ -> new ArrayList<>())
                    .add(row.getString("account")));
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

    private Uni<Void> offer(SqlConnection tx, Next next, List<Entry> people) {
        Notice it = next.notice();
        OffsetDateTime until = next.part().resetUntil();
        return until == null || people.isEmpty()
                ? Uni.createFrom().voidItem()
                : links.offer(
                        tx,
                        it.id,
                        it.incident,
                        it.resetVersion,
                        until,
                        people.stream().filter(Entry::hasAddress).map(Entry::id).toList());
    }

    /** A page that is not full is the last one of its part. */
    private Uni<Void> advance(SqlConnection tx, UUID notice, Audience.Page people) {
        return tx.preparedQuery(SQL.get("fan-out-advance"))
                .execute(Tuple.of(notice, people.last(), (long) people.size(), people.size() < config.page()))
                .replaceWithVoid();
    }
}
