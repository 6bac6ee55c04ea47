package org.candor.courier;

import io.smallrye.mutiny.Uni;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import org.candor.delivery.Address;
import org.candor.delivery.Channel;
import org.candor.delivery.Handoff;
import org.candor.delivery.Outcome;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/** What every courier promises, of the one for text messages. */
class TwilioContractTest extends CourierContract {
    @TempDir
    Path folder;

    private final Map<UUID, UUID> attempts = new ConcurrentHashMap<>();
    private final Set<Address> unreachable = ConcurrentHashMap.newKeySet();
    private Twilio twilio;
    private TwoRoads courier;

    @BeforeEach
    void start() throws IOException {
        twilio = Twilio.start(folder);
        int nobody;
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            nobody = socket.getLocalPort();
        }
        courier = new TwoRoads(
                Twilio.courier(twilio.account(Twilio.FORGIVING)),
                Twilio.courier(twilio.account(nobody, Twilio.SENDERS, Twilio.FORGIVING, Duration.ofSeconds(10))),
                unreachable);
    }

    @AfterEach
    void stop() {
        courier.close();
        twilio.close();
    }

    @Override
    Courier courier() {
        return courier;
    }

    /** A number cannot hold the canary; the letter does. */
    @Override
    Address address(Fate fate, String who) {
        return switch (fate) {
            case TAKEN -> twilio.anybody();
            case REFUSED -> Twilio.to("+15005550009");
            case BUSY -> twilio.in('4');
            case LOST_BEFORE_NO_RETURN -> lost();
            case LOST_AFTER_NO_RETURN -> twilio.in('3');
        };
    }

    /** What stands in the request cannot break it before it is written: such a message takes a road that leads nowhere. */
    private Address lost() {
        Address address = twilio.anybody();
        unreachable.add(address);
        return address;
    }

    @Override
    Handoff handoff(Fate fate) {
        Handoff handoff = super.handoff(fate);
        attempts.put(handoff.delivery(), handoff.attemptId());
        return handoff;
    }

    @Override
    long taken(UUID delivery) {
        return twilio.entries(attempts.get(delivery)).size();
    }

    private record TwoRoads(Courier good, Courier bad, Set<Address> forTheBad) implements Courier {
        @Override
        public String account() {
            return good.account();
        }

        @Override
        public Channel channel() {
            return good.channel();
        }

        @Override
        public @Nullable Double perSecond() {
            return good.perSecond();
        }

        @Override
        public Duration longestAnswer() {
            return Duration.ofMinutes(1);
        }

        @Override
        public Uni<Outcome> send(Handoff handoff) {
            return (forTheBad.contains(handoff.to()) ? bad : good).send(handoff);
        }

        @Override
        public void close() {
            good.close();
            bad.close();
        }
    }
}
