package org.candor.dispatch;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.quarkus.runtime.Startup;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.candor.courier.Courier;
import org.candor.courier.Couriers;
import org.candor.delivery.Channel;

/** How long providers take to answer: {@code candor_handoff_seconds}, for each configured channel from the start. */
@Startup
@ApplicationScoped
class Stopwatch {
    private final Map<Channel, Timer> timers = new EnumMap<>(Channel.class);

    Stopwatch(MeterRegistry registry, Couriers couriers) {
        for (Courier courier : couriers.all()) {
            timers.computeIfAbsent(courier.channel(), it -> timer(registry, it));
        }
    }

    private static Timer timer(MeterRegistry registry, Channel channel) {
        return Timer.builder("candor.handoff")
                .description("From handing a message to the courier until its answer.")
                .tag("channel", channel.word())
                .serviceLevelObjectives(
                        Duration.ofMillis(5),
                        Duration.ofMillis(20),
                        Duration.ofMillis(100),
                        Duration.ofMillis(500),
                        Duration.ofSeconds(2),
                        Duration.ofSeconds(10),
                        Duration.ofMinutes(1),
                        Duration.ofMinutes(10))
                .register(registry);
    }

    /** Notes one hand-off that began at this {@link System#nanoTime()}. */
    void stop(Channel channel, long started) {
        Timer timer = timers.get(channel);
        if (timer != null) {
            timer.record(System.nanoTime() - started, TimeUnit.NANOSECONDS);
        }
    }
}
