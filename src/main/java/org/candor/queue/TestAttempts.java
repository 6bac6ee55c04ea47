package org.candor.queue;

import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.SqlConnection;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.UUID;
import org.candor.delivery.Channel;
import org.candor.delivery.Outcome;
import org.candor.plumbing.Problem;
import org.candor.plumbing.Sql;

/**
 * Attempts with the purpose {@code test}: they keep gate and pace of their account, and are in no delivery and no count. What
 * becomes of one moves nothing.
 */
@ApplicationScoped
public class TestAttempts {
    private static final double NANOS = 1e9;

    private final Pool pool;
    private final Sql sql = Sql.of("queue");

    TestAttempts(Pool pool) {
        this.pool = pool;
    }

    /** One that may go out, after this wait and once its transaction is committed. */
    public record Begun(TestAttempt attempt, Duration pause) {}

    /** Puts one on record before the provider hears of it; 409 while its account is stopped. */
    public Uni<Begun> begin(SqlConnection tx, UUID id, UUID notice, Channel channel, String account, String who) {
        return tx.preparedQuery(sql.get("test-begin"))
                .execute(Tuple.of(id, notice, account, channel.word(), who))
                .map(rows -> {
                    if (rows.size() == 0) {
                        throw Problem.of(
                                409, "conflict", "The account it would go through is stopped: see GET /v1/channels.");
                    }
                    Row row = rows.iterator().next();
                    return new Begun(TestAttempt.of(row), Duration.ofNanos((long) (row.getDouble("wait") * NANOS)));
                });
    }

    /** Whether it may still go out. */
    public Uni<Boolean> goes(UUID id) {
        return pool.preparedQuery(sql.get("test-goes")).execute(Tuple.of(id)).map(rows -> rows.size() > 0);
    }

    /** Keeps what the provider said. */
    public Uni<Void> end(UUID id, Outcome outcome) {
        return pool.preparedQuery(sql.get("test-end"))
                .execute(Tuple.of(
                        id,
                        Settlement.word(outcome),
                        outcome.evidence().reason(),
                        outcome.evidence().code(),
                        Settlement.reference(outcome)))
                .replaceWithVoid();
    }

    /** One of a notice's; 404 if there is none. */
    public Uni<TestAttempt> get(UUID notice, UUID id) {
        return pool.preparedQuery(sql.get("test")).execute(Tuple.of(notice, id)).map(rows -> {
            if (rows.size() == 0) {
                throw Problem.notFound();
            }
            return TestAttempt.of(rows.iterator().next());
        });
    }
}
