package org.candor.dispatch;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.smallrye.mutiny.Uni;
import java.time.InstantSource;
import java.time.LocalTime;
import java.time.ZoneOffset;
import java.util.HashMap;
import java.util.Map;
import java.util.UUID;
import java.util.random.RandomGenerator;
import org.candor.courier.Couriers;
import org.candor.delivery.Address;
import org.candor.delivery.Channel;
import org.candor.delivery.Letter;
import org.candor.incident.Person;
import org.candor.incident.SimulatedRecipients;
import org.candor.notice.NoticeConfig;
import org.candor.notice.Notices;
import org.candor.notice.Sending;
import org.candor.notice.TextHours;
import org.candor.queue.Holds;
import org.candor.queue.Queue;
import org.jspecify.annotations.Nullable;

/** The feed and the lane as one process of a simulation has them: real but for what the letters say. */
public final class SimulatedLane {
    private static final Letter LETTER = new Letter("s", "t", "h", "en");

    private final Feed feed;
    private final Lane lane;

    /** @param chance for the spread of retries */
    public SimulatedLane(
            Queue queue,
            Holds holds,
            Couriers couriers,
            NoticeConfig notices,
            DispatchConfig config,
            InstantSource clock,
            RandomGenerator chance) {
        feed = new Feed(
                queue,
                new Lots(queue, holds, config, chance),
                couriers,
                new Known(notices),
                new SimulatedRecipients(),
                config);
        lane = new Lane(
                feed,
                queue,
                couriers,
                new Writes(couriers),
                new Stopwatch(new SimpleMeterRegistry(), couriers),
                config,
                clock,
                chance);
        feed.open();
    }

    /** One pull of an account: ends once its batch, if any, is in the lane. */
    public Uni<Integer> pull(String account) {
        return feed.batch(account)
                .invoke(parcels ->
                        parcels.forEach(it -> lane.deliver(it).subscribe().with(_ -> {})))
                .map(parcels -> parcels.size());
    }

    /** An orderly end begins: nothing more is claimed. */
    public void close() {
        feed.close();
    }

    /** Deliveries that are claimed or in flight in this process. */
    public int busy() {
        return feed.busy();
    }

    private static final class Known extends Notices {
        @SuppressWarnings("NullAway")
        Known(NoticeConfig config) {
            super(null, null, null, config);
        }

        @Override
        @SuppressWarnings("NullAway")
        public Uni<Sending> sending(UUID notice) {
            TextHours always = new TextHours(LocalTime.MIDNIGHT, LocalTime.MIDNIGHT);
            return Uni.createFrom().item(new Sending(notice, notice, null, 1, false, "code", always, ZoneOffset.UTC));
        }
    }

    private static final class Lots extends Places {
        private final DispatchConfig config;
        private final RandomGenerator chance;
        private final Map<String, Domains> lots = new HashMap<>();

        Lots(Queue queue, Holds holds, DispatchConfig config, RandomGenerator chance) {
            super(queue, holds, config);
            this.config = config;
            this.chance = chance;
        }

        @Override
        Domains of(String account) {
            return lots.computeIfAbsent(
                    account,
                    _ -> new Domains(config.inFlight(), config.domainPatience(), config.domainPutOff(), chance));
        }
    }

    private static final class Writes extends Mailroom {
        @SuppressWarnings("NullAway")
        Writes(Couriers couriers) {
            super(null, null, couriers);
        }

        @Override
        Written write(Channel channel, String account, Sending sending, @Nullable Person person) {
            String to = channel == Channel.EMAIL ? "a@example.org" : "+4915112345678";
            return new Ready(Address.of(channel, to), LETTER);
        }
    }
}
