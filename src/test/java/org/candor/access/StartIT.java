package org.candor.access;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.candor.plumbing.Wire;
import org.candor.rig.Service;
import org.junit.jupiter.api.Test;

/** The packaged service, started and commanded from a terminal. */
class StartIT {
    private static final Path JAR = Path.of("target", "quarkus-app", "quarkus-run.jar");
    private static final Path FOLDER = Path.of("target", "start-it");

    /** How a command ended, and each line it printed. */
    private record Ended(int status, List<String> lines) {}

    @Test
    void what_stops_a_start_is_one_sentence_and_status_one() throws Exception {
        stops("quarkus.datasource.reactive.url", "-Dquarkus.profile=prod");
        stops("candor.typo", "-Dcandor.typo=1", data("typo"));
        stops(
                "nothing leaves this machine",
                data("relay"),
                "-Dcandor.courier.email.main.host=relay.example.com",
                "-Dcandor.courier.email.main.from=privacy@example.com");
    }

    @Test
    void a_trial_says_where_everything_is_and_takes_keys_made_beside_it() throws Exception {
        Path data = fresh("trial");
        try (Service service = Service.start(Service.Plan.demo(data)
                .with("candor.http.head-time", "3s")
                .withJvm("--sun-misc-unsafe-memory-access=allow"))) {
            // It takes calls a moment before it has said so.
            Awaitility.await()
                    .atMost(Duration.ofMinutes(1))
                    .until(() -> Files.readString(service.log()).contains("http://127.0.0.1:" + service.port()));
            List<String> log = Files.readAllLines(service.log());
            assertTrue(log.size() <= 25, () -> String.join("\n", log));
            assertTrue(log.stream().noneMatch(it -> it.contains("WARN")), () -> String.join("\n", log));
            assertTrue(log.stream().anyMatch(it -> it.contains("SANDBOX: nothing leaves this machine")));

            // By the time the port is asked for, the start has said this and that.
            Ended taken = java(
                    List.of(data("taken"), "-Dquarkus.http.port=" + service.port(), "-Dquarkus.management.port=0"));
            assertEquals(1, taken.status());
            assertTrue(
                    taken.lines().stream().noneMatch(it -> it.startsWith("\tat ")),
                    () -> String.join("\n", taken.lines()));
            assertTrue(taken.lines().stream().anyMatch(it -> it.startsWith("Port " + service.port() + " is taken")));
            keys(service, data);
            slowHead(service);
        }
    }

    private static void keys(Service service, Path data) throws Exception {
        Path file = data.resolve("carol.key");
        Ended made = java(
                List.of("-Dcandor.data-dir=" + data),
                "key",
                "create",
                "--owner",
                "carol",
                "--scopes",
                "notices:read",
                "--file",
                file.toString());
        assertEquals(0, made.status(), () -> String.join("\n", made.lines()));
        assertEquals("rw-------", PosixFilePermissions.toString(Files.getPosixFilePermissions(file)));
        String key = Files.readString(file).strip();
        assertTrue(made.lines().stream().noneMatch(it -> it.contains(key)));
        assertEquals(200, notices(service, key));

        String id = made.lines().getLast().split(" ")[1];
        assertEquals(
                0,
                java(List.of("-Dcandor.data-dir=" + data), "key", "revoke", "--id", id)
                        .status());
        assertEquals(401, notices(service, key));
        Ended wrong = java(List.of("-Dcandor.data-dir=" + data), "key", "create", "--owner", "carol");
        assertEquals(1, wrong.status());
        assertTrue(wrong.lines().getLast().startsWith("Usage:"));
    }

    /** As http-061 of the bad inputs. */
    private static void slowHead(Service service) {
        long began = System.nanoTime();
        Wire.Answer answer = Wire.slowly(
                URI.create("http://127.0.0.1:" + service.port()),
                "POST /v1/notices HTTP/1.1\r\n".getBytes(StandardCharsets.US_ASCII),
                Duration.ofSeconds(1),
                () -> {});
        assertEquals(0, answer.status());
        assertTrue(System.nanoTime() - began < TimeUnit.SECONDS.toNanos(15));
    }

    private static int notices(Service service, String key) throws IOException, InterruptedException {
        try (HttpClient client = HttpClient.newHttpClient()) {
            return client.send(
                            HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + service.port() + "/v1/notices"))
                                    .header("Authorization", "Bearer " + key)
                                    .build(),
                            HttpResponse.BodyHandlers.ofString())
                    .statusCode();
        }
    }

    private static void stops(String because, String... options) throws Exception {
        Ended ended = java(List.of(options));
        assertEquals(1, ended.status());
        assertEquals(1, ended.lines().size(), () -> String.join("\n", ended.lines()));
        assertTrue(ended.lines().getFirst().contains(because), ended.lines()::getFirst);
    }

    private static Ended java(List<String> options, String... args) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.add("--sun-misc-unsafe-memory-access=allow");
        command.addAll(options);
        command.addAll(List.of("-jar", JAR.toString()));
        command.addAll(List.of(args));
        Path said = Files.createTempFile(Files.createDirectories(FOLDER), "said", ".txt");
        Process process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(said.toFile())
                .start();
        if (!process.waitFor(90, TimeUnit.SECONDS)) {
            process.destroy();
            throw new IllegalStateException("it did not end: " + Files.readString(said));
        }
        return new Ended(process.exitValue(), Files.readAllLines(said));
    }

    private static String data(String name) throws IOException {
        return "-Dcandor.data-dir=" + fresh(name);
    }

    private static Path fresh(String name) throws IOException {
        return Files.createTempDirectory(Files.createDirectories(FOLDER), name).toAbsolutePath();
    }
}
