package org.candor.progress;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/** How Candor watches itself, under {@code candor.progress}. */
@ConfigMapping(prefix = "candor.progress")
public interface ProgressConfig {
    /** How often the gauges are read from the database; a scrape reads nothing. */
    @WithDefault("5s")
    Duration refresh();
}
