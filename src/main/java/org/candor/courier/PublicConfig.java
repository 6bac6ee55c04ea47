package org.candor.courier;

import io.smallrye.config.WithDefault;
import io.smallrye.config.WithName;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.Pattern;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;

/** The keys of accounts that post in public: {@code candor.courier.<network>.<name>.…}. */
public interface PublicConfig {
    /** Who of a Mastodon instance's readers sees a post. */
    enum Visibility {
        PUBLIC,
        /** Anybody who has the address; left out of the public timelines. */
        UNLISTED,
        /** Followers only. */
        PRIVATE;

        String word() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /** What accounts of all networks have. */
    interface Account {
        /** BCP 47 tag of the language this account posts in; without it the notice's default. */
        Optional<String> language();

        /** Posts at most, such as {@code 30/h}; without it unlimited. An operator can change it. */
        Optional<@Pattern(regexp = "[1-9][0-9]{0,8}/[smhd]", message = "is written like 14/s or 1000/h") String> pace();

        /** Accounts are used in this order. */
        @WithDefault("100")
        int order();

        /** So many calls at once at most. */
        @WithDefault("4")
        @Min(1)
        @Max(100)
        int connections();

        @WithName("timeout")
        Timeouts timeouts();
    }

    /** One account at a Mastodon instance. */
    interface Mastodon extends Account {
        /** The instance, such as {@code https://mastodon.example}. */
        URI url();

        /** File that holds the access token, with the scopes {@code write:statuses}, {@code read:statuses} and {@code read:accounts}. */
        Path tokenFile();

        @WithDefault("public")
        Visibility visibility();

        /** The longest post this instance takes, in characters as it counts them: a link is 23 whatever its length. */
        @WithDefault("500")
        @Min(100)
        @Max(100_000)
        int limit();
    }

    /** One account at a Bluesky server. */
    interface Bluesky extends Account {
        /** The account's personal data server (PDS), or an entryway that knows it. */
        @WithDefault("https://bsky.social")
        URI url();

        /** The account's handle or DID. */
        @NotBlank
        String identifier();

        /** File that holds an app password. */
        Path passwordFile();
    }

    /** One account at a Discourse forum: each post opens a topic. */
    interface Discourse extends Account {
        URI url();

        /** File that holds the API key. */
        Path apiKeyFile();

        /** The user that posts. */
        @NotBlank
        String apiUsername();

        /** The number of the category that topics go to. */
        @Min(1)
        int category();
    }

    /** How long each step of a call may take. */
    interface Timeouts {
        /** Name look-up, connect and TLS, each. */
        @WithDefault("10s")
        Duration connect();

        /** From the first byte of the request to the last of the answer. Shorter makes unknown outcomes out of slow ones. */
        @WithDefault("30s")
        Duration answer();

        /** Waiting for a free connection. */
        @WithDefault("60s")
        Duration queue();

        /** Waiting for posts in flight when the service ends. */
        @WithDefault("10s")
        Duration close();
    }
}
