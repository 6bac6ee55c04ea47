package org.candor.receipt;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.runtime.Startup;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import org.candor.delivery.Channel;

/** Counts callbacks: {@code candor_receipts_total}, by what they said. Every series is there from the start, at 0. */
@Startup
@ApplicationScoped
class Counters {
    static final String FORGED = "forged";
    static final String MALFORMED = "malformed";
    static final String DEFERRED = "deferred";
    private static final List<String> KINDS = List.of(
            "taken",
            "arrived",
            "came-back",
            "came-back-for-now",
            "opted-out",
            "indicted",
            "nothing",
            FORGED,
            MALFORMED,
            DEFERRED);

    private record Series(Channel channel, String kind) {}

    private final Map<Series, Counter> counters = new ConcurrentHashMap<>();

    Counters(MeterRegistry registry) {
        for (Channel channel : List.of(Channel.EMAIL, Channel.SMS)) {
            for (String kind : KINDS) {
                counters.put(
                        new Series(channel, kind),
                        Counter.builder("candor.receipts")
                                .description("Callbacks of providers, by what they said.")
                                .tags("channel", channel.word(), "kind", kind)
                                .register(registry));
            }
        }
    }

    void count(Channel channel, String kind) {
        Objects.requireNonNull(counters.get(new Series(channel, kind)), kind).increment();
    }
}
