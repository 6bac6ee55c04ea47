package org.candor.vault;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import java.nio.file.Path;
import java.util.Optional;

/** Where the keys are. The file holds the keys of the installation: without it nothing sealed can ever be read again. */
@ConfigMapping(prefix = "candor.vault")
interface VaultConfig {
    /**
     * The key file, readable by its owner (and at most its group). Required in {@code prod}; in {@code demo}, {@code dev}
     * and {@code test} one is made below {@code candor.data-dir} when this is not set.
     */
    Optional<Path> keyFile();

    /** How many incidents' keys are kept unwrapped in memory. */
    @WithDefault("1000")
    @Min(1)
    @Max(100_000)
    int openKeys();
}
