package org.candor.courier;

import static org.candor.courier.CourierContract.await;
import static org.candor.courier.CourierContract.handoff;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import jakarta.mail.Session;
import jakarta.mail.internet.MimeMessage;
import jakarta.mail.internet.MimeMultipart;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Properties;
import java.util.UUID;
import java.util.function.UnaryOperator;
import org.candor.delivery.Address;
import org.candor.delivery.Channel;
import org.candor.delivery.Handoff;
import org.candor.delivery.Letter;
import org.candor.delivery.Outcome;
import org.candor.plumbing.Ids;
import org.candor.sandbox.SmtpSettings;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What really arrives at the other end of the wire. */
class EmailWireTest {
    @TempDir
    Path folder;

    private Relay relay;
    private EmailCourier courier;

    private void start(UnaryOperator<SmtpSettings> change) {
        relay = Relay.start(folder, change);
        courier = Relay.courier(relay.account());
    }

    @AfterEach
    void stop() {
        courier.close();
        relay.close();
    }

    private Outcome send(UUID delivery, String to, String subject, String text, String html) {
        Letter letter = new Letter(subject, text, html, "en");
        return await(courier.send(
                new Handoff(delivery, 1, Ids.next(), Address.of(Channel.EMAIL, to), letter, CourierContract.DEADLINE)));
    }

