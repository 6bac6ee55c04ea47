package org.candor.dispatch;

import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;
import org.candor.plumbing.CrashPoint;
import org.candor.rig.Api;
import org.candor.rig.Books;
import org.candor.rig.Cluster;
import org.candor.rig.Comparison.Finding;
import org.candor.rig.Ledger;
import org.candor.rig.Oracles;
import org.candor.rig.Postgres;
import org.candor.rig.Samples;
import org.candor.rig.Service;
import org.candor.sandbox.SmtpLedger;
import org.candor.sandbox.SmtpSettings;
import org.candor.sandbox.TwilioServer;

/**
 * One database, a mail server, a provider of text messages and process 0, the survivor, which never dies and is slow at
 * everything, so that whatever a process that is going to die can do, that one does first.
 */
final class CrashScene implements AutoCloseable {
    static final int IN_FLIGHT = 8;
    static final int SURVIVOR = 0;
    private static final Duration LONG = Duration.ofMinutes(10);
    private static final Duration QUARANTINE = Duration.ofMinutes(15);

    /** A process that is going to die, and who had registered as a worker before it did. */
    record Armed(int number, Service service, Set<UUID> before) {
        private static final Pattern RESCUED = Pattern.compile("\\d+ worker\\(s\\) ended");

        /** How often it has taken what dead workers held, as its log says. */
        long rescues() throws IOException {
            return RESCUED.matcher(Files.readString(service.log())).results().count();
        }
    }

    final Postgres database;
    final SmtpLedger mail;
    final TwilioServer texts;
    final Cluster cluster;
    private final Path folder;
    private int started = SURVIVOR;

    CrashScene(Path folder) throws IOException, InterruptedException {
        this.folder = folder;
        database = Postgres.start(folder.resolve("pg"));
        mail = SmtpLedger.start(SmtpSettings.in(folder.resolve("mail")));
        texts = TwilioServer.start(folder.resolve("texts"), 0);
        cluster = new Cluster(
                Cluster.plan(folder.resolve("data"), database, mail.port())
                        .with("candor.courier.sms.main.base-url", "http://127.0.0.1:" + texts.port())
                        .with("candor.courier.sms.main.account-sid", TwilioServer.ACCOUNT)
                        .with(
                                "candor.courier.sms.main.auth-token-file",
                                texts.tokenFile().toString())
                        .with("candor.courier.sms.main.from", "+15005550006")
                        .with("candor.courier.sms.main.callback-url", "http://localhost:8080")
                        .with("candor.queue.heartbeat", "300ms")
                        .with("candor.queue.self-fence", "3s")
                        .with("candor.queue.dead-after", "4s")
                        .with("candor.incident.import-lease", "2s")
                        .with("candor.notice.page", "5")
                        .with("candor.notice.fan-out-every", "1s")
                        .with("candor.notice.sweep", "1s")
                        .with("candor.receipt.every", "2s")
                        .with("candor.dispatch.in-flight", "2"),
                database);
        cluster.start(SURVIVOR);
    }

    /** The usual pace of the mail server: slow enough that a lane is full. */
    void behave() {
        mail.latency(Duration.ofMillis(20), Duration.ofMillis(50));
    }

    /** What is left goes to a mail server that keeps nobody waiting. */
    void hurry() {
        mail.latency(Duration.ofMillis(1), Duration.ofMillis(3));
    }

    /** Starts a process, quick at everything, that dies when it gets to the place for that time; does not wait for it. */
    Armed arm(CrashPoint point, int hit) throws IOException, SQLException {
        Set<UUID> before = workers();
        Service service = cluster.launch(
                ++started,
                plan -> plan.withEnvironment(CrashPoint.VARIABLE, point.word() + ":" + hit)
                        .with("candor.queue.heartbeat", "200ms")
                        .with("candor.queue.self-fence", "1s")
                        .with("candor.queue.dead-after", "1500ms")
                        .with("candor.queue.sweep", point == CrashPoint.IN_FOLD ? "50ms" : "200ms")
                        .with("candor.incident.import-batch", "5")
                        .with("candor.notice.fan-out-every", "20ms")
                        .with("candor.notice.sweep", "50ms")
                        .with("candor.receipt.every", "20ms")
                        .with("candor.receipt.group", "1")
                        .with("candor.dispatch.in-flight", Integer.toString(IN_FLIGHT)));
        return new Armed(started, service, before);
    }

