package org.candor.dispatch;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.UUID;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.candor.rig.Api;
import org.candor.rig.Books;
import org.candor.rig.Cluster;
import org.candor.rig.Ledger;
import org.candor.rig.Oracles;
import org.candor.rig.Postgres;
import org.candor.rig.Samples;
import org.candor.rig.Service;
import org.candor.sandbox.SmtpLedger;
import org.candor.sandbox.SmtpSettings;

/**
 * A stage for faults of mail: some processes of the service on one database, and for each fault an account at a mail server
 * of its own, so that faults do not mix.
 *
 * <p>Waits are scaled down: a pause that an answer calls for is a hundredth of what it is, and {@link Clocks} says the rest.
 */
final class MailStage implements AutoCloseable {
    static final int PEOPLE = 1_000;
    static final Duration LONG = Duration.ofMinutes(3);
    static final int IN_FLIGHT = 32;
    private static final int SEED = 30;

    /**
     * @param dot how long the answer to the final dot is waited for, instead of 10 minutes
     * @param selfFence instead of 20 s
     * @param deadAfter instead of 30 s
     * @param quarantine instead of 15 minutes
     */
    record Clocks(Duration dot, Duration selfFence, Duration deadAfter, Duration quarantine) {
        /** For hand-offs that end in doubt. */
        static final Clocks FAST = new Clocks(
                Duration.ofSeconds(10), Duration.ofSeconds(9), Duration.ofSeconds(11), Duration.ofSeconds(12));

        /** For hand-offs none of which may end in doubt, even on a machine that stalls. */
        static final Clocks PATIENT = new Clocks(
                Duration.ofMinutes(2), Duration.ofSeconds(20), Duration.ofSeconds(60), Duration.ofMinutes(3));
    }

    private final Path folder;
    private final Clocks clocks;
    private final Postgres database;
    private final Map<String, SmtpLedger> servers = new LinkedHashMap<>();
    private final List<UnaryOperator<Service.Plan>> accounts = new ArrayList<>();
    private final List<AutoCloseable> more = new ArrayList<>();
    private int processes;
    private Cluster cluster;

    MailStage(Path folder, Clocks clocks) throws IOException {
        this.folder = folder;
        this.clocks = clocks;
        this.database = Postgres.start(folder.resolve("postgres"));
    }

    /** A mail server that runs until the stage ends. */
    SmtpLedger server(String name, UnaryOperator<SmtpSettings> change) throws IOException {
        SmtpLedger server = SmtpLedger.start(change.apply(SmtpSettings.in(folder.resolve(name))));
        servers.put(name, server);
        return server;
    }

    /** Closed when the stage ends. */
    <T extends AutoCloseable> T keep(T it) {
        more.add(it);
        return it;
    }

    /** An account at this port; {@code settings} are names and values below its own name. */
    void account(String name, int port, String... settings) {
        String prefix = "candor.courier.email." + name + ".";
        accounts.add(plan -> {
            Service.Plan its = plan.mailTo(name, port)
                    .with(prefix + "waits", "0.01")
                    .with(prefix + "timeout.dot", clocks.dot().toSeconds() + "s");
            for (int i = 0; i < settings.length; i += 2) {
                its = its.with(prefix + settings[i], settings[i + 1]);
            }
            return its;
        });
    }

    /** Starts so many processes. */
    void start(int n) throws IOException, InterruptedException {
        int port = servers.values().iterator().next().port();
        Service.Plan plan = Cluster.plan(folder.resolve("data"), database, port)
                .with("candor.courier.email.main.timeout.dot", clocks.dot().toSeconds() + "s")
                .with("candor.dispatch.in-flight", Integer.toString(IN_FLIGHT))
                .with("candor.dispatch.email-backoff", "500ms,1s,2s,4s")
                .with("candor.dispatch.domain-put-off", "2s")
                .with("candor.queue.sweep", "300ms")
                .with("candor.queue.self-fence", clocks.selfFence().toSeconds() + "s")
                .with("candor.queue.dead-after", clocks.deadAfter().toSeconds() + "s")
                .with("candor.queue.quarantine", clocks.quarantine().toSeconds() + "s")
                .with("candor.queue.quarantine-margin", "1s")
                .with("candor.progress.refresh", "500ms");
        for (UnaryOperator<Service.Plan> it : accounts) {
            plan = it.apply(plan);
        }
        processes = n;
        cluster = new Cluster(plan, database).startAll(n);
    }

    Cluster cluster() {
        return cluster;
    }

    Api operator() throws IOException {
        return cluster.api(processes - 1, "operator");
    }

    /** Somebody whose address tells the mail server how to behave. */
    static Stream<String> people(String word, int from, int n) {
        return IntStream.range(from, from + n)
                .mapToObj(i -> Samples.recipient(i).replace("\"email\":\"", "\"email\":\"" + word + "+"));
    }

    /** A thousand people, of whom so many have each of these words, evenly among the others; alike in every run. */
    static Stream<String> mixed(Map<String, Integer> words) {
        List<String> all = new ArrayList<>(PEOPLE);
        new TreeMap<>(words)
                .forEach((word, n) -> people(word, all.size(), n).toList().forEach(all::add));
        people("plain", all.size(), PEOPLE - all.size()).toList().forEach(all::add);
        Collections.shuffle(all, new Random(SEED));
        return all.stream();
    }

