package org.candor.dispatch;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import org.awaitility.Awaitility;
import org.candor.rig.Books;
import org.candor.rig.Cluster;
import org.candor.rig.Comparison.Finding;
import org.candor.rig.FaultProxy;
import org.candor.rig.Ledger;
import org.candor.rig.Oracles;
import org.candor.rig.Postgres;
import org.candor.sandbox.SmtpLedger;
import org.candor.sandbox.SmtpSettings;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;

/**
 * Three processes send emails while processes are killed, stand still, wake up and are told to end. The database and the
 * mail server, whose ledger is the truth, are outside of them. All clocks run faster than in production, and keep their
 * relations: a process is dead before the longest answer is over, and that is over before the quarantine is.
 */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class ProcessFaultsIT {
    private static final int PEOPLE = 1_000;
    private static final int PROCESSES = 3;
    private static final int IN_FLIGHT = 8;
    private static final int RESTARTS = 10;
    private static final String BEGUN_BY = "SELECT count(*) FROM attempt WHERE worker = ?";
    private static final Duration DEAD_AFTER = Duration.ofSeconds(10);
    private static final Duration LONGEST_ANSWER = Duration.ofSeconds(15);
    private static final Duration QUARANTINE = Duration.ofSeconds(40);
    private static final Duration DRAIN = Duration.ofSeconds(3);
    private static final Duration LONG = Duration.ofMinutes(3);

    @TempDir(cleanup = CleanupMode.ON_SUCCESS)
    private static Path folder;

    private static Postgres database;
    private static SmtpLedger server;
    private static Cluster cluster;

    @BeforeAll
    static void start() throws Exception {
        database = Postgres.start(folder.resolve("database"));
        server = SmtpLedger.start(SmtpSettings.in(folder.resolve("outside")));
        cluster = new Cluster(
                Cluster.plan(folder.resolve("data"), database, server.port())
                        .with("candor.dispatch.in-flight", Integer.toString(IN_FLIGHT))
                        .with("candor.queue.self-fence", "5s")
                        .with("candor.queue.dead-after", DEAD_AFTER.toSeconds() + "s")
                        .with("candor.queue.quarantine", QUARANTINE.toSeconds() + "s")
                        .with("candor.queue.quarantine-margin", "5s")
                        .with("candor.courier.email.main.timeout.dot", LONGEST_ANSWER.toSeconds() + "s"),
                database);
        cluster.startAll(PROCESSES);
    }

    @AfterAll
    static void end() throws Exception {
        cluster.close();
        server.close();
        database.close();
    }

    /** Row 18 of the crash points. What this leaves in doubt is followed up by the last test. */
    @Test
    @Order(1)
    void after_a_kill_of_all_processes_at_once_sending_goes_on_within_10_s_of_being_ready() throws Exception {
        answersTake(Duration.ofMillis(50), Duration.ofMillis(150));
        UUID notice = cluster.release(0, PEOPLE);
        awaitTaken(notice, PEOPLE / 4);
        Instant killed = Instant.now();
        cluster.killAll();
        assertTrue(begun(notice) < PEOPLE, "the kill came too late to prove anything");

        cluster.start(0);
        Instant ready = Instant.now();
        for (int i = 1; i < PROCESSES; i++) {
            cluster.launch(i, Map.of());
        }
        Awaitility.await().atMost(LONG).until(() -> firstBegunAfter(killed, notice) != null);
        Duration pause = Duration.between(ready, firstBegunAfter(killed, notice));
        assertTrue(pause.compareTo(Duration.ofSeconds(10)) <= 0, "the first hand-off came " + pause + " after ready");
        cluster.awaitSettled(notice, LONG);
        for (int i = 1; i < PROCESSES; i++) {
            cluster.service(i).awaitReady();
        }
        Books books = soundly(notice, PEOPLE);
        assertTrue(books.doubts() <= PROCESSES * IN_FLIGHT, () -> books.doubts() + " hand-offs are in doubt");
        assertEquals(PEOPLE - books.in("unknown"), books.in("accepted"));
    }

    /** The rest of row 17: what is still open when the drain ends. */
    @Test
    @Order(2)
    void a_process_that_ends_while_its_provider_hangs_leaves_doubt_and_the_others_go_on() throws Exception {
        answersTake(Duration.ofMillis(100), Duration.ofMillis(300));
        Set<UUID> before = workers();
        try (FaultProxy proxy = FaultProxy.to(server.port())) {
            cluster.start(
                    PROCESSES,
                    plan -> plan.mailTo(proxy.port())
                            .with("candor.dispatch.drain", DRAIN.toSeconds() + "s")
                            .with("candor.courier.email.main.timeout.close", "1s"));
            UUID notice = cluster.release(0, PEOPLE);
            UUID worker = newWorker(before);
            Awaitility.await().atMost(LONG).until(() -> count(BEGUN_BY, worker) > 2 * IN_FLIGHT);
            proxy.blackhole();
            assertTrue(begun(notice) < PEOPLE, "nothing was left for the others");
            cluster.stop(PROCESSES);

            cluster.awaitSettled(notice, LONG);
            Books books = soundly(notice, PEOPLE);
            assertTrue(books.in("unknown") >= 1 && books.in("unknown") <= IN_FLIGHT, () -> books.in("unknown") + "");
            assertEquals(PEOPLE - books.in("unknown"), books.in("accepted"));
            books.deliveries().stream()
                    .filter(it -> it.state().equals("unknown"))
                    .forEach(it -> assertEquals("worker-stopped", it.reason()));
        }
    }

    @Test
    @Order(3)
    void a_process_that_stands_still_for_less_than_its_fence_loses_nothing() throws Exception {
        answersTake(Duration.ofMillis(100), Duration.ofMillis(300));
        Set<UUID> before = workers();
        UUID notice = cluster.release(0, PEOPLE);
        awaitTaken(notice, PEOPLE / 4);
        cluster.pause(1);
        elapse(Duration.ofSeconds(3));
        cluster.resume(1);
        assertTrue(begun(notice) < PEOPLE, "nothing was left to send");
        cluster.awaitSettled(notice, LONG);
        onceEach(soundly(notice, PEOPLE), PEOPLE);
        assertEquals(before, workers(), "a worker was taken for dead");
    }

    /** Row 16 of the crash points: it stands still for longer than the longest answer takes. */
    @Test
    @Order(4)
    void a_process_that_wakes_up_after_its_death_records_its_answers_and_sends_nothing_twice() throws Exception {
        answersTake(Duration.ofSeconds(2), Duration.ofSeconds(2));
        Set<UUID> before = workers();
        UUID notice = cluster.release(0, PEOPLE);
        awaitTaken(notice, 2 * PROCESSES * IN_FLIGHT);
        stopsWhileAnswersAreDue(notice);
        Instant still = Instant.now();
        Awaitility.await().atMost(LONG).until(() -> !inDoubt(notice).isEmpty());
        Set<UUID> lost = inDoubt(notice);
        elapse(Duration.between(Instant.now(), still.plus(LONGEST_ANSWER).plusSeconds(2)));
        Instant awake = Instant.now();
        cluster.resume(1);
        UUID again = newWorker(before);
        Awaitility.await().atMost(LONG).until(() -> count(BEGUN_BY, again) > 0);
        answersTake(Duration.ZERO, Duration.ZERO);

        cluster.awaitResolved(notice, LONG);
        Books books = soundly(notice, PEOPLE);
        onceEach(books, PEOPLE);
        for (Books.Delivery it : books.deliveries()) {
            Instant answered = Objects.requireNonNull(it.attempts().getFirst().answeredAt());
            assertTrue(!lost.contains(it.id()) || answered.isAfter(awake), "answered while it stood still");
        }
    }

    /** Row 17 of the crash points. Each restart has a load of its own, however long a start takes. */
    @Test
    @Order(5)
    void ten_rolling_restarts_lose_nothing_double_nothing_and_leave_no_doubt() throws Exception {
        int people = PEOPLE / RESTARTS;
        answersTake(Duration.ofMillis(1_500), Duration.ofMillis(2_500));
        List<UUID> notices = new ArrayList<>();
        for (int n = 0; n < RESTARTS; n++) {
            int i = n % PROCESSES;
            UUID notice = cluster.release((i + 1) % PROCESSES, people);
            notices.add(notice);
            awaitTaken(notice, 1);
            assertTrue(begun(notice) < people, "no load at restart " + n);
            // 128 + SIGTERM: how a JVM ends that was asked to.
            assertEquals(143, cluster.stop(i));
            cluster.start(i);
        }
        for (UUID notice : notices) {
            cluster.awaitSettled(notice, LONG);
            onceEach(soundly(notice, people), people);
        }
    }

    @Test
    @Order(6)
    void what_came_to_be_in_doubt_goes_out_again_after_its_quarantine_and_is_marked() throws Exception {
        answersTake(Duration.ZERO, Duration.ZERO);
        for (UUID notice : Books.of(database).notices().keySet()) {
            cluster.awaitResolved(notice, LONG);
        }
        Books books = Books.of(database);
        assertEquals(books.deliveries().size(), books.in("accepted"));
        for (Books.Delivery it : books.deliveries()) {
            boolean again =
                    it.attempts().stream().limit(it.attempts().size() - 1L).anyMatch(Books.Attempt::inDoubt);
            assertEquals(again, it.possibleDuplicate(), it.id() + " is marked wrongly");
        }
        assertEquals(List.of(), Oracles.all(cluster.story(0, ledger(), QUARANTINE)));
    }

    /** The books of a notice that is at rest, after all that must hold of it was found to hold. */
    private static Books soundly(UUID notice, int people) throws Exception {
        Books books = Books.of(database).only(notice);
        Set<UUID> its = books.deliveries().stream().map(Books.Delivery::id).collect(Collectors.toSet());
        Ledger taken = new Ledger(ledger().entries().stream()
                .filter(it -> it.delivery().filter(its::contains).isPresent())
                .toList());
        List<Finding> findings = new ArrayList<>(Oracles.all(new Oracles.Story(
                books, taken, Map.of(notice, cluster.counts(0, notice)), cluster.texts(0), QUARANTINE)));
        assertEquals(List.of(), findings);
        assertEquals(people, books.deliveries().size());
        return books;
    }

    private static void onceEach(Books books, int people) {
        assertEquals(people, books.in("accepted"));
        assertEquals(0, books.doubts());
        assertEquals(
                List.of(),
                books.deliveries().stream()
                        .filter(it -> it.attempts().size() != 1 || it.possibleDuplicate())
                        .toList());
    }

    private static Ledger ledger() throws Exception {
        return Ledger.read(folder.resolve("outside/ledger.ndjson"));
    }

    /**
     * Stops process 1 when the mail server has every message that is being handed over. One that was begun and not yet sent
     * would be tried again, and rightly: whoever wakes up after its death sends nothing more. A pause that came too early is
     * over long before the fence.
     */
    private static void stopsWhileAnswersAreDue(UUID notice) {
        Awaitility.await().atMost(LONG).pollInterval(Duration.ofMillis(50)).until(() -> {
            cluster.pause(1);
            Set<UUID> underWay = new HashSet<>(database.ids(
                    "SELECT d.id FROM attempt t JOIN delivery d ON d.id = t.delivery WHERE d.notice = ? AND t.phase = 'begun'",
                    notice));
            boolean full = underWay.size() > (PROCESSES - 1) * IN_FLIGHT;
            ledger().entries().forEach(it -> it.delivery().ifPresent(underWay::remove));
            if (full && underWay.isEmpty()) {
                return true;
            }
            cluster.resume(1);
            return false;
        });
    }

    private static void answersTake(Duration least, Duration most) {
        server.latency(least, most);
    }

    /** Lets so much time pass, which is the fault itself. */
    private static void elapse(Duration time) {
        Instant end = Instant.now().plus(time);
        Awaitility.await().atMost(LONG).until(() -> !Instant.now().isBefore(end));
    }

    private static void awaitTaken(UUID notice, long least) {
        String accepted = "SELECT count(*) FROM delivery WHERE notice = ? AND state = 'accepted'";
        Awaitility.await()
                .atMost(LONG)
                .pollInterval(Duration.ofMillis(20))
                .until(() -> count(accepted, notice) >= least);
    }

    private static long begun(UUID notice) throws SQLException {
        return count("SELECT count(*) FROM attempt t JOIN delivery d ON d.id = t.delivery WHERE d.notice = ?", notice);
    }

    private static @Nullable Instant firstBegunAfter(Instant time, UUID notice) throws SQLException {
        return Books.of(database).only(notice).deliveries().stream()
                .flatMap(it -> it.attempts().stream())
                .map(Books.Attempt::begunAt)
                .filter(time::isBefore)
                .min(Instant::compareTo)
                .orElse(null);
    }

    private static Set<UUID> workers() throws SQLException {
        return new HashSet<>(database.ids("SELECT id FROM worker"));
    }

    private static UUID newWorker(Set<UUID> before) throws SQLException {
        Awaitility.await().atMost(LONG).until(() -> workers().size() > before.size());
        Set<UUID> added = workers();
        added.removeAll(before);
        assertEquals(1, added.size(), "new workers");
        return added.iterator().next();
    }

    private static Set<UUID> inDoubt(UUID notice) throws SQLException {
        return new HashSet<>(database.ids(
                "SELECT id FROM delivery WHERE notice = ? AND state = 'unknown' AND reason = 'worker-lost'", notice));
    }

    private static long count(String question, UUID id) throws SQLException {
        return database.count(question, id);
    }
}
