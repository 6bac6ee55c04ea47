package org.candor.dispatch;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
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
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.function.IntFunction;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.candor.rig.Books;
import org.candor.rig.Cluster;
import org.candor.rig.Ledger;
import org.candor.rig.Oracles;
import org.candor.rig.Postgres;
import org.candor.rig.Samples;
import org.candor.rig.Service;
import org.candor.sandbox.SmtpLedger;
import org.candor.sandbox.SmtpSettings;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** One receiving domain in trouble, in real processes; the mail server keeps its ledger outside of them. */
class DomainIT {
    private static final int PEOPLE = 1_000;
    private static final int OTHERS = 666;
    private static final int STORMY = 10;
    private static final Duration LONG = Duration.ofMinutes(3);

    @TempDir
    Path folder;

    /**
     * The rate is bound by the server's latency, so that places in the lane are what counts. A busy machine spoils a round;
     * with a lane that one domain can fill, no round comes near.
     */
    @Test
    @Tag("alone")
    void a_domain_that_never_answers_leaves_the_others_nine_tenths_of_their_rate() throws Exception {
        try (SmtpLedger server = server();
                Postgres database = Postgres.start(folder.resolve("pg"));
                Cluster cluster = new Cluster(plan(database, server.port()), database).startAll(1)) {
            server.latency(Duration.ofMillis(200), Duration.ofMillis(400));
            send(cluster, "warm-up", i -> "person." + i + "@warm" + i % 2 + ".example.com", 200);
            List<Double> ratios = new ArrayList<>();
            for (int round = 0; round < 3 && ratios.stream().noneMatch(it -> it >= 0.9); round++) {
                String healthy = "healthy" + round;
                send(cluster, healthy, i -> "person." + i + "@" + i % 2 + "." + healthy + ".example.com", OTHERS);
                String mixed = "mixed" + round;
                cluster.release(
                        0,
                        "email",
                        people(
                                i -> i % 3 == 0
                                        ? "silent-rcpt+" + i + "@stuck" + mixed + ".example.com"
                                        : "person." + i + "@" + i % 3 + "." + mixed + ".example.com",
                                PEOPLE));
                awaitTaken(mixed, OTHERS);
                assertEquals(0, taken("stuck" + mixed).size());
                assertTrue(waiting(database) > 0, "the stuck ones are still waiting when all others are through");
                ratios.add(rate(mixed) / rate(healthy));
                stop(database);
            }
            assertTrue(ratios.getLast() >= 0.9, "of the rate without the stuck domain: " + ratios);
        }
    }

    @Test
    void a_domain_that_throttles_is_held_by_both_processes_and_served_late() throws Exception {
        try (SmtpLedger server = server();
                Postgres database = Postgres.start(folder.resolve("pg"));
                Cluster cluster = new Cluster(plan(database, server.port()), database).startAll(2)) {
            server.latency(Duration.ofMillis(20), Duration.ofMillis(60));
            UUID notice = cluster.release(
                    0,
                    "email",
                    people(
                            i -> i % (PEOPLE / STORMY) == 0
                                    ? "throttle-once+" + i + "@storm.example.com"
                                    : "person." + i + "@" + i % 2 + ".calm.example.com",
                            PEOPLE));
            Hold hold = awaitHold(database);
            for (int process = 0; process < 2; process++) {
                JsonNode told = held(cluster, process);
                assertEquals(hold.domain(), told.get("domain").asInt());
                assertTrue(told.get("provider").isNull(), "a small domain has no name");
                assertEquals("throttled", told.get("reason").asText());
            }
            awaitTaken("calm", PEOPLE - STORMY);
            assertTrue(taken("storm").size() < STORMY, "the calm domains are through while the stormy one is held");

            cluster.awaitSettled(notice, LONG);
            Books books = Books.of(database);
            assertEquals(PEOPLE, books.in("accepted"), "late, but none failed");
            assertEquals(STORMY, taken("storm").size());
            assertEquals(0, begunWhileHeld(database, hold), "no process hands anything to a held domain");
            assertTrue(workersOf(database, hold.domain()) >= 1);
            assertEquals(
                    List.of(),
                    Oracles.all(cluster.story(0, Ledger.read(folder.resolve("outside/ledger.ndjson")), Duration.ZERO)));
            assertTrue(Files.readString(cluster.service(0).log()).contains(" is held for ")
                    || Files.readString(cluster.service(1).log()).contains(" is held for "));
            assertFalse(Files.readString(cluster.service(0).log()).contains("storm.example"));
        }
    }

    private SmtpLedger server() throws IOException {
        return SmtpLedger.start(SmtpSettings.in(folder.resolve("outside")).keepingMail(false));
    }

