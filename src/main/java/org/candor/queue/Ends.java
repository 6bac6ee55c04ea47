package org.candor.queue;

import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.SqlClient;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Collection;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.Map;
import java.util.UUID;
import org.candor.delivery.Channel;
import org.candor.delivery.State;
import org.candor.plumbing.Sql;
import org.jspecify.annotations.Nullable;

/** How single people stand: where an answer must name them, which counts cannot. */
@ApplicationScoped
public class Ends {
    /**
     * One person on one channel.
     *
     * @param reason why, in a word; null if there is nothing to say
     */
    public record End(State state, @Nullable String reason) {
        /** True once nothing more happens to it by itself and nobody was reached by it. */
        public boolean missed() {
            return state.settled() && !state.reached();
        }
    }

    private final Sql sql = Sql.of("queue");

    /** How these people stand with a notice, by channel; who has no delivery is missing. */
    public Uni<Map<UUID, Map<Channel, End>>> of(SqlClient client, UUID notice, Collection<UUID> recipients) {
        return client.preparedQuery(sql.get("ends"))
                .execute(Tuple.of(notice, recipients.toArray(UUID[]::new)))
                .map(rows -> {
                    Map<UUID, Map<Channel, End>> ends = new HashMap<>();
                    rows.forEach(row -> ends.computeIfAbsent(
                                    row.getUUID("recipient"), _ -> new EnumMap<>(Channel.class))
                            .put(
                                    Channel.of(row.getString("channel")),
                                    new End(State.of(row.getString("state")), row.getString("reason"))));
                    return ends;
                });
    }
}
