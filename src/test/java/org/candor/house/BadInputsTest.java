package org.candor.house;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.candor.plumbing.Wire;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Every bad input gets the answer that is written beside it, and none gets a fault, a stack trace or its value back. */
@QuarkusTest
class BadInputsTest {
    private static final Map<String, BadInput> ROWS = BadInput.all();
    private static final Pattern CSRF = Pattern.compile("name=\"csrf\" value=\"([^\"]+)\"");

    /** Nobody is signed in: nothing is told, found or done. */
    private static final Set<Integer> REFUSALS = Set.of(400, 401, 404, 405, 415);

    private static final Set<String> AT_THE_DOOR =
            Set.of("path", "http", "json", "bulk", "idem", "auth", "ids", "phone", "social", "hook");

    private static final int MANY = 1000;
    private static final Duration SLOW = Duration.ofSeconds(10);
    private static final Wire.Answer NONE = new Wire.Answer(0, Map.of(), new byte[0]);

    private static @Nullable String shared;

    @TestHTTPResource
    URI api;

    @Inject
    Backstage backstage;

    static Stream<String> rows() {
        return ROWS.values().stream()
                .filter(it -> !it.scenario()
                        && !it.ofIssuer()
                        && (it.note() == null || it.note().later() == null))
                .map(BadInput::id);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("rows")
    void is_answered_as_written(String id) throws Exception {
        BadInput input = ROWS.get(id);
        Scene scene = new Scene(api(), backstage);
        if (!input.ownScene()) {
            scene.save("incident", sharedIncident());
        }
        List<Runnable> atEnd = new ArrayList<>();
        List<String> wrong = new ArrayList<>();
        try (Overheard log = Overheard.everything()) {
            Wire.Answer last = NONE;
            JsonNode request = null;
            for (JsonNode step : input.steps()) {
                request = step.get("request");
                last = step(input, step, scene, wrong, atEnd);
            }
            wrong.addAll(Verdict.on(scene, request, last, input.expect()));
            wrong.addAll(Outcomes.of(input, scene, backstage));
            wrong.addAll(log.told(request));
        } finally {
            atEnd.forEach(Runnable::run);
        }
        assertEquals(List.of(), wrong, () -> input.row().toString());
    }

    static Stream<Arguments> oddPaths() {
        return ROWS.keySet().stream()
                .filter(id -> id.startsWith("path-"))
                .flatMap(id ->
                        Stream.of("GET", "HEAD", "POST", "PUT", "DELETE").map(method -> Arguments.of(id, method)));
    }

    @ParameterizedTest(name = "{0} {1}")
    @MethodSource("oddPaths")
    void a2_no_odd_path_is_a_way_in_by_any_method(String id, String method) throws Exception {
        Scene scene = new Scene(api(), backstage);
        scene.save("incident", sharedIncident());
        ObjectNode request = ROWS.get(id).steps().getLast().get("request").deepCopy();
        Wire.Answer answer =
                Wire.send(api(), Shot.of(request.put("method", method), scene).bytes());
        boolean signIn = answer.status() == 303
                && request.toString().contains("console")
                && answer.header("Location").equals("/console/sign-in");
        assertTrue(signIn || REFUSALS.contains(answer.status()), () -> answer.status() + " to " + request);
    }

    @Test
    void what_is_not_run_or_differs_is_said_with_its_reason() {
        Map<String, BadInput.Note> notes = BadInput.notes();
        notes.forEach((id, note) -> {
            assertTrue(ROWS.containsKey(id), id);
            assertTrue(note.why().length() > 20, id);
        });
        for (BadInput input : ROWS.values()) {
            if (input.scenario()) {
                assertTrue(input.note() != null && input.note().later() != null, input.id() + " is checked nowhere");
            }
        }
    }

    /** A row of the door that is played elsewhere is played by a test of its name. */
    @Test
    void what_is_run_elsewhere_bears_the_name_of_its_row() throws Exception {
        String tests;
        try (Stream<Path> files = Files.walk(Path.of("src/test/java"))) {
            tests = files.filter(it -> it.toString().endsWith(".java"))
                    .map(BadInputsTest::text)
                    .collect(Collectors.joining());
        }
        BadInput.notes().forEach((id, note) -> {
            if (AT_THE_DOOR.contains(ROWS.get(id).kind())
                    && note.later() != null
                    && !note.later().startsWith("never: ")) {
                assertTrue(tests.contains("void " + id.replace('-', '_') + "_"), id);
            }
        });
    }

    private static String text(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private Wire.Answer step(BadInput input, JsonNode step, Scene scene, List<String> wrong, List<Runnable> atEnd)
            throws Exception {
        JsonNode request = step.get("request");
        if (request == null) {
            Outcomes.set(step.path("state").asText(), scene, backstage);
            return NONE;
        }
        if (step.has("held") || step.has("cut_at")) {
            half(step, scene, atEnd);
            return NONE;
        }
        if (step.has("pipelined")) {
            pipelined(request, scene, step.get("pipelined").asInt());
            return NONE;
        }
        List<Wire.Answer> answers;
        if (request.has("raw_paced")) {
            answers = List.of(paced(request, input.expect().path("within_s").asInt(), scene, wrong));
        } else {
            answers = step.has("concurrent")
                    ? atOnce(request, scene, step.get("concurrent").asInt())
                    : inTurn(input, step, scene);
        }
        for (Wire.Answer answer : answers) {
            wrong.addAll(Verdict.onEvery(request, answer, input.bare()));
        }
        if (step.has("expect")) {
            wrong.addAll(expected(step.get("expect"), request, scene, answers));
        }
        step.path("save")
                .properties()
                .forEach(it -> save(scene, it.getKey(), it.getValue().asText(), answers.getLast()));
        return answers.getLast();
    }

    /** A client that sends its request ever so slowly: it is cut off in time, and nobody else waits for it. */
    private Wire.Answer paced(JsonNode request, int within, Scene scene, List<String> wrong) {
        byte[] head = scene.fill(request.at("/raw_paced/head").asText()).getBytes(StandardCharsets.US_ASCII);
        long began = System.nanoTime();
        Wire.Answer answer = Wire.slowly(api(), head, SLOW, () -> Scene.json(scene.get("/v1/notices?limit=1"), 200));
        if (System.nanoTime() - began > TimeUnit.SECONDS.toNanos(within)) {
            wrong.add("it was not cut off within " + within + " s");
        }
        return answer;
    }

    /** So many requests on one connection, closed before any answer is read; waits until nothing more comes of them. */
    private void pipelined(JsonNode request, Scene scene, int many) throws IOException {
        UUID incident = UUID.fromString(scene.fill("{incident}"));
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        for (int i = 0; i < many; i++) {
            scene.save("index", Integer.toString(i));
            all.writeBytes(Shot.of(request, scene).bytes());
        }
        close(Wire.begin(api(), all.toByteArray()));
        AtomicLong before = new AtomicLong(-1);
        Awaitility.await()
                .atMost(Duration.ofSeconds(60))
                .pollInterval(Duration.ofSeconds(2))
                .until(() -> {
                    long now = backstage.number("SELECT count(*) FROM notice WHERE incident = $1", incident);
                    return before.getAndSet(now) == now;
                });
    }

    /** Requests that stop halfway: held open until the row is over, or cut off at once. */
    private void half(JsonNode step, Scene scene, List<Runnable> atEnd) throws IOException {
        if (step.path("held").asText().equals("inside the transaction")) {
            atEnd.add(backstage.hold(
                    "alice", step.at("/request/headers/Idempotency-Key").asText()));
            return;
        }
        for (int i = 0; i < step.path("repeat").asInt(1); i++) {
            scene.save("index", Integer.toString(i));
            Shot shot = Shot.of(step.get("request"), scene);
            byte[] part = Shot.join(shot.head(), Arrays.copyOf(shot.body(), shot.body().length / 2));
            Socket socket = Wire.begin(api(), part);
            if (step.has("held")) {
                atEnd.add(() -> close(socket));
                UUID incident = UUID.fromString(scene.fill("{incident}"));
                Awaitility.await()
                        .until(() -> backstage.number(
                                        "SELECT count(*) FROM import WHERE incident = $1 AND state = 'open'", incident)
                                == 1);
            } else {
                close(socket);
            }
        }
    }

    private static void close(Socket socket) {
        try {
            socket.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private List<Wire.Answer> inTurn(BadInput input, JsonNode step, Scene scene) {
        List<Wire.Answer> answers = new ArrayList<>();
        int times = step.path("repeat").asInt(1);
        // One that guesses is another client than all the other rows, which it would spoil.
        String from = times >= MANY ? "127.0.0." + (2 + Math.floorMod(input.id().hashCode(), 250)) : "127.0.0.1";
        if (times >= MANY) {
            scene.save("key", backstage.key("few-calls", ""));
        }
        for (int i = 0; i < times; i++) {
            scene.save("index", Integer.toString(i));
            Wire.Answer answer =
                    Wire.send(api(), Shot.of(step.get("request"), scene).bytes(), from);
            answers.add(answer);
            if (step.path("expect").has("some")
                    && Verdict.on(scene, step.get("request"), answer, step.at("/expect/some"))
                            .isEmpty()) {
                break;
            }
        }
        // What is counted comes back a hundred times as fast in this profile as in production, so that one in thirty
        // series ends
        // with a try that has just come back. The next one has not.
        if (times >= MANY
                && step.path("expect").has("last")
                && !Verdict.on(scene, step.get("request"), answers.getLast(), step.at("/expect/last"))
                        .isEmpty()) {
            answers.add(Wire.send(api(), Shot.of(step.get("request"), scene).bytes(), from));
        }
        return answers;
    }

    private List<Wire.Answer> atOnce(JsonNode request, Scene scene, int many) throws Exception {
        Callable<Wire.Answer> call =
                () -> Wire.send(api(), Shot.of(request, scene).bytes());
        Shot.of(request, scene);
        List<Wire.Answer> answers = new ArrayList<>();
        try (ExecutorService pool = Executors.newVirtualThreadPerTaskExecutor()) {
            for (Future<Wire.Answer> answer :
                    pool.invokeAll(Stream.generate(() -> call).limit(many).toList())) {
                answers.add(answer.get());
            }
        }
        Set<String> made = Set.copyOf(answers.stream()
                .filter(it -> it.status() == 201)
                .map(it -> it.header("Location"))
                .toList());
        assertTrue(made.size() <= 1, "done more than once");
        return answers;
    }

    private static List<String> expected(JsonNode expect, JsonNode request, Scene scene, List<Wire.Answer> answers) {
        if (expect.has("some")) {
            return Verdict.on(scene, request, answers.getLast(), expect.get("some"));
        }
        if (expect.has("last")) {
            return Verdict.on(scene, request, answers.getLast(), expect.get("last"));
        }
        return answers.stream()
                .flatMap(it -> Verdict.on(scene, request, it, expect).stream())
                .toList();
    }

    private static void save(Scene scene, String name, String from, Wire.Answer answer) {
        if (from.equals("Set-Cookie")) {
            scene.save(name, answer.header("Set-Cookie").split(";", 2)[0]);
        } else if (from.equals("form value")) {
            Matcher found = CSRF.matcher(answer.body());
            scene.save(name, found.find() ? found.group(1) : "");
        } else {
            scene.save(name, BadInput.parse(answer.body()).at(from).asText());
        }
    }

    private String sharedIncident() {
        if (shared == null) {
            shared = new Scene(api(), backstage).fill("{incident}");
        }
        return shared;
    }

    private URI api() {
        return URI.create("http://" + api.getHost() + ":" + api.getPort());
    }
}
