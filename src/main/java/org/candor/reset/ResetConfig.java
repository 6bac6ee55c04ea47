package org.candor.reset;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/**
 * What happens when a person asks for a new password. With a webhook the identity provider is called; with a redirect the
 * person is shown the organisation's own reset page; with neither, requests wait to be read from {@code GET /v1/resets}.
 */
@ConfigMapping(prefix = "candor.reset")
interface ResetConfig {
    /** Where the identity provider takes requests (Standard Webhooks); https, or http on this machine itself. */
    Optional<URI> webhookUrl();

    /** A file with the webhook's secret, {@code whsec_…}; a second line is the old one while both are in use. */
    Optional<Path> webhookSecretFile();

    /** Whether the call names the account that the recipient was imported with. Off: it holds ids only. */
    @WithDefault("false")
    boolean webhookAccount();

    /** How long one call may take, answer included. */
    @WithDefault("20s")
    Duration webhookTimeout();

    /** How often requests that are due are looked for. */
    @WithDefault("2s")
    Duration sweep();

    /** The organisation's own reset page, shown to the person who pressed the button. */
    Optional<URI> redirectUrl();

    /** How long the page stays open after a link was followed. */
    @WithDefault("10m")
    Duration pageOpen();

    /** Requests one person may make in 24 hours. */
    @WithDefault("3")
    @Min(1)
    @Max(100)
    int requestsPerDay();

    /** Links one address may follow: so many at once, and so many a second after that. */
    @WithDefault("300")
    @Min(1)
    int opensAtOnce();

    @WithDefault("10")
    @Min(1)
    int opensPerSecond();

    /** Tokens and codes one address may guess wrongly: so many at once, then one a second. */
    @WithDefault("60")
    @Min(1)
    int missesAtOnce();

    /** Wrong guesses of everybody together: so many at once, and a sixtieth of that a second. */
    @WithDefault("3000")
    @Min(60)
    int missesEverywhere();
}
