package org.candor.reset;

import static org.candor.reset.Breach.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quarkus.test.junit.QuarkusTest;
import io.vertx.mutiny.sqlclient.Pool;
import jakarta.inject.Inject;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.candor.plumbing.Ids;
import org.junit.jupiter.api.Test;

@QuarkusTest
class ResetLinksTest {
    private static final String USABLE = "SELECT count(*) FROM reset_link WHERE notice = $1 AND revoked_at IS NULL";

    @Inject
    Pool pool;

    @Inject
    ResetLinks links;

    @Inject
    Breach breach;

    @Test
    void r1_a_link_is_the_same_whenever_it_is_written_and_another_for_each_person_notice_and_version() {
        UUID notice = Ids.next();
        UUID anna = Ids.next();
        String link = links.link(notice, anna, 1);
        assertEquals(link, links.link(notice, anna, 1));
        assertTrue(link.matches("https://notices\\.example\\.org/r/[0-9A-Za-z]{22}"), link);
        Set<String> all = new HashSet<>(List.of(
                link, links.link(notice, anna, 2), links.link(notice, Ids.next(), 1), links.link(anna, notice, 1)));
        assertEquals(4, all.size());
    }

    @Test
    void r1_the_database_holds_no_token() {
        var made = breach.incident(1);
        UUID notice = breach.notice(made);
        String token = breach.token(notice, made.people().getFirst());
        assertEquals(
                0,
                breach.number(
                        "SELECT count(*) FROM reset_link AS l WHERE notice = $1 AND l::text LIKE '%' || $2 || '%'",
                        notice, token));
        assertEquals(
                1,
                breach.number(
                        "SELECT count(*) FROM reset_link WHERE notice = $1 AND token_hash = sha256($2::bytea)",
                        notice,
                        io.vertx.core.buffer.Buffer.buffer(token)));
    }

    @Test
    void a_page_that_is_offered_again_makes_no_second_links() {
        var made = breach.incident(3);
        UUID notice = breach.notice(made);
        var more = List.of(made.people().getFirst(), Ids.next());
        await(pool.withTransaction(tx -> links.offer(tx, notice, made.incident(), 1, Breach.inDays(14), more)));
        await(pool.withTransaction(tx -> links.offer(tx, notice, made.incident(), 1, Breach.inDays(14), List.of())));
        assertEquals(4, breach.number(USABLE, notice));
        assertEquals(new ResetCounts(4, 0, 0, 0, 0), await(links.counts(notice)));
    }

    @Test
    void a_newer_notice_ends_the_links_of_older_ones_for_the_same_people_only() {
        var made = breach.incident(3);
        UUID older = breach.notice(made);
        UUID newer = Ids.next();
        await(pool.withTransaction(tx -> links.offer(
                tx, newer, made.incident(), 1, Breach.inDays(14), made.people().subList(0, 2))));
        assertEquals(1, breach.number(USABLE, older));
        assertEquals(2, breach.number(USABLE, newer));
    }

    @Test
    void a_higher_version_ends_the_links_of_lower_ones() {
        var made = breach.incident(2);
        UUID notice = breach.notice(made);
        await(pool.withTransaction(
                tx -> links.offer(tx, notice, made.incident(), 2, Breach.inDays(14), made.people())));
        assertEquals(2, breach.number(USABLE + " AND version = 2", notice));
        assertEquals(2, breach.number(USABLE, notice));
    }

    @Test
    void a_page_of_5000_is_one_insert_and_quick() {
        UUID notice = Ids.next();
        UUID incident = Ids.next();
        List<UUID> people =
                java.util.stream.Stream.generate(Ids::next).limit(5_000).toList();
        await(pool.withTransaction(tx -> links.offer(tx, notice, incident, 1, Breach.inDays(14), people)));
        assertEquals(new ResetCounts(5_000, 0, 0, 0, 0), await(links.counts(notice)));
        breach.run("UPDATE reset_notice SET expires_at = clock_timestamp() WHERE notice = $1", notice);
        assertEquals(new ResetCounts(5_000, 0, 0, 0, 5_000), await(links.counts(notice)));
    }

    @Test
    void a_notice_without_links_counts_nothing() {
        assertEquals(new ResetCounts(0, 0, 0, 0, 0), await(links.counts(Ids.next())));
    }

    @Test
    void the_code_is_short_and_another_for_each_notice() {
        UUID notice = Ids.next();
        assertEquals(links.code(notice), links.code(notice));
        assertTrue(links.code(notice).matches("[0-9A-Z]{4}-[0-9A-Z]{4}"));
        assertNotEquals(links.code(notice), links.code(Ids.next()));
        assertEquals("https://notices.example.org/verify", links.verifyUrl());
    }
}
