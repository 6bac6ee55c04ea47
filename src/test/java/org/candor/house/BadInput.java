package org.candor.house;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One row of {@code bad-inputs.jsonl}, or of {@code more-bad-inputs.jsonl}, which are our own in the same form: a request that must not do harm, and the answer it gets. How a row is read is said in
 * the first object of {@code base-bodies.json}; what we do differently, and why, in {@code bad-inputs-notes.json}.
 */
record BadInput(
        String id, String kind, JsonNode row, @Nullable Note note) {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final JsonNode BASES = json("base-bodies.json");

    /**
     * What differs from the row.
     *
     * @param later why the row cannot be run yet, or which test runs it; null if it is run
     * @param expect what is expected instead; null for what the row says
     * @param bare the server below us refuses it, without a body
     */
    record Note(@Nullable String later, @Nullable JsonNode expect, boolean bare, String why) {}

    /** All rows by id, in file order. */
    static Map<String, BadInput> all() {
        Map<String, Note> notes = notes();
        Map<String, BadInput> rows = new LinkedHashMap<>();
        for (String line : (text("bad-inputs.jsonl") + text("more-bad-inputs.jsonl")).split("\n")) {
            JsonNode row = parse(line);
            String id = row.path("id").asText();
            rows.put(id, new BadInput(id, row.path("class").asText(), row, notes.get(id)));
        }
        return rows;
    }

    static Map<String, Note> notes() {
        Map<String, Note> notes = new LinkedHashMap<>();
        for (JsonNode note : json("bad-inputs-notes.json")) {
            Note it = new Note(
                    note.has("later") ? note.get("later").asText() : null,
                    note.get("expect"),
                    note.path("bare").asBoolean(),
                    note.path("why").asText());
            for (JsonNode id : note.path("rows")) {
                if (notes.put(id.asText(), it) != null) {
                    throw new IllegalStateException("two notes for " + id.asText());
                }
            }
        }
        return notes;
    }

    /** True for a row that may leave something behind which another would see; the rest share an incident. */
    boolean ownScene() {
        String text = row.toString();
        return text.contains("/recipients")
                || text.contains("{token")
                || text.contains("concurrent")
                || text.contains("pipelined");
    }

    /** True for a row about tokens of an issuer: {@link TokenInputsTest} runs it where there is one. */
    boolean ofIssuer() {
        return steps().stream().anyMatch(it -> it.path("request").has("jwt"));
    }

    boolean bare() {
        return note != null && note.bare();
    }

    boolean scenario() {
        return row.has("scenario");
    }

    /** The requests in order: a row without steps is one step. */
    List<JsonNode> steps() {
        List<JsonNode> steps = new ArrayList<>();
        if (row.has("steps")) {
            row.get("steps").forEach(steps::add);
        } else {
            ObjectNode only = JSON.createObjectNode();
            only.set("request", row.get("request"));
            steps.add(only);
        }
        return steps;
    }

    /** What the last answer must be. */
    JsonNode expect() {
        return note != null && note.expect() != null ? note.expect() : row.get("expect");
    }

    static JsonNode base(String name) {
        JsonNode base = BASES.path(name);
        if (base.isMissingNode()) {
            throw new IllegalStateException("no base named " + name);
        }
        return base.deepCopy();
    }

    /** The tree with the values of {@code set} put in at their pointers, and those of {@code remove} taken out. */
    static JsonNode changed(JsonNode tree, JsonNode request, Scene scene) {
        request.path("set").properties().forEach(it -> put(tree, it.getKey(), value(it.getValue(), scene)));
        request.path("remove").forEach(it -> remove(tree, it.asText()));
        return tree;
    }

    private static JsonNode value(JsonNode value, Scene scene) {
        if (value.isObject() && value.has("gen")) {
            return JsonNodeFactory.instance.textNode(generated(value));
        }
        return value.isTextual() && scene.isPlaceholder(value.asText())
                ? JsonNodeFactory.instance.textNode(scene.fill(value.asText()))
                : value;
    }

    /** {@code prefix}, then {@code s} repeated {@code n} times, then {@code suffix}; {@code %d} is the index. */
    static String generated(JsonNode gen) {
        StringBuilder text = new StringBuilder(gen.path("prefix").asText());
        String part = gen.path("s").asText();
        boolean numbered = part.contains("%d");
        for (int i = 0; i < gen.path("n").asInt(); i++) {
            text.append(numbered ? part.replace("%d", Integer.toString(i)) : part);
        }
        return text.append(gen.path("suffix").asText()).toString();
    }

    private static void put(JsonNode tree, String pointer, JsonNode value) {
        JsonNode parent = tree.at(pointer.substring(0, pointer.lastIndexOf('/')));
        String last = name(pointer);
        if (parent instanceof ArrayNode list) {
            list.set(Integer.parseInt(last), value);
        } else {
            ((ObjectNode) parent).set(last, value);
        }
    }

    private static void remove(JsonNode tree, String pointer) {
        ((ObjectNode) tree.at(pointer.substring(0, pointer.lastIndexOf('/')))).remove(name(pointer));
    }

    private static String name(String pointer) {
        return pointer.substring(pointer.lastIndexOf('/') + 1)
                .replace("~1", "/")
                .replace("~0", "~");
    }

    static JsonNode parse(String text) {
        try {
            return JSON.readTree(text);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static JsonNode json(String file) {
        return parse(text(file));
    }

    private static String text(String file) {
        try (InputStream in = BadInput.class.getResourceAsStream(file)) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public String toString() {
        return id;
    }
}
