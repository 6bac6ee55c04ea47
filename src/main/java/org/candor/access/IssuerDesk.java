package org.candor.access;

import com.fasterxml.jackson.databind.JsonNode;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.infrastructure.Infrastructure;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import org.candor.plumbing.Hosts;
import org.candor.plumbing.StrictJson;
import org.jspecify.annotations.Nullable;

/** Where operators sign in at the issuer, and where the code that they come back with is exchanged for their ID token. */
@ApplicationScoped
class IssuerDesk {
    private static final String DISCOVERY = "/.well-known/openid-configuration";
    private static final Duration KEPT = Duration.ofMinutes(10);
    private static final long MOST = 64 * 1024;

    /** What the issuer says of itself, and when that was. */
    private record Places(URI authorization, URI token, Instant at) {}

    private final AccessConfig.Oidc config;
    private final InstantSource clock;
    private volatile @Nullable Places places;
    private volatile @Nullable HttpClient client;

    @Inject
    IssuerDesk(AccessConfig config, InstantSource clock) {
        this.config = config.oidc();
        this.clock = clock;
    }

    /** Where a browser is sent to: OAuth 2.0 authorization code with PKCE. */
    Uni<URI> signIn(Doorstep.Visit visit, String back) {
        Map<String, String> query = new LinkedHashMap<>();
        query.put("response_type", "code");
        query.put("client_id", config.clientId().orElseThrow());
        query.put("redirect_uri", back);
        query.put("scope", config.askFor());
        query.put("state", visit.state());
        query.put("nonce", visit.nonce());
        query.put("code_challenge", visit.challenge());
        query.put("code_challenge_method", "S256");
        return places().map(it -> {
            String address = it.authorization().toString();
            return URI.create(address + (address.indexOf('?') < 0 ? "?" : "&") + form(query));
        });
    }

    /** The ID token for a code; empty if the issuer does not take the code. */
    Uni<String> idToken(Doorstep.Visit visit, String code, String back) {
        Map<String, String> form = new LinkedHashMap<>();
        form.put("grant_type", "authorization_code");
        form.put("code", code);
        form.put("redirect_uri", back);
        form.put("code_verifier", visit.verifier());
        if (config.clientSecretFile().isEmpty()) {
            form.put("client_id", config.clientId().orElseThrow());
        }
        return places().chain(it -> request(it.token()))
                .chain(it -> send(it.header("Content-Type", "application/x-www-form-urlencoded")
                        .POST(HttpRequest.BodyPublishers.ofString(form(form)))))
                .map(answer -> {
                    if (answer.statusCode() >= 500) {
                        throw new IllegalStateException("status " + answer.statusCode());
                    }
                    boolean taken = answer.statusCode() == 200;
                    return taken
                            ? StrictJson.tree(answer.body()).path("id_token").asText("")
                            : "";
                });
    }

    private Uni<Places> places() {
        Places known = places;
        if (known != null && known.at().plus(KEPT).isAfter(clock.instant())) {
            return Uni.createFrom().item(known);
        }
        URI address = URI.create(config.issuer().orElseThrow().replaceFirst("/$", "") + DISCOVERY);
        return send(HttpRequest.newBuilder(address)).map(this::places).invoke(it -> places = it);
    }

    private Places places(HttpResponse<byte[]> answer) {
        if (answer.statusCode() != 200) {
            throw new IllegalStateException("status " + answer.statusCode());
        }
        JsonNode said = StrictJson.tree(answer.body());
        if (!said.path("issuer").asText().equals(config.issuer().orElseThrow())) {
            throw new IllegalStateException("the issuer calls itself otherwise than candor.access.oidc.issuer");
        }
        return new Places(place(said, "authorization_endpoint"), place(said, "token_endpoint"), clock.instant());
    }

    private static URI place(JsonNode said, String name) {
        URI place = URI.create(said.path(name).asText());
        if (!isSafe(place)) {
            throw new IllegalStateException("the issuer's " + name + " is no https address");
        }
        return place;
    }

    /** https, or what does not leave this machine. */
    static boolean isSafe(URI place) {
        String scheme = place.getScheme() == null ? "" : place.getScheme().toLowerCase(Locale.ROOT);
        return place.getHost() != null
                && place.getUserInfo() == null
                && place.getFragment() == null
                && (scheme.equals("https") || scheme.equals("http") && Hosts.loopback(place.getAuthority()));
    }

    /** RFC 6749, 2.3.1: both halves are form-encoded first. The file is read each time, so that a secret can be changed. */
    private Uni<HttpRequest.Builder> request(URI address) {
        HttpRequest.Builder request = HttpRequest.newBuilder(address);
        return config.clientSecretFile().isEmpty()
                ? Uni.createFrom().item(request)
                : Uni.createFrom()
                        .item(() -> request.header(
                                "Authorization", basic(config.clientSecretFile().orElseThrow())))
                        .runSubscriptionOn(Infrastructure.getDefaultWorkerPool());
    }

    private String basic(Path file) {
        try (var lines = Files.lines(file)) {
            String pair = encode(config.clientId().orElseThrow()) + ":"
                    + encode(lines.findFirst().orElse("").strip());
            return "Basic " + Base64.getEncoder().encodeToString(pair.getBytes(StandardCharsets.US_ASCII));
        } catch (IOException e) {
            throw new UncheckedIOException("candor.access.oidc.client-secret-file cannot be read", e);
        }
    }

    private Uni<HttpResponse<byte[]>> send(HttpRequest.Builder request) {
        HttpRequest ready = request.timeout(config.timeout())
                .header("Accept", "application/json")
                .header("User-Agent", "Candor")
                .build();
        return Uni.createFrom()
                .completionStage(() -> client().sendAsync(
                                ready,
                                HttpResponse.BodyHandlers.limiting(HttpResponse.BodyHandlers.ofByteArray(), MOST)));
    }

    /** Made when it is first needed: where there is no issuer it never is. */
    private synchronized HttpClient client() {
        HttpClient made = client;
        if (made == null) {
            made = HttpClient.newBuilder()
                    .followRedirects(HttpClient.Redirect.NEVER)
                    .proxy(HttpClient.Builder.NO_PROXY)
                    .connectTimeout(config.timeout())
                    .build();
            client = made;
        }
        return made;
    }

    private static String form(Map<String, String> fields) {
        return fields.entrySet().stream()
                .map(it -> it.getKey() + "=" + encode(it.getValue()))
                .collect(Collectors.joining("&"));
    }

    private static String encode(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }
}
