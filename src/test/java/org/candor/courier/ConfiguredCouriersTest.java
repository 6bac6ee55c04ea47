package org.candor.courier;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.candor.delivery.Channel;
import org.candor.delivery.Handoff;
import org.candor.delivery.Network;
import org.candor.delivery.Outcome;
import org.candor.plumbing.Ids;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The couriers as the running service has them. */
@QuarkusTest
class ConfiguredCouriersTest {
    @Inject
    Couriers couriers;

    @Inject
    TwilioCallbacks callbacks;

    @ConfigProperty(name = "candor.data-dir")
    String data;

    @Test
    void the_email_account_of_this_profile_reaches_the_sandbox() throws IOException {
        Courier courier = couriers.of("email:main");
        assertEquals(Channel.EMAIL, courier.channel());
        assertEquals(courier, couriers.of(Channel.EMAIL).getFirst());
        Handoff handoff = CourierContract.handoff(Ids.next(), 1, EmailCourierTest.to("anna"));
        assertInstanceOf(Outcome.Accepted.class, CourierContract.await(courier.send(handoff)));
        String ledger = Files.readString(Path.of(data, "sandbox", "ledger.ndjson"));
        assertTrue(ledger.contains("<" + handoff.delivery() + ".0@example.com>"));
    }

    @ParameterizedTest
    @EnumSource(value = Network.class, names = "X", mode = EnumSource.Mode.EXCLUDE)
    void a_public_account_of_this_profile_reaches_the_sandbox(Network network) throws IOException {
        Courier courier = couriers.of(network.word() + ":main");
        assertEquals(network, Network.ofAccount(courier.account()));
        assertTrue(couriers.of(Channel.SOCIAL).contains(courier));
        Handoff handoff = Plaza.post(network, "Some of our customers' data was taken.");
        assertInstanceOf(Outcome.Accepted.class, CourierContract.await(courier.send(handoff)));
        String ledger = Files.readString(Path.of(data, "sandbox", "social-ledger.ndjson"));
        assertTrue(ledger.contains("\"mark\":\"" + courier.messageId(handoff.delivery()) + "\""));
    }

    @Test
    void the_account_for_text_messages_reaches_the_sandbox_and_its_callbacks_are_believed() throws IOException {
        Courier courier = couriers.of("sms:main");
        assertEquals(courier, couriers.of(Channel.SMS).getFirst());
        Handoff handoff = Twilio.handoff(Twilio.to("+4915112345678"));
        assertInstanceOf(Outcome.Accepted.class, CourierContract.await(courier.send(handoff)));
        String ledger = Files.readString(Path.of(data, "sandbox", "sms-ledger.ndjson"));
        assertTrue(ledger.contains(handoff.attemptId().toString()));
        assertInstanceOf(TwilioCallbacks.Forged.class, callbacks.read(handoff.attemptId(), null, new byte[0], "AAAA"));
    }

    @Test
    void the_stream_provider_is_named_so_that_it_is_not_looked_up_for_every_message() {
        assertEquals("org.eclipse.angus.mail.util.MailStreamProvider", System.getProperty(MailLibrary.STREAM_PROVIDER));
    }
}
