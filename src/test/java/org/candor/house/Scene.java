package org.candor.house;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.candor.access.TestKeys;
import org.candor.plumbing.Ids;
import org.candor.plumbing.Wire;
import org.candor.receipt.EmailHook;
import org.candor.rig.Issuer;
import org.jspecify.annotations.Nullable;

/**
 * What the placeholders of one row stand for. Incidents, notices, keys and links are made, through the API where it can make
 * them, when a row first asks for them; each row has its own.
 */
final class Scene {
    static final String PUBLIC_HOST = "notices.example.org";
    private static final Pattern PLACEHOLDER = Pattern.compile("\\{([a-z0-9+-]+(?::[a-z0-9,:-]+)?)}");
    private static final String BASE62 = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
    private static final DateTimeFormatter SECONDS = DateTimeFormatter.ISO_OFFSET_DATE_TIME;

    private final URI api;
    private final Backstage backstage;
    private final String run = random(10);
    private final Map<String, String> known = new HashMap<>();
    private final Map<String, Supplier<String>> makers = new HashMap<>();
    private Attempts.Made attempt;
    private @Nullable Issuer issuer;

    Scene(URI api, Backstage backstage) {
        this.api = api;
        this.backstage = backstage;
        makers.put("incident", () -> created("/v1/incidents", BadInput.base("incident")));
        makers.put("notice", this::notice);
        makers.put("import", this::list);
        makers.put("delivery", () -> Ids.next().toString());
        makers.put("etag", () -> get("/v1/notices/" + fill("{notice}")).header("ETag"));
        makers.put("run", () -> run);
        makers.put("account", () -> "email:main");
        makers.put("api-host", () -> api.getAuthority());
        makers.put("public-host", () -> PUBLIC_HOST);
        makers.put("now", () -> time(0));
        makers.put("now+10d", () -> time(10));
        makers.put(
                "now+1h",
                () -> DateTimeFormatter.RFC_1123_DATE_TIME.format(
                        OffsetDateTime.now(ZoneOffset.UTC).plusHours(1)));
        makers.put("random", () -> random(32));
        makers.put("random-token", () -> random(22));
        makers.put("random-uuid", () -> Ids.next().toString());
        makers.put("key", TestKeys::operator);
        makers.put("attempt", () -> attempt().attempt().toString());
        makers.put("message-sid", () -> attempt().sid());
        makers.put(
                "attempt:email",
                () -> backstage.attempts().accepted("email").attempt().toString());
        makers.put("account-sid", Callback::accountSid);
        makers.put("provider", () -> EmailHook.NAME);
        makers.put("unix-301", () -> unix(-301));
        makers.put("unix+301", () -> unix(301));
        makers.put("token", () -> backstage.token(person(), "fresh"));
    }

    boolean isPlaceholder(String text) {
        Matcher found = PLACEHOLDER.matcher(text);
        return found.matches() && maker(found.group(1)) != null;
    }

    /** The text with every placeholder of the list filled in; every other brace is data. */
    String fill(String text) {
        Matcher found = PLACEHOLDER.matcher(text);
        StringBuilder filled = new StringBuilder();
        while (found.find()) {
            Supplier<String> maker = maker(found.group(1));
            String value = maker == null ? found.group() : value(found.group(1), maker);
            found.appendReplacement(filled, Matcher.quoteReplacement(value));
        }
        return found.appendTail(filled).toString();
    }

    /** Keeps a value that a step saved. */
    void save(String name, String value) {
        known.put(name, value);
    }

    private String value(String name, Supplier<String> maker) {
        if (name.startsWith("random") || name.equals("etag")) {
            return maker.get();
        }
        String value = known.get(name);
        if (value == null) {
            value = maker.get();
            known.put(name, value);
        }
        return value;
    }

    private Supplier<String> maker(String name) {
        if (known.containsKey(name)) {
            return () -> known.get(name);
        }
        if (name.startsWith("key:")) {
            return () -> backstage.key(name.substring(4), fill("{key}"));
        }
        if (name.startsWith("token:")) {
            return () -> backstage.token(person(), name.substring(6));
        }
        // A step that should have saved it got no such thing.
        return name.equals("cookie") || name.equals("csrf") ? () -> "" : makers.get(name);
    }