    /** Waits until it can be used, or has died at once: it helps with whatever work there is. */
    static void awaitReady(Armed armed) throws InterruptedException {
        try {
            armed.service().awaitReady();
        } catch (IllegalStateException ended) {
            armed.service().awaitExit(Duration.ZERO);
        }
    }

    Api survivor() throws IOException {
        return cluster.api(SURVIVOR, "operator");
    }

    /** An incident without people. */
    String incident() throws IOException, InterruptedException {
        return survivor()
                .post("/v1/incidents", Samples.incident())
                .expect(201)
                .body()
                .get("id")
                .asText();
    }

    /** A list of people from this number on. */
    Path people(int first, int n) throws IOException {
        Path list = folder.resolve("people-" + UUID.randomUUID() + ".ndjson");
        try (BufferedWriter out = Files.newBufferedWriter(list)) {
            for (String person :
                    (Iterable<String>) IntStream.range(first, first + n).mapToObj(Samples::recipient)::iterator) {
                out.write(person);
                out.newLine();
            }
        }
        return list;
    }

    /** Waits until nothing moves in the whole database. */
    void awaitRest() {
        Awaitility.await().atMost(LONG).pollInterval(Duration.ofMillis(100)).until(() -> number("""
                SELECT (SELECT count(*) FROM fan_out WHERE NOT done) + (SELECT count(*) FROM delivery
                    WHERE state IN ('queued', 'claimed', 'handing_off', 'waiting'))
                    + (SELECT count(*) FROM receipt WHERE due_at IS NOT NULL)
                    + (SELECT count(*) FROM notice WHERE state IN ('scheduled', 'running', 'completing'))""") == 0);
    }

    long number(String question, Object... values) throws SQLException {
        try (Connection connection = database.connect();
                PreparedStatement statement = connection.prepareStatement(question)) {
            for (int i = 0; i < values.length; i++) {
                statement.setObject(i + 1, values[i]);
            }
            try (ResultSet answer = statement.executeQuery()) {
                answer.next();
                return answer.getLong(1);
            }
        }
    }

    /** A worker that held nothing, dead by the clocks of those that are going to die, and not for long by the survivor's; answers its id. */
    UUID deadWorker() throws SQLException {
        UUID id = UUID.randomUUID();
        try (Connection connection = database.connect();
                PreparedStatement statement = connection.prepareStatement(
                        "INSERT INTO worker (id, heartbeat_at) VALUES (?, clock_timestamp() - interval '1600 milliseconds')")) {
            statement.setObject(1, id);
            statement.executeUpdate();
        }
        return id;
    }

    private Set<UUID> workers() throws SQLException {
        Set<UUID> all = new HashSet<>();
        try (Connection connection = database.connect();
                PreparedStatement statement = connection.prepareStatement("SELECT id FROM worker");
                ResultSet rows = statement.executeQuery()) {
            while (rows.next()) {
                all.add(rows.getObject(1, UUID.class));
            }
        }
        return all;
    }

    /** Deliveries of which a hand-off is in doubt since its worker died, by the workers that registered since this one. */
    Map<UUID, List<Books.Delivery>> doubts(Books books, Armed armed) {
        Map<UUID, List<Books.Delivery>> doubts = new HashMap<>();
        for (Books.Delivery it : books.deliveries()) {
            it.attempts().stream()
                    .filter(attempt ->
                            attempt.phase().equals("lost") && !armed.before().contains(attempt.worker()))
                    .forEach(attempt -> doubts.computeIfAbsent(attempt.worker(), _ -> new ArrayList<>())
                            .add(it));
        }
        return doubts;
    }

    Ledger ledger() throws IOException {
        List<Ledger.Entry> both = new ArrayList<>(
                Ledger.read(folder.resolve("mail/ledger.ndjson")).entries());
        both.addAll(Ledger.read(folder.resolve("texts/sms-ledger.ndjson")).entries());
        return new Ledger(both);
    }

    /** What is wrong with everything there is so far, by the books and the ledgers. */
    List<Finding> findings(Books books) throws IOException {
        return Oracles.all(new Oracles.Story(books, ledger(), Map.of(), Map.of(), QUARANTINE));
    }

    /** The same, and by what the service tells and by what the processes said. */
    List<Finding> allFindings() throws IOException, InterruptedException, SQLException {
        return Oracles.all(cluster.story(SURVIVOR, ledger(), QUARANTINE));
    }

    @Override
    public void close() throws IOException, InterruptedException {
        cluster.close();
        texts.close();
        mail.close();
        database.close();
    }
}
