package org.candor.progress;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.ToDoubleFunction;
import org.candor.courier.Courier;
import org.candor.courier.Couriers;
import org.candor.delivery.Channel;
import org.candor.delivery.State;
import org.candor.queue.Received;
import org.candor.queue.Settled;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/**
 * The meters. Every series is there from the start, at 0; labels come from fixed words and configured accounts, never from
 * data. A scrape reads what {@link Gauges} last learnt.
 */
@ApplicationScoped
class Meters {
    private static final List<String> OUTCOMES =
            List.of("accepted", "busy", "failed", "refused", "indicted", "unknown");
    private static final List<String> NEWS =
            List.of("taken", "arrived", "came-back", "came-back-for-now", "opted-out", "indicted", "absent", "nothing");

    private record Ending(String channel, String account, String outcome) {}

    private final MeterRegistry registry;
    private final Couriers couriers;
    private final String version;
    private final Map<Ending, Counter> endings = new ConcurrentHashMap<>();
    private final Map<Ending, Counter> news = new ConcurrentHashMap<>();

    Meters(
            MeterRegistry registry,
            Couriers couriers,
            @ConfigProperty(name = "quarkus.application.version") String version) {
        this.registry = registry;
        this.couriers = couriers;
        this.version = version;
    }

    /** Counts every hand-off that ended, on the thread that recorded it. */
    void settled(@Observes Settled it) {
        ending(it.channel().word(), it.account(), it.outcome()).increment();
    }

    private Counter ending(String channel, String account, String outcome) {
        return endings.computeIfAbsent(
                new Ending(channel, account, outcome),
                it -> Counter.builder("candor.handoffs")
                        .description("Hand-offs that ended, by the provider's answer.")
                        .tags("channel", channel, "account", account, "outcome", outcome)
                        .register(registry));
    }

    /** Counts what became known of a hand-off after it was over. */
    void received(@Observes Received it) {
        news(it.channel().word(), it.account(), it.news()).increment();
    }

    private Counter news(String channel, String account, String word) {
        return news.computeIfAbsent(
                new Ending(channel, account, word),
                it -> Counter.builder("candor.late.news")
                        .description("What became known of hand-offs after they were over.")
                        .tags("channel", channel, "account", account, "news", word)
                        .register(registry));
    }

    /** Makes every series known. */
    void register(Gauges gauges, boolean sandbox) {
        for (Courier courier : couriers.all()) {
            OUTCOMES.forEach(it -> ending(courier.channel().word(), courier.account(), it));
            NEWS.forEach(it -> news(courier.channel().word(), courier.account(), it));
            String[] tags = {"channel", courier.channel().word(), "account", courier.account()};
            gauge(
                    "candor.gate.open",
                    "1 while the account's gate is open.",
                    gauges,
                    it -> it.open(courier.account()),
                    tags);
            gauge(
                    "candor.pace.limit.per.second",
                    "The account's rate limit; +Inf if there is none.",
                    gauges,
                    it -> it.pace(courier.account()),
                    tags);
        }
        couriers.all().stream().map(Courier::channel).distinct().forEach(it -> channel(gauges, it));
        gauge("candor.workers.alive", "Processes with a young heartbeat.", gauges, Gauges::workers);
        gauge("candor.replicated.commits", "1 if a commit waits for a standby.", gauges, Gauges::replicated);
        gauge("candor.sandbox", "1 if this process runs the simulated providers.", gauges, it -> sandbox ? 1 : 0);
        gauge("candor.build.info", "Always 1; the label says what runs.", gauges, it -> 1, "version", version);
        grows("candor.duplicates.confirmed", "Deliveries that were accepted twice.", gauges, Gauges::doubles);
        for (String result : Gauges.INTAKE) {
            grows(
                    "candor.intake.rows",
                    "Rows of recipient lists, by what became of them.",
                    gauges,
                    it -> it.intake(result),
                    "result",
                    result);
        }
    }

    private void channel(Gauges gauges, Channel channel) {
        String[] tags = {"channel", channel.word()};
        Arrays.stream(State.values())
                .forEach(state -> gauge(
                        "candor.deliveries",
                        "Deliveries by state.",
                        gauges,
                        it -> it.deliveries(channel, state),
                        "channel",
                        channel.word(),
                        "state",
                        state.word()));
        gauge(
                "candor.unknown",
                "Deliveries of which nobody can know whether the provider took them.",
                gauges,
                it -> it.deliveries(channel, State.UNKNOWN),
                tags);
        gauge(
                "candor.queue.depth",
                "Deliveries that wait to be sent, due or later.",
                gauges,
                it -> it.deliveries(channel, State.QUEUED) + it.deliveries(channel, State.WAITING),
                tags);
        gauge(
                "candor.queue.oldest.due.seconds",
                "How long the oldest delivery that is due has waited.",
                gauges,
                it -> it.oldestDue(channel),
                tags);
    }

    private void gauge(String name, String what, Gauges gauges, ToDoubleFunction<Gauges> value, String... tags) {
        Gauge.builder(name, gauges, value).description(what).tags(tags).register(registry);
    }

    private void grows(String name, String what, Gauges gauges, ToDoubleFunction<Gauges> value, String... tags) {
        FunctionCounter.builder(name, gauges, value)
                .description(what)
                .tags(tags)
                .register(registry);
    }
}
