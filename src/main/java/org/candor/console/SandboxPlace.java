package org.candor.console;

import io.smallrye.config.ConfigMapping;
import java.net.URI;
import java.util.Optional;

/** Where the console finds the sandbox. */
@ConfigMapping(prefix = "candor.console.sandbox")
interface SandboxPlace {
    /**
     * The address on loopback at which the sandbox shows what it captured. A sandbox in this process tells it by itself; in
     * profile {@code prod} it has no effect.
     */
    Optional<URI> url();
}
