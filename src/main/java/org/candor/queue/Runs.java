package org.candor.queue;

import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.SqlClient;
import io.vertx.mutiny.sqlclient.SqlConnection;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.UUID;
import org.candor.delivery.Channel;
import org.candor.plumbing.Sql;

/** A notice's switch. Every method is one step of the caller's transaction. */
@ApplicationScoped
public class Runs {
    private final Sql sql = Sql.of("queue");

    /** From now on its deliveries are claimed. */
    public Uni<Void> open(SqlConnection tx, UUID notice) {
        return set(tx, notice, "open");
    }

    /** Nothing more is claimed or begun; what is in flight is finished. Also makes a run that was never there. */
    public Uni<Void> close(SqlConnection tx, UUID notice) {
        return set(tx, notice, "closed");
    }

    /** For good: the sweeper moves what is left to {@code cancelled}. */
    public Uni<Void> cancel(SqlConnection tx, UUID notice) {
        return set(tx, notice, "cancelled");
    }

    /**
     * Everything is settled; the claim no longer looks at it. A run of which late news queued a delivery again just now
     * stays open, and {@link #reopened} names it.
     */
    public Uni<Void> finish(SqlConnection tx, UUID notice) {
        return tx.preparedQuery(sql.get("run-lock"))
                .execute(Tuple.of(notice))
                .chain(() -> tx.preparedQuery(sql.get("run-finish")).execute(Tuple.of(notice)))
                .replaceWithVoid();
    }

    /** Notices whose run is open: those that move, and those that late news opened again after they were done. */
    public Uni<List<UUID>> reopened(SqlClient client) {
        return client.query(sql.get("runs-open")).execute().map(rows -> {
            List<UUID> open = new ArrayList<>(rows.size());
            rows.forEach(row -> open.add(row.getUUID("notice")));
            return open;
        });
    }

    /** Its text messages are only for people whom email fails for good. After the run was opened or closed. */
    public Uni<Void> afterEmail(SqlConnection tx, UUID notice) {
        return tx.preparedQuery(sql.get("run-after-email"))
                .execute(Tuple.of(notice))
                .replaceWithVoid();
    }

    /** Of these channels, deliveries in doubt are handed over once more after the quarantine. After the run was opened or closed. */
    public Uni<Void> resend(SqlConnection tx, UUID notice, Collection<Channel> channels) {
        return tx.preparedQuery(sql.get("run-resend"))
                .execute(Tuple.of(
                        notice, channels.stream().map(Channel::word).sorted().toArray(String[]::new)))
                .replaceWithVoid();
    }

    /**
     * From now on nothing of these notices is claimed or begun on these channels: the sweeper suppresses what waits. What was
     * suppressed for a channel that is no longer among them stays so.
     */
    public Uni<Void> compromised(SqlConnection tx, Collection<UUID> notices, Collection<Channel> channels) {
        return tx.preparedQuery(sql.get("run-compromised"))
                .execute(Tuple.of(
                        notices.toArray(UUID[]::new),
                        channels.stream().map(Channel::word).sorted().toArray(String[]::new)))
                .replaceWithVoid();
    }

    private Uni<Void> set(SqlConnection tx, UUID notice, String state) {
        return tx.preparedQuery(sql.get("run-set"))
                .execute(Tuple.of(notice, state))
                .replaceWithVoid();
    }
}
