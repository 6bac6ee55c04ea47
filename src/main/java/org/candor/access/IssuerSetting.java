package org.candor.access;

import io.quarkus.oidc.Oidc;
import io.quarkus.oidc.OidcTenantConfig;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * Tells the framework about the issuer, if there is one. It is a tenant that the framework never chooses by itself: what is
 * taken, and from whom, is decided here.
 */
@Singleton
class IssuerSetting {
    static final String NAME = "issuer";
    /** Keys are asked for again because of a key that is not known this often at most. */
    private static final Duration NEW_KEYS = Duration.ofMinutes(1);

    private static final int SKEW_SECONDS = 5;

    private final AccessConfig config;

    IssuerSetting(AccessConfig config) {
        this.config = config;
    }

    void tell(@Observes Oidc framework) {
        config.oidc().issuer().ifPresent(it -> framework.create(tenant(it)));
    }

    private OidcTenantConfig tenant(String issuer) {
        List<String> audiences = new ArrayList<>(List.of(config.oidc().audience()));
        config.oidc().clientId().ifPresent(audiences::add);
        return OidcTenantConfig.authServerUrl(issuer)
                .tenantId(NAME)
                .connectionTimeout(config.oidc().timeout())
                .followRedirects(false)
                .token()
                .issuer(issuer)
                .audience(audiences)
                .subjectRequired()
                .lifespanGrace(SKEW_SECONDS)
                .forcedJwkRefreshInterval(NEW_KEYS)
                .allowJwtIntrospection(false)
                .allowOpaqueTokenIntrospection(false)
                .end()
                .build();
    }
}
