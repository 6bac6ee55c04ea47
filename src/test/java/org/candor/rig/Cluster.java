package org.candor.rig;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.BufferedWriter;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.awaitility.Awaitility;

/**
 * Several processes of the service on one database outside of them, numbered by whoever starts them. They share a data
 * folder, for its keys, and have a log each; there is no sandbox in them: mail goes to a server that the test runs.
 */
public final class Cluster implements AutoCloseable {
    private static final Duration POLL = Duration.ofMillis(200);

    private final Service.Plan plan;
    private final Postgres database;
    private final Map<Integer, Service> services = new TreeMap<>();

    /**
     * Nothing is started yet.
     *
     * @param plan how each process is started; see {@link #plan}
     */
    public Cluster(Service.Plan plan, Postgres database) {
        this.plan = plan;
        this.database = database;
    }

    /** How a process on this database is started, whose mail goes to this port; its clocks run five times as fast. */
    public static Service.Plan plan(Path data, Postgres database, int smtpPort) {
        return Service.Plan.demo(data)
                .on(database)
                .mailTo(smtpPort)
                .with("candor.sandbox.enabled", "false")
                .with("candor.queue.heartbeat", "1s")
                .with("candor.queue.self-fence", "4s")
                .with("candor.queue.dead-after", "6s")
                .with("quarkus.log.category.\"org.candor.queue.Workers\".level", "DEBUG")
                .withJvm(jvm(Rehearsal.option()));
    }

    /** The options of a process's JVM, and one more. */
    static String[] jvm(String more) {
        return new String[] {"-Xmx320m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", more};
    }

    public Postgres database() {
        return database;
    }

    /** Starts processes 0 to n - 1; the first makes the tables and the keys. */
    public Cluster startAll(int n) throws IOException, InterruptedException {
        start(0);
        for (int i = 1; i < n; i++) {
            launch(i, Map.of());
        }
        for (int i = 1; i < n; i++) {
            service(i).awaitReady();
        }
        return this;
    }

    /** Starts a process, or starts it again, and waits until it is ready. */
    public Service start(int i) throws IOException, InterruptedException {
        return start(i, Map.of());
    }

    /** The same with environment variables. */
    public Service start(int i, Map<String, String> environment) throws IOException, InterruptedException {
        Service service = launch(i, environment);
        service.awaitReady();
        return service;
    }

    /** The same without waiting. */
    public Service launch(int i, Map<String, String> environment) throws IOException {
        return launch(i, plan -> {
            Service.Plan its = plan;
            for (Map.Entry<String, String> it : environment.entrySet()) {
                its = its.withEnvironment(it.getKey(), it.getValue());
            }
            return its;
        });
    }

    /** The same with whatever this process is to have otherwise than the rest. */
    public Service launch(int i, UnaryOperator<Service.Plan> otherwise) throws IOException {
        Service service = Service.launch(otherwise.apply(plan.logTo("service-" + i + ".log")));
        services.put(i, service);
        return service;
    }

    /** Starts a process whose plan differs from the others', and waits until it is ready. */
    public Service start(int i, UnaryOperator<Service.Plan> change) throws IOException, InterruptedException {
        Service service = launch(i, change);
        service.awaitReady();
        return service;
    }

    /** The process of this number, running or not. */
    public Service service(int i) {
        Service service = services.get(i);
        if (service == null) {
            throw new IllegalStateException("process " + i + " was never started");
        }
        return service;
    }

    /** SIGKILL. */
    public void kill(int i) throws InterruptedException {
        service(i).kill();
    }

    /** SIGKILL to all that run, with one call of the system's for all. */
    public void killAll() throws IOException, InterruptedException {
        List<Service> running =
                services.values().stream().filter(Service::running).toList();
        Signals.send("-KILL", running.stream().mapToLong(Service::pid).toArray());
        for (Service it : running) {
            it.kill();
        }
    }

    /** SIGTERM, and waits for the end. */
    public int stop(int i) throws InterruptedException {
        return service(i).stop();
    }

    public void pause(int i) throws IOException, InterruptedException {
        service(i).pause();
    }

    public void resume(int i) throws IOException, InterruptedException {
        service(i).resume();
    }

    /** The API of a process, with one of the demonstration's keys: {@code operator}, {@code approver} or {@code tool}. */
    public Api api(int i, String key) throws IOException {
        return Api.demo(service(i), key);
    }

    /** A breach of this many people, told through process {@code via}; answers the released notice. */
    public UUID release(int via, int people) throws IOException, InterruptedException {
        return release(
                via, "email", Stream.iterate(0, it -> it + 1).limit(people).map(Samples::recipient));
    }

    /** The same with people of one's own, as lines of JSON, over one channel. */
    public UUID release(int via, String channel, Stream<String> people) throws IOException, InterruptedException {
        return release(via, people, incident -> Samples.notice(incident, channel));
    }

    /** The same with a draft of one's own, made for the id of the incident. */
    public UUID release(int via, Stream<String> people, UnaryOperator<String> draft)
            throws IOException, InterruptedException {
        Api author = api(via, "operator");
        Api approver = api(via, "approver");
        String incident = Samples.report(author);
        Path list = plan.data().resolve("people-" + UUID.randomUUID() + ".ndjson");
        try (BufferedWriter out = Files.newBufferedWriter(list)) {
            for (String person : (Iterable<String>) people::iterator) {
                out.write(person);
                out.newLine();
            }
        }
        author.upload("/v1/incidents/" + incident + "/recipients?name=people", "application/x-ndjson", list)
                .expect(202);
        return UUID.fromString(Samples.releaseDraft(author, approver, draft.apply(incident)));
    }

