package org.candor.dispatch;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.awaitility.Awaitility;
import org.candor.rig.Api;
import org.candor.rig.Books;
import org.candor.rig.Cluster;
import org.candor.rig.Ledger;
import org.candor.rig.Postgres;
import org.candor.sandbox.SmtpLedger;
import org.candor.sandbox.SmtpSettings;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A database set back to the middle of a notice whose rest was sent since. Whoever restores it changes
 * {@code candor.queue.epoch}; the mail server's ledger, outside of everything, says whether anybody got it twice.
 */
class RestoreIT {
    private static final int PEOPLE = 300;
    private static final Duration PATIENCE = Duration.ofMinutes(3);

    @TempDir
    Path folder;

    @Test
    void an_old_backup_sends_nothing_until_a_person_decided_and_held_it_sends_nobody_anything_twice() throws Exception {
        try (SmtpLedger server = SmtpLedger.start(SmtpSettings.in(folder.resolve("outside")));
                Postgres database = Postgres.start(folder.resolve("database"))) {
            UUID notice = half(server, database);
            database.stop(Postgres.Stop.FAST);
            copy("database", "backup");
            database.restart();
            try (Cluster whole = cluster(server, database, "monday")) {
                whole.start(0);
                whole.awaitSettled(notice, PATIENCE);
                whole.stop(0);
            }
            assertEquals(PEOPLE, ledger().size());

            database.stop(Postgres.Stop.FAST);
            copy("database", "lost");
            run("rm", "-r", path("database"));
            copy("backup", "database");
            database.restart();
            Books backup = Books.of(database).only(notice);
            assertTrue(backup.in("queued") > 0, "the backup had nothing left to send");
            try (Cluster restored = cluster(server, database, "tuesday")) {
                restored.start(0);
                isHeld(restored);
                Api operator = restored.api(0, "operator");
                operator.post("/v1/restored", "{\"as\": \"hold\", \"reason\": \"the disk of Monday was lost\"}")
                        .expect(202);
                Awaitility.await()
                        .atMost(PATIENCE)
                        .until(() -> gate(operator).required("open").asBoolean());
                restored.awaitSettled(notice, PATIENCE);
                Books held = Books.of(database).only(notice);
                assertEquals(backup.in("accepted"), held.in("accepted"));
                assertEquals(PEOPLE - backup.in("accepted"), held.in("unknown"));
                assertEquals(
                        Set.of("restored-backup"),
                        held.deliveries().stream()
                                .filter(it -> it.state().equals("unknown"))
                                .map(Books.Delivery::reason)
                                .collect(Collectors.toSet()));
                assertEquals(0, restored.stop(0) % 143);
            }
            assertEquals(PEOPLE, ledger().size(), "nobody got it twice");
        }
    }

    /** Runs the first part of a notice and stops in order, so that nothing is in doubt. */
    private UUID half(SmtpLedger server, Postgres database) throws Exception {
        try (Cluster first = cluster(server, database, "monday")) {
            first.start(0);
            UUID notice = first.release(0, PEOPLE);
            Awaitility.await().atMost(PATIENCE).until(() -> server.taken() > PEOPLE / 4);
            first.stop(0);
            assertTrue(server.taken() < PEOPLE, "it stopped too late to prove anything");
            return notice;
        }
    }

    private Cluster cluster(SmtpLedger server, Postgres database, String epoch) {
        return new Cluster(
                Cluster.plan(folder.resolve("data"), database, server.port())
                        .with("candor.courier.email.main.pace", "30/s")
                        .with("candor.queue.epoch", epoch),
                database);
    }

    /** Ready, so that a person reaches it, and closed for every way but a decision. */
    private void isHeld(Cluster restored) throws Exception {
        Api operator = restored.api(0, "operator");
        JsonNode gate = gate(operator);
        assertEquals("restored-backup", gate.required("reason").asText());
        assertEquals(false, gate.required("open").asBoolean());
        String ready = "http://127.0.0.1:" + restored.service(0).managementPort() + "/q/health/ready";
        try (HttpClient http = HttpClient.newHttpClient()) {
            HttpResponse<String> answer =
                    http.send(HttpRequest.newBuilder(URI.create(ready)).build(), HttpResponse.BodyHandlers.ofString());
            assertEquals(200, answer.statusCode());
            assertTrue(answer.body().contains("\"restored-backup\": true"), answer.body());
        }
        operator.post("/v1/channels/email:main/open", "{\"reason\": \"in a hurry\"}")
                .expect(409);
        // Long enough for the lane to ask a dozen times.
        long until = System.nanoTime() + Duration.ofSeconds(5).toNanos();
        Awaitility.await().atMost(PATIENCE).until(() -> System.nanoTime() > until);
        assertEquals(PEOPLE, ledger().size());
    }

    private static JsonNode gate(Api operator) throws IOException, InterruptedException {
        for (JsonNode it : operator.get("/v1/channels").expect(200).body().required("items")) {
            if (it.required("account").asText().equals("email:main")) {
                return it.required("gate");
            }
        }
        throw new IllegalStateException("there is no account email:main");
    }

    private List<Ledger.Entry> ledger() throws IOException {
        return Ledger.read(folder.resolve("outside/ledger.ndjson")).entries();
    }

    private void copy(String from, String to) throws IOException, InterruptedException {
        run("cp", "-a", path(from), path(to));
    }

    private String path(String name) {
        return folder.resolve(name).toAbsolutePath().toString();
    }

    private static void run(String... command) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(command).inheritIO().start();
        assertTrue(process.waitFor(60, TimeUnit.SECONDS));
        assertEquals(0, process.exitValue());
    }
}
