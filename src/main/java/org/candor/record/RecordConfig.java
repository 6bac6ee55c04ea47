package org.candor.record;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import java.time.Duration;

/** How long answers to idempotency keys are kept. */
@ConfigMapping(prefix = "candor.record")
interface RecordConfig {
    /** Days for which a repeated call gets its first answer; callers are promised 30. */
    @WithDefault("30")
    @Min(30)
    @Max(3650)
    int keepAnswersDays();

    /** How often older answers are taken out. */
    @WithDefault("1h")
    Duration purgeEvery();

    /** Rows taken out by one statement. */
    @WithDefault("1000")
    @Min(1)
    @Max(10_000)
    int purgeBatch();
}
