package org.candor.incident;

import io.quarkus.runtime.configuration.MemorySize;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import java.time.Duration;

/** The limits of uploads. */
@ConfigMapping(prefix = "candor.incident")
interface IncidentConfig {
    /** Rows in one upload. */
    @WithDefault("1000000")
    @Min(1)
    @Max(10_000_000)
    int importRows();

    /** Bytes in one upload. */
    @WithDefault("1G")
    MemorySize importBytes();

    /** Rows written at once; an upload holds three such batches in memory. */
    @WithDefault("2000")
    @Min(1)
    @Max(20_000)
    int importBatch();

    /** Uploads that one process reads at the same time; one more is told to come back. */
    @WithDefault("8")
    @Min(1)
    @Max(100)
    int importsAtOnce();

    /** How long an open upload may be untouched before its process is taken for dead and the list may be sent again. */
    @WithDefault("30s")
    Duration importLease();

    /** How slowly an upload may come, in bytes a second over what it took so far; asked after its first minute. */
    @WithDefault("1K")
    MemorySize importSlowest();

    /** How long the rest of an upload that was answered before its end may still come. */
    @WithDefault("30s")
    Duration importLate();

    /** How long one batch may take to be written before the upload is given up. */
    @WithDefault("60s")
    Duration importWrite();

    /** For so long no list brings somebody back who was erased: by the ref, or by addresses none of which is new. */
    @WithDefault("30d")
    Duration erasedFor();

    /** How many people one owner may have shown in clear within an hour, one by one. */
    @WithDefault("50")
    @Min(1)
    @Max(1_000)
    int revealsAnHour();

    /** How often is looked for keys that are to be wrapped again by the one that wraps now. */
    @WithDefault("1m")
    Duration rewrapEvery();
}