    private Service.Plan plan(Postgres database, int smtpPort) {
        return Cluster.plan(folder.resolve("data"), database, smtpPort)
                .with("candor.dispatch.in-flight", "32")
                .with("candor.dispatch.domain-patience", "1s")
                .with("candor.dispatch.email-backoff", "1s")
                .with("candor.courier.email.main.connections", "40")
                .with("candor.courier.email.main.timeout.command", "6s")
                .with("candor.courier.email.main.domain-hold", "6s")
                .with("candor.queue.domain-ease", "500ms");
    }

    private static Stream<String> people(IntFunction<String> email, int n) {
        return IntStream.range(0, n)
                .mapToObj(i -> Samples.recipient(i)
                        .replaceFirst(
                                "\"email\":\"[^\"]*\"",
                                "\"email\":\"" + email.apply(i).replace("$", "\\$") + "\""));
    }

    private void send(Cluster cluster, String run, IntFunction<String> email, int n) throws Exception {
        UUID notice = cluster.release(0, "email", people(email, n));
        cluster.awaitSettled(notice, LONG);
        assertEquals(n, cluster.counts(0, notice).get("email").get("accepted"), run);
    }

    private List<Ledger.Entry> taken(String domain) throws IOException {
        return Ledger.read(folder.resolve("outside/ledger.ndjson")).entries().stream()
                .filter(it ->
                        it.recipient().substring(it.recipient().indexOf('@')).contains(domain + ".example.com"))
                .toList();
    }

    private void awaitTaken(String domain, int n) {
        Awaitility.await()
                .atMost(LONG)
                .pollInterval(Duration.ofMillis(200))
                .until(() -> taken(domain).size() == n);
    }

    /** Messages per second from the first to the last, by the ledger. */
    private double rate(String domain) throws IOException {
        List<Instant> times =
                taken(domain).stream().map(Ledger.Entry::at).sorted().toList();
        return times.size()
                * 1_000.0
                / Duration.between(times.getFirst(), times.getLast()).toMillis();
    }

    private static long waiting(Postgres database) throws SQLException {
        return number(
                database,
                "SELECT count(*) FROM delivery WHERE state IN ('queued', 'claimed', 'handing_off', 'waiting')");
    }

    /** What is stuck must not take part in the next round. */
    private static void stop(Postgres database) throws SQLException {
        try (Connection connection = database.connect();
                PreparedStatement cancel =
                        connection.prepareStatement("UPDATE run SET state = 'cancelled' WHERE state = 'open'")) {
            cancel.execute();
        }
        Awaitility.await().atMost(LONG).until(() -> waiting(database) == 0);
    }

    private record Hold(int domain, Instant since, Instant until) {}

    private static Hold awaitHold(Postgres database) {
        return Awaitility.await()
                .atMost(LONG)
                .pollInterval(Duration.ofMillis(100))
                .until(() -> hold(database), it -> it.domain() != 0);
    }

    private static Hold hold(Postgres database) throws SQLException {
        try (Connection connection = database.connect();
                PreparedStatement question = connection.prepareStatement(
                        "SELECT domain, since, until FROM domain_hold WHERE until > clock_timestamp() + interval '3 seconds'");
                ResultSet answer = question.executeQuery()) {
            return answer.next()
                    ? new Hold(
                            answer.getInt(1),
                            answer.getTimestamp(2).toInstant(),
                            answer.getTimestamp(3).toInstant())
                    : new Hold(0, Instant.EPOCH, Instant.EPOCH);
        }
    }

    private static JsonNode held(Cluster cluster, int process) throws IOException, InterruptedException {
        JsonNode accounts = cluster.api(process, "operator")
                .get("/v1/channels")
                .expect(200)
                .body()
                .get("items");
        for (JsonNode it : accounts) {
            if (it.get("account").asText().equals("email:main")) {
                return it.get("held_domains").get(0);
            }
        }
        throw new AssertionError("no account in " + accounts);
    }

    /** Every process looks once a second; what it had claimed by then may still begin. */
    private static long begunWhileHeld(Postgres database, Hold hold) throws SQLException {
        return number(
                database,
                "SELECT count(*) FROM attempt a JOIN delivery d ON d.id = a.delivery WHERE d.domain = " + hold.domain()
                        + " AND a.begun_at > timestamptz '" + hold.since() + "' + interval '3 seconds'"
                        + " AND a.begun_at < timestamptz '" + hold.until() + "'");
    }

    private static long workersOf(Postgres database, int domain) throws SQLException {
        return number(
                database,
                "SELECT count(DISTINCT a.worker) FROM attempt a JOIN delivery d ON d.id = a.delivery WHERE d.domain = "
                        + domain);
    }

    private static long number(Postgres database, String question) throws SQLException {
        try (Connection connection = database.connect();
                PreparedStatement statement = connection.prepareStatement(question);
                ResultSet answer = statement.executeQuery()) {
            answer.next();
            return answer.getLong(1);
        }
    }
}