    /** A notice to them through this account. */
    UUID release(String account, Stream<String> people) throws IOException, InterruptedException {
        return cluster.release(0, people, incident -> Samples.noticeThrough(incident, "email:" + account));
    }

    /** What has not gone out of a notice does not. */
    void cancel(UUID notice) throws IOException, InterruptedException {
        String path = "/v1/notices/" + notice;
        operator()
                .postIf(path + "/cancel", operator().get(path).expect(200).header("ETag"))
                .expect(200);
    }

    /** Waits until nothing of a notice is open or in doubt. */
    Books resolved(UUID notice, String account) throws Exception {
        cluster.awaitResolved(notice, LONG);
        return judged(notice, account);
    }

    /** All oracles on a notice that came to rest; what is on record of it. */
    Books judged(UUID notice, String account) throws Exception {
        Oracles.Story story = cluster.story(processes - 1, notice, ledger(account), clocks.quarantine());
        assertEquals(List.of(), Oracles.all(story));
        return story.books();
    }

    /** What the server of this name has taken. */
    Ledger ledger(String name) throws IOException {
        return Ledger.read(folder.resolve(name).resolve("ledger.ndjson"));
    }

    /** How often each address of this word was taken. */
    Map<Integer, Long> takenTimes(String name, String word) throws IOException {
        return ledger(name).entries().stream()
                .filter(it -> it.recipient().startsWith(word + "+"))
                .collect(Collectors.groupingBy(Ledger.Entry::recipient, Collectors.counting()))
                .values()
                .stream()
                .collect(Collectors.groupingBy(Long::intValue, TreeMap::new, Collectors.counting()));
    }

    /** How many attempts of a notice ended in which way, by outcome and reason. */
    Map<String, Long> endings(UUID notice) throws SQLException {
        Map<String, Long> all = new TreeMap<>();
        try (Connection connection = database.connect();
                PreparedStatement statement = connection.prepareStatement("""
                    SELECT t.outcome || ' ' || t.reason AS ending, count(*) AS n
                    FROM attempt t JOIN delivery d ON d.id = t.delivery WHERE d.notice = ? GROUP BY 1""")) {
            statement.setObject(1, notice);
            try (ResultSet rows = statement.executeQuery()) {
                while (rows.next()) {
                    all.put(rows.getString("ending"), rows.getLong("n"));
                }
            }
        }
        return all;
    }

    /** How many deliveries of a notice are in doubt and may still come to be known by themselves. */
    long quarantined(UUID notice) throws SQLException {
        return count("SELECT count(*) FROM delivery WHERE notice = ? AND quarantine_until IS NOT NULL", notice);
    }

    /** How many deliveries of a notice are due. */
    long due(UUID notice) throws SQLException {
        return count("SELECT count(*) FROM delivery WHERE notice = ? AND due_at <= clock_timestamp()", notice);
    }

    /** How many hand-offs of an account are claimed or under way. */
    long inFlight(String account) throws SQLException {
        return count(
                "SELECT count(*) FROM delivery WHERE account = ? AND state IN ('claimed', 'handing_off')",
                "email:" + account);
    }

    private long count(String question, Object about) throws SQLException {
        try (Connection connection = database.connect();
                PreparedStatement statement = connection.prepareStatement(question)) {
            statement.setObject(1, about);
            try (ResultSet rows = statement.executeQuery()) {
                rows.next();
                return rows.getLong(1);
            }
        }
    }

    /** Whether any process said this. */
    boolean said(String words) throws IOException {
        for (int i = 0; i < processes; i++) {
            if (Files.readString(cluster.service(i).log()).contains(words)) {
                return true;
            }
        }
        return false;
    }

    /** How a gate stands, as an operator sees it. */
    JsonNode gate(String account) throws IOException, InterruptedException {
        JsonNode items = operator().get("/v1/channels").expect(200).body().get("items");
        for (JsonNode it : items) {
            if (it.get("account").asText().equals("email:" + account)) {
                return it.get("gate");
            }
        }
        throw new IllegalStateException("no account email:" + account);
    }

    boolean closed(String account, String reason) throws IOException, InterruptedException {
        JsonNode gate = gate(account);
        return !gate.get("open").asBoolean() && gate.get("reason").asText().equals(reason);
    }

    /** Waits until somebody who watches would be woken: by the metric; there is a line in a log as well. */
    void awaitPage(String account, String reason) throws IOException {
        Pattern metric = Pattern.compile("candor_gate_open\\{[^}]*account=\"email:" + account + "\"[^}]*} 0\\.0");
        Awaitility.await()
                .atMost(LONG)
                .until(() -> metric.matcher(cluster.metrics(processes - 1)).find());
        String line = "WARN  [or.ca.qu.Gates] gate email:" + account + " closed: " + reason;
        assertTrue(said(line), "nobody said: " + line);
    }

    @Override
    public void close() throws Exception {
        if (cluster != null) {
            cluster.close();
        }
        for (AutoCloseable it : more) {
            it.close();
        }
        for (SmtpLedger it : servers.values()) {
            it.close();
        }
        database.close();
    }
}
