package org.candor.courier;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import io.smallrye.config.WithName;
import jakarta.validation.Valid;
import jakarta.validation.constraints.DecimalMax;
import jakarta.validation.constraints.DecimalMin;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.Pattern;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;

/** The provider accounts. */
@ConfigMapping(prefix = "candor.courier")
public interface CourierConfig {
    /** Mail relays by name: account {@code email:<name>}. */
    Map<String, @Valid Email> email();

    /** Accounts at Twilio by name: account {@code sms:<name>}. */
    Map<String, @Valid Sms> sms();

    /** Accounts at Mastodon instances by name: account {@code mastodon:<name>}. */
    Map<String, PublicConfig.@Valid Mastodon> mastodon();

    /** Accounts at Bluesky servers by name: account {@code bluesky:<name>}. */
    Map<String, PublicConfig.@Valid Bluesky> bluesky();

    /** Accounts at Discourse forums by name: account {@code discourse:<name>}. */
    Map<String, PublicConfig.@Valid Discourse> discourse();

    /** One account at one mail relay. */
    interface Email {
        @NotBlank
        String host();

        /** Default 587 for STARTTLS, 465 for SMTPS, 25 in clear. */
        OptionalInt port();

        /** {@code starttls}, {@code smtps} or {@code none}. */
        @WithDefault("starttls")
        EmailAccount.Tls tls();

        /** Lets {@code tls=none} reach a relay that is not on this machine. A password is never sent that way. */
        @WithDefault("false")
        boolean allowClear();

        Optional<String> username();

        /** File that holds the password; read at each new connection. */
        Optional<Path> passwordFile();

        /** PEM file of the certificates to trust, for a relay with a private authority. */
        Optional<Path> trustFile();

        /** The address people see as sender. */
        @NotBlank
        String from();

        /** The name people see as sender. */
        Optional<String> fromName();

        /** A watched mailbox for answers. */
        Optional<String> replyTo();

        /** Right side of each Message-ID; default the domain of {@code from}. */
        Optional<String> sendingDomain();

        /** Right side of each return path {@code b+<attempt>@…}; default the sending domain. */
        Optional<String> bounceDomain();

        /** What we call ourselves to the relay; default the sending domain. */
        Optional<String> heloName();

        /** Hand-offs at most, such as {@code 14/s} or {@code 1000/h}; without it unlimited. An operator can change it. */
        Optional<@Pattern(regexp = "[1-9][0-9]{0,8}/[smhd]", message = "is written like 14/s or 1000/h") String> pace();

        /** Hand-offs to one receiving domain at most, over all processes, such as {@code 10/s}; without it unlimited. */
        Optional<@Pattern(regexp = "[1-9][0-9]{0,8}/[smhd]", message = "is written like 14/s or 1000/h") String>
                domainPace();

        /**
         * A receiving domain that throttles gets nothing for so long and then half of the rate; one that refuses us as such
         * gets nothing for three times as long.
         */
        @WithDefault("5m")
        Duration domainHold();

        /** Accounts are used in this order; the first one takes the deliveries. */
        @WithDefault("100")
        int order();

        @WithDefault("32")
        @Min(1)
        @Max(1_000)
        int connections();

        /** A connection is closed after so many letters. */
        @WithDefault("500")
        @Min(1)
        @Max(1_000_000)
        int messagesPerConnection();

        /** A connection unused for so long is closed. */
        @WithDefault("30s")
        Duration idle();

        /** A connection unused for longer is asked before it is used again. */
        @WithDefault("5s")
        Duration idleUnasked();

        /**
         * So much of each pause that an answer calls for is kept, such as five minutes for a greylisting server. Less than 1
         * only where all clocks are scaled down together: servers block who comes too soon.
         */
        @WithDefault("1")
        @DecimalMin("0.001")
        @DecimalMax("1")
        double waits();

        @WithName("timeout")
        Timeouts timeouts();

        Outage outage();
    }

    /** How long each step may take. */
    interface Timeouts {
        /** Name look-up and connect, each. */
        @WithDefault("10s")
        Duration connect();

        /** Each reply from the greeting to RCPT. */
        @WithDefault("60s")
        Duration command();

        /** Sending the body. */
        @WithDefault("180s")
        Duration data();

        /** The reply to the final dot: ten minutes by RFC 5321 4.5.3.2.6. Shorter makes unknown outcomes out of slow ones. */
        @WithDefault("600s")
        Duration dot();

        /** Waiting for a free connection. */
        @WithDefault("60s")
        Duration queue();

        /** Waiting for hand-offs in flight when the service ends. */
        @WithDefault("10s")
        Duration close();
    }

    /** One account at Twilio. */
    interface Sms {
        /** {@code AC…} */
        @NotBlank
        String accountSid();

        /**
         * File that holds the auth token in its first line. While it is exchanged, a second line holds the old one, with
         * which callbacks may still be signed. Read again when it has changed.
         */
        Path authTokenFile();

        /** {@code SK…}: logs in instead of the auth token, which then only proves callbacks. */
        Optional<String> apiKeySid();

        /** File that holds the secret of the API key. */
        Optional<Path> apiKeySecretFile();

        /** Where the API is; another one than Twilio's is for a sandbox or a gateway. */
        @WithDefault("https://api.twilio.com")
        URI baseUrl();

        /** The sender: a number in E.164, a short code, a name, or a messaging service {@code MG…}. */
        @NotBlank
        String from();

        /** Another sender for numbers of a country, by its ISO code; a second one is tried where the first has no route. */
        Map<String, List<String>> senders();

        /** This service's public address, without a path: Twilio tells there what became of a message. */
        Optional<URI> callbackUrl();

        /** Hand-offs at most, such as {@code 14/s} or {@code 1000/h}; without it unlimited. An operator can change it. */
        Optional<@Pattern(regexp = "[1-9][0-9]{0,8}/[smhd]", message = "is written like 14/s or 1000/h") String> pace();

        /** Accounts are used in this order; the first one takes the deliveries. */
        @WithDefault("100")
        int order();

        /** So many calls at once at most: as many as the lane has hand-offs under way. */
        @WithDefault("${candor.dispatch.in-flight:32}")
        @Min(1)
        @Max(1_000)
        int connections();

        @WithName("timeout")
        CallTimeouts timeouts();

        Outage outage();
    }

    /** How long each step of a call to a provider's API may take. */
    interface CallTimeouts {
        /** Name look-up, connect and TLS, each. */
        @WithDefault("10s")
        Duration connect();

        /** From the first byte of the request to the last of the answer. Shorter makes unknown outcomes out of slow ones. */
        @WithDefault("15s")
        Duration answer();

        /** Waiting for a turn, after which the message goes back to the queue: what began to wait hears no stop. */
        @WithDefault("2s")
        Duration turn();

        /** Waiting for a free connection. */
        @WithDefault("60s")
        Duration queue();

        /** Waiting for hand-offs in flight when the service ends. */
        @WithDefault("10s")
        Duration close();
    }

    /** When hand-offs without a clear answer close the account's gate: an outage must not leave many in doubt. */
    interface Outage {
        /** So many of them … */
        @WithDefault("3")
        @Min(1)
        @Max(1_000)
        int count();

        /** … with no more time than this between the first and the last … */
        @WithDefault("60s")
        Duration within();

        /** … close it for so long; then one message is tried. */
        @WithDefault("1m")
        Duration pause();
    }
}
