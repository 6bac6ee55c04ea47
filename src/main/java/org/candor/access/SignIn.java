package org.candor.access;

import io.quarkus.security.AuthenticationFailedException;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.net.URI;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * How operators prove who they are: at the issuer, if it knows us as a client, else with an API key. Whatever is wrong, the
 * answer is one: {@link AuthenticationFailedException}; who guesses is told to wait.
 */
@ApplicationScoped
public class SignIn {
    private final AccessConfig.Oidc config;
    private final Issuer issuer;
    private final IssuerDesk desk;
    private final Keys keys;
    private final Guesses guesses;

    SignIn(AccessConfig config, Issuer issuer, IssuerDesk desk, Keys keys, Guesses guesses) {
        this.config = config.oidc();
        this.issuer = issuer;
        this.desk = desk;
        this.keys = keys;
        this.guesses = guesses;
    }

    /** True where operators sign in at the issuer, and nowhere else. */
    public boolean atIssuer() {
        return issuer.known() && config.clientId().isPresent();
    }

    /**
     * By a key that somebody typed.
     *
     * @param address where it came from
     */
    public Uni<Operator> byKey(String key, String address) {
        Uni<@Nullable Called> called = key.startsWith(ApiKey.PREFIX)
                ? keys.find(key)
                : Uni.createFrom().nullItem();
        return called.onItem().ifNull().failWith(() -> guesses.wrong(address)).map(it -> {
            Called found = Objects.requireNonNull(it);
            if (!found.may()) {
                throw KeyMechanism.usedUp(found);
            }
            return new Operator(found.caller(), true);
        });
    }

    /**
     * Where the browser goes to sign in.
     *
     * @param back the address that it comes back to
     */
    public Uni<URI> leave(Doorstep.Visit visit, String back) {
        return desk.signIn(visit, back).onFailure().transform(Issuer::unreachable);
    }

    /** What a browser came back with: empty for what is not there. */
    public record Return(String state, String code, String issuer) {
        @Override
        public String toString() {
            return "Return[…]";
        }
    }

    /**
     * By what the issuer says of somebody who came back.
     *
     * @param visit the browser's own; null if it has none
     * @param address where it came from
     */
    public Uni<Operator> back(Doorstep.@Nullable Visit visit, Return with, String back, String address) {
        boolean named = with.issuer().isEmpty()
                || config.issuer().filter(with.issuer()::equals).isPresent();
        if (visit == null || !visit.left(with.state()) || with.code().isEmpty() || !named) {
            return Uni.createFrom().failure(() -> guesses.wrong(address));
        }
        return desk.idToken(visit, with.code(), back)
                .onFailure()
                .transform(Issuer::unreachable)
                .chain(issuer::verify)
                .map(token -> token == null ? null : who(token, visit))
                .onItem()
                .ifNull()
                .failWith(() -> guesses.wrong(address))
                .map(it -> new Operator(Objects.requireNonNull(it), false));
    }

    private @Nullable Caller who(Jwt token, Doorstep.Visit visit) {
        return TokenRule.person(token, config, config.clientId().orElseThrow(), visit.nonce());
    }
}
