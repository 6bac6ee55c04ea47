package org.candor.chaos;

import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.UUID;
import org.candor.rig.Books;
import org.candor.rig.Cluster;
import org.candor.rig.Comparison;
import org.candor.rig.Ledger;
import org.candor.rig.Oracles;
import org.candor.rig.Postgres;
import org.candor.rig.Recovery;
import org.candor.rig.Service;
import org.candor.sandbox.SmtpLedger;
import org.candor.sandbox.SmtpSettings;

/**
 * {@code ./mvnw -Pchaos}: a thousand emails for each kill through three processes with the clocks of production, a mail server
 * that answers after 100 to 500 ms so that lanes are full, {@code kill -9} of a random process every 12 s and of PostgreSQL at
 * every fifth. Prints what came of it, and ends with 1 unless it is as promised.
 *
 * <p>{@code -Dchaos.kills=20} for fewer kills; {@code -Dchaos.seed} for the same choice of processes once more.
 */
public final class Chaos {
    private static final int PROCESSES = 3;
    private static final int PEOPLE_A_KILL = 1_000;
    private static final int KILLS_A_DATABASE_KILL = 5;
    private static final Duration BETWEEN = Duration.ofSeconds(12);
    private static final Duration DOWN = Duration.ofSeconds(2);
    private static final Duration QUARANTINE = Duration.ofMinutes(15);
    private static final Duration PATIENCE = Duration.ofMinutes(40);
    private static final String AT_REST = """
            SELECT NOT EXISTS (SELECT 1 FROM fan_out WHERE NOT done) AND NOT EXISTS (
                SELECT 1 FROM delivery WHERE state IN ('queued', 'claimed', 'handing_off', 'waiting')
                    OR quarantine_until IS NOT NULL)""";

    private final int kills = Integer.getInteger("chaos.kills", 100);
    private final long seed = Long.getLong("chaos.seed", System.nanoTime());
    private final Random random = new Random(seed);
    private final Postgres database;
    private final Cluster cluster;

    private Chaos(Postgres database, Cluster cluster) {
        this.database = database;
        this.cluster = cluster;
    }

    public static void main(String... none) throws Exception {
        Path folder = Files.createTempDirectory("candor-chaos");
        boolean good;
        try (SmtpLedger server = SmtpLedger.start(SmtpSettings.in(folder.resolve("outside")));
                Postgres database = Postgres.start(folder.resolve("pg"));
                Cluster cluster = new Cluster(plan(folder, database, server.port()), database)) {
            server.latency(Duration.ofMillis(100), Duration.ofMillis(500));
            good = new Chaos(database, cluster).run(folder);
        }
        System.exit(good ? 0 : 1);
    }

    private static Service.Plan plan(Path folder, Postgres database, int smtpPort) {
        return Service.Plan.demo(folder.resolve("data"))
                .on(database)
                .mailTo(smtpPort)
                .with("candor.sandbox.enabled", "false")
                .with("candor.dispatch.in-flight", "8")
                // A killed process is known by the worker that its log names.
                .with("quarkus.log.category.\"org.candor.queue.Workers\".level", "DEBUG")
                .withJvm("-Xmx512m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1");
    }

    private boolean run(Path folder) throws Exception {
        Figures.say("%d kills, seed %d, in %s", kills, seed, folder.getFileName());
        for (int i = 0; i < PROCESSES; i++) {
            cluster.start(i);
        }
        cluster.release(0, kills * PEOPLE_A_KILL);
        try (Recovery recovery = new Recovery(database)) {
            Instant last = killAll(recovery);
            Duration settled = awaitRest(last);
            Books books = Books.of(database);
            Ledger ledger = Ledger.read(folder.resolve("outside/ledger.ndjson"));
            Figures figures = Figures.of(books, ledger, recovery, kills, kills / KILLS_A_DATABASE_KILL, settled);
            figures.print();
            List<Comparison.Finding> findings = Oracles.all(cluster.story(0, ledger, QUARANTINE));
            findings.stream().limit(20).forEach(it -> Figures.say("%s", it));
            Figures.say("findings of the oracles     %,9d   (must be 0)", findings.size());
            return figures.good() && findings.isEmpty();
        }
    }

    /** Answers the time of the last kill. */
    private Instant killAll(Recovery recovery) throws Exception {
        Instant next = Instant.now().plus(BETWEEN);
        for (int n = 1; n <= kills; n++) {
            sleepUntil(next);
            next = next.plus(BETWEEN);
            int one = random.nextInt(PROCESSES);
            Optional<UUID> worker = cluster.service(one).worker();
            cluster.kill(one);
            // One that was killed before it had taken up its work held nothing.
            worker.ifPresent(recovery::killed);
            if (n % KILLS_A_DATABASE_KILL == 0) {
                database.kill();
                sleepUntil(Instant.now().plus(DOWN));
                database.restart();
            }
            cluster.start(one);
            if (n % 10 == 0) {
                Figures.say("%d of %d kills", n, kills);
            }
        }
        return Instant.now();
    }

    private Duration awaitRest(Instant last) throws Exception {
        Instant end = last.plus(PATIENCE);
        while (Instant.now().isBefore(end)) {
            try (Connection connection = database.connect();
                    Statement statement = connection.createStatement();
                    ResultSet answer = statement.executeQuery(AT_REST)) {
                answer.next();
                if (answer.getBoolean(1)) {
                    return Duration.between(last, Instant.now());
                }
            }
            Thread.sleep(1_000);
        }
        return Duration.between(last, Instant.now());
    }

    private static void sleepUntil(Instant time) throws InterruptedException {
        long millis = Duration.between(Instant.now(), time).toMillis();
        if (millis > 0) {
            Thread.sleep(millis);
        }
    }
}
