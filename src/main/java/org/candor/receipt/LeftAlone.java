package org.candor.receipt;

import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.SqlConnection;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.OffsetDateTime;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.candor.access.Caller;
import org.candor.delivery.Channel;
import org.candor.plumbing.Problem;
import org.candor.plumbing.Violations;
import org.candor.queue.Suppressions;
import org.candor.queue.Suppressions.Entry;
import org.candor.record.Record;
import org.jspecify.annotations.Nullable;

/** The addresses that are left alone, for operators: of all incidents, so not for bound keys. Scopes are the caller's own business. */
@ApplicationScoped
public class LeftAlone {
    private final Suppressions suppressions;
    private final Record record;
    private final Pool pool;

    LeftAlone(Suppressions suppressions, Record record, Pool pool) {
        this.suppressions = suppressions;
        this.record = record;
        this.pool = pool;
    }

    /** The newest first; {@code after} is the {@link #position} of the last entry of the page before. */
    public Uni<List<Entry>> page(Caller caller, @Nullable Channel channel, @Nullable String after, int most) {
        caller.unbound();
        return suppressions.page(channel, after(after), most);
    }

    /** One entry, while it holds; else 404. */
    public Uni<Entry> one(Caller caller, UUID id) {
        caller.unbound();
        return suppressions.get(id).map(LeftAlone::found);
    }

    /** Lets an address be written to again; needs a reason. */
    public Uni<Void> lift(Caller caller, UUID id, @Nullable String reason) {
        Violations wrong = new Violations();
        String said = wrong.reason(reason, true);
        wrong.orThrow();
        return pool.withTransaction(tx -> lift(tx, caller, id, said));
    }

    Uni<Void> lift(SqlConnection tx, Caller caller, UUID id, String reason) {
        String who = caller.unbound().owner();
        return suppressions
                .lift(tx, id)
                .map(LeftAlone::found)
                .chain(it -> record.note(tx, who, "suppression.lifted", id, detail(it.channel(), reason, it.until())));
    }

    static Map<String, Object> detail(Channel channel, String reason, @Nullable OffsetDateTime until) {
        Map<String, Object> detail = new LinkedHashMap<>();
        detail.put("channel", channel.word());
        detail.put("reason", reason);
        if (until != null) {
            detail.put("until", until.toString());
        }
        return detail;
    }

    static Entry found(@Nullable Entry entry) {
        if (entry == null) {
            throw Problem.notFound();
        }
        return entry;
    }

    /** Where a page that ends with this entry stops. */
    public static String position(Entry last) {
        return last.since() + " " + last.id();
    }

    private static Suppressions.@Nullable After after(@Nullable String position) {
        if (position == null) {
            return null;
        }
        String[] parts = position.split(" ");
        return new Suppressions.After(OffsetDateTime.parse(parts[0]), UUID.fromString(parts[1]));
    }
}
