package org.candor.notice;

import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.stream.Collectors;
import org.candor.access.Caller;
import org.candor.delivery.Channel;
import org.candor.incident.Entry;
import org.candor.incident.Person;
import org.candor.incident.Recipients;
import org.candor.plumbing.CsvText;
import org.candor.plumbing.Problem;
import org.candor.queue.Ends;
import org.candor.record.Record;
import org.jspecify.annotations.Nullable;

/**
 * The people of a notice's audience whom no channel reached, as CSV (RFC 4180) for whoever writes to them by post. Somebody
 * with a delivery that is accepted, delivered, in doubt or still on its way is not among them; somebody who got it and
 * complained is.
 */
@ApplicationScoped
public class Unreached {
    private static final String HEADER = "ref,name,email,phone,locale,region,why\r\n";

    private final Pool pool;
    private final Audience audience;
    private final Ends ends;
    private final Recipients recipients;
    private final Desk desk;
    private final Record record;
    private final NoticeConfig config;

    Unreached(
            Pool pool,
            Audience audience,
            Ends ends,
            Recipients recipients,
            Desk desk,
            Record record,
            NoticeConfig config) {
        this.desk = desk;
        this.record = record;
        this.pool = pool;
        this.audience = audience;
        this.ends = ends;
        this.recipients = recipients;
        this.config = config;
    }

    /** The lines, for a reason that is on record before the first of them; 409 until {@link #ready}. */
    public Multi<String> asked(Caller caller, UUID id, String reason) {
        return desk.find(caller, id)
                .call(this::ready)
                .call(it -> pool.withTransaction(tx ->
                        record.note(tx, caller.owner(), "notice.unreached-exported", it.id, Map.of("reason", reason))))
                .onItem()
                .transformToMulti(this::csv);
    }

    /**
     * Passes once it is known of everybody whether there is a delivery for them. Until then somebody whose turn has not come
     * would look like somebody without an address. A cancelled notice turns to nobody any more.
     */
    Uni<Void> ready(Notice notice) {
        if (notice.releasedAt == null) {
            throw Problem.of(409, "conflict", "The notice was not released: nobody was written to yet.");
        }
        return pool.preparedQuery(Store.SQL.get("fan-out-seen"))
                .execute(Tuple.of(notice.id))
                .map(rows -> rows.iterator().next().getBoolean("done"))
                .invoke(done -> {
                    if (!done && notice.stage() != Stage.CANCELLED) {
                        throw Problem.of(409, "conflict", "Not everybody is in the queue yet: ask again in a moment.");
                    }
                })
                .replaceWithVoid();
    }

    /** Where the walk over the audience stands. */
    private static final class Place {
        private @Nullable UUID last;
    }

    /** The lines of one page of the audience: often none. */
    private record Lines(String text, boolean more) {}

    /** The header, then some lines for each page of the audience, read as fast as the caller takes them. */
    Multi<String> csv(Notice notice) {
        return csv(notice, config.page());
    }

    Multi<String> csv(Notice notice, int size) {
        Multi<String> pages = Multi.createBy()
                .repeating()
                .uni(Place::new, place -> page(notice, place, size))
                .whilst(Lines::more)
                .map(Lines::text)
                .select()
                .where(text -> !text.isEmpty());
        return Multi.createBy().concatenating().streams(Multi.createFrom().item(HEADER), pages);
    }

    private Uni<Lines> page(Notice notice, Place place, int size) {
        return audience.page(pool, notice, place.last, size).chain(page -> {
            place.last = page.last();
            boolean more = page.size() == size;
            return lines(notice, page.people().stream().map(Entry::id).toList()).map(text -> new Lines(text, more));
        });
    }

    private Uni<String> lines(Notice notice, List<UUID> people) {
        if (people.isEmpty()) {
            return Uni.createFrom().item("");
        }
        return ends.of(pool, notice.id, people).chain(known -> {
            List<UUID> missed = people.stream()
                    .filter(it ->
                            known.getOrDefault(it, Map.of()).values().stream().allMatch(Ends.End::missed))
                    .toList();
            return missed.isEmpty()
                    ? Uni.createFrom().item("")
                    : recipients
                            .open(notice.incident, missed)
                            .map(opened -> missed.stream()
                                    .map(opened::get)
                                    .filter(Objects::nonNull)
                                    .map(it -> line(notice, it, known.getOrDefault(it.id(), Map.of())))
                                    .collect(Collectors.joining()));
        });
    }

    private static String line(Notice notice, Person it, Map<Channel, Ends.End> ends) {
        return CsvText.lines(csv -> csv.writeRecord(
                CsvText.plain(it.ref()),
                CsvText.plain(it.name()),
                CsvText.plain(it.email()),
                CsvText.plain(it.phone()),
                CsvText.plain(it.locale()),
                CsvText.plain(it.region()),
                why(notice.spec().personal(), it, ends)));
    }

    /** A word for each channel of the notice: {@code email: mailbox-unknown; sms: no-address}. */
    static String why(List<Channel> channels, Person it, Map<Channel, Ends.End> ends) {
        return channels.stream()
                .map(channel -> {
                    Ends.End end = ends.get(channel);
                    String word = end == null
                            ? without(channel, it)
                            : end.reason() == null ? end.state().word() : end.reason();
                    return channel.word() + ": " + word;
                })
                .collect(Collectors.joining("; "));
    }

    /** Somebody with an address and no delivery: the notice was cancelled before their turn, or the address came later. */
    private static String without(Channel channel, Person it) {
        String address = switch (channel) {
            case EMAIL -> it.email();
            case SMS -> it.phone();
            case SOCIAL -> null;
        };
        return address == null ? "no-address" : "not-queued";
    }
}
