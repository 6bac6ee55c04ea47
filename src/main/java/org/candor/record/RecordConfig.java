package org.candor.record;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import java.time.Duration;

/** How long answers to idempotency keys are kept, and how soon the record is sealed. */
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

    /** How often new rows of the record are made links of its chain … */
    @WithDefault("1s")
    Duration sealEvery();

    /** … and how many of them at a time. */
    @WithDefault("1000")
    @Min(1)
    @Max(10_000)
    int sealBatch();

    /** How often the head of the chain is told to the log: who keeps the log can tell later whether the record was changed. */
    @WithDefault("1h")
    Duration tellHeadEvery();

    /** How often the whole chain is read, to find out whether the record was changed. */
    @WithDefault("1d")
    Duration walkEvery();

    /** Rows taken out by one statement. */
    @WithDefault("1000")
    @Min(1)
    @Max(10_000)
    int purgeBatch();
}
