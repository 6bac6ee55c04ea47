package org.candor.reset;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.runtime.Startup;
import jakarta.inject.Singleton;

/** What pressing the button came to, counted; every series is there from the start. */
@Startup
@Singleton
class Tally {
    private final Counter recorded;
    private final Counter repeated;
    private final Counter unusable;
    private final Counter limited;
    private final Counter refused;

    Tally(MeterRegistry meters) {
        this.recorded = counter(meters, "recorded");
        this.repeated = counter(meters, "repeated");
        this.unusable = counter(meters, "unusable");
        this.limited = counter(meters, "limited");
        this.refused = counter(meters, "refused");
    }

    private static Counter counter(MeterRegistry meters, String result) {
        return Counter.builder("candor.reset.requests")
                .description("Presses of the button on the reset page, by what came of them.")
                .tag("result", result)
                .register(meters);
    }

    void asked(boolean first) {
        (first ? recorded : repeated).increment();
    }

    /** The link was used, too old or unknown. */
    void unusable() {
        unusable.increment();
    }

    /** The person asked too often today. */
    void limited() {
        limited.increment();
    }

    /** Posted from elsewhere, or without the form's token. */
    void refused() {
        refused.increment();
    }
}
