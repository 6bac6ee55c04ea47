package org.candor.sandbox;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A personal data server of the AT Protocol, with an account for every identifier; its password is anything but {@code
 * wrong}. Putting a record under a key that is there replaces it and is no second post.
 */
public final class BlueskyServer extends SocialServer {
    private static final String POSTS = "app.bsky.feed.post";
    private static final String HANDLE = "bank.example.com";
    private static final int MOST_GRAPHEMES = 300;
    private static final int MOST_BYTES = 3_000;
    private static final Pattern CHARACTER = Pattern.compile("\\X");
    private static final Pattern KEY = Pattern.compile("[234567abcdefghij][234567abcdefghijklmnopqrstuvwxyz]{12}");

    private final Map<String, String> access = new ConcurrentHashMap<>();
    private final Map<String, String> refresh = new ConcurrentHashMap<>();
    private final Map<String, JsonNode> records = new ConcurrentHashMap<>();
    private final AtomicLong sessions = new AtomicLong();

    private BlueskyServer(Path folder, int port) throws IOException {
        super("bluesky", folder, port);
    }

    /** Starts to listen; port 0 finds a free one. */
    public static BlueskyServer start(Path folder, int port) throws IOException {
        return new BlueskyServer(folder, port);
    }

    /** All access tokens have had their time; sessions can be renewed. */
    public void expireTokens() {
        access.clear();
    }

    /** All sessions are over: neither kind of token is good any more. */
    public void endSessions() {
        access.clear();
        refresh.clear();
    }

    /** How many sessions were opened or renewed. */
    public long sessions() {
        return sessions.get();
    }

    /** The record as it stands, by its key; null if there is none. */
    public @Nullable JsonNode record(String key) {
        return records.entrySet().stream()
                .filter(it -> it.getKey().endsWith("/" + key))
                .map(Map.Entry::getValue)
                .findFirst()
                .orElse(null);
    }

    @Override
    HttpStage.Reply play(HttpStage.Call call) {
        String asked = call.method() + " " + call.path().replaceFirst("^/xrpc/", "");
        return switch (asked) {
            case "POST com.atproto.server.createSession" -> createSession(call);
            case "POST com.atproto.server.refreshSession" -> refreshSession(call);
            case "POST com.atproto.repo.putRecord" -> putRecord(call);
            case "GET com.atproto.repo.getRecord" -> getRecord(call);
            default -> error(501, "MethodNotImplemented", "Method Not Implemented");
        };
    }

    private HttpStage.Reply createSession(HttpStage.Call call) {
        ObjectNode body = body(call);
        String identifier = body == null ? "" : body.path("identifier").asText();
        String password = body == null ? "" : body.path("password").asText();
        if (identifier.isEmpty() || password.isEmpty()) {
            return error(400, "InvalidRequest", "Input must have the property \"identifier\"");
        }
        if (password.equals("wrong")) {
            return error(401, "AuthenticationRequired", "Invalid identifier or password");
        }
        return session(identifier);
    }

    private HttpStage.Reply refreshSession(HttpStage.Call call) {
        String identifier = refresh.remove(bearer(call));
        return identifier == null ? error(400, "ExpiredToken", "Token has been revoked") : session(identifier);
    }

    private HttpStage.Reply session(String identifier) {
        long number = sessions.incrementAndGet();
        String accessJwt = "access." + hash(identifier + number) + ".sandbox";
        String refreshJwt = "refresh." + hash(identifier + number) + ".sandbox";
        access.put(accessJwt, identifier);
        refresh.put(refreshJwt, identifier);
        ObjectNode session = object();
        session.put("did", did(identifier)).put("handle", HANDLE);
        session.put("email", "privacy@example.com").put("emailConfirmed", true).put("emailAuthFactor", false);
        session.put("accessJwt", accessJwt).put("refreshJwt", refreshJwt).put("active", true);
        session.putObject("didDoc").put("id", did(identifier));
        return json(200, session);
    }

    private HttpStage.Reply putRecord(HttpStage.Call call) {
        String identifier = access.get(bearer(call));
        if (identifier == null) {
            return error(400, "ExpiredToken", "Token has expired");
        }
        return posting(identifier, () -> put(identifier, call));
    }

