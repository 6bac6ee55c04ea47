package org.candor.dispatch;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotEmpty;
import java.time.Duration;
import java.util.List;

/** How much moves at once, and when what failed is tried again. */
@ConfigMapping(prefix = "candor.dispatch")
public interface DispatchConfig {
    /** Deliveries of one account that are claimed or in flight at once; also how many a killed process can leave unknown. */
    @WithDefault("32")
    @Min(1)
    @Max(1_000)
    int inFlight();

    /**
     * A hand-off that takes longer, and than four times what is usual, is a sign that its receiving domain is in trouble:
     * it gets a thirty-second of the places then, and all such domains together a quarter.
     */
    @WithDefault("2s")
    Duration domainPatience();

    /** What waits for a place of its receiving domain is put off for as long as this at most. */
    @WithDefault("5m")
    Duration domainPutOff();

    /** Rows a claim takes at most. */
    @WithDefault("200")
    @Min(1)
    @Max(1_000)
    int claimBatch();

    /** How often lanes to which nothing was due are looked after, all with one question. */
    @WithDefault("200ms")
    Duration idle();

    /** After a failed claim: the first pause, which grows … */
    @WithDefault("200ms")
    Duration retryAfter();

    /** … up to this. */
    @WithDefault("5s")
    Duration retryAtMost();

    /** Begins and settlements are committed in groups of at most this many … */
    @WithDefault("64")
    @Min(1)
    @Max(1_000)
    int group();

    /** … or after this long. */
    @WithDefault("5ms")
    Duration groupWait();

    /** At shutdown: how long hand-offs in flight may take to end. */
    @WithDefault("90s")
    Duration drain();

    /** Waits after the first, second, … refusal of an email; the last one repeats until the deadline. */
    @WithDefault("1m,5m,15m,1h,2h,4h")
    @NotEmpty
    List<Duration> emailBackoff();

    /** The same for text messages. */
    @WithDefault("30s,2m,10m,1h,3h")
    @NotEmpty
    List<Duration> smsBackoff();

    /** Counted attempts that a text message gets. */
    @WithDefault("6")
    @Min(1)
    @Max(100)
    int smsAttempts();

    /** The same for public posts. */
    @WithDefault("1m,5m,15m,1h")
    @NotEmpty
    List<Duration> socialBackoff();

    /** How often deliveries in doubt are looked for, where the provider can be asked … */
    @WithDefault("1s")
    Duration lookEvery();

    /** … and how many in one round. */
    @WithDefault("20")
    @Min(1)
    @Max(200)
    int looksAtOnce();
}
