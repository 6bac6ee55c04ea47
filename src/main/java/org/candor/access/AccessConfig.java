package org.candor.access;

import io.smallrye.config.ConfigMapping;
import java.nio.file.Path;
import java.util.Optional;

@ConfigMapping(prefix = "candor.access")
interface AccessConfig {
    /** A JSON list of {@code {name, owner, scopes, sha256}}: the keys of this installation, by hash, read at start. */
    Optional<Path> keysFile();
}