    private synchronized HttpStage.Reply put(String identifier, HttpStage.Call call) {
        ObjectNode body = body(call);
        String wrong = body == null ? "Input must be JSON" : wrong(identifier, body);
        if (body == null || wrong != null) {
            return error(400, "InvalidRequest", String.valueOf(wrong));
        }
        String key = body.path("rkey").asText();
        JsonNode record = body.path("record");
        String uri = "at://" + did(identifier) + "/" + POSTS + "/" + key;
        if (records.put(uri, record) == null) {
            String language = record.path("langs").path(0).asText();
            take(
                    key,
                    uri,
                    record.path("text").asText(),
                    "@" + HANDLE,
                    new Capture.Post("bluesky", "", language, PostPieces.bluesky(record)));
        }
        ObjectNode answer = object();
        answer.put("uri", uri).put("cid", cid(record));
        answer.putObject("commit").put("cid", cid(body)).put("rev", key);
        return limited(json(200, answer.put("validationStatus", "valid")), 2_999, 3_600);
    }

    private static @Nullable String wrong(String identifier, ObjectNode body) {
        JsonNode record = body.path("record");
        String text = record.path("text").asText();
        if (!body.path("repo").asText().equals(did(identifier))) {
            return "Could not find repo";
        }
        if (!body.path("collection").asText().equals(POSTS)
                || !record.path("$type").asText().equals(POSTS)) {
            return "Invalid collection";
        }
        if (!KEY.matcher(body.path("rkey").asText()).matches()) {
            return "Invalid app.bsky.feed.post record: record key must be a valid TID";
        }
        if (!record.path("createdAt").asText().endsWith("Z")) {
            return "Invalid app.bsky.feed.post record: Record/createdAt must be an valid atproto datetime";
        }
        return text.getBytes(StandardCharsets.UTF_8).length > MOST_BYTES
                        || CHARACTER.matcher(text).results().count() > MOST_GRAPHEMES
                ? "Invalid app.bsky.feed.post record: Record/text must not be longer than 300 graphemes"
                : null;
    }

    private HttpStage.Reply getRecord(HttpStage.Call call) {
        Map<String, String> asked = query(call.query());
        String uri = "at://" + asked.get("repo") + "/" + asked.get("collection") + "/" + asked.get("rkey");
        if (!call.header("Authorization").isEmpty() && !access.containsKey(bearer(call))) {
            return error(400, "ExpiredToken", "Token has expired");
        }
        JsonNode record = records.get(uri);
        if (record == null) {
            return error(400, "RecordNotFound", "Could not locate record: " + uri);
        }
        ObjectNode answer = object();
        answer.put("uri", uri).put("cid", cid(record)).set("value", record);
        return json(200, answer);
    }

    private static Map<String, String> query(String query) {
        Map<String, String> pairs = new TreeMap<>();
        for (String pair : query.split("&")) {
            String[] parts = pair.split("=", 2);
            pairs.put(parts[0], parts.length > 1 ? URLDecoder.decode(parts[1], StandardCharsets.UTF_8) : "");
        }
        return pairs;
    }

    private static String did(String identifier) {
        return "did:plc:" + hash(identifier).substring(0, 24);
    }

    private static String cid(JsonNode tree) {
        return "bafyrei" + hash(tree.toString());
    }

    private static String hash(String text) {
        try {
            byte[] hash = MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(hash);
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    private HttpStage.Reply limited(HttpStage.Reply reply, int left, int seconds) {
        return reply.with("ratelimit-limit", "3000")
                .with("ratelimit-remaining", Integer.toString(left))
                .with("ratelimit-reset", Long.toString(now().getEpochSecond() + seconds))
                .with("ratelimit-policy", "3000;w=300");
    }

    @Override
    HttpStage.Reply busy(int seconds) {
        return limited(error(429, "RateLimitExceeded", "Rate Limit Exceeded"), 0, seconds);
    }

    @Override
    HttpStage.Reply refusal() {
        return error(400, "InvalidRequest", "Invalid app.bsky.feed.post record");
    }

    @Override
    HttpStage.Reply suspension() {
        return error(401, "AccountTakedown", "Account has been taken down");
    }

    private static HttpStage.Reply error(int status, String error, String message) {
        return json(status, object().put("error", error).put("message", message));
    }
}
