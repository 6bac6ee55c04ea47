package org.candor.plumbing;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import jakarta.validation.constraints.AssertTrue;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import java.time.Duration;

/** When a database, or one connection to it, counts as gone. Together they say how soon a dead one is noticed. */
@ConfigMapping(prefix = "candor.database")
public interface DatabaseConfig {
    /** How long a new connection may take, until the server has said that it takes writes. */
    @WithDefault("4s")
    Duration connectWithin();

    /** How often each connection is asked whether its server still takes writes. */
    @WithDefault("1s")
    Duration askEvery();

    /** A connection that says nothing for this long is closed, unless the server works on a long statement of it. */
    @WithDefault("3s")
    Duration silence();

    /** While no connection can be made: the pause between two tries. What needs one meanwhile fails at once. */
    @WithDefault("250ms")
    Duration retryEvery();

    /** Statements that may wait for a free connection; one more fails at once. */
    @WithDefault("1000")
    @Min(1)
    @Max(100_000)
    int waiting();

    @AssertTrue(message = "candor.database: all must be positive and ask-every < silence must hold")
    default boolean isOrdered() {
        return connectWithin().isPositive()
                && askEvery().isPositive()
                && retryEvery().isPositive()
                && askEvery().compareTo(silence()) < 0;
    }
}
