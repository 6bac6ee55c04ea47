package org.candor.sandbox;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A public network on loopback. Each post it takes is a line of {@code social-ledger.ndjson}, synced before the client is
 * answered: {@code {"at":…,"network":…,"mark":…,"reference":…,"text":…}}. The mark is what the client named the post by. A
 * repeat that the network knows to be one adds no line.
 *
 * <p>How posts are taken can be told by the methods here. Without that the account's own credentials (the token, the
 * identifier, the API's user name) say so, if one of these words is in them: {@code drop} takes a post and closes the
 * connection without an answer · {@code busy} 429 with two seconds to wait · {@code refused} the network's refusal of the
 * content · {@code suspended} the account is out of use · {@code outage} 503 with a page · {@code html} 200 with a page ·
 * {@code empty} 200 with {@code {}}. With {@code -once} behind the word ({@code drop-once}) it holds for the account's first
 * post only. Everybody else is simply taken.
 */
public abstract sealed class SocialServer implements AutoCloseable
        permits BlueskyServer, DiscourseServer, MastodonServer {
    /** One post taken. */
    public record Post(Instant at, String mark, String reference, String text) {}

    static final ObjectMapper JSON = new ObjectMapper();

    private final String network;
    private final HttpStage stage;
    private final Ledger ledger;
    private final InstantSource clock = InstantSource.system();
    private final SocialMood.Script script = new SocialMood.Script();
    private final List<Post> posts = new CopyOnWriteArrayList<>();
    private volatile Duration slowness = Duration.ZERO;
    private volatile boolean suspended;
    private volatile @Nullable Captures captures;

    SocialServer(String network, Path folder, int port) throws IOException {
        this.network = network;
        this.ledger = new Ledger(folder.resolve("social-ledger.ndjson"), clock);
        this.stage = new HttpStage(port, this::answer);
    }

    /** Answers a call by the network's rules. */
    abstract HttpStage.Reply play(HttpStage.Call call);

    /** The network's "slow down" for so many seconds. */
    abstract HttpStage.Reply busy(int seconds);

    /** The network's refusal of what a post says. */
    abstract HttpStage.Reply refusal();

    /** The network's word that the account is out of use. */
    abstract HttpStage.Reply suspension();

    public final int port() {
        return stage.port();
    }

    public final String url() {
        return "http://127.0.0.1:" + port();
    }

    /** How many posts it has taken. */
    public final long taken() {
        return posts.size();
    }

    /** The posts it has taken, in order. */
    public final List<Post> posts() {
        return List.copyOf(posts);
    }

    /** How many calls have come in, whatever became of them. */
    public final long calls() {
        return stage.calls();
    }

    /** From now on posts are not taken and answered so. */
    public final void answer(int status, String body) {
        script.always(SocialMood.say(status, body));
    }

    /** The next {@code n} posts are not taken and answered with this status and a page. */
    public final void outage(int n, int status) {
        script.add(n, SocialMood.outage(status));
    }

    /** The next {@code n} posts are taken; then the connection closes without an answer. */
    public final void dropAfterTake(int n) {
        script.add(n, SocialMood.DROP);
    }

    /** The next {@code n} posts are not taken and answered 200 with a page. */
    public final void html200(int n) {
        script.add(n, SocialMood.HTML);
    }

    /** The next {@code n} posts are not taken and answered 200 with an empty object. */
    public final void empty200(int n) {
        script.add(n, SocialMood.EMPTY);
    }

    /** The next {@code n} posts are told to wait. */
    public final void busy(int n, int seconds) {
        script.add(n, SocialMood.busy(seconds));
    }

    /** Each answer comes so late. */
    public final void slow(Duration wait) {
        slowness = wait;
    }

    /** The account is out of use, for every call. */
    public final void suspend() {
        suspended = true;
    }

    /** Forgets what it was told. */
    public void behave() {
        script.clear();
        slowness = Duration.ZERO;
        suspended = false;
    }

    private HttpStage.Reply answer(HttpStage.Call call) {
        return (suspended ? suspension() : play(call)).after(slowness);
    }

    /** Answers a call that posts; {@code take} takes the post and gives the network's answer. */
    final HttpStage.Reply posting(String credentials, Supplier<HttpStage.Reply> take) {
        SocialMood mood = script.next(credentials);
        HttpStage.Reply honest = mood.take() ? take.get() : HttpStage.Reply.cut();
        return switch (mood.act()) {
            case ANSWER -> honest;
            case CUT -> HttpStage.Reply.cut();
            case HTML -> HttpStage.Reply.html(mood.status(), page(mood.status()));
            case SAY -> HttpStage.Reply.json(mood.status(), mood.body());
            case BUSY -> busy(mood.seconds());
            case REFUSE -> refusal();
            case SUSPEND -> suspension();
        };
    }

    private static String page(int status) {
        return "<html>\n<head><title>" + status + "</title></head>\n<body><center><h1>" + status
                + "</h1></center></body>\n</html>\n";
    }

    /** Where posts are kept for show; null for nowhere. */
    final void captureIn(@Nullable Captures shown) {
        captures = shown;
    }

    /**
     * Writes a new post down, on the disk when this returns.
     *
     * @param author as the network shows the account
     * @param post the same as the network shows it
     */
    final void take(String mark, String reference, String text, String author, Capture.Post post) {
        Map<String, String> line = new LinkedHashMap<>();
        line.put("network", network);
        line.put("mark", mark);
        line.put("reference", reference);
        line.put("text", text);
        ledger.add(line);
        posts.add(new Post(now(), mark, reference, text));
        Captures shown = captures;
        if (shown != null) {
            shown.add(author, network, post.title().isEmpty() ? text : post.title(), post);
        }
    }

    final Instant now() {
        return clock.instant();
    }

    static HttpStage.Reply json(int status, JsonNode body) {
        try {
            return HttpStage.Reply.json(status, JSON.writeValueAsString(body));
        } catch (JsonProcessingException impossible) {
            throw new UncheckedIOException(impossible);
        }
    }

    static ObjectNode object() {
        return JSON.createObjectNode();
    }

    /** The call's body; null if it is no JSON object. */
    static @Nullable ObjectNode body(HttpStage.Call call) {
        try {
            return JSON.readTree(call.body()) instanceof ObjectNode it ? it : null;
        } catch (IOException wrong) {
            return null;
        }
    }

    /** The token of the Authorization header; empty without one. */
    static String bearer(HttpStage.Call call) {
        String header = call.header("Authorization");
        return header.startsWith("Bearer ")
                ? header.substring("Bearer ".length()).strip()
                : "";
    }

    @Override
    public final void close() {
        stage.close();
        try {
            ledger.close();
        } catch (IOException late) {
            throw new UncheckedIOException(late);
        }
    }
}
