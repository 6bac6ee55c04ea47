package org.candor.courier;

import java.io.IOException;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.EnumMap;
import java.util.Map;
import java.util.UUID;
import org.candor.delivery.Address;
import org.candor.delivery.Channel;
import org.candor.sandbox.SocialServer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/**
 * The contract for couriers that post in public. A post has nobody whose address could decide its fate, so each fate has an
 * account of its own, all at one server.
 */
abstract class PostContract extends CourierContract {
    @TempDir
    Path folder;

    private Plaza plaza;
    private SocialServer server;
    private final Map<Fate, Courier> couriers = new EnumMap<>(Fate.class);

    abstract SocialServer start(Path folder) throws IOException;

    /** A courier whose account has these credentials. */
    abstract Courier courier(Plaza plaza, String url, String credentials);

    @BeforeEach
    void open() throws IOException {
        server = start(folder);
        plaza = new Plaza(folder, InstantSource.system());
        for (Fate fate : Fate.values()) {
            String credentials = switch (fate) {
                case TAKEN, LOST_BEFORE_NO_RETURN -> "bank." + CANARY;
                case REFUSED -> "refused." + CANARY;
                case BUSY -> "busy." + CANARY;
                case LOST_AFTER_NO_RETURN -> "drop." + CANARY;
            };
            String url = fate == Fate.LOST_BEFORE_NO_RETURN ? Plaza.nobody() : server.url();
            couriers.put(fate, courier(plaza, url, credentials));
        }
    }

    @AfterEach
    void shut() {
        couriers.values().forEach(Courier::close);
        server.close();
    }

    @Override
    Courier courier() {
        return courier(Fate.TAKEN);
    }

    @Override
    Courier courier(Fate fate) {
        return couriers.get(fate);
    }

    @Override
    Address address(Fate fate, String who) {
        return Address.of(Channel.SOCIAL, courier(fate).account());
    }

    @Override
    long taken(UUID delivery) {
        return plaza.taken(courier().messageId(delivery));
    }
}
