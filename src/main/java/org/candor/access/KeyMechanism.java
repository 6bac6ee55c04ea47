package org.candor.access;

import io.quarkus.security.AuthenticationFailedException;
import io.quarkus.security.identity.IdentityProviderManager;
import io.quarkus.security.identity.SecurityIdentity;
import io.quarkus.security.runtime.QuarkusSecurityIdentity;
import io.quarkus.vertx.http.runtime.security.ChallengeData;
import io.quarkus.vertx.http.runtime.security.HttpAuthenticationMechanism;
import io.smallrye.mutiny.Uni;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.InstantSource;
import java.util.List;
import java.util.Objects;
import org.candor.plumbing.Budget;
import org.candor.plumbing.Problem;
import org.jspecify.annotations.Nullable;

/**
 * Takes {@code Authorization: Bearer cnd_…}; any other credential is left to the mechanisms after this one, and without
 * one nobody is signed in.
 */
@ApplicationScoped
class KeyMechanism implements HttpAuthenticationMechanism {
    private static final String BEARER = "Bearer ";
    private static final int BEFORE_OTHERS = 3000;
    private static final long SOON = 10;

    private final Keys keys;
    private final Budget guesses;

    KeyMechanism(Keys keys, AccessConfig config, InstantSource clock) {
        this.keys = keys;
        this.guesses = new Budget(
                clock,
                new Budget.Size(config.wrongKeysAtOnce(), config.wrongKeysPerSecond()),
                new Budget.Size(Double.MAX_VALUE, 0));
    }

    @Override
    public Uni<SecurityIdentity> authenticate(RoutingContext context, IdentityProviderManager providers) {
        List<String> sent = context.request().headers().getAll("Authorization");
        if (sent.isEmpty()) {
            return Uni.createFrom().nullItem();
        }
        if (sent.size() > 1) {
            return Uni.createFrom().failure(refused());
        }
        String token = token(sent.getFirst());
        if (token == null || !token.startsWith(ApiKey.PREFIX)) {
            return Uni.createFrom().nullItem();
        }
        return keys.find(token)
                .onItem()
                .ifNull()
                .failWith(() -> wrong(context.request().remoteAddress().hostAddress()))
                .map(it -> counted(context, Objects.requireNonNull(it)));
    }

    /** Who guesses is told to wait; a right key from the same address works as ever. */
    private RuntimeException wrong(String address) {
        return guesses.spend(address)
                ? refused()
                : Problem.of(
                                429,
                                "rate-limited",
                                "Too many wrong keys came from this address: wait, and use a right one.")
                        .with("Retry-After", Long.toString(SOON));
    }

    private static SecurityIdentity counted(RoutingContext context, Called it) {
        context.response().putHeader("RateLimit-Policy", it.policy()).putHeader("RateLimit", it.limit());
        if (!it.may()) {
            throw Problem.of(
                            429, "rate-limited", "This key has used up its calls of this minute: see RateLimit-Policy.")
                    .with("Retry-After", Long.toString(it.waitSeconds()));
        }
        return identity(it.caller());
    }

    @Override
    public Uni<ChallengeData> getChallenge(RoutingContext context) {
        return Uni.createFrom().item(new ChallengeData(401, "WWW-Authenticate", "Bearer"));
    }

    @Override
    public int getPriority() {
        return BEFORE_OTHERS;
    }

    private static @Nullable String token(String header) {
        return header.regionMatches(true, 0, BEARER, 0, BEARER.length())
                ? header.substring(BEARER.length()).strip()
                : null;
    }

    private static SecurityIdentity identity(Caller caller) {
        return QuarkusSecurityIdentity.builder()
                .setPrincipal(caller)
                .addRoles(caller.scopes())
                .build();
    }

    private static AuthenticationFailedException refused() {
        return new AuthenticationFailedException("key refused");
    }
}
