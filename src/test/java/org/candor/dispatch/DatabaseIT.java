package org.candor.dispatch;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;
import org.candor.rig.Api;
import org.candor.rig.Books;
import org.candor.rig.Cluster;
import org.candor.rig.FaultProxy;
import org.candor.rig.FaultProxy.Way;
import org.candor.rig.FaultProxy.When;
import org.candor.rig.Ledger;
import org.candor.rig.Oracles;
import org.candor.rig.PgMark;
import org.candor.rig.Postgres;
import org.candor.rig.Samples;
import org.candor.rig.Service;
import org.candor.sandbox.SmtpLedger;
import org.candor.sandbox.SmtpSettings;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Two processes on one database that dies, hangs, loses answers and is demoted while a notice goes out. The mail server
 * lives in this process; its ledger is the truth.
 */
@Timeout(600)
class DatabaseIT {
    private static final int PEOPLE = 1_000;
    private static final int IN_FLIGHT = 16;
    private static final Duration LONG = Duration.ofMinutes(4);
    private static final Duration QUARANTINE = Duration.ofMinutes(15);

    @TempDir
    static Path folder;

    private static SmtpLedger mail;
    private static Postgres database;
    private static FaultProxy proxy;
    private static Cluster cluster;

    @BeforeAll
    static void start() throws Exception {
        mail = SmtpLedger.start(SmtpSettings.in(folder.resolve("outside")).keepingMail(false));
        database = Postgres.start(folder.resolve("pg"));
        proxy = FaultProxy.to(database.port());
        Service.Plan plan = Cluster.plan(folder.resolve("data"), database, mail.port())
                .with("quarkus.datasource.reactive.url", "postgresql://127.0.0.1:" + proxy.port() + "/postgres")
                .with("candor.courier.email.main.pace", "100/s")
                .with("candor.dispatch.in-flight", Integer.toString(IN_FLIGHT))
                .with("candor.incident.import-lease", "6s")
                .with("candor.queue.self-fence", "6s")
                .with("candor.queue.dead-after", "10s");
        cluster = new Cluster(plan, database).startAll(2);
    }

    @AfterAll
    static void stop() throws Exception {
        cluster.close();
        proxy.close();
        database.close();
        mail.close();
    }

    @AfterEach
    void heal() throws Exception {
        proxy.pass();
        if (!database.running()) {
            database.restart();
        }
        awaitReady();
    }

    @Test
    void a_database_that_is_killed_stops_the_sending_at_once_and_it_goes_on_by_itself() throws Exception {
        UUID notice = underWay();
        database.kill();
        long atKill = mail.taken();
        Awaitility.await().pollDelay(Duration.ofSeconds(1)).until(() -> true);
        long stopped = mail.taken();
        assertTrue(stopped - atKill <= 2 * IN_FLIGHT, "only what was in flight ends, not " + (stopped - atKill));
        Awaitility.await().pollDelay(Duration.ofSeconds(2)).until(() -> true);
        long after = mail.taken();
        assertTrue(after - atKill <= 2 * IN_FLIGHT, "nothing new begins, not " + (after - stopped));
        database.restart();
        Awaitility.await().atMost(Duration.ofSeconds(15)).until(() -> mail.taken() > after);
        assertAllIsWell(notice);
    }

    @Test
    void while_the_database_is_away_nothing_begins_and_intake_says_when_to_come_again() throws Exception {
        UUID notice = underWay();
        Api operator = cluster.api(0, "operator");
        database.stop(Postgres.Stop.IMMEDIATE);
        long before = mail.taken();
        Awaitility.await().atMost(Duration.ofSeconds(30)).until(() -> !ready(0) && !ready(1));
        // Longer than a worker may be silent: and still nobody is dead.
        Awaitility.await().pollDelay(Duration.ofSeconds(12)).atMost(LONG).until(() -> true);
        Api.Answer refused = operator.post("/v1/incidents", Samples.incident()).expect(503);
        assertTrue(Integer.parseInt(refused.header("Retry-After")) > 0);
        assertTrue(mail.taken() - before <= 2 * IN_FLIGHT);
        assertTrue(cluster.service(0).running() && cluster.service(1).running());
        database.restart();
        assertAllIsWell(notice);
        assertEquals(0, Books.of(database).only(notice).doubts(), "results were kept, and nobody was declared dead");
    }

