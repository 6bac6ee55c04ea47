package org.candor.house;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.candor.plumbing.Wire;
import org.jsoup.Jsoup;

/** Compares one answer with what a row expects; says every difference in words. */
final class Verdict {
    private final Scene scene;
    private final JsonNode request;
    private final Wire.Answer answer;
    private final List<String> wrong = new ArrayList<>();

    private Verdict(Scene scene, JsonNode request, Wire.Answer answer) {
        this.scene = scene;
        this.request = request;
        this.answer = answer;
    }

    /** What is wrong with the answer; empty if it is as expected. */
    static List<String> on(Scene scene, JsonNode request, Wire.Answer answer, JsonNode expect) {
        Verdict verdict = new Verdict(scene, request, answer);
        verdict.check(expect);
        if (!verdict.wrong.isEmpty()) {
            verdict.wrong.add("answer: " + answer.status() + " "
                    + answer.body().lines().limit(12).collect(Collectors.joining("\n")));
        }
        return verdict.wrong;
    }

    /**
     * What holds for every answer, whatever the row says: never 5xx, a problem is well-formed, no value comes back.
     *
     * @param bare the refusal comes from below us and has no body
     */
    static List<String> onEvery(JsonNode request, Wire.Answer answer, boolean bare) {
        Verdict verdict = new Verdict(null, request, answer);
        verdict.saidIf(answer.status() >= 500, "5xx");
        if (bare) {
            verdict.saidIf(!answer.body().isEmpty(), "a refusal from below us has a body");
        } else if (answer.status() >= 400 && !answer.header("Content-Type").startsWith("text/html")) {
            verdict.problem();
        }
        return verdict.wrong;
    }

    private void check(JsonNode expect) {
        if (expect.has("any")) {
            List<List<String>> tries = new ArrayList<>();
            for (JsonNode alternative : expect.get("any")) {
                Verdict verdict = new Verdict(scene, request, answer);
                verdict.check(alternative);
                tries.add(verdict.wrong);
            }
            saidIf(tries.stream().noneMatch(List::isEmpty), "none of the alternatives holds: " + tries);
        }
        expect.path("never").forEach(it -> saidIf(answer.status() == it.asInt(), "never " + it));
        saidIf(expect.path("closed").asBoolean() && answer.status() != 0, "the connection was not closed");
        if (expect.has("status")) {
            saidIf(
                    !among(expect.get("status"), Integer.toString(answer.status())),
                    "status is not " + expect.get("status"));
        }
        if (expect.has("type")) {
            saidIf(!among(expect.get("type"), slug()), "type is not " + expect.get("type"));
        }
        places(expect);
        expect.path("headers")
                .properties()
                .forEach(it -> saidIf(
                        answer.headers(it.getKey()).isEmpty()
                                || !answer.header(it.getKey())
                                        .contains(it.getValue().asText()),
                        "header " + it.getKey() + " has not " + it.getValue()));
        texts(expect);
        if (expect.has("import") && answer.status() == 202) {
            list(expect.get("import"));
        }
        if (expect.has("literal")) {
            literal(expect.get("literal").asText());
        }
    }

    private void texts(JsonNode expect) {
        if (expect.has("replayed")) {
            saidIf(
                    expect.get("replayed").asBoolean()
                            != answer.header("Idempotency-Replayed").equals("true"),
                    "replayed is not " + expect.get("replayed"));
        }
        String unescaped = answer.body().replace("\\/", "/");
        if (expect.has("contains")) {
            String text = scene.fill(expect.get("contains").asText());
            saidIf(!unescaped.contains(text), "does not contain " + text);
        }
        if (expect.has("lacks")) {
            saidIf(unescaped.contains(expect.get("lacks").asText()), "contains " + expect.get("lacks"));
        }
        if (expect.path("page").asText().equals("neutral")) {
            Wire.Answer neutral = Wire.send(
                    java.net.URI.create("http://" + scene.fill("{api-host}")),
                    ("GET /r HTTP/1.1\r\nAccept: application/json\r\nHost: " + Scene.PUBLIC_HOST + "\r\n\r\n")
                            .getBytes(StandardCharsets.US_ASCII));
            saidIf(!answer.body().equals(neutral.body()) || answer.body().isEmpty(), "not the neutral page");
        }
    }

    /** Each pointer equals or is the parent of one that the answer names; where codes are asked for, with one of them. */
    private void places(JsonNode expect) {
        for (JsonNode pointer : expect.path("pointers")) {
            String place = pointer.asText();
            boolean named = json().path("errors")
                    .valueStream()
                    .filter(it -> it.path("pointer").asText().equals(place)
                            || it.path("pointer").asText().startsWith(place + "/"))
                    .anyMatch(it -> !expect.has("codes")
                            || among(expect.get("codes"), it.path("code").asText()));
            saidIf(!named, "errors do not name " + place + " with " + expect.path("codes"));
        }
    }

