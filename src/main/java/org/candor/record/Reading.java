package org.candor.record;

import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.candor.plumbing.Sql;
import org.jspecify.annotations.Nullable;

/** Reads the record, the newest first. It is of all incidents: whoever calls asks who may see that. */
@ApplicationScoped
public class Reading {
    private static final Sql SQL = Sql.of("record");

    private final Pool pool;

    Reading(Pool pool) {
        this.pool = pool;
    }

    /**
     * One row.
     *
     * @param no of its link in the chain; null for a second or so after it was noted
     * @param detail in the order in which it is kept, each value as text
     */
    public record Deed(
            UUID id,
            OffsetDateTime at,
            String actor,
            String action,
            @Nullable UUID subject,
            @Nullable Long no,
            Map<String, String> detail) {}

    /**
     * Which rows.
     *
     * @param action what was done, or its noun alone: {@code notice.released} or {@code notice}
     */
    public record What(
            @Nullable String actor,
            @Nullable String action,
            @Nullable UUID subject) {}

    /** A page; {@code after} is the id of the last row of the page before. */
    public Uni<List<Deed>> page(What what, @Nullable UUID after, int most) {
        return pool.preparedQuery(SQL.get("reading"))
                .execute(Tuple.of(what.actor(), what.action(), what.subject(), after, most))
                .map(rows -> {
                    List<Deed> deeds = new ArrayList<>(rows.size());
                    rows.forEach(row -> deeds.add(deed(row)));
                    return deeds;
                });
    }

    private static Deed deed(Row row) {
        Map<String, String> detail = new LinkedHashMap<>();
        row.getJsonObject("detail").forEach(it -> detail.put(it.getKey(), String.valueOf(it.getValue())));
        return new Deed(
                row.getUUID("id"),
                row.getOffsetDateTime("at"),
                row.getString("actor"),
                row.getString("action"),
                row.getUUID("subject"),
                row.getLong("no"),
                detail);
    }
}