    @Test
    void commits_whose_answer_is_lost_are_found_or_repeated() throws Exception {
        int cuts = proxy.cuts();
        proxy.cut(Way.TO_SERVER, PgMark.statement("SET state = 'handing_off'"), When.AT_ANSWER, 5);
        proxy.cut(Way.TO_SERVER, PgMark.statement("SET state = 'handing_off'"), When.BEFORE, 5);
        proxy.cut(Way.TO_SERVER, PgMark.statement("SET phase = 'answered'"), When.AT_ANSWER, 5);
        proxy.cut(Way.TO_SERVER, PgMark.statement("SET phase = 'answered'"), When.BEFORE, 5);
        proxy.reset();
        UUID notice = cluster.release(0, PEOPLE);
        assertAllIsWell(notice);
        assertEquals(20, proxy.cuts() - cuts);
        Books books = Books.of(database).only(notice);
        assertEquals(PEOPLE, books.in("accepted"));
        assertEquals(0, books.doubts());
    }

    @Test
    void idem_036_a_call_whose_commit_is_in_doubt_is_done_once_when_it_is_repeated() throws Exception {
        Api operator = cluster.api(0, "operator");
        for (When when : List.of(When.AT_ANSWER, When.BEFORE)) {
            String key = "in-doubt-" + UUID.randomUUID();
            String body = Samples.incident();
            proxy.cut(Way.TO_SERVER, PgMark.commitAfter("INSERT INTO idempotency"), when, 1);
            proxy.reset();
            awaitReady();
            Api.Answer lost = operator.post("/v1/incidents", body, key).expect(503);
            assertEquals("/problems/outcome-unknown", lost.body().get("type").asText());
            assertTrue(Integer.parseInt(lost.header("Retry-After")) > 0);
            Api.Answer again = operator.post("/v1/incidents", body, key).expect(201);
            assertEquals(when == When.AT_ANSWER ? "true" : "", again.header("Idempotency-Replayed"));
            assertEquals(
                    again.body().get("id"),
                    operator.post("/v1/incidents", body, key).expect(201).body().get("id"));
        }
    }

    @Test
    void a_database_that_hangs_is_noticed_within_ten_seconds_and_what_it_does_late_does_no_harm() throws Exception {
        UUID notice = underWay();
        proxy.blackhole();
        // Each by itself: whoever asks one after the other waits for the sum of them.
        try (ExecutorService each = Executors.newVirtualThreadPerTaskExecutor()) {
            for (Future<Boolean> noticed : each.invokeAll(List.of(
                    within10s(() -> !ready(0)), within10s(() -> !ready(1)), within10s(() -> intake() == 503)))) {
                noticed.get();
            }
        }
        long during = mail.taken();
        proxy.pass();
        Awaitility.await().atMost(LONG).until(() -> mail.taken() > during);
        assertAllIsWell(notice);
    }

    @Test
    void of_a_list_over_which_the_database_is_killed_nobody_is_missing_when_it_is_sent_again() throws Exception {
        Api operator = cluster.api(0, "operator");
        String incident = Samples.report(operator);
        String path = "/v1/incidents/" + incident + "/recipients?name=people";
        // What it had not yet on disk is gone, and the process on whose behalf it was written goes on.
        InputStream killed = new SequenceInputStream(Collections.enumeration(List.of(
                people(0, 20 * PEOPLE),
                once(() -> {
                    Awaitility.await().atMost(LONG).until(() -> accepted(incident) > 0);
                    database.kill();
                    database.restart();
                    awaitReady();
                    return true;
                }),
                people(20 * PEOPLE, 40 * PEOPLE))));
        int first = operator.upload(path, "application/x-ndjson", BodyPublishers.ofInputStream(() -> killed))
                .status();
        assertTrue(first == 202 || first == 503, "answered " + first);
        // Where it could not be noted that it broke off, its name is taken until the lease ends.
        Api.Answer again = Awaitility.await()
                .atMost(LONG)
                .pollInterval(Duration.ofSeconds(1))
                .until(
                        () -> operator.upload(
                                path,
                                "application/x-ndjson",
                                BodyPublishers.ofInputStream(() -> people(0, 40 * PEOPLE))),
                        it -> it.status() != 409)
                .expect(202);
        assertEquals("complete", again.body().get("state").asText());
        assertEquals(40 * PEOPLE, again.body().get("accepted").asInt());
        assertEquals(40L * PEOPLE, number("SELECT count(*) FROM recipient WHERE incident = '" + incident + "'"));
    }

