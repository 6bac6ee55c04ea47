package org.candor.progress;

import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.RowSet;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.function.Function;
import org.candor.access.Caller;
import org.candor.courier.Courier;
import org.candor.courier.Couriers;
import org.candor.delivery.MailDomain;
import org.candor.delivery.Network;
import org.candor.plumbing.Problem;
import org.candor.plumbing.Sql;
import org.jspecify.annotations.Nullable;

/** Reads deliveries and their attempts. */
@ApplicationScoped
public class Deliveries {
    static final Sql SQL = Sql.of("progress");
    private static final UUID FIRST = new UUID(0, 0);
    private static final int COUNTED = 100_000;

    private final Pool pool;
    private final Couriers couriers;

    Deliveries(Pool pool, Couriers couriers) {
        this.pool = pool;
        this.couriers = couriers;
    }

    /**
     * A delivery as a list shows it.
     *
     * @param domain what the receiving domain of an email is called: a large provider's word, or a number
     */
    public record Line(
            DeliveryView delivery, UUID incident, @Nullable String domain) {
        static Line of(Row row) {
            Integer domain = row.getInteger("domain");
            return new Line(
                    DeliveryView.of(row),
                    row.getUUID("incident"),
                    domain == null || domain == MailDomain.NONE ? null : MailDomain.label(domain));
        }
    }

    /** A page of what the caller may see; {@code after} is the {@link #position} of the last delivery of the page before. */
    public Uni<List<Line>> page(Caller caller, Filter filter, @Nullable String after, int most) {
        return page(visible(caller), filter, after, most);
    }

    /** A page; {@code incidents} null: all. */
    Uni<List<Line>> page(UUID @Nullable [] incidents, Filter filter, @Nullable String after, int most) {
        Tuple values = Tuple.tuple()
                .addArrayOfUUID(incidents)
                .addString(filter.channel())
                .addString(filter.state())
                .addOffsetDateTime(filter.since())
                .addString(filter.reason())
                .addShort(filter.domain() == null ? null : filter.domain().shortValue());
        String statement = filter.inTrouble() ? "trouble" : "deliveries";
        if (filter.notice() == null) {
            values.addUUID(after == null ? FIRST : UUID.fromString(after));
        } else {
            statement = ofNotice(filter);
            String[] last = after == null ? new String[] {FIRST.toString(), ""} : after.split(" ");
            values.addUUID(filter.notice()).addUUID(UUID.fromString(last[0])).addString(last[1]);
        }
        return pool.preparedQuery(SQL.get(statement))
                .execute(values.addInteger(most))
                .map(rows -> all(rows, Line::of));
    }

    /** The one whose index is left with the fewest to look at. */
    private static String ofNotice(Filter filter) {
        if (filter.reason() != null) {
            return "deliveries-of-reason";
        }
        if (filter.inTrouble()) {
            return "trouble-of";
        }
        return filter.domain() == null ? "deliveries-of" : "deliveries-of-domain";
    }

    /** What goes to one person of an incident, the newest first. Who may see the incident is the caller's to check. */
    public Uni<List<Line>> to(UUID incident, UUID person, int most) {
        return pool.preparedQuery(SQL.get("deliveries-to"))
                .execute(Tuple.of(incident, person, most))
                .map(rows -> all(rows, Line::of));
    }

    /** In which state a delivery is, and whether its address is to be left alone: nothing goes there again. */
    public record Standing(UUID id, String state, boolean leftAlone) {}

    /** How these deliveries stand; of another notice none. Who may see the notice is the caller's to check. */
    public Uni<List<Standing>> standing(UUID notice, Collection<UUID> deliveries) {
        return pool.preparedQuery(SQL.get("standing"))
                .execute(Tuple.of(notice).addArrayOfUUID(deliveries.toArray(UUID[]::new)))
                .map(rows -> all(
                        rows,
                        row -> new Standing(row.getUUID("id"), row.getString("state"), row.getBoolean("left_alone"))));
    }

