package org.candor.house;

import io.smallrye.mutiny.Uni;
import io.vertx.core.buffer.Buffer;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.UUID;
import org.candor.plumbing.Ids;

/** Makes hand-offs that providers may call back about, in states in which no test could hold them through the API. */
@ApplicationScoped
class Attempts {
    private static final Duration SOON = Duration.ofSeconds(20);

    /** One hand-off; {@code sid} is what the provider is said to call its message. */
    record Made(UUID delivery, UUID attempt, String sid) {}

    private final Pool pool;

    Attempts(Pool pool) {
        this.pool = pool;
    }

    /** Handed over, and our record of it is there. */
    Made accepted(String channel) {
        return make(channel, "accepted", "answered");
    }

    /** Handed over, and our record of it is not committed yet. */
    Made open() {
        return make("sms", "handing_off", "begun");
    }

    /** The worker died; the delivery was sent again and accepted. */
    Made sentAgain() {
        Made first = make("sms", "accepted", "lost");
        attempt(first.delivery(), Ids.next(), 2, "answered", sid());
        run(
                "UPDATE delivery SET attempt_no = 2, counted = 1, possible_duplicate = true WHERE id = $1",
                first.delivery());
        return first;
    }

    /** What the worker's answer would have been is never known. */
    void lose(Made open) {
        run("UPDATE attempt SET phase = 'lost' WHERE id = $1", open.attempt());
        run("UPDATE delivery SET state = 'unknown', worker = NULL WHERE id = $1", open.delivery());
    }

    private Made make(String channel, String state, String phase) {
        Made made = new Made(Ids.next(), Ids.next(), sid());
        UUID notice = Ids.next();
        run("INSERT INTO run (notice, state) VALUES ($1, 'closed')", notice);
        UUID worker = state.equals("handing_off") ? Ids.next() : null;
        await(pool.preparedQuery(
                        "INSERT INTO delivery (id, notice, recipient, channel, account, address_bi, state, deadline,"
                                + " attempt_no, counted, lease, worker) VALUES ($1, $2, $1, $3, $4, $5, $6,"
                                + " clock_timestamp() + interval '3 days', 1, $7, $8, $8)")
                .execute(Tuple.tuple()
                        .addUUID(made.delivery())
                        .addUUID(notice)
                        .addString(channel)
                        .addString(channel + ":main")
                        .addValue(Buffer.buffer(made.delivery().toString()))
                        .addString(state)
                        .addInteger(phase.equals("answered") ? 1 : 0)
                        .addUUID(worker)));
        attempt(made.delivery(), made.attempt(), 1, phase, made.sid());
        await(pool.preparedQuery("INSERT INTO tally_delta (notice, channel, state, n) VALUES ($1, $2, $3, 1)")
                .execute(Tuple.of(notice, channel, state)));
        return made;
    }

    private void attempt(UUID delivery, UUID attempt, int no, String phase, String sid) {
        boolean answered = phase.equals("answered");
        await(pool.preparedQuery("INSERT INTO attempt (id, delivery, no, worker, phase, answered_at, outcome, source,"
                        + " provider_ref) SELECT $1, $2, $3, $1, $4, CASE WHEN $5 THEN clock_timestamp() END,"
                        + " CASE WHEN $5 THEN 'accepted' END, CASE WHEN $5 THEN 'response' END,"
                        + " CASE WHEN $5 THEN $6::text END")
                .execute(Tuple.tuple()
                        .addUUID(attempt)
                        .addUUID(delivery)
                        .addInteger(no)
                        .addString(phase)
                        .addBoolean(answered)
                        .addString(sid)));
    }

    private static String sid() {
        return "SM" + Ids.next().toString().replace("-", "");
    }

    private void run(String sql, UUID id) {
        await(pool.preparedQuery(sql).execute(Tuple.of(id)));
    }

    private static <T> T await(Uni<T> uni) {
        return uni.await().atMost(SOON);
    }
}
