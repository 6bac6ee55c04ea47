package org.candor.access;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
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
}
