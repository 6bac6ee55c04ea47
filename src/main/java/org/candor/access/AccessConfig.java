package org.candor.access;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import jakarta.validation.constraints.DecimalMin;
import jakarta.validation.constraints.Min;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

@ConfigMapping(prefix = "candor.access")
interface AccessConfig {
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
    @WithDefault("30s")
    Duration vaultCheckEvery();
}
