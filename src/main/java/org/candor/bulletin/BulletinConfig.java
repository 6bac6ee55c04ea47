package org.candor.bulletin;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import java.time.Duration;

/** Limits of the public pages, under {@code candor.bulletin}. */
@ConfigMapping(prefix = "candor.bulletin")
interface BulletinConfig {
    /** How long what was read and rendered is shown again: a million readers are a few queries, and an update is this late. */
    @WithDefault("5s")
    Duration keep();

    /** Pages kept at a time, each in one language. */
    @WithDefault("500")
    @Min(1)
    @Max(100_000)
    int pages();

    /** Notices and updates in the list and in the feeds: the latest. */
    @WithDefault("50")
    @Min(1)
    @Max(500)
    int entries();
}