    private MimeMultipart parts(UUID delivery) throws Exception {
        byte[] mail = relay.mail(delivery).getBytes(StandardCharsets.UTF_8);
        return (MimeMultipart)
                new MimeMessage(Session.getInstance(new Properties()), new ByteArrayInputStream(mail)).getContent();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "before\n.\nMAIL FROM:<evil@x.example>\nRCPT TO:<victim@x.example>\nDATA\nspoofed\n.\n",
                "before\r\n.\r\nMAIL FROM:<evil@x.example>\r\nafter",
                "before\n.\r\nafter",
                "before\r.\rafter",
                ".\n",
                "...\n..\n.",
                "\r\n.\r\n"
            })
    void a_dot_in_the_text_ends_nothing(String text) throws Exception {
        start(settings -> settings);
        UUID delivery = Ids.next();
        assertInstanceOf(Outcome.Accepted.class, send(delivery, "anna@people.example", "s", text, text));
        assertEquals(1, relay.server().taken());
        String expected = text.replaceAll("\r\n|\r|\n", "\r\n");
        assertEquals(expected, parts(delivery).getBodyPart(0).getContent());
        assertEquals(expected, parts(delivery).getBodyPart(1).getContent());
    }

    @Test
    void an_address_that_carries_commands_is_refused_before_anything_is_said() {
        start(settings -> settings);
        Outcome outcome = send(Ids.next(), "anna@people.example> SIZE=1", "s", "t", "");
        assertInstanceOf(Outcome.Refused.class, outcome);
        assertEquals("address-unusable", outcome.evidence().reason());
        assertEquals(0, relay.server().connected());
    }

    @Test
    void a_local_part_beyond_ascii_goes_by_smtputf8_where_it_is_offered() {
        start(settings -> settings);
        UUID delivery = Ids.next();
        assertInstanceOf(Outcome.Accepted.class, send(delivery, "änne@people.example", "s", "t", ""));
        assertEquals(
                "änne@people.example",
                relay.entries(delivery).getFirst().get("rcpt").asText());
        assertTrue(relay.mail(delivery).contains("To: <änne@people.example>"));
    }

    @Test
    void characters_that_shrink_to_a_line_end_do_not() {
        start(settings -> settings);
        UUID delivery = Ids.next();
        String subject = "s\u760d\u760aBcc: evil@x.example";
        assertInstanceOf(Outcome.Accepted.class, send(delivery, "an\u760d\u760ana@people.example", subject, "t", ""));
        assertEquals(1, relay.entries(delivery).size());
        assertEquals(
                "an\u760d\u760ana@people.example",
                relay.entries(delivery).getFirst().get("rcpt").asText());
        assertTrue(relay.mail(delivery).lines().noneMatch(line -> line.startsWith("Bcc")));
    }

    @Test
    void where_smtputf8_is_not_offered_such_an_address_is_refused_and_others_are_not() {
        start(settings -> settings.without("SMTPUTF8"));
        Outcome outcome = send(Ids.next(), "änne@people.example", "s", "t", "");
        assertInstanceOf(Outcome.Refused.class, outcome);
        assertEquals("5.6.7", outcome.evidence().enhanced());
        UUID delivery = Ids.next();
        assertInstanceOf(Outcome.Accepted.class, send(delivery, "anna@bücher.example", "Tür", "Tür", ""));
        assertEquals(
                "anna@xn--bcher-kva.example",
                relay.entries(delivery).getFirst().get("rcpt").asText());
        assertEquals(1, relay.server().connected());
    }

    @Test
    void a_letter_beyond_the_announced_size_is_refused_here() {
        start(settings -> settings.withMaxBytes(10_000));
        Outcome outcome = send(Ids.next(), "anna@people.example", "s", "x\n".repeat(10_000), "");
        assertInstanceOf(Outcome.Refused.class, outcome);
        assertEquals("message-too-big", outcome.evidence().reason());
    }

    @ParameterizedTest
    @ValueSource(strings = {"PIPELINING", ""})
    void outcomes_are_the_same_with_and_without_pipelining(String without) {
        start(settings -> settings.without(without));
        String[] words = {
            "bounce",
            "anna",
            "refused",
            "busy",
            "dot-451-4.3.0",
            "cut-at-rcpt",
            "cut-before-dot",
            "cut-after-dot",
            "dot-2xx",
            "garbled",
            "garbled-rcpt",
            "multi-line",
            "8bit-rcpt",
            "throttle",
            "full",
            "ben"
        };
        Class<?>[] expected = {
            Outcome.Refused.class,
            Outcome.Accepted.class,
            Outcome.Refused.class,
            Outcome.Failed.class,
            Outcome.Failed.class,
            Outcome.Failed.class,
            Outcome.Failed.class,
            Outcome.Unknown.class,
            Outcome.Accepted.class,
            Outcome.Unknown.class,
            Outcome.Failed.class,
            Outcome.Accepted.class,
            Outcome.Refused.class,
            Outcome.Failed.class,
            Outcome.Failed.class,
            Outcome.Accepted.class
        };
        for (int round = 0; round < 2; round++) {
            for (int i = 0; i < words.length; i++) {
                UUID delivery = Ids.next();
                Address to = Address.of(Channel.EMAIL, words[i] + "+" + delivery + "@people" + round + ".example");
                Outcome outcome = await(courier.send(handoff(delivery, 1, to)));
                assertInstanceOf(expected[i], outcome, words[i]);
                boolean taken = outcome instanceof Outcome.Accepted || outcome instanceof Outcome.Unknown;
                assertEquals(taken ? 1 : 0, relay.entries(delivery).size(), words[i]);
            }
        }
    }

    /** RFC 2920: the server may ask for the message though it refused the recipient; then nobody gets nothing. */
    @Test
    void a_server_that_wants_data_for_nobody_gets_none_and_the_line_stays_in_step() {
        start(settings -> settings);
        relay.server().answer("RCPT", "550 5.1.1 no");
        relay.server().answer("DATA", "354 go ahead all the same");
        Outcome outcome = send(Ids.next(), "anna@people.example", "s", "t", "");
        assertInstanceOf(Outcome.Refused.class, outcome);
        assertEquals("mailbox-unknown", outcome.evidence().reason());
        relay.server().behave();
        assertInstanceOf(Outcome.Accepted.class, send(Ids.next(), "ben@people.example", "s", "t", ""));
        assertEquals(1, relay.server().taken());
    }

    @Test
    void a_letter_bigger_than_all_buffers_arrives_whole() throws Exception {
        start(settings -> settings);
        UUID delivery = Ids.next();
        String text = "a line of some length, the same again and again\n".repeat(20_000);
        assertInstanceOf(Outcome.Accepted.class, send(delivery, "anna@people.example", "s", text, "<p>x</p>"));
        assertEquals(text.replace("\n", "\r\n"), parts(delivery).getBodyPart(0).getContent());
    }

    /** As much is written as the socket takes before the dot: a server that is gone by then has taken nothing for sure. */
    @Test
    void a_connection_lost_while_a_big_body_is_sent_is_a_failure() {
        start(settings -> settings);
        UUID delivery = Ids.next();
        Outcome outcome =
                send(delivery, "cut-in-data@people.example", "s", "x".repeat(70) + "\n", "") instanceof Outcome.Unknown
                        ? send(delivery, "cut-in-data@people.example", "s", ("x".repeat(70) + "\n").repeat(120_000), "")
                        : new Outcome.Unknown(org.candor.delivery.Evidence.of("small-letters-cannot-know"));
        assertInstanceOf(Outcome.Failed.class, outcome);
        assertEquals(0, relay.entries(delivery).size());
    }
}
