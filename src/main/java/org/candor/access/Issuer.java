package org.candor.access;

import io.quarkus.oidc.AccessTokenCredential;
import io.quarkus.oidc.Tenant;
import io.quarkus.oidc.TenantIdentityProvider;
import io.quarkus.security.AuthenticationFailedException;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import org.candor.plumbing.Faults;
import org.candor.plumbing.Problem;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/** Whether a token is the issuer's: its signature, who issued it, for whom and until when. Its keys are fetched and kept. */
@ApplicationScoped
class Issuer {
    private static final Logger LOG = Logger.getLogger(Issuer.class);
    private static final String SOON = "5";

    private final boolean known;
    private final TenantIdentityProvider provider;

    Issuer(AccessConfig config, @Tenant(IssuerSetting.NAME) TenantIdentityProvider provider) {
        this.known = config.oidc().issuer().isPresent();
        this.provider = provider;
    }

    /** False where there are API keys only. */
    boolean known() {
        return known;
    }

    /** The token, if it is good; else null. Fails with 503 while the issuer is not reached and its keys are not known. */
    Uni<@Nullable Jwt> verify(String text) {
        Jwt token = known ? Jwt.parse(text) : null;
        if (token == null || !TokenRule.signedAsWeTake(token)) {
            return Uni.createFrom().nullItem();
        }
        return provider.authenticate(new AccessTokenCredential(text))
                .<@Nullable Jwt>map(_ -> token)
                .onFailure(AuthenticationFailedException.class)
                .recoverWithItem(() -> null)
                .onFailure()
                .transform(Issuer::unreachable);
    }

    static Problem unreachable(Throwable failure) {
        LOG.warnf("the issuer is not reached: %s", Faults.describe(failure));
        return Problem.of(503, "overloaded", "The issuer of tokens is not reached just now: repeat the request later.")
                .with("Retry-After", SOON);
    }
}
