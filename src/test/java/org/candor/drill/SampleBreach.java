package org.candor.drill;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Predicate;
import org.candor.rig.Api;

/** A breach and its notice, step by step, with the calls that any incident tool would make. */
final class SampleBreach {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Duration STEP = Duration.ofMinutes(1);
    private static final Set<String> OPEN = Set.of("queued", "claimed", "handing_off", "waiting", "not_queued");

    private final Api tool;
    private final Screen screen;
    private final String incident;
    private String notice = "";

    private SampleBreach(Api tool, Screen screen, String incident) {
        this.tool = tool;
        this.screen = screen;
        this.incident = incident;
    }

    /** The incident's tool reports a breach. */
    static SampleBreach report(Api tool, Screen screen) throws IOException, InterruptedException {
        String id = text(tool.post("/v1/incidents", resource("incident.json")).expect(201), "id");
        screen.step("incident reported", "POST /v1/incidents");
        return new SampleBreach(tool, screen, id);
    }

    String incident() {
        return incident;
    }

    String notice() {
        return notice;
    }

    /** The list of people goes up in one stream. */
    void upload(List<Cast.Person> people, Path file) throws IOException, InterruptedException {
        Files.write(file, people.stream().map(Cast.Person::json).toList());
        String path = "/v1/incidents/" + incident + "/recipients";
        String imported = text(tool.upload(path, "application/x-ndjson", file).expect(202), "import");
        JsonNode import_ = awaitState(imported, Set.of("complete"), Set.of("failed", "incomplete"));
        screen.step(import_.get("accepted").asInt() + " people uploaded", "POST " + path);
    }

    /** More than a hundred people: a second person of another owner must say yes to exactly this text and audience. */
    void release(Api approver, Api operator) throws IOException, InterruptedException {
        ObjectNode draft = (ObjectNode) JSON.readTree(resource("notice.json"));
        Api.Answer made = tool.post(
                        "/v1/notices", draft.put("incident", incident).toString())
                .expect(201);
        notice = text(made, "id");
        screen.step("notice drafted", "POST /v1/notices");
        move(tool, "submit");
        awaitState("/v1/notices/" + notice, Set.of("awaiting_approval"), Set.of());
        move(approver, "approve");
        move(operator, "release");
    }

    /**
     * Shows how far it is until every delivery is settled and has come to the expected end, or waited long for it; answers
     * the service's own counts by channel and state.
     *
     * @param ends by channel and state, such as {@code sms delivered}
     */
    Map<String, Map<String, Long>> watch(Api api, Map<String, Long> ends, Duration atMost)
            throws IOException, InterruptedException {
        long end = System.nanoTime() + atMost.toNanos();
        while (true) {
            JsonNode it = api.get("/v1/notices/" + notice).expect(200).body();
            Map<String, Map<String, Long>> counts = counts(it.get("counts"));
            screen.progress(it.get("state").asText(), counts);
            boolean settled = counts.values().stream().allMatch(SampleBreach::settled);
            boolean late = System.nanoTime() > end;
            if (settled && (late || ended(counts).equals(ends))) {
                screen.endProgress();
                return counts;
            }
            if (late) {
                screen.endProgress();
                throw new IllegalStateException("not every delivery was settled within " + atMost);
            }
            Thread.sleep(250);
        }
    }

    /** Waits until the service's own counts, by channel and state, are so far. */
    void await(Api api, Predicate<Map<String, Map<String, Long>>> far, Duration atMost)
            throws IOException, InterruptedException {
        long end = System.nanoTime() + atMost.toNanos();
        while (!far.test(
                counts(api.get("/v1/notices/" + notice).expect(200).body().get("counts")))) {
            if (System.nanoTime() > end) {
                throw new IllegalStateException("the notice did not get so far within " + atMost);
            }
            Thread.sleep(100);
        }
    }

    private static Map<String, Long> ended(Map<String, Map<String, Long>> counts) {
        Map<String, Long> ended = new TreeMap<>();
        counts.forEach((channel, states) -> states.forEach((state, n) -> {
            if (n > 0 && !state.equals("no_address")) {
                ended.put(channel + " " + state, n);
            }
        }));
        return ended;
    }

    private static boolean settled(Map<String, Long> states) {
        return states.entrySet().stream().noneMatch(it -> OPEN.contains(it.getKey()) && it.getValue() > 0)
                && states.values().stream().mapToLong(Long::longValue).sum() > 0;
    }

    private static Map<String, Map<String, Long>> counts(JsonNode node) {
        Map<String, Map<String, Long>> all = new TreeMap<>();
        node.properties().forEach(channel -> {
            Map<String, Long> states = new TreeMap<>();
            channel.getValue()
                    .properties()
                    .forEach(it -> states.put(it.getKey(), it.getValue().asLong()));
            all.put(channel.getKey(), states);
        });
        return all;
    }

    private void move(Api api, String step) throws IOException, InterruptedException {
        String path = "/v1/notices/" + notice;
        String revision = api.get(path).expect(200).header("ETag");
        Api.Answer answer = api.postIf(path + "/" + step, revision);
        if (answer.status() / 100 != 2) {
            throw new IllegalStateException(step + " was answered " + answer.status() + ": " + answer.text());
        }
        screen.step("notice: " + step, "POST " + path + "/" + step);
    }

    private JsonNode awaitState(String path, Set<String> wanted, Set<String> hopeless)
            throws IOException, InterruptedException {
        long end = System.nanoTime() + STEP.toNanos();
        while (System.nanoTime() < end) {
            JsonNode it = tool.get(path).expect(200).body();
            String state = it.get("state").asText();
            if (wanted.contains(state)) {
                return it;
            }
            if (hopeless.contains(state)) {
                throw new IllegalStateException(path + " is " + state + ": " + it);
            }
            Thread.sleep(100);
        }
        throw new IllegalStateException(path + " did not get to " + wanted + " within " + STEP);
    }

    private static String text(Api.Answer answer, String field) {
        return answer.body().required(field).asText();
    }

    private static String resource(String name) throws IOException {
        try (InputStream file = SampleBreach.class.getResourceAsStream(name)) {
            return new String(file.readAllBytes(), StandardCharsets.UTF_8);
        }
    }
}
