package org.candor.sandbox;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A Mastodon instance with one account for every token. An {@code Idempotency-Key} is kept until told otherwise; a repeat is
 * answered with the first status, or with 500, as instances have done.
 */
public final class MastodonServer extends SocialServer {
    private static final int LIMIT = 500;
    private static final String ACCOUNT = "109000000000000001";
    private static final String POSTS = "/api/v1/statuses";
    private static final Pattern LINK = Pattern.compile("(?i)https?://[^\\s<()]+");
    private static final int SHOWN = 30;

    private final Map<String, ObjectNode> byKey = new ConcurrentHashMap<>();
    private final List<ObjectNode> statuses = new CopyOnWriteArrayList<>();
    private final AtomicLong number = new AtomicLong();
    private final AtomicInteger failingRepeats = new AtomicInteger();
    private final AtomicInteger lostKeys = new AtomicInteger();
    private volatile Duration keyLag = Duration.ZERO;

    private MastodonServer(Path folder, int port) throws IOException {
        super("mastodon", folder, port);
    }

    /** Starts to listen; port 0 finds a free one. */
    public static MastodonServer start(Path folder, int port) throws IOException {
        return new MastodonServer(folder, port);
    }

    /** The next {@code n} repeats of a known key are answered 500. */
    public void failRepeats(int n) {
        failingRepeats.set(n);
    }

    /** A key is written down so long after its status; a repeat that comes sooner is a second status, as at instances. */
    public void keysLate(Duration lag) {
        keyLag = lag;
    }

    /** The next {@code n} posts are taken and answered 500, and their keys are never written down. */
    public void loseKeys(int n) {
        lostKeys.set(n);
    }

    /** An hour has passed: no key is known any more. */
    public void forgetKeys() {
        byKey.clear();
    }

    @Override
    HttpStage.Reply play(HttpStage.Call call) {
        String token = bearer(call);
        if (token.isEmpty() || token.contains("revoked")) {
            return error(401, "The access token is invalid");
        }
        String asked = call.method() + " " + call.path();
        return switch (asked) {
            case "POST " + POSTS -> posting(token, () -> post(token, call));
            case "GET /api/v1/accounts/verify_credentials" -> limited(json(200, account()));
            case "GET /api/v1/accounts/" + ACCOUNT + "/statuses" -> limited(json(200, latest(call.query())));
            default -> error(404, "Record not found");
        };
    }

    private synchronized HttpStage.Reply post(String token, HttpStage.Call call) {
        String mark = call.header("Idempotency-Key");
        String key = token + " " + mark;
        ObjectNode known = mark.isEmpty() ? null : byKey.get(key);
        if (known != null && !written(known).isAfter(now())) {
            boolean fails = failingRepeats.getAndUpdate(n -> Math.max(0, n - 1)) > 0;
            return fails ? error(500, "Something went wrong on our end") : limited(json(200, known));
        }
        ObjectNode body = body(call);
        String text = body == null ? "" : body.path("status").asText();
        String wrong = wrong(text);
        if (body == null || wrong != null) {
            return error(422, "Validation failed: " + wrong);
        }
        ObjectNode status = status(text, body);
        String language = status.path("language").asText();
        take(
                mark,
                status.path("id").asText(),
                text,
                "@bank",
                new Capture.Post("mastodon", "", language, PostPieces.mastodon(text)));
        statuses.addFirst(status);
        if (lostKeys.getAndUpdate(n -> Math.max(0, n - 1)) > 0) {
            return error(500, "Something went wrong on our end");
        }
        if (!mark.isEmpty()) {
            byKey.put(key, status);
        }
        return limited(json(200, status));
    }

    /** When the key of a status is known. */
    private Instant written(ObjectNode status) {
        return Instant.parse(status.path("created_at").asText()).plus(keyLag);
    }

    private static @Nullable String wrong(String text) {
        if (text.isBlank()) {
            return "Text can't be blank";
        }
        String counted = LINK.matcher(text).replaceAll("x".repeat(23));
        long length = Pattern.compile("\\X").matcher(counted).results().count();
        return length > LIMIT ? "Text character limit of " + LIMIT + " exceeded" : null;
    }

