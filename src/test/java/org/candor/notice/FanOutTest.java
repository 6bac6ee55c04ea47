package org.candor.notice;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.quarkus.test.junit.QuarkusTest;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.inject.Inject;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.UUID;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;
import org.candor.incident.Incidents;
import org.candor.incident.NewRecipient;
import org.candor.incident.Recipients;
import org.jboss.logging.Logger;
import org.junit.jupiter.api.Test;

@QuarkusTest
class FanOutTest {
    private static final Logger LOG = Logger.getLogger(FanOutTest.class);
    private static final Duration SOON = Duration.ofSeconds(60);
    private static final int BIG = 20_000;
    private static final int PART = 1_000;

    @Inject
    Pool pool;

    @Inject
    Incidents incidents;

    @Inject
    Recipients recipients;

    @Inject
    FanOut fanOut;

    @Test
    void everybody_of_a_big_audience_gets_one_delivery_and_one_link() {
        UUID incident = incident(BIG);
        UUID notice = scheduled(incident);
        long began = System.nanoTime();
        await(() -> done(notice));
        double seconds = (System.nanoTime() - began) / 1e9;
        LOG.infof("fanned out %d people in %.2f s", BIG, seconds);
        assertEquals(BIG, count("SELECT count(DISTINCT recipient) FROM delivery WHERE notice = $1", notice));
        assertEquals(BIG, count("SELECT count(*) FROM delivery WHERE notice = $1", notice));
        assertEquals(BIG, count("SELECT count(DISTINCT recipient) FROM reset_link WHERE notice = $1", notice));
        // Far below what is aimed at, and far above what one statement a person could do: the machine may be busy.
        assertTrue(BIG / seconds > 1_000, "slower than 1,000 people a second");
    }

    @Test
    void a_page_that_was_done_before_adds_nothing() {
        UUID notice = scheduled(incident(10));
        await(() -> done(notice));
        pool.preparedQuery("UPDATE fan_out SET cursor = NULL, seen = 0, done = false WHERE notice = $1")
                .execute(Tuple.of(notice))
                .await()
                .atMost(SOON);
        await(() -> done(notice));
        assertEquals(10, count("SELECT count(*) FROM delivery WHERE notice = $1", notice));
        assertEquals(10, count("SELECT count(*) FROM reset_link WHERE notice = $1", notice));
        assertEquals(10, ((Number) Rest.ALICE.get(notice.toString()).path("counts.email.queued")).intValue());
    }

    @Test
    void a_page_that_fails_leaves_nothing_and_is_tried_again() {
        UUID incident = incident(10);
        pool.query("ALTER TABLE fan_out ADD CONSTRAINT broken CHECK (NOT done) NOT VALID")
                .execute()
                .await()
                .atMost(SOON);
        UUID notice = scheduled(incident);
        try {
            await(() -> fails(notice));
            assertEquals(0, count("SELECT count(*) FROM delivery WHERE notice = $1", notice));
        } finally {
            pool.query("ALTER TABLE fan_out DROP CONSTRAINT broken")
                    .execute()
                    .await()
                    .atMost(SOON);
        }
        await(() -> done(notice));
        assertEquals(10, count("SELECT count(*) FROM delivery WHERE notice = $1", notice));
    }

    @Test
    void two_processes_at_once_do_each_page_once() {
        UUID notice = scheduled(incident(5_000));
        fanOut.run().await().atMost(SOON);
        await(() -> done(notice));
        assertEquals(5_000, count("SELECT seen FROM fan_out WHERE notice = $1", notice));
        assertEquals(5_000, count("SELECT count(*) FROM delivery WHERE notice = $1", notice));
    }

    private boolean fails(UUID notice) {
        try {
            fanOut.page().await().atMost(SOON);
            return false;
        } catch (RuntimeException broken) {
            return count("SELECT seen FROM fan_out WHERE notice = $1", notice) == 0;
        }
    }

    private boolean done(UUID notice) {
        return count("SELECT count(*) FROM fan_out WHERE notice = $1 AND done", notice) == 1;
    }

    /** Released, and not sent within this test. */
    private static UUID scheduled(UUID incident) {
        ObjectNode body = Rest.notice(incident);
        body.put("not_before", Instant.now().plus(1, ChronoUnit.DAYS).toString());
        String id = Rest.ALICE.post("/v1/notices", body).path("id");
        Rest.ALICE.step(id, "submit").then().statusCode(200);
        Rest.BOB.step(id, "release").then().statusCode(202);
        return UUID.fromString(id);
    }

    private UUID incident(int people) {
        UUID incident = org.candor.incident.Samples.incident(pool, incidents, recipients, List.of());
        for (int from = 0; from < people; from += PART) {
            List<NewRecipient> part = IntStream.range(from, Math.min(people, from + PART))
                    .mapToObj(i -> org.candor.incident.Samples.person("p-" + i))
                    .toList();
            pool.withTransaction(tx -> recipients.add(tx, incident, part))
                    .await()
                    .atMost(SOON);
        }
        return incident;
    }

    private long count(String sql, UUID notice) {
        return pool.preparedQuery(sql)
                .execute(Tuple.of(notice))
                .await()
                .atMost(SOON)
                .iterator()
                .next()
                .getLong(0);
    }

    private static void await(java.util.concurrent.Callable<Boolean> condition) {
        Awaitility.await().atMost(SOON).pollInterval(Duration.ofMillis(20)).until(condition);
    }
}
