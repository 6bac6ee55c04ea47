package org.candor.console;

import io.quarkus.runtime.configuration.ConfigUtils;
import io.smallrye.mutiny.Uni;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpMethod;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.candor.plumbing.Hosts;
import org.candor.plumbing.Problem;
import org.candor.plumbing.StrictJson;
import org.jspecify.annotations.Nullable;

/** What the sandbox captured, asked of it over loopback. Where there is none, in production above all, there is nothing to see. */
@Singleton
class SandboxDoor {
    private static final Duration PATIENCE = Duration.ofSeconds(5);

    private final Vertx vertx;
    private final @Nullable URI place;
    private volatile @Nullable HttpClient client;

    @Inject
    SandboxDoor(Vertx vertx, SandboxPlace config) {
        this(vertx, config, ConfigUtils.isProfileActive("prod"));
    }

    SandboxDoor(Vertx vertx, SandboxPlace config, boolean live) {
        this.vertx = vertx;
        this.place = live
                ? null
                : config.url()
                        .filter(it -> "http".equals(it.getScheme()) && Hosts.loopback(it.getAuthority()))
                        .orElse(null);
    }

    /** Whether there is a sandbox. */
    boolean isOpen() {
        return place != null;
    }

    /**
     * The newest captured messages.
     *
     * @param kind {@code mail}, {@code sms} or {@code post}; empty for all
     * @param words that the recipient or the subject holds; empty for all
     * @param before only those with a lower number; 0 for the newest
     */
    Uni<Captured.Page> page(String kind, String words, long before, int size) {
        String query = "?kind=" + encoded(kind) + "&words=" + encoded(words) + "&size=" + size
                + (before > 0 ? "&before=" + before : "");
        return ask(HttpMethod.GET, "/messages" + query)
                .map(it -> StrictJson.readOwn(it.toString(StandardCharsets.UTF_8), Captured.Page.class));
    }

    /** One of them; 404 if it is not kept any more. */
    Uni<Captured.One> one(long number) {
        return ask(HttpMethod.GET, "/messages/" + number)
                .map(it -> StrictJson.readOwn(it.toString(StandardCharsets.UTF_8), Captured.One.class));
    }

    /** A mail as it came, byte by byte. */
    Uni<byte[]> source(long number) {
        return ask(HttpMethod.GET, "/messages/" + number + "/source").map(Buffer::getBytes);
    }

    /** Forgets those up to this number. */
    Uni<Void> clear(long upTo) {
        return ask(HttpMethod.DELETE, "/messages?up_to=" + upTo).replaceWithVoid();
    }

    private Uni<Buffer> ask(HttpMethod method, String path) {
        URI to = place;
        if (to == null) {
            throw Problem.notFound();
        }
        return Uni.createFrom()
                .completionStage(() -> client().request(
                                method, to.getPort() < 0 ? 80 : to.getPort(), to.getHost(), path)
                        .compose(HttpClientRequest::send)
                        .compose(answer ->
                                answer.body().map(body -> answer.statusCode() == 200 ? body : Buffer.buffer()))
                        .timeout(PATIENCE.toMillis(), TimeUnit.MILLISECONDS)
                        .toCompletionStage())
                .onFailure()
                .transform(_ -> Problem.of(503, "overloaded", "The sandbox does not answer."))
                .invoke(body -> {
                    if (body.length() == 0) {
                        throw Problem.of(404, "not-found", "That message is not kept any more: the newest ones are.");
                    }
                });
    }

    private HttpClient client() {
        HttpClient known = client;
        if (known == null) {
            known = vertx.createHttpClient();
            client = known;
        }
        return known;
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }
}
