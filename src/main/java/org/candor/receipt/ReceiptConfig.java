package org.candor.receipt;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import jakarta.validation.constraints.AssertTrue;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;

/** Who may call back, and how fast what they say is taken in. */
@ConfigMapping(prefix = "candor.receipt")
public interface ReceiptConfig {
    /** Sources of e-mail events by name: {@code POST /hooks/email/<name>}. */
    Map<String, Email> email();

    /** One source of e-mail events, such as a mail provider. */
    interface Email {
        /**
         * File with the secret {@code whsec_…} or the public key {@code whpk_…} of Standard Webhooks; a second line is the
         * old one while both are in use. Read at each call.
         */
        Path secretFile();
    }

    /** Receipts that may wait in memory to be stored. Whoever calls while so many wait is asked to call again. */
    @WithDefault("5000")
    @Min(1)
    @Max(100_000)
    int waiting();

    /** Receipts are stored in groups of at most this many … */
    @WithDefault("500")
    @Min(1)
    @Max(5_000)
    int group();

    /** … or after this long. */
    @WithDefault("5ms")
    Duration groupWait();

    /** How often stored receipts are joined to their deliveries, at most {@code group} at a time. */
    @WithDefault("250ms")
    Duration every();

    /** How long a receipt waits for its attempt to become known. */
    @WithDefault("1d")
    Duration joinFor();

    /** How long receipts are kept. */
    @WithDefault("7d")
    Duration keep();

    @AssertTrue(message = "candor.receipt: 0 < every and 0 < join-for <= keep must hold")
    default boolean isOrdered() {
        return every().isPositive() && joinFor().isPositive() && joinFor().compareTo(keep()) <= 0;
    }

    @AssertTrue(message = "candor.receipt: keep must be at least 24 h")
    default boolean isKept() {
        return keep().compareTo(Duration.ofHours(24)) >= 0;
    }

    @AssertTrue(message = "candor.receipt.email: a name is 1 to 40 of a-z, 0-9 and -")
    default boolean isNamed() {
        return email().keySet().stream().allMatch(it -> it.matches("[a-z0-9][a-z0-9-]{0,39}"));
    }
}