    private static InputStream people(int from, int to) {
        return new ByteArrayInputStream(IntStream.range(from, to)
                .mapToObj(Samples::recipient)
                .collect(Collectors.joining("\n", "", "\n"))
                .getBytes(StandardCharsets.UTF_8));
    }

    /** A stream without a byte, at whose end something has been done. */
    private static InputStream once(Callable<?> what) {
        return new InputStream() {
            @Override
            public int read() throws IOException {
                try {
                    what.call();
                } catch (Exception e) {
                    throw new IOException(e);
                }
                return -1;
            }
        };
    }

    private static long accepted(String incident) throws SQLException {
        return number("SELECT coalesce(max(accepted), 0) FROM import WHERE incident = '" + incident + "'");
    }

    private static long number(String question) throws SQLException {
        try (Connection connection = database.connect();
                Statement statement = connection.createStatement();
                ResultSet answer = statement.executeQuery(question)) {
            answer.next();
            return answer.getLong(1);
        }
    }

    @Test
    void half_open_connections_are_replaced() throws Exception {
        UUID notice = underWay();
        long connections = proxy.accepted();
        proxy.freeze();
        Awaitility.await().atMost(Duration.ofSeconds(30)).until(() -> proxy.accepted() > connections);
        assertAllIsWell(notice);
    }

    @Test
    void a_demoted_database_is_left_within_five_seconds_and_found_again_when_it_is_the_primary() throws Exception {
        UUID notice = underWay();
        database.stop(Postgres.Stop.FAST);
        Files.createFile(database.folder().resolve("standby.signal"));
        database.restart();
        Awaitility.await().atMost(Duration.ofSeconds(5)).until(() -> !ready(0) && !ready(1));
        assertEquals(503, intake());
        long during = mail.taken();
        execute("SELECT pg_promote()");
        Awaitility.await().atMost(LONG).until(() -> mail.taken() > during);
        assertAllIsWell(notice);
    }

    /** A notice of which some is sent and much is not. */
    private static UUID underWay() throws Exception {
        long before = mail.taken();
        UUID notice = cluster.release(0, PEOPLE);
        Awaitility.await().atMost(LONG).until(() -> mail.taken() - before > PEOPLE / 10);
        assertTrue(mail.taken() - before < PEOPLE, "the fault comes too late to prove anything");
        return notice;
    }

    private static void assertAllIsWell(UUID notice) throws Exception {
        cluster.awaitSettled(notice, LONG);
        awaitReady();
        // Sums are folded and answers recorded a moment later.
        Awaitility.await().atMost(Duration.ofMinutes(1)).untilAsserted(() -> {
            Ledger ledger = Ledger.read(folder.resolve("outside/ledger.ndjson"));
            assertEquals(List.of(), Oracles.all(cluster.story(0, ledger, QUARANTINE)));
        });
        Books books = Books.of(database).only(notice);
        assertEquals(PEOPLE, books.deliveries().size());
        assertEquals(PEOPLE, books.in("accepted") + books.in("unknown"));
    }

    private static void awaitReady() {
        Awaitility.await().atMost(LONG).until(() -> ready(0) && ready(1));
    }

    private static Callable<Boolean> within10s(Callable<Boolean> noticed) {
        return () -> Awaitility.await().atMost(Duration.ofSeconds(10)).until(noticed, it -> it);
    }

    private static int intake() throws IOException, InterruptedException {
        return cluster.api(0, "operator")
                .post("/v1/incidents", Samples.incident())
                .status();
    }

    private static boolean ready(int i) throws InterruptedException {
        URI health = URI.create("http://127.0.0.1:" + cluster.service(i).managementPort() + "/q/health/ready");
        try (HttpClient http = HttpClient.newHttpClient()) {
            return http.send(HttpRequest.newBuilder(health).build(), HttpResponse.BodyHandlers.discarding())
                            .statusCode()
                    == 200;
        } catch (IOException e) {
            return false;
        }
    }

    private static void execute(String text) throws SQLException {
        try (Connection connection = database.connect();
                Statement statement = connection.createStatement()) {
            statement.execute(text);
        }
    }
}