    private Backstage.Person person() {
        UUID incident = UUID.fromString(fill("{incident}"));
        fill("{import}");
        return backstage.person(incident, "c-1");
    }

    /** Whose tokens {@code {jwt}} is made of. */
    Issuer issuer() {
        if (issuer == null) {
            throw new IllegalStateException("there is no issuer in this scene");
        }
        return issuer;
    }

    /** The same, in a house that has one. */
    Scene with(Issuer known) {
        issuer = known;
        return this;
    }

    /** The hand-off of a text message that {@code {attempt}} stands for. */
    Attempts.Made attempt() {
        if (attempt == null) {
            attempt = backstage.attempts().accepted("sms");
        }
        return attempt;
    }

    /** The same, in a state that a row names. */
    void attempt(Attempts.Made made) {
        attempt = made;
    }

    /** The id of a person, by the caller's own reference. */
    UUID recipient(String incident, String ref) {
        return backstage.person(UUID.fromString(incident), ref).recipient();
    }

    /** The id of a draft on {@code {incident}} as it is, without a list of our own. */
    String draft() {
        return created("/v1/notices", BadInput.base("notice"));
    }

    private String notice() {
        fill("{import}");
        return draft();
    }

    private String list() {
        String rows = BadInput.base("recipients")
                .valueStream()
                .map(JsonNode::toString)
                .collect(Collectors.joining("\n"));
        Wire.Answer answer = send(
                "POST", "/v1/incidents/" + fill("{incident}") + "/recipients?name=scene", "application/x-ndjson", rows);
        String path = json(answer, 202).path("import").asText();
        return path.substring(path.lastIndexOf('/') + 1);
    }

    private String created(String path, JsonNode body) {
        return json(send("POST", path, "application/json", fill(body.toString())), 201)
                .path("id")
                .asText();
    }

    /** Releases {@code {notice}}, by email alone: there is no account for text messages. */
    void release() {
        String notice = "/v1/notices/" + fill("{notice}");
        Map<String, String> steps = new LinkedHashMap<>();
        steps.put("PATCH " + notice, "{\"channels\": [\"email\"]}");
        steps.put("POST " + notice + "/submit", "");
        steps.put("POST " + notice + "/release", "");
        steps.forEach((step, body) -> {
            String etag = get(notice).header("ETag");
            String type = "application/json\r\nIf-Match: " + etag;
            Wire.Answer answer = send(step.split(" ")[0], step.split(" ")[1], type, body);
            if (answer.status() >= 300) {
                throw new IllegalStateException(step + ": " + answer.status() + " " + answer.body());
            }
        });
    }

    Wire.Answer get(String path) {
        return send("GET", path, "application/json", "");
    }

    private Wire.Answer send(String method, String path, String type, String body) {
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
        String head = method + " " + path + " HTTP/1.1\r\nHost: " + api.getAuthority() + "\r\nAuthorization: Bearer "
                + TestKeys.operator() + "\r\nIdempotency-Key: scene-" + random(20) + "\r\nContent-Type: " + type
                + "\r\nContent-Length: " + bytes.length + "\r\n\r\n";
        return Wire.send(api, Shot.join(head.getBytes(StandardCharsets.UTF_8), bytes));
    }

    static JsonNode json(Wire.Answer answer, int status) {
        if (answer.status() != status) {
            throw new IllegalStateException("the scene could not be set: " + answer.status() + " " + answer.body());
        }
        return BadInput.parse(answer.body());
    }

    static String random(int length) {
        return ThreadLocalRandom.current()
                .ints(length, 0, BASE62.length())
                .mapToObj(it -> "" + BASE62.charAt(it))
                .collect(Collectors.joining());
    }

    private static String unix(int seconds) {
        return Long.toString(System.currentTimeMillis() / 1000 + seconds);
    }

    private static String time(int days) {
        return SECONDS.format(OffsetDateTime.now(ZoneOffset.UTC)
                .truncatedTo(ChronoUnit.SECONDS)
                .plusDays(days));
    }
}
