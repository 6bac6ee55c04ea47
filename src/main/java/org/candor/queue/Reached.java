package org.candor.queue;

import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.SqlClient;
import io.vertx.mutiny.sqlclient.SqlConnection;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import org.candor.plumbing.Sql;
import org.jspecify.annotations.Nullable;

/**
 * Whom a follow-up goes to: the people whom the notice before it had reached on any channel, kept by name at one moment, so
 * that what is approved is what is sent however that notice goes on.
 */
@ApplicationScoped
public class Reached {
    private static final UUID FIRST = new UUID(0, 0);

    private final Sql sql = Sql.of("queue");

    /** Keeps, for a follow-up, whom the notice it follows has reached by now; in place of any earlier list. Answers how many. */
    public Uni<Long> keep(SqlConnection tx, UUID notice, UUID followed) {
        return tx.preparedQuery(sql.get("reached-forget"))
                .execute(Tuple.of(notice))
                .chain(() -> tx.preparedQuery(sql.get("reached-keep")).execute(Tuple.of(notice, followed)))
                .map(rows -> rows.iterator().next().getLong("n"));
    }

    /**
     * A page of the list, in the order of ids.
     *
     * @param after the last id of the page before; null for the first page
     */
    public Uni<List<UUID>> page(SqlClient client, UUID notice, @Nullable UUID after, int limit) {
        return client.preparedQuery(sql.get("reached"))
                .execute(Tuple.of(notice, Objects.requireNonNullElse(after, FIRST), limit))
                .map(rows -> {
                    List<UUID> people = new ArrayList<>(rows.size());
                    rows.forEach(row -> people.add(row.getUUID("recipient")));
                    return people;
                });
    }
}