    /** So many deliveries of a channel that failed, came back, expired, were left alone or are in doubt, for one reason. */
    public record Reason(
            String channel, String state, @Nullable String reason, long n) {}

    /** Why deliveries of a notice are in trouble, the most frequent first; of more than 100,000 it is a part. */
    public Uni<List<Reason>> reasons(UUID notice) {
        return pool.preparedQuery(SQL.get("reasons"))
                .execute(Tuple.of(notice, COUNTED))
                .map(rows -> all(
                        rows,
                        row -> new Reason(
                                row.getString("channel"),
                                row.getString("state"),
                                row.getString("reason"),
                                row.getLong("n"))));
    }

    /** Where a page that ends with this delivery stops. */
    public static String position(Filter filter, DeliveryView last) {
        UUID recipient = last.recipient() == null ? Network.standIn(last.account()) : last.recipient();
        return filter.notice() == null ? last.id().toString() : recipient + " " + last.channel();
    }

    /** The incidents that a caller sees; null for all. */
    static UUID @Nullable [] visible(Caller caller) {
        Set<UUID> incidents = caller.incidents();
        return caller.bound() ? incidents.toArray(UUID[]::new) : null;
    }

    Uni<DeliveryView.Whole> whole(Caller caller, UUID id) {
        return one(caller, id).map(One::delivery);
    }

    /** A delivery with all that is known of it, and its incident. */
    public record One(
            DeliveryView.Whole delivery,
            UUID incident,
            @Nullable String domain) {}

    /** 404 if there is none or the caller may not see it. */
    public Uni<One> one(Caller caller, UUID id) {
        return pool.preparedQuery(SQL.get("delivery"))
                .execute(Tuple.of(id))
                .map(Deliveries::one)
                .invoke(row -> caller.mayTouch(row.getUUID("incident")))
                .map(Line::of)
                .chain(it -> attempts(id)
                        .map(attempts -> new One(
                                it.delivery().with(messageId(it.delivery()), attempts), it.incident(), it.domain())));
    }

    private Uni<List<DeliveryView.Attempt>> attempts(UUID delivery) {
        return evidence(delivery)
                .chain(found -> pool.preparedQuery(SQL.get("attempts"))
                        .execute(Tuple.of(delivery))
                        .map(rows -> all(
                                rows,
                                row -> DeliveryView.Attempt.of(
                                        row, found.getOrDefault(row.getUUID("id"), List.of())))));
    }

    private Uni<Map<UUID, List<DeliveryView.Found>>> evidence(UUID delivery) {
        return pool.preparedQuery(SQL.get("evidence"))
                .execute(Tuple.of(delivery))
                .map(rows -> {
                    Map<UUID, List<DeliveryView.Found>> found = new HashMap<>();
                    rows.forEach(row -> found.computeIfAbsent(row.getUUID("attempt"), _ -> new ArrayList<>())
                            .add(DeliveryView.Found.of(row)));
                    return found;
                });
    }

    /** Passes if there is such a notice and the caller may see it; else 404. */
    Uni<Void> mayRead(Caller caller, UUID notice) {
        return pool.preparedQuery(SQL.get("notice"))
                .execute(Tuple.of(notice))
                .map(Deliveries::one)
                .invoke(row -> caller.mayTouch(row.getUUID("incident")))
                .replaceWithVoid();
    }

    @Nullable
    String messageId(DeliveryView it) {
        return couriers.all().stream()
                .filter(courier -> courier.account().equals(it.account()))
                .findFirst()
                .map((Courier courier) -> courier.messageId(it.id()))
                .orElse(null);
    }

    private static Row one(RowSet<Row> rows) {
        if (rows.size() == 0) {
            throw Problem.notFound();
        }
        return rows.iterator().next();
    }

    private static <T> List<T> all(RowSet<Row> rows, Function<Row, T> reader) {
        List<T> all = new ArrayList<>(rows.size());
        rows.forEach(row -> all.add(reader.apply(row)));
        return all;
    }
}
