package org.candor.rig;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.UUID;
import org.candor.sandbox.SmtpLedger;
import org.candor.sandbox.SmtpSettings;

/**
 * Starts the packaged service once, lets it send a few letters and keeps what its JVM learned of its classes (JEP 514), so
 * that the processes of the whole-process tests, a hundred of them, start in little more than half the time. Without the file, or with one
 * of another build, they start as they did.
 */
public final class Rehearsal {
    private static final Path KEPT = Path.of("target", "candor.aot");
    private static final int PEOPLE = 50;
    private static final Duration LONG = Duration.ofMinutes(2);

    private Rehearsal() {}

    /** The option that makes use of it. */
    static String option() {
        return "-XX:AOTCache=" + KEPT.toAbsolutePath();
    }

    public static void main(String... none) throws Exception {
        Path folder = Files.createTempDirectory(Files.createDirectories(Path.of("target")), "rehearsal");
        try (SmtpLedger server = SmtpLedger.start(SmtpSettings.in(folder.resolve("outside")));
                Postgres database = Postgres.start(folder.resolve("pg"));
                Cluster cluster =
                        new Cluster(Cluster.plan(folder.resolve("data"), database, server.port()), database)) {
            cluster.start(0, plan -> plan.withJvm(Cluster.jvm("-XX:AOTCacheOutput=" + KEPT.toAbsolutePath())));
            UUID notice = cluster.release(0, PEOPLE);
            cluster.awaitSettled(notice, LONG);
            cluster.stop(0);
        }
    }
}
