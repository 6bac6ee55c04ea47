package org.candor.notice;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.vertx.VertxContextSupport;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.pgclient.PgException;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import org.candor.notice.Store.Seen;
import org.candor.plumbing.Ids;
import org.candor.plumbing.StrictJson;
import org.hibernate.reactive.mutiny.Mutiny;
import org.junit.jupiter.api.Test;

@QuarkusTest
class NoticesTest {
    @Inject
    Notices notices;

    @Inject
    Store store;

    @Inject
    Pool pool;

    @Inject
    Mutiny.SessionFactory sessions;

    @Test
    void a_released_notice_tells_what_its_letters_are_written_from() {
        Notice it = insert("alice");
        release(it);
        Sending sending = await(notices.sending(it.id));
        assertEquals(it.incident, sending.incident());
        assertEquals("Example Bank", sending.brief().facts().organisation().name());
        assertEquals(Samples.content(), sending.brief().contents().get("en"));
        assertTrue(sending.offersReset());
        assertTrue(sending.brief().verifyUrl().endsWith("/verify"));
        assertTrue(sending.code().matches("[0-9A-Z]{4}-[0-9A-Z]{4}"));
        assertSame(sending, await(notices.sending(it.id)));
    }

    @Test
    void a_draft_has_no_letters() {
        Notice it = insert("alice");
        assertThrows(IllegalStateException.class, () -> await(notices.sending(it.id)));
    }

    @Test
    void the_entity_is_the_row() throws Throwable {
        Notice row = release(insert("alice"));
        Notice entity = VertxContextSupport.subscribeAndAwait(
                () -> sessions.withSession(session -> session.find(Notice.class, row.id)));
        assertNotNull(entity);
        assertEquals(row.spec(), entity.spec());
        assertEquals(row.facts(), entity.facts());
        assertArrayEquals(row.authors, entity.authors);
        assertArrayEquals(row.audienceImports, entity.audienceImports);
        assertEquals(row.releasedAt.toInstant(), entity.releasedAt.toInstant());
        assertEquals(row.audience, entity.audience);
        assertEquals(row.revision, entity.revision);
    }

    @Test
    void the_table_itself_refuses_an_approval_by_an_author() {
        Notice it = insert("alice");
        it.approvedBy = "alice";
        it.approvedAt = it.createdAt;
        it.approvedHash = "x";
        it.approvedAudience = 1L;
        assertThrows(PgException.class, () -> save(it));
    }

    @Test
    void the_table_itself_refuses_to_run_what_was_never_submitted() {
        Notice it = insert("alice");
        it.stage(Stage.RUNNING);
        assertThrows(PgException.class, () -> save(it));
    }

    private Notice insert(String author) {
        return await(pool.withTransaction(tx -> store.insert(tx, Ids.next(), Samples.spec(), List.of(author))))
                .notice();
    }

    private Notice release(Notice it) {
        it.stage(Stage.PAUSED);
        it.submittedBy = "alice";
        it.submittedAt = it.createdAt;
        it.audience = 2L;
        it.audienceImports = new UUID[] {Ids.next()};
        it.facts = StrictJson.write(Samples.facts());
        it.contentHash = ContentHash.of(it.spec(), it.facts());
        it.releasedBy = "alice";
        it.releasedAt = it.createdAt;
        it.deadline = it.createdAt.plusDays(3);
        return save(it).notice();
    }

    private Seen save(Notice it) {
        return await(pool.withTransaction(tx -> store.save(tx, it)));
    }

    private static <T> T await(Uni<T> answer) {
        return answer.await().atMost(Duration.ofSeconds(10));
    }
}
