package org.candor.sandbox;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;

/** The sandbox's keys. They have no effect in profile {@code prod}. */
@ConfigMapping(prefix = "candor.sandbox")
public interface SandboxConfig {
    /** Whether the sandbox servers run. */
    @WithDefault("true")
    boolean enabled();

    /** Loopback port of the SMTP ledger; 0 for a free one. In a running service: the port it has. */
    @WithDefault("0")
    @Min(0)
    @Max(65_535)
    int smtpPort();

    /** Loopback port of the server that speaks Twilio's API; 0 for a free one. In a running service: the port it has. */
    @WithDefault("0")
    @Min(0)
    @Max(65_535)
    int twilioPort();

    /** Loopback port of the Mastodon instance; 0 for a free one. In a running service: the port it has. */
    @WithDefault("0")
    @Min(0)
    @Max(65_535)
    int mastodonPort();

    /** Loopback port of the Bluesky server; 0 for a free one. In a running service: the port it has. */
    @WithDefault("0")
    @Min(0)
    @Max(65_535)
    int blueskyPort();

    /** Loopback port of the Discourse forum; 0 for a free one. In a running service: the port it has. */
    @WithDefault("0")
    @Min(0)
    @Max(65_535)
    int discoursePort();

    /** Loopback port at which captured messages are shown; 0 for a free one. In a running service: the port it has. */
    @WithDefault("0")
    @Min(0)
    @Max(65_535)
    int capturePort();

    /** How many captured messages are kept in memory for the console, the newest; 0 for none. */
    @WithDefault("1000")
    @Min(0)
    @Max(100_000)
    int captureMessages();

    /** How large they may be together; the oldest go first. */
    @WithDefault("64")
    @Min(1)
    @Max(1_024)
    int captureMegabytes();

    /** Whether each mail is kept as a file beside the ledger. */
    @WithDefault("true")
    boolean keepMail();

    /** Where the ledger and the mails go. */
    @WithDefault("${candor.data-dir:candor-data}/sandbox")
    String folder();
}
