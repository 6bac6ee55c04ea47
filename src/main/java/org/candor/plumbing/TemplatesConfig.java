package org.candor.plumbing;

import io.smallrye.config.ConfigMapping;
import java.nio.file.Path;
import java.util.Optional;

/** Where the templates and the message files are read from. */
@ConfigMapping(prefix = "candor.templates")
public interface TemplatesConfig {
    /**
     * A folder laid out like {@code templates/} of the source; its files are read again when they change. Absent: those
     * that were built in.
     */
    Optional<Path> folder();
}