    private void list(JsonNode expect) {
        String path = json().path("import").asText();
        JsonNode found = Scene.json(scene.get(path), 200);
        for (String count : List.of("accepted", "rejected", "merged")) {
            if (expect.has(count)) {
                saidIf(
                        expect.get(count).asInt() != found.path(count).asInt(-1),
                        count + " is not " + expect.get(count) + " in " + found);
            }
        }
        String rejects = scene.get(path + "/rejects").body();
        for (String line :
                rejects.isBlank() ? List.<String>of() : rejects.lines().toList()) {
            JsonNode reject = BadInput.parse(line);
            saidIf(
                    expect.has("codes")
                            && !among(expect.get("codes"), reject.path("code").asText()),
                    "reject " + reject);
            saidIf(!reject.path("row").isInt(), "a reject without its row: " + reject);
        }
    }

    /**
     * The value stands in what is sent as it is: in text as such, in HTML as text and never as markup. A text message and a
     * post have no HTML.
     */
    private void literal(String pointer) {
        JsonNode body = BadInput.changed(BadInput.base(request.get("base").asText()), request, scene);
        String value = words(body.at(pointer).asText());
        JsonNode letter = Scene.json(scene.get(preview(pointer)), 200);
        if (pointer.endsWith("/subject")) {
            saidIf(!letter.path("subject").asText().equals(value), "the subject is " + letter.path("subject"));
            return;
        }
        String text = words(letter.path("text").asText());
        if (!channel(pointer).equals("email")) {
            saidIf(!text.contains(value), "the text has not " + value + ": " + text);
            return;
        }
        String html = words(Jsoup.parse(letter.path("html").asText()).text());
        saidIf(!text.contains(value), "the text part has not " + value + ": " + text);
        saidIf(!html.contains(value), "the HTML part has not " + value + ": " + html);
        saidIf(
                !Jsoup.parse(letter.path("html").asText())
                                .select("script, form, svg, math, video, noscript, base")
                                .isEmpty()
                        || letter.path("html").asText().contains("onload=alert(1)>"),
                "the HTML part has live markup");
    }

    private static String channel(String pointer) {
        String field = pointer.substring(pointer.lastIndexOf('/') + 1);
        return pointer.startsWith("/content/") && (field.equals("sms") || field.equals("social")) ? field : "email";
    }

    private String preview(String pointer) {
        if (pointer.startsWith("/content/")) {
            return "/v1/notices/" + json().path("id").asText() + "/preview?locale=" + pointer.split("/")[2]
                    + "&channel=" + channel(pointer);
        }
        boolean inline = pointer.startsWith("/recipients/");
        String notice = inline ? json().path("id").asText() : scene.draft();
        String incident = inline ? json().path("incident").asText() : scene.fill("{incident}");
        String ref = BadInput.base("recipients")
                .path(Integer.parseInt(pointer.replaceAll("\\D+", "")))
                .path("ref")
                .asText();
        return "/v1/notices/" + notice + "/preview?channel=email&recipient=" + scene.recipient(incident, ref);
    }

    /** Line ends and runs of blanks are the medium's business. */
    private static String words(String text) {
        return text.replaceAll("\\s+", " ").strip();
    }

    private void problem() {
        JsonNode body = json();
        saidIf(!answer.header("Content-Type").equals("application/problem+json"), "not a problem document");
        for (String field : List.of("type", "title", "status", "detail", "instance")) {
            saidIf(!body.has(field), "a problem without " + field);
        }
        saidIf(body.path("status").asInt() != answer.status(), "the problem has another status than the answer");
        String said = body.path("detail").asText()
                + body.path("title").asText()
                + body.path("instance").asText()
                + body.path("errors")
                        .valueStream()
                        .map(it -> it.path("code").asText())
                        .toList();
        for (String value : values(request)) {
            saidIf(said.contains(value), "the value comes back");
        }
        saidIf(answer.body().contains("Exception") || answer.body().contains("\tat "), "a stack trace");
    }

    /** Values of the row that nobody but the caller would write. */
    static List<String> values(JsonNode request) {
        List<String> values = new ArrayList<>();
        request.path("set").forEach(it -> values.add(it.asText()));
        request.path("path_params").forEach(it -> values.add(it.asText()));
        return values.stream().filter(it -> it.length() >= 8).toList();
    }

    private JsonNode json() {
        try {
            return BadInput.parse(answer.body());
        } catch (java.io.UncheckedIOException e) {
            return com.fasterxml.jackson.databind.node.MissingNode.getInstance();
        }
    }

    private String slug() {
        String type = json().path("type").asText();
        return type.substring(type.lastIndexOf('/') + 1);
    }

    private static boolean among(JsonNode expected, String found) {
        return expected.isArray()
                ? expected.valueStream().anyMatch(it -> it.asText().equals(found))
                : expected.asText().equals(found);
    }

    private void saidIf(boolean is, String what) {
        if (is) {
            wrong.add(what);
        }
    }
}
