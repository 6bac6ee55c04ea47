package org.candor.courier;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import jakarta.mail.util.StreamProvider;
import java.io.IOException;
import java.net.URL;
import java.nio.file.Path;
import java.util.Enumeration;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.candor.delivery.Outcome;
import org.candor.plumbing.Ids;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MailLibraryTest {
    @TempDir
    Path folder;

    @AfterEach
    void prepare() {
        MailLibrary.prepare();
    }

    /** A lookup reads every jar again; done per message it is half of the time of a hand-off. */
    @Test
    void with_the_property_the_stream_provider_is_found_without_a_lookup() {
        MailLibrary.prepare();
        assertEquals(0, lookups());
        System.clearProperty(MailLibrary.STREAM_PROVIDER);
        assertTrue(lookups() > 0, "without it there is one: the measurement works");
    }

    private static int lookups() {
        AtomicInteger lookups = new AtomicInteger();
        ClassLoader before = Thread.currentThread().getContextClassLoader();
        Thread.currentThread().setContextClassLoader(new ClassLoader(before) {
            @Override
            public Enumeration<URL> getResources(String name) throws IOException {
                if (name.endsWith(StreamProvider.class.getName())) {
                    lookups.incrementAndGet();
                }
                return super.getResources(name);
            }
        });
        try {
            assertEquals(MailLibrary.OURS, StreamProvider.provider().getClass().getName());
        } finally {
            Thread.currentThread().setContextClassLoader(before);
        }
        return lookups.get();
    }

    @Test
    void loading_the_courier_sets_the_property() {
        System.clearProperty(MailLibrary.STREAM_PROVIDER);
        try (Relay relay = Relay.start(folder);
                EmailCourier _ = Relay.courier(relay.account())) {
            assertEquals(MailLibrary.OURS, System.getProperty(MailLibrary.STREAM_PROVIDER));
        }
    }

    /** The library logs whole conversations in the category of our own package; that stays off whatever is configured. */
    @Test
    void the_wire_is_never_logged_though_somebody_asks_for_it() {
        assertTrue(
                logged(MailLibraryTest::ask).stream().anyMatch(line -> line.contains(CourierContract.CANARY)),
                "asked after the start it would be logged: the measurement works");
        ask();
        assertTrue(logged(() -> {}).stream().noneMatch(line -> line.contains(CourierContract.CANARY)));
    }

    private static void ask() {
        Logger.getLogger("org.candor.courier").setLevel(Level.ALL);
        Logger.getLogger("org.candor.courier.protocol").setLevel(Level.ALL);
    }

    /** What is logged while one letter is sent; {@code afterStart} runs between the courier's start and the letter. */
    private List<String> logged(Runnable afterStart) {
        try (Relay relay = Relay.start(folder);
                EmailCourier courier = Relay.courier(relay.account());
                LogCapture log = LogCapture.ofEverything()) {
            afterStart.run();
            Outcome outcome = CourierContract.await(
                    courier.send(CourierContract.handoff(Ids.next(), 1, EmailCourierTest.to(CourierContract.CANARY))));
            assertInstanceOf(Outcome.Accepted.class, outcome);
            return log.lines();
        }
    }
}
