package org.candor.record;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quarkus.test.junit.QuarkusTest;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.Map;
import java.util.UUID;
import org.candor.plumbing.Ids;
import org.junit.jupiter.api.Test;

@QuarkusTest
class RecordTest {
    private static final Duration SOON = Duration.ofSeconds(10);
    private static final int VERSION = 7;

    @Inject
    Record record;

    @Inject
    Pool pool;

    @Test
    void what_was_done_is_noted_in_the_transaction_that_did_it() {
        UUID subject = Ids.next();
        pool.withTransaction(tx -> record.note(tx, "alice", "notice.edited", subject, Map.of("revision", 2)))
                .await()
                .atMost(SOON);
        assertEquals(1, rows(subject));
    }

    @Test
    void a_transaction_that_fails_notes_nothing() {
        UUID subject = Ids.next();
        assertThrows(
                IllegalStateException.class,
                () -> pool.withTransaction(tx -> record.note(tx, "alice", "notice.edited", subject, Map.of())
                                .chain(() -> Uni.createFrom().<Void>failure(new IllegalStateException("on purpose"))))
                        .await()
                        .atMost(SOON));
        assertEquals(0, rows(subject));
    }

    @Test
    void what_is_done_in_sql_alone_is_noted_by_a_function_with_an_id_that_rises_with_time() {
        UUID subject = Ids.next();
        UUID before = Ids.next();
        UUID id = pool.preparedQuery("SELECT noted('test', 'probe.acted', $1, '{}') AS id")
                .execute(Tuple.of(subject))
                .await()
                .atMost(SOON)
                .iterator()
                .next()
                .getUUID("id");
        assertEquals(1, rows(subject));
        assertEquals(VERSION, id.version());
        assertEquals(2, id.variant());
        assertTrue(Math.abs((id.getMostSignificantBits() >>> 16) - (before.getMostSignificantBits() >>> 16)) < 60_000);
    }

    private int rows(UUID subject) {
        return pool.preparedQuery("SELECT 1 FROM audit WHERE subject = $1")
                .execute(Tuple.of(subject))
                .await()
                .atMost(SOON)
                .size();
    }
}
