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
import java.util.List;
import java.util.Objects;
import org.candor.plumbing.Problem;
import org.jspecify.annotations.Nullable;

/**
 * Takes {@code Authorization: Bearer} with a key, {@code cnd_…}, or where there is an issuer with a token of it; without
 * either nobody is signed in. Never at the console, which knows sessions only.
 */
@ApplicationScoped
class KeyMechanism implements HttpAuthenticationMechanism {
    private static final String BEARER = "Bearer ";
    private static final int BEFORE_OTHERS = 3000;

    private final Keys keys;
    private final Tokens tokens;
    private final Issuer issuer;
    private final Guesses guesses;

    KeyMechanism(Keys keys, Tokens tokens, Issuer issuer, Guesses guesses) {
        this.keys = keys;
        this.tokens = tokens;
        this.issuer = issuer;
        this.guesses = guesses;
    }

    @Override
    public Uni<SecurityIdentity> authenticate(RoutingContext context, IdentityProviderManager providers) {
        List<String> sent = context.request().headers().getAll("Authorization");
        if (sent.isEmpty() || SessionMechanism.isConsole(context)) {
            return Uni.createFrom().nullItem();
        }
        if (sent.size() > 1) {
            return Uni.createFrom().failure(new AuthenticationFailedException("two credentials"));
        }
        String token = token(sent.getFirst());
        if (token == null || !(token.startsWith(ApiKey.PREFIX) || issuer.known())) {
            return Uni.createFrom().nullItem();
        }
        Uni<@Nullable Called> called = token.startsWith(ApiKey.PREFIX) ? keys.find(token) : tokens.find(token);
        return called.onItem()
                .ifNull()
                .failWith(() -> guesses.wrong(context.request().remoteAddress().hostAddress()))
                .map(it -> counted(context, Objects.requireNonNull(it)));
    }

    private static SecurityIdentity counted(RoutingContext context, Called it) {
        return identity(told(context, it));
    }

    /** The caller, if they have a call left; how many there are is told either way. */
    static Caller told(RoutingContext context, Called it) {
        context.response().putHeader("RateLimit-Policy", it.policy()).putHeader("RateLimit", it.limit());
        if (!it.may()) {
            throw usedUp(it);
        }
        return it.caller();
    }

    static Problem usedUp(Called it) {
        return Problem.of(429, "rate-limited", "This key has used up its calls of this minute: see RateLimit-Policy.")
                .with("Retry-After", Long.toString(it.waitSeconds()));
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
}
