package org.candor.access;

import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.InstantSource;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Access tokens that machines got from the issuer. */
@ApplicationScoped
class Tokens {
    private final Issuer issuer;
    private final AccessConfig config;
    private final Calls calls;
    private final InstantSource clock;

    Tokens(Issuer issuer, AccessConfig config, Calls calls, InstantSource clock) {
        this.issuer = issuer;
        this.config = config;
        this.calls = calls;
        this.clock = clock;
    }

    /** Who calls with it, with one of their calls taken; null if it is not taken. */
    Uni<@Nullable Called> find(String text) {
        return issuer.verify(text)
                .map(token -> token == null ? null : TokenRule.machine(token, config.oidc(), clock.instant()))
                .chain(caller -> caller == null
                        ? Uni.createFrom().nullItem()
                        : calls.take(Objects.requireNonNull(caller), config.callsPerMinute()));
    }
}
