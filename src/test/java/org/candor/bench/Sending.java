package org.candor.bench;

import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Locale;
import java.util.UUID;
import org.candor.rig.Api;
import org.candor.rig.Samples;
import org.candor.rig.Service;

/**
 * Notices to many people through a packaged service: {@code -Dbench.n} recipients (20,000) with personal data,
 * {@code -Dbench.rounds} notices to all of them (2), {@code -Dbench.in-flight} hand-offs at once (256). The first round is
 * cold, the second warm. The JVM runs with the options of the image ({@code src/main/docker/Dockerfile.jvm}).
 */
final class Sending {
    static final int N = Integer.getInteger("bench.n", 20_000);
    private static final int ROUNDS = Integer.getInteger("bench.rounds", 2);
    private static final int IN_FLIGHT = Integer.getInteger("bench.in-flight", 256);
    private static final Duration LIMIT = Duration.ofMinutes(5);

    /** What one round came to: hand-offs accepted a second, and seconds of CPU of the service and of PostgreSQL. */
    record Figures(String round, double rate, double serviceSeconds, double databaseSeconds) {
        void print(String what) {
            say("%s, %s: accepted     %,10.0f messages/s, first to last", what, round, rate);
            say("%s, %s: CPU          %,10.0f us a message in the service", what, round, serviceSeconds * 1e6 / N);
            say("%s, %s: CPU          %,10.0f us a message in PostgreSQL", what, round, databaseSeconds * 1e6 / N);
        }
    }

    /** Told of each round, in turn. */
    interface Listener {
        void round(Figures figures) throws Exception;
    }

    private final Service service;
    private final String channel;
    private final Api author;
    private final Api approver;
    private final Embedded database;

    Sending(Service service, String channel) throws IOException {
        this.service = service;
        this.channel = channel;
        this.author = Api.demo(service, "operator");
        this.approver = Api.demo(service, "approver");
        this.database = Embedded.of(service);
    }

    /** How the service is started for it. */
    static Service.Plan plan(Path folder) {
        return Service.Plan.demo(folder.resolve("data"))
                .with("candor.dispatch.in-flight", Integer.toString(IN_FLIGHT))
                .withJvm("-Xmx512m", "-XX:+UseSerialGC");
    }

    void run(Path folder, Listener listener) throws Exception {
        String incident = Samples.report(author);
        Path list = folder.resolve("recipients.ndjson");
        write(list);
        long begin = System.nanoTime();
        author.upload("/v1/incidents/" + incident + "/recipients?name=bench", "application/x-ndjson", list)
                .expect(202);
        say("%s: import      %,10.0f rows/s", channel, N / ((System.nanoTime() - begin) / 1e9));
        for (int round = 1; round <= ROUNDS; round++) {
            listener.round(send(incident, round == 1 ? "cold" : "warm"));
        }
        say("%s: peak memory %,10d MiB (service)", channel, Usage.peakMiB(service.pid()));
    }

    private Figures send(String incident, String round) throws Exception {
        String notice = "/v1/notices/" + Samples.release(author, approver, incident, channel);
        Usage before = Usage.of(service.pid(), database.postmaster());
        long end = System.nanoTime() + LIMIT.toNanos();
        String state = "";
        while (!state.startsWith("completed")) {
            if (System.nanoTime() > end) {
                throw new IllegalStateException("the notice is still " + state + " after " + LIMIT);
            }
            Thread.sleep(500);
            state = author.get(notice).expect(200).body().get("state").asText();
        }
        Usage used = Usage.of(service.pid(), database.postmaster()).since(before);
        double rate = rate(notice.substring(notice.lastIndexOf('/') + 1));
        return new Figures(round, rate, used.serviceSeconds(), used.databaseSeconds());
    }

    /** From the first to the last answer on record, and only if every single one was accepted. */
    private double rate(String notice) throws SQLException {
        String question = """
                SELECT count(*) FILTER (WHERE a.outcome = 'accepted') AS n,
                       extract(epoch FROM max(a.answered_at) - min(a.answered_at)) AS seconds
                FROM attempt a JOIN delivery d ON d.id = a.delivery WHERE d.notice = ?""";
        try (Connection connection = database.connect();
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

    static void say(String line, Object... values) {
        System.out.println(String.format(Locale.ROOT, line, values));
    }
}
