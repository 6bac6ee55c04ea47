package org.candor.reset;

import io.quarkus.runtime.configuration.ConfigurationException;
import io.smallrye.mutiny.Uni;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Flow;
import java.util.concurrent.TimeUnit;
import org.candor.plumbing.Hosts;
import org.candor.plumbing.WebhookSignature;
import org.jspecify.annotations.Nullable;

/**
 * Calls the identity provider: signed, no redirect followed, no proxy taken from the environment, the answer's body left
 * unread, all within the time configured. Waits for nothing.
 */
final class Webhook implements AutoCloseable {
    private final HttpClient client;
    private final URI url;
    private final Path secretFile;
    private final Duration timeout;
    private final InstantSource clock;

    /** What a call came to. */
    sealed interface Called {
        record Taken(String answer) implements Called {}

        /** The endpoint is gone for good: 410. */
        record Gone(String answer) implements Called {}

        /**
         * To be called again.
         *
         * @param pause what the endpoint asked for; null if it did not
         */
        record NotTaken(String answer, @Nullable Duration pause) implements Called {}
    }

    Webhook(URI url, Path secretFile, Duration timeout, InstantSource clock) {
        this.url = secure("candor.reset.webhook-url", url);
        this.secretFile = secretFile;
        this.timeout = timeout;
        this.clock = clock;
        this.client = HttpClient.newBuilder()
                .followRedirects(HttpClient.Redirect.NEVER)
                .proxy(HttpClient.Builder.NO_PROXY)
                .connectTimeout(timeout)
                .build();
        signature();
    }

    /** An address of people's matters is https, or does not leave the machine. */
    static URI secure(String key, URI url) {
        String scheme = url.getScheme() == null ? "" : url.getScheme().toLowerCase(Locale.ROOT);
        boolean local = scheme.equals("http") && url.getAuthority() != null && Hosts.loopback(url.getAuthority());
        if (url.getHost() == null || url.getUserInfo() != null || !(scheme.equals("https") || local)) {
            throw new ConfigurationException(key + " must be an https address without a user name.");
        }
        return url;
    }

    /** Read again for every call, so that a secret is changed without a restart. */
    private WebhookSignature signature() {
        try {
            return WebhookSignature.of(Files.readAllLines(secretFile));
        } catch (IOException e) {
            throw new ConfigurationException("candor.reset.webhook-secret-file cannot be read.");
        } catch (IllegalArgumentException e) {
            throw new ConfigurationException("candor.reset.webhook-secret-file: " + e.getMessage() + ".");
        }
    }

    /**
     * Calls once.
     *
     * @param id the same for every call about one thing: the receiver sorts out repetitions by it
     */
    Uni<Called> call(String id, String body) {
        return Uni.createFrom()
                .completionStage(() -> send(id, body))
                .map(Webhook::read)
                .onFailure()
                .recoverWithItem(e -> new Called.NotTaken(word(e), null));
    }

    private CompletionStage<HttpResponse<Void>> send(String id, String body) {
        long now = clock.instant().getEpochSecond();
        HttpRequest request = HttpRequest.newBuilder(url)
                .timeout(timeout)
                .header("Content-Type", "application/json")
                .header("User-Agent", "Candor")
                .header("webhook-id", id)
                .header("webhook-timestamp", Long.toString(now))
                .header("webhook-signature", signature().sign(id, now, body))
                .POST(HttpRequest.BodyPublishers.ofString(body))
                .build();
        return client.sendAsync(request, _ -> new Unread()).orTimeout(timeout.toMillis(), TimeUnit.MILLISECONDS);
    }

    private static Called read(HttpResponse<Void> response) {
        int status = response.statusCode();
        String answer = "status " + status;
        if (status >= 200 && status < 300) {
            return new Called.Taken(answer);
        }
        return status == 410 ? new Called.Gone(answer) : new Called.NotTaken(answer, pause(response));
    }

    private static @Nullable Duration pause(HttpResponse<Void> response) {
        String seconds = response.headers().firstValue("Retry-After").orElse("");
        return seconds.matches("[0-9]{1,6}") ? Duration.ofSeconds(Long.parseLong(seconds)) : null;
    }

    /** The class of what went wrong; its message may name hosts and paths that are secret. */
    private static String word(Throwable failure) {
        Throwable cause = failure instanceof CompletionException ? failure.getCause() : null;
        return (cause == null ? failure : cause).getClass().getSimpleName();
    }

    @Override
    public void close() {
        client.shutdownNow();
    }

    /** The status is all that is wanted: nobody can keep us reading. */
    private static final class Unread implements HttpResponse.BodySubscriber<Void> {
        private final CompletableFuture<Void> done = new CompletableFuture<>();

        @Override
        public CompletionStage<Void> getBody() {
            return done;
        }

        @Override
        public void onSubscribe(Flow.Subscription subscription) {
            subscription.cancel();
            done.complete(null);
        }

        @Override
        public void onNext(List<ByteBuffer> item) {}

        @Override
        public void onError(Throwable failure) {
            done.complete(null);
        }

        @Override
        public void onComplete() {
            done.complete(null);
        }
    }
}