    private ObjectNode status(String text, ObjectNode asked) {
        String id = Long.toString((now().toEpochMilli() << 16) + number.incrementAndGet());
        ObjectNode status = object();
        status.put("id", id);
        status.put("created_at", now().truncatedTo(ChronoUnit.MILLIS).toString());
        status.putNull("in_reply_to_id").putNull("in_reply_to_account_id");
        status.put("sensitive", false).put("spoiler_text", "");
        status.put("visibility", asked.path("visibility").asText("public"));
        status.put("language", asked.path("language").asText("en"));
        status.put("uri", url() + "/users/bank/statuses/" + id).put("url", url() + "/@bank/" + id);
        status.put("replies_count", 0).put("reblogs_count", 0).put("favourites_count", 0);
        status.putNull("edited_at").put("favourited", false).put("reblogged", false);
        status.put("muted", false).put("bookmarked", false).put("pinned", false);
        status.put("content", html(text));
        status.putArray("filtered");
        status.putNull("reblog");
        status.putObject("application").put("name", "Candor").putNull("website");
        status.set("account", account());
        for (String list : List.of("media_attachments", "mentions", "tags", "emojis")) {
            status.putArray(list);
        }
        return status.putNull("card").putNull("poll");
    }

    /** As an instance renders it: paragraphs, and links of which a reader sees the beginning. */
    private static String html(String text) {
        String escaped = text.replace("&", "&amp;")
                .replace("<", "&lt;")
                .replace(">", "&gt;")
                .replace("\"", "&quot;");
        String linked = LINK.matcher(escaped).replaceAll(it -> {
            String scheme = it.group().substring(0, it.group().indexOf("//") + 2);
            String rest = it.group().substring(scheme.length());
            String shown = rest.length() > SHOWN ? rest.substring(0, SHOWN) : rest;
            return java.util.regex.Matcher.quoteReplacement("<a href=\"" + it.group()
                    + "\" target=\"_blank\" rel=\"nofollow noopener\" translate=\"no\"><span class=\"invisible\">"
                    + scheme
                    + "</span><span class=\"ellipsis\">" + shown + "</span><span class=\"invisible\">"
                    + rest.substring(shown.length()) + "</span></a>");
        });
        return "<p>" + linked.replace("\n\n", "</p><p>").replace("\n", "<br />") + "</p>";
    }

    private ArrayNode latest(String query) {
        int limit = 20;
        for (String pair : query.split("&")) {
            limit = pair.matches("limit=\\d{1,3}") ? Math.min(40, Integer.parseInt(pair.substring(6))) : limit;
        }
        return JSON.createArrayNode().addAll(statuses.stream().limit(limit).toList());
    }

    private ObjectNode account() {
        ObjectNode account = object();
        account.put("id", ACCOUNT).put("username", "bank").put("acct", "bank").put("display_name", "Example Bank");
        account.put("locked", false).put("bot", false).put("url", url() + "/@bank");
        account.put("created_at", "2024-01-01T00:00:00.000Z").put("statuses_count", statuses.size());
        return account;
    }

    private HttpStage.Reply limited(HttpStage.Reply reply) {
        return reply.with("X-RateLimit-Limit", "300")
                .with("X-RateLimit-Remaining", "299")
                .with("X-RateLimit-Reset", reset(Duration.ofMinutes(5)));
    }

    private String reset(Duration in) {
        // Six digits of a second, as instances write it.
        return now().plus(in).truncatedTo(ChronoUnit.SECONDS).toString().replace("Z", ".000000Z");
    }

    @Override
    HttpStage.Reply busy(int seconds) {
        return error(429, "Too many requests")
                .with("X-RateLimit-Limit", "300")
                .with("X-RateLimit-Remaining", "0")
                .with("X-RateLimit-Reset", reset(Duration.ofSeconds(seconds)));
    }

    @Override
    HttpStage.Reply refusal() {
        return error(422, "Validation failed: Text character limit of " + LIMIT + " exceeded");
    }

    @Override
    HttpStage.Reply suspension() {
        return error(403, "Your login is currently disabled");
    }

    @Override
    public void behave() {
        super.behave();
        failingRepeats.set(0);
        lostKeys.set(0);
        keyLag = Duration.ZERO;
    }

    private static HttpStage.Reply error(int status, String message) {
        return json(status, object().put("error", message));
    }
}
