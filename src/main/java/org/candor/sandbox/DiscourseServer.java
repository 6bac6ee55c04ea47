package org.candor.sandbox;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Path;
import java.time.temporal.ChronoUnit;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A Discourse forum that takes every API key but {@code wrong}. An {@code external_id} is unique and leads to its topic;
 * titles are used once, unless told otherwise.
 */
public final class DiscourseServer extends SocialServer {
    private static final Pattern EXTERNAL_ID = Pattern.compile("[\\w-]{1,50}");
    private static final String BY_EXTERNAL_ID = "/t/external_id/";
    private static final int SHORTEST_TITLE = 15;
    private static final int SHORTEST_POST = 20;
    private static final int LONGEST_POST = 32_000;

    /** What a topic is found by. */
    private record Topic(long id, String slug) {}

    private final Map<String, Topic> byExternalId = new ConcurrentHashMap<>();
    private final Set<String> titles = ConcurrentHashMap.newKeySet();
    private final AtomicLong number = new AtomicLong(1_000);
    private volatile boolean titlesOnce;

    private DiscourseServer(Path folder, int port) throws IOException {
        super("discourse", folder, port);
    }

    /** Starts to listen; port 0 finds a free one. */
    public static DiscourseServer start(Path folder, int port) throws IOException {
        return new DiscourseServer(folder, port);
    }

    /** From now on a title that was used is refused, which is a forum's usual setting. */
    public void titlesOnce() {
        titlesOnce = true;
    }

    @Override
    HttpStage.Reply play(HttpStage.Call call) {
        String user = call.header("Api-Username");
        if (user.isEmpty()
                || call.header("Api-Key").isEmpty()
                || call.header("Api-Key").equals("wrong")) {
            return notAllowed();
        }
        String asked = call.method() + " " + call.path();
        if (asked.equals("POST /posts.json")) {
            return posting(user, () -> post(user, call));
        }
        return asked.startsWith("GET " + BY_EXTERNAL_ID) && asked.endsWith(".json")
                ? find(call.path()
                        .substring(BY_EXTERNAL_ID.length(), call.path().length() - ".json".length()))
                : notFound();
    }

    private synchronized HttpStage.Reply post(String user, HttpStage.Call call) {
        ObjectNode body = body(call);
        String wrong = body == null ? "Body can't be blank" : wrong(body);
        if (body == null || wrong != null) {
            return refusal(String.valueOf(wrong));
        }
        String title = body.path("title").asText();
        String raw = body.path("raw").asText();
        String mark = body.path("external_id").asText();
        Topic topic = new Topic(number.incrementAndGet(), slug(title));
        take(
                mark,
                Long.toString(topic.id()),
                raw,
                user,
                new Capture.Post("discourse", title, "", PostPieces.discourse(raw)));
        titles.add(title);
        if (!mark.isEmpty()) {
            byExternalId.put(mark, topic);
        }
        return json(200, answer(user, topic, raw));
    }

    private @Nullable String wrong(ObjectNode body) {
        String title = body.path("title").asText();
        String raw = body.path("raw").asText();
        String mark = body.path("external_id").asText();
        if (raw.length() < SHORTEST_POST || raw.length() > LONGEST_POST) {
            return "Body is too short (minimum is 20 characters)";
        }
        if (title.length() < SHORTEST_TITLE || title.length() > 255) {
            return "Title is too short (minimum is 15 characters)";
        }
        if (!mark.isEmpty() && !EXTERNAL_ID.matcher(mark).matches()) {
            return "External is invalid";
        }
        if (byExternalId.containsKey(mark)) {
            return "External has already been taken";
        }
        return titlesOnce && titles.contains(title) ? "Title has already been used" : null;
    }

    private static String slug(String title) {
        return title.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9]+", "-").replaceAll("^-|-$", "");
    }

    private ObjectNode answer(String user, Topic topic, String raw) {
        ObjectNode post = object();
        String time = now().truncatedTo(ChronoUnit.MILLIS).toString();
        post.put("id", topic.id() + 10_000).put("name", "Example Bank").put("username", user);
        post.put("avatar_template", "/letter_avatar_proxy/v4/letter/e/3be4f8/{size}.png");
        post.put("created_at", time).put("raw", raw).put("cooked", "<p>" + raw.replace("<", "&lt;") + "</p>");
        post.put("post_number", 1).put("post_type", 1).put("posts_count", 1).put("updated_at", time);
        post.put("reply_count", 0).putNull("reply_to_post_number");
        post.put("quote_count", 0).put("reads", 0).put("readers_count", 0).put("score", 0);
        post.put("yours", true).put("topic_id", topic.id()).put("topic_slug", topic.slug());
        post.putNull("deleted_at").put("user_deleted", false).put("draft_sequence", 0);
        return post;
    }

    private HttpStage.Reply find(String externalId) {
        Topic topic = byExternalId.get(externalId);
        return topic == null
                ? notFound()
                : HttpStage.Reply.html(301, "<html><body>You are being redirected.</body></html>")
                        .with("Location", url() + "/t/" + topic.slug() + "/" + topic.id() + ".json");
    }

    private static HttpStage.Reply notFound() {
        return error(404, "The requested URL or resource could not be found.", "not_found");
    }

    private static HttpStage.Reply notAllowed() {
        return error(403, "You are not permitted to view the requested resource.", "invalid_access");
    }

    @Override
    HttpStage.Reply busy(int seconds) {
        ObjectNode body = object();
        body.putArray("errors").add("You’ve performed this action too many times, please try again later.");
        body.put("error_type", "rate_limit");
        body.putObject("extras").put("wait_seconds", seconds).put("time_left", seconds + " seconds");
        return json(429, body).with("Retry-After", Integer.toString(seconds));
    }

    @Override
    HttpStage.Reply refusal() {
        return refusal("Body can't be blank");
    }

    private static HttpStage.Reply refusal(String message) {
        ObjectNode body = object().put("action", "create_post");
        body.putArray("errors").add(message);
        return json(422, body);
    }

    @Override
    HttpStage.Reply suspension() {
        return notAllowed();
    }

    @Override
    public void behave() {
        super.behave();
        titlesOnce = false;
    }

    private static HttpStage.Reply error(int status, String message, String type) {
        ObjectNode body = object();
        body.putArray("errors").add(message);
        return json(status, body.put("error_type", type));
    }
}
