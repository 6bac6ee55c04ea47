package org.candor.record;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.vertx.VertxContextSupport;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.Map;
import java.util.UUID;
import org.candor.plumbing.Ids;
import org.hibernate.reactive.mutiny.Mutiny;
import org.junit.jupiter.api.Test;

@QuarkusTest
class RecordTest {
    @Inject
    Mutiny.SessionFactory sessions;

    @Inject
    Record record;

    @Inject
    Pool pool;

    @Test
    void what_an_entity_session_did_is_noted_in_its_own_transaction() throws Throwable {
        UUID subject = Ids.next();
        VertxContextSupport.subscribeAndAwait(() -> sessions.withTransaction(
                session -> record.note(session, "alice", "notice.edited", subject, Map.of("revision", 2))));
        assertEquals("2", revision(subject));
    }

    @Test
    void a_session_that_fails_notes_nothing() {
        UUID subject = Ids.next();
        assertThrows(
                IllegalStateException.class,
                () -> VertxContextSupport.subscribeAndAwait(() -> sessions.withTransaction(
                        session -> record.note(session, "alice", "notice.edited", subject, Map.of())
                                .chain(() -> Uni.createFrom().failure(new IllegalStateException("on purpose"))))));
        assertEquals(
                0,
                pool.preparedQuery("SELECT 1 FROM audit WHERE subject = $1")
                        .execute(Tuple.of(subject))
                        .await()
                        .atMost(Duration.ofSeconds(10))
                        .size());
    }

    private String revision(UUID subject) {
        return pool.preparedQuery("SELECT detail ->> 'revision' AS revision FROM audit WHERE subject = $1")
                .execute(Tuple.of(subject))
                .await()
                .atMost(Duration.ofSeconds(10))
                .iterator()
                .next()
                .getString("revision");
    }
}