    /** Waits until nothing of a notice moves any more: each delivery has ended or is in doubt. */
    public void awaitSettled(UUID notice, Duration atMost) {
        await(atMost, """
                SELECT coalesce((SELECT done FROM fan_out WHERE notice = ?), false) AND NOT EXISTS (
                    SELECT 1 FROM delivery WHERE notice = ?
                    AND state IN ('queued', 'claimed', 'handing_off', 'waiting'))""", notice);
    }

    /** Waits until each delivery of a notice has ended and none is in doubt. */
    public void awaitResolved(UUID notice, Duration atMost) {
        await(atMost, """
                SELECT coalesce((SELECT done FROM fan_out WHERE notice = ?), false) AND NOT EXISTS (
                    SELECT 1 FROM delivery WHERE notice = ?
                    AND state IN ('queued', 'claimed', 'handing_off', 'waiting', 'unknown'))""", notice);
    }

    /** Waits until each delivery of a notice has ended or waits for a person: nothing moves by itself any more. */
    public void awaitQuiet(UUID notice, Duration atMost) {
        await(atMost, """
                SELECT coalesce((SELECT done FROM fan_out WHERE notice = ?), false) AND NOT EXISTS (
                    SELECT 1 FROM delivery WHERE notice = ?
                    AND (state IN ('queued', 'claimed', 'handing_off', 'waiting') OR quarantine_until IS NOT NULL))""", notice);
    }

    private void await(Duration atMost, String question, UUID notice) {
        Awaitility.await()
                .atMost(atMost)
                .pollInterval(POLL)
                // The database may just be down.
                .ignoreExceptionsInstanceOf(SQLException.class)
                .until(() -> {
                    try (Connection connection = database.connect();
                            PreparedStatement statement = connection.prepareStatement(question)) {
                        statement.setObject(1, notice);
                        statement.setObject(2, notice);
                        try (ResultSet answer = statement.executeQuery()) {
                            return answer.next() && answer.getBoolean(1);
                        }
                    }
                });
    }

    /** All that is known, told by process {@code via} where it is the API that tells it. */
    public Oracles.Story story(int via, Ledger ledger, Duration quarantine)
            throws IOException, InterruptedException, SQLException {
        Books books = Books.of(database);
        Map<UUID, Map<String, Map<String, Long>>> told = new HashMap<>();
        for (UUID notice : books.notices().keySet()) {
            told.put(notice, counts(via, notice));
        }
        return new Oracles.Story(books, ledger, told, texts(via), quarantine);
    }

    /** The same of one notice, where the ledger holds nothing of another one. */
    public Oracles.Story story(int via, UUID notice, Ledger ledger, Duration quarantine)
            throws IOException, InterruptedException, SQLException {
        Books books = Books.of(database).only(notice);
        return new Oracles.Story(books, ledger, Map.of(notice, counts(via, notice)), texts(via), quarantine);
    }

    /** What the API says of a notice's counts, by channel and state. */
    public Map<String, Map<String, Long>> counts(int via, UUID notice) throws IOException, InterruptedException {
        JsonNode counts = api(via, "operator")
                .get("/v1/notices/" + notice)
                .expect(200)
                .body()
                .get("counts");
        Map<String, Map<String, Long>> all = new TreeMap<>();
        counts.properties().forEach(channel -> {
            Map<String, Long> states = new TreeMap<>();
            channel.getValue()
                    .properties()
                    .forEach(it -> states.put(it.getKey(), it.getValue().asLong()));
            all.put(channel.getKey(), states);
        });
        return all;
    }

    /** What the processes said: all logs, and metrics and answers to wrong requests of process {@code via}. */
    public Map<String, String> texts(int via) throws IOException, InterruptedException {
        Map<String, String> texts = new LinkedHashMap<>();
        for (Service it : services.values()) {
            texts.put(it.log().getFileName().toString(), Files.readString(it.log()));
        }
        texts.put("metrics", metrics(via));
        Api operator = api(via, "operator");
        String person = Samples.recipient(1);
        texts.put("wrong incident", operator.post("/v1/incidents", person).text());
        texts.put(
                "wrong notice",
                operator.post("/v1/notices", "{\"incident\": [" + person + "]}").text());
        texts.put(
                "wrong path",
                operator.get("/v1/deliveries/person.1@mail1.example.net").text());
        return texts;
    }

    /** What a process's metrics say now. */
    public String metrics(int via) throws IOException, InterruptedException {
        URI metrics = URI.create("http://127.0.0.1:" + service(via).managementPort() + "/q/metrics");
        try (HttpClient http = HttpClient.newHttpClient()) {
            return http.send(HttpRequest.newBuilder(metrics).build(), HttpResponse.BodyHandlers.ofString())
                    .body();
        }
    }

    /** Ends all processes; what is paused is killed. */
    @Override
    public void close() throws InterruptedException {
        for (Service it : services.values()) {
            it.kill();
        }
    }
}
