package org.candor.dispatch;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.UUID;
import org.awaitility.Awaitility;
import org.candor.rig.Api;
import org.candor.rig.Books;
import org.candor.rig.Cluster;
import org.candor.rig.FaultProxy;
import org.candor.rig.Postgres;
import org.candor.sandbox.SmtpLedger;
import org.candor.sandbox.SmtpSettings;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A panic stop while two processes send: by the database's clock, no hand-off begins more than two seconds later. */
class PanicIT {
    private static final int PEOPLE = 3_000;
    private static final int WAITING = 10;
    private static final Duration GREETING = Duration.ofSeconds(4);
    private static final Duration PROMISED = Duration.ofSeconds(2);
    private static final Duration PATIENCE = Duration.ofMinutes(3);

    @TempDir
    Path folder;

    @Test
    void a15_after_a_panic_stop_no_process_begins_anything() throws Exception {
        try (SmtpLedger server = SmtpLedger.start(SmtpSettings.in(folder.resolve("outside")));
                Postgres database = Postgres.start(folder.resolve("database"));
                Cluster both = new Cluster(
                        Cluster.plan(folder.resolve("data"), database, server.port())
                                .with("candor.courier.email.main.pace", "60/s"),
                        database)) {
            both.startAll(2);
            UUID notice = both.release(0, PEOPLE);
            Awaitility.await().atMost(PATIENCE).until(() -> workers(Books.of(database)) == 2);
            Api operator = both.api(1, "operator");
            operator.post("/v1/panic-stop", "{\"reason\": \"wrong letter\"}").expect(200);
            Instant stopped = stopped(database);
            Awaitility.await()
                    .atMost(PATIENCE)
                    .until(() -> Books.of(database).deliveries().stream()
                            .noneMatch(it -> List.of("claimed", "handing_off").contains(it.state())));
            Books books = Books.of(database).only(notice);
            assertTrue(books.in("queued") > 0, "it came too late to stop anything");
            Instant last = last(books);
            assertFalse(
                    last.isAfter(stopped.plus(PROMISED)),
                    "the last hand-off began " + Duration.between(stopped, last) + " after the stop");
            // Not one more, however long one waits.
            long until = System.nanoTime() + Duration.ofSeconds(5).toNanos();
            Awaitility.await().atMost(PATIENCE).until(() -> System.nanoTime() > until);
            assertEquals(last, last(Books.of(database)));
        }
    }

    @Test
    void a_letter_that_waits_for_a_slow_relay_hears_the_stop_too() throws Exception {
        try (SmtpLedger server = SmtpLedger.start(SmtpSettings.in(folder.resolve("outside")));
                FaultProxy slow = FaultProxy.to(server.port());
                Postgres database = Postgres.start(folder.resolve("database"));
                Cluster one = new Cluster(Cluster.plan(folder.resolve("data"), database, slow.port()), database)) {
            one.start(0);
            slow.delay(GREETING);
            UUID notice = one.release(0, WAITING);
            Awaitility.await()
                    .atMost(PATIENCE)
                    .until(() -> Books.of(database).only(notice).in("handing_off") == WAITING);
            one.api(0, "operator")
                    .post("/v1/panic-stop", "{\"reason\": \"wrong letter\"}")
                    .expect(200);
            Awaitility.await()
                    .atMost(PATIENCE)
                    .until(() -> Books.of(database).only(notice).in("waiting") == WAITING);
            assertEquals(0, server.taken());
            assertEquals(WAITING, stoppedAttempts(database), "each says why it went back");
        }
    }

    private static long workers(Books books) {
        return books.deliveries().stream()
                .flatMap(it -> it.attempts().stream())
                .map(Books.Attempt::worker)
                .distinct()
                .count();
    }

    private static Instant last(Books books) {
        return books.deliveries().stream()
                .flatMap(it -> it.attempts().stream())
                .map(Books.Attempt::begunAt)
                .max(Instant::compareTo)
                .orElseThrow();
    }

    private static int stoppedAttempts(Postgres database) throws SQLException {
        try (Connection connection = database.connect();
                ResultSet row = connection
                        .createStatement()
                        .executeQuery("SELECT count(*) FROM attempt WHERE outcome = 'busy' AND reason = 'stopped'")) {
            row.next();
            return row.getInt(1);
        }
    }

    private static Instant stopped(Postgres database) throws SQLException {
        try (Connection connection = database.connect();
                ResultSet row = connection
                        .createStatement()
                        .executeQuery("SELECT changed_at FROM gate WHERE reason = 'panic-stop'")) {
            assertTrue(row.next());
            return row.getObject(1, OffsetDateTime.class).toInstant();
        }
    }
}
