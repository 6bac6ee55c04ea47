package org.candor.access;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import jakarta.validation.constraints.DecimalMin;
import jakarta.validation.constraints.Min;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import org.hibernate.validator.constraints.time.DurationMax;
import org.hibernate.validator.constraints.time.DurationMin;

@ConfigMapping(prefix = "candor.access")
public interface AccessConfig {
    /** A JSON list of {@code {name, owner, scopes, sha256}}: the keys of this installation, by hash. */
    Optional<Path> keysFile();

    /** How often that file is read again: a key that is taken out is of no use from then on. */
    @WithDefault("2s")
    Duration keysFileEvery();

    /** How many calls a key has in a minute, over all processes, unless it was given a number of its own. */
    @WithDefault("3000")
    @Min(1)
    int callsPerMinute();

    /** How many wrong keys may come from one address at once, to each process; then it is told to wait … */
    @WithDefault("100")
    @Min(1)
    int wrongKeysAtOnce();

    /** … and how many come back in a second. */
    @WithDefault("0.2")
    @DecimalMin("0.001")
    double wrongKeysPerSecond();

    /** How often the keys that wrap others are asked whether they answer; while they do not, the service is not ready. */
    @WithDefault("10s")
    Duration vaultCheckEvery();

    Oidc oidc();

    Session session();

    /** The issuer that machines get tokens from and operators sign in at; without one there are API keys only. */
    interface Oidc {
        /** As its tokens name it in {@code iss}: an https address, or http on this machine itself. */
        Optional<String> issuer();

        /** What a token names in {@code aud} if it is meant for this service. */
        @WithDefault("candor")
        String audience();

        /** What the header of a token says that it is: {@code at+jwt} (RFC 9068), or {@code JWT} at issuers that cannot. */
        @WithDefault("at+jwt")
        String tokenType();

        /** What this service is called at the issuer where operators sign in; without it they sign in with a key. */
        Optional<String> clientId();

        /** Its secret, in the first line of a file; without one only PKCE protects the code. */
        Optional<Path> clientSecretFile();

        /** What is asked for at the sign-in. */
        @WithDefault("openid")
        String askFor();

        /** The claim of an operator's ID token that lists their scopes. */
        @WithDefault("candor_scopes")
        String scopesClaim();

        /** How long one call of the issuer may take. */
        @WithDefault("10s")
        Duration timeout();
    }

    /** How long an operator stays signed in, by the database's clock. */
    interface Session {
        /** Without a request. */
        @WithDefault("15m")
        @DurationMin(seconds = 30)
        @DurationMax(hours = 1)
        Duration idle();

        /** Altogether. */
        @WithDefault("8h")
        @DurationMin(minutes = 1)
        @DurationMax(hours = 24)
        Duration life();
    }
}
