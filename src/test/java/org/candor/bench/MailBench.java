package org.candor.bench;

import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.UUID;
import java.util.stream.Stream;
import org.candor.rig.Api;
import org.candor.rig.Samples;
import org.candor.rig.Service;

/**
 * How fast mail leaves: recipients with personal data, about 3 KB of mail each, sealed, paced (unlimited), every hand-off on
 * record, from a packaged service to a mail server in a process of its own. The first round is cold, the second warm.
 *
 * <p>The JVM runs with the options of the image ({@code src/main/docker/Dockerfile.jvm}).
 *
 * <p>{@code -Dbench.n} recipients (20,000), {@code -Dbench.rounds} notices to all of them (2), {@code -Dbench.in-flight}
 * hand-offs at once (256).
 */
public final class MailBench {
    private static final int N = Integer.getInteger("bench.n", 20_000);
    private static final int ROUNDS = Integer.getInteger("bench.rounds", 2);
    private static final int IN_FLIGHT = Integer.getInteger("bench.in-flight", 256);
    private static final Duration LIMIT = Duration.ofMinutes(5);

    private final Service service;
    private final Api author;
    private final Api approver;
    private final long postmaster;
    private final String database;
    private final String password;

    private MailBench(Service service) throws IOException {
        this.service = service;
        this.author = Api.demo(service, "operator");
        this.approver = Api.demo(service, "approver");
        List<String> pid = Files.readAllLines(service.data().resolve("pg/postmaster.pid"));
        this.postmaster = Long.parseLong(pid.get(0).strip());
        this.database = "jdbc:postgresql://127.0.0.1:" + pid.get(3).strip() + "/postgres";
        this.password = Files.readString(service.data().resolve("pg.password")).strip();
    }

    public static void main(String[] arguments) throws Exception {
        Path folder = Path.of("target", "bench");
        wipe(folder);
        Files.createDirectories(folder);
        try (Sink sink = Sink.start(folder);
                Service service = Service.start(Service.Plan.demo(folder.resolve("data"))
                        .mailTo(sink.port())
                        .with("candor.courier.email.main.connections", "64")
                        .with("candor.dispatch.in-flight", Integer.toString(IN_FLIGHT))
                        .withJvm("-Xmx512m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1"))) {
            new MailBench(service).run(sink, folder);
        }
    }

    private void run(Sink sink, Path folder) throws Exception {
        String incident = author.post("/v1/incidents", Samples.incident())
                .expect(201)
                .body()
                .get("id")
                .asText();
        Path list = folder.resolve("recipients.ndjson");
        write(list);
        long begin = System.nanoTime();
        author.upload("/v1/incidents/" + incident + "/recipients?name=bench", "application/x-ndjson", list)
                .expect(202);
        say("import            %,10.0f rows/s", N / seconds(begin));
        for (int round = 1; round <= ROUNDS; round++) {
            send(incident, round == 1 ? "cold" : "warm", sink);
        }
        say("peak memory       %,10d MiB (service)", Usage.peakMiB(service.pid()));
    }

    private void send(String incident, String what, Sink sink) throws Exception {
        String notice = "/v1/notices/" + Samples.release(author, approver, incident);
        Usage before = Usage.of(service.pid(), postmaster);
        long end = System.nanoTime() + LIMIT.toNanos();
        String state = "";
        while (!state.startsWith("completed")) {
            if (System.nanoTime() > end) {
                throw new IllegalStateException("the notice is still " + state + " after " + LIMIT);
            }
            Thread.sleep(500);
            state = author.get(notice).expect(200).body().get("state").asText();
        }
        Usage used = Usage.of(service.pid(), postmaster).since(before);
        double rate = rate(notice.substring(notice.lastIndexOf('/') + 1));
        double yardstick = sink.yardstick(N);
        say("%s: accepted     %,10.0f messages/s, first to last, to %s", what, rate, sink.name());
        say("%s: CPU          %,10.0f us a message in the service", what, used.serviceSeconds() * 1e6 / N);
        say("%s: CPU          %,10.0f us a message in PostgreSQL", what, used.databaseSeconds() * 1e6 / N);
        if (yardstick > 0) {
            say("%s: smtp-source  %,10.0f messages/s in the same run; ratio %.2f", what, yardstick, rate / yardstick);
        }
    }

    /** From the first to the last answer on record, and only if every single one was accepted. */
    private double rate(String notice) throws SQLException {
        String question = """
                SELECT count(*) FILTER (WHERE a.outcome = 'accepted') AS n,
                       extract(epoch FROM max(a.answered_at) - min(a.answered_at)) AS seconds
                FROM attempt a JOIN delivery d ON d.id = a.delivery WHERE d.notice = ?""";
        try (Connection connection = DriverManager.getConnection(database, "postgres", password);
                PreparedStatement statement = connection.prepareStatement(question)) {
            statement.setObject(1, UUID.fromString(notice));
            try (ResultSet answer = statement.executeQuery()) {
                answer.next();
                if (answer.getInt("n") != N) {
                    throw new IllegalStateException("accepted " + answer.getInt("n") + " of " + N);
                }
                return N / answer.getDouble("seconds");
            }
        }
    }

    private static void write(Path list) throws IOException {
        try (BufferedWriter out = Files.newBufferedWriter(list)) {
            for (int i = 0; i < N; i++) {
                out.write(Samples.recipient(i));
                out.newLine();
            }
        }
    }

    private static double seconds(long since) {
        return (System.nanoTime() - since) / 1e9;
    }

    private static void say(String line, Object... values) {
        System.out.println(String.format(Locale.ROOT, line, values));
    }

    private static void wipe(Path folder) throws IOException {
        if (!Files.exists(folder)) {
            return;
        }
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }
}
