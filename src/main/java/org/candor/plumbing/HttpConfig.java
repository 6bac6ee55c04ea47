package org.candor.plumbing;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import jakarta.validation.constraints.AssertTrue;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import java.time.Duration;

/** How large a request may be and how long it may take, whoever sends it. Lists of recipients have limits of their own. */
@ConfigMapping(prefix = "candor.http")
public interface HttpConfig {
    /** Bytes of a request's address. */
    @WithDefault("4096")
    @Min(256)
    @Max(16_384)
    int addressMost();

    /** Bytes of a request's headers. */
    @WithDefault("16384")
    @Min(1024)
    @Max(32_768)
    int headersMost();

    /** How long the head of a request may take, from its first bytes on; then its connection is closed. */
    @WithDefault("10s")
    Duration headTime();

    /** Bytes of a body. */
    @WithDefault("1048576")
    @Min(1024)
    @Max(1_048_576)
    int bodyMost();

    /** How long a body may take; then it is answered 408. */
    @WithDefault("25s")
    Duration bodyTime();

    /** How long the rest of a refused body is taken in, so that the answer arrives. */
    @WithDefault("10s")
    Duration refusedTime();

    @AssertTrue(message = "candor.http: all times must be positive")
    default boolean isInTime() {
        return headTime().isPositive()
                && bodyTime().isPositive()
                && refusedTime().isPositive();
    }
}
