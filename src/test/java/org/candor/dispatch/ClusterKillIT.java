package org.candor.dispatch;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.awaitility.Awaitility;
import org.candor.rig.Books;
import org.candor.rig.Cluster;
import org.candor.rig.Ledger;
import org.candor.rig.Oracles;
import org.candor.rig.Postgres;
import org.candor.rig.Recovery;
import org.candor.rig.Service;
import org.candor.sandbox.SmtpLedger;
import org.candor.sandbox.SmtpSettings;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Three processes on one database: left alone, and killed one after the other again and again. */
@Tag("alone")
class ClusterKillIT {
    private static final int PROCESSES = 3;
    /** Some seconds at most: then it dies without a claim. */
    private static final int LOOKS = 100;

    private static final int KILLS = 10;
    private static final int IN_FLIGHT = 16;
    private static final Duration QUARANTINE = Duration.ofSeconds(12);
    private static final Duration LONG = Duration.ofMinutes(10);

    /** What is promised at a dead-after of 30 s; here it is 6 s, so that only a busy machine comes near. */
    private static final Duration WORST = Duration.ofSeconds(45);

    @TempDir
    Path folder;

    @Test
    void ten_kills_in_ten_thousand_emails_lose_nothing_and_double_nothing_unsaid() throws Exception {
        int people = 10_000;
        try (Postgres database = Postgres.start(folder.resolve("pg"));
                SmtpLedger server = SmtpLedger.start(SmtpSettings.in(folder.resolve("outside")));
                Cluster cluster = new Cluster(plan(database, server), database);
                Recovery recovery = new Recovery(database)) {
            server.latency(Duration.ofMillis(40), Duration.ofMillis(120));
            cluster.startAll(PROCESSES);
            UUID notice = cluster.release(0, people);
            for (int kill = 1; kill <= KILLS; kill++) {
                long soFar = (long) people * kill / (KILLS + 2);
                Awaitility.await().atMost(LONG).until(() -> server.taken() > soFar);
                killOneAtWork(cluster, kill % PROCESSES, database, recovery);
            }
            assertTrue(server.taken() < people, "the last kill came too late to prove anything");
            cluster.awaitResolved(notice, LONG);
            Awaitility.await().atMost(LONG).until(recovery::done);

            Books books = Books.of(database);
            cluster.service(0).awaitReady();
            assertEquals(List.of(), Oracles.all(cluster.story(0, ledger(), QUARANTINE)));
            assertEquals(people, books.in("accepted"));
            long doubts = books.doubts();
            assertTrue(doubts > 0 && doubts <= IN_FLIGHT * KILLS, () -> doubts + " hand-offs were in doubt");
            assertTrue(!recovery.times().isEmpty(), "nobody died with untouched claims");
            assertTrue(recovery.within(1).compareTo(WORST) <= 0, () -> "held for " + recovery.within(1));
        }
    }

    @Test
    void twenty_thousand_emails_without_faults_go_out_once_each() throws Exception {
        int people = 20_000;
        try (Postgres database = Postgres.start(folder.resolve("pg"));
                SmtpLedger server = SmtpLedger.start(SmtpSettings.in(folder.resolve("outside")));
                Cluster cluster = new Cluster(
                        plan(database, server)
                                // Nobody is declared dead on a machine that stands still for a while.
                                .with("candor.queue.self-fence", "40s")
                                .with("candor.queue.dead-after", "60s")
                                .with("candor.queue.quarantine", "15m")
                                .with("candor.dispatch.in-flight", "64"),
                        database)) {
            cluster.startAll(PROCESSES);
            UUID notice = cluster.release(0, people);
            cluster.awaitSettled(notice, LONG);

            Books books = Books.of(database);
            assertEquals(List.of(), Oracles.all(cluster.story(0, ledger(), Duration.ofMinutes(15))));
            assertEquals(people, server.taken());
            assertEquals(
                    Map.of("email", Map.of("accepted", (long) people)),
                    books.notices().get(notice).sums());
            assertEquals(0, books.doubts());
        }
    }

    /**
     * Kills a process that has taken up its work and starts it again; the others go on meanwhile. It is stopped first and let go
     * again until it holds a claim, since it does so for some milliseconds only.
     */
    private static void killOneAtWork(Cluster cluster, int i, Postgres database, Recovery recovery) throws Exception {
        Service victim = cluster.service(i);
        Awaitility.await().atMost(LONG).until(() -> victim.worker().isPresent());
        UUID worker = victim.worker().orElseThrow();
        for (int look = 0; look < LOOKS; look++) {
            cluster.pause(i);
            if (database.count("SELECT count(*) FROM delivery WHERE worker = ? AND state = 'claimed'", worker) > 0) {
                break;
            }
            cluster.resume(i);
        }
        cluster.kill(i);
        recovery.killed(worker);
        cluster.launch(i, Map.of());
    }

    private Service.Plan plan(Postgres database, SmtpLedger server) {
        return Cluster.plan(folder.resolve("data"), database, server.port())
                .with("candor.dispatch.in-flight", Integer.toString(IN_FLIGHT))
                .with("candor.courier.email.main.timeout.dot", "5s")
                .with("candor.queue.quarantine-margin", "1s")
                .with("candor.queue.quarantine", QUARANTINE.toSeconds() + "s");
    }

    private Ledger ledger() throws Exception {
        return Ledger.read(folder.resolve("outside/ledger.ndjson"));
    }
}
