package org.candor.courier;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.UUID;
import java.util.stream.IntStream;
import org.candor.delivery.Address;
import org.candor.delivery.Channel;
import org.candor.delivery.Handoff;
import org.candor.delivery.Outcome;
import org.candor.delivery.Scope;
import org.candor.plumbing.Ids;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The email courier against a real SMTP server. */
class EmailCourierTest extends CourierContract {
    @TempDir
    Path folder;

    private Relay relay;
    private EmailCourier courier;

    @BeforeEach
    void start() {
        relay = Relay.start(folder);
        courier = Relay.courier(relay.account());
    }

    @AfterEach
    void stop() {
        courier.close();
        relay.close();
    }

    @Override
    Courier courier() {
        return courier;
    }

    @Override
    Address address(Fate fate, String who) {
        String word = switch (fate) {
            case TAKEN -> "anna";
            case REFUSED -> "bounce";
            case BUSY -> "busy";
            case LOST_BEFORE_NO_RETURN -> "cut-before-dot";
            case LOST_AFTER_NO_RETURN -> "cut-after-dot";
        };
        return to(word + "+" + who);
    }

    @Override
    long taken(UUID delivery) {
        return relay.entries(delivery).size();
    }

    static Address to(String local) {
        return Address.of(Channel.EMAIL, local + "@people.example");
    }

    private Outcome send(String local) {
        return await(courier.send(handoff(Ids.next(), 1, to(local))));
    }

    /** Another courier for the same relay, with limits of its own; ended with the test. */
    private EmailCourier swap(EmailAccount.Pooling pooling, EmailAccount.Limits limits) {
        courier.close();
        courier = Relay.courier(relay.account(pooling, limits));
        return courier;
    }

    @Test
    void letters_share_connections() {
        swap(new EmailAccount.Pooling(3, 500, Duration.ofSeconds(30), Duration.ofSeconds(5)), Relay.PATIENT);
        var answers = IntStream.range(0, 60)
                .mapToObj(i -> courier.send(handoff(Ids.next(), 1, to("anna+" + i))))
                .toList();
        io.smallrye.mutiny.Uni.join().all(answers).andFailFast().await().atMost(Duration.ofSeconds(30));
        assertEquals(60, relay.server().taken());
        assertTrue(
                relay.server().connected() <= 3,
                "connections: " + relay.server().connected());
    }

    @Test
    void a_connection_is_closed_after_its_share_of_letters() {
        swap(new EmailAccount.Pooling(1, 5, Duration.ofSeconds(30), Duration.ofSeconds(5)), Relay.PATIENT);
        for (int i = 0; i < 12; i++) {
            assertInstanceOf(Outcome.Accepted.class, send("anna+" + i));
        }
        assertEquals(3, relay.server().connected());
    }

    @Test
    void a_definite_refusal_leaves_the_connection_in_use() {
        swap(new EmailAccount.Pooling(1, 500, Duration.ofSeconds(30), Duration.ofSeconds(5)), Relay.PATIENT);
        for (String word : new String[] {"bounce", "anna", "busy", "dot-454", "anna", "dot-554-5.6.0", "full", "ben"}) {
            send(word + "+" + Ids.next());
        }
        assertEquals(3, relay.server().taken());
        assertEquals(1, relay.server().connected());
    }

    @Test
    void a_kept_connection_that_died_meanwhile_is_replaced_without_a_word() throws IOException {
        swap(new EmailAccount.Pooling(1, 500, Duration.ofSeconds(30), Duration.ofSeconds(5)), Relay.PATIENT);
        assertInstanceOf(Outcome.Accepted.class, send("anna"));
        relay.server().disconnectAll();
        assertInstanceOf(Outcome.Accepted.class, send("ben"));
        assertEquals(2, relay.server().connected());
    }

    @ParameterizedTest
    @ValueSource(strings = {"GREETING", "EHLO"})
    void a_relay_that_drops_us_before_any_letter_is_busy_and_then_indicted(String command) {
        relay.server().cut(command);
        assertInstanceOf(Outcome.Busy.class, send("anna+1"));
        assertInstanceOf(Outcome.Busy.class, send("anna+2"));
        Outcome.Indicted indicted = assertInstanceOf(Outcome.Indicted.class, send("anna+3"));
        assertEquals(Scope.RELAY, indicted.scope());
        assertEquals(0, relay.server().taken());
    }

    @ParameterizedTest
    @ValueSource(strings = {"MAIL", "RCPT", "DATA"})
    void a_drop_at_a_command_is_a_failure_and_nothing_is_taken(String command) {
        relay.server().cut(command);
        Outcome.Failed failed = assertInstanceOf(Outcome.Failed.class, send("anna"));
        assertEquals("connection-lost", failed.evidence().reason());
        assertEquals(0, relay.server().taken());
        relay.server().behave();
        assertInstanceOf(Outcome.Accepted.class, send("anna"));
    }

    @Test
    void a_drop_at_the_dot_is_unknown_even_if_nothing_was_taken() {
        relay.server().cut(".");
        Outcome outcome = send("anna");
        assertInstanceOf(Outcome.Unknown.class, outcome);
        assertEquals("connection-lost-after-dot", outcome.evidence().reason());
    }

    @Test
    void silence_before_the_dot_is_a_failure_and_after_it_unknown() {
        swap(Relay.POOLING, Relay.SHORT);
        assertInstanceOf(Outcome.Failed.class, send("silent-rcpt+1"));
        long start = System.nanoTime();
        assertInstanceOf(Outcome.Unknown.class, send("silent-after-dot+1"));
        long waited = Duration.ofNanos(System.nanoTime() - start).toMillis();
        assertTrue(waited >= Relay.SHORT.dot().toMillis(), "the dot has a limit of its own, waited " + waited);
        assertInstanceOf(Outcome.Accepted.class, send("anna"));
    }

    @Test
    void nonsense_before_the_dot_is_a_failure_and_after_it_unknown() {
        Outcome.Failed failed = assertInstanceOf(Outcome.Failed.class, send("garbled-rcpt"));
        assertEquals("reply-garbled", failed.evidence().reason());
        Outcome.Unknown unknown = assertInstanceOf(Outcome.Unknown.class, send("garbled"));
        assertEquals("reply-garbled-after-dot", unknown.evidence().reason());
        assertInstanceOf(Outcome.Accepted.class, send("anna"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"dot-2xx", "multi-line", "slow", "dot-250", "dot-299-2.0.0"})
    void every_positive_reply_to_the_dot_is_a_yes(String word) {
        Handoff handoff = handoff(Ids.next(), 1, to(word + "+x"));
        assertInstanceOf(Outcome.Accepted.class, await(courier.send(handoff)));
        assertEquals(1, taken(handoff.delivery()));
    }

    @Test
    void the_message_id_is_the_same_for_all_attempts_and_the_return_path_is_not() {
        UUID delivery = Ids.next();
        Address to = to("dot-451-4.3.0-once+x");
        assertInstanceOf(Outcome.Failed.class, await(courier.send(handoff(delivery, 1, to))));
        Handoff second = handoff(delivery, 2, to);
        assertInstanceOf(Outcome.Accepted.class, await(courier.send(second)));
        Handoff third = handoff(delivery, 3, to("anna"));
        assertInstanceOf(Outcome.Accepted.class, await(courier.send(third)));
        var entries = relay.entries(delivery);
        assertEquals(2, entries.size());
        entries.forEach(entry -> assertEquals(
                "<" + delivery + ".0@mail.bank.example>",
                entry.get("message_id").asText()));
        assertEquals(
                "b+" + second.attemptId().toString().replace("-", "") + "@bounce.bank.example",
                entries.getFirst().get("sender").asText());
        assertEquals(
                "b+" + third.attemptId().toString().replace("-", "") + "@bounce.bank.example",
                entries.getLast().get("sender").asText());
    }

    @Test
    void a_server_that_never_ends_its_reply_is_left() {
        swap(Relay.POOLING, Relay.SHORT);
        relay.server().answer("RCPT", ("250-" + "x".repeat(900) + "\r\n").repeat(200) + "250 ok");
        assertInstanceOf(Outcome.Failed.class, send("anna"));
    }

    @Test
    void closing_lets_the_letter_under_way_arrive() {
        var answer = courier.send(handoff(Ids.next(), 1, to("slow+x"))).subscribeAsCompletionStage();
        org.awaitility.Awaitility.await().until(() -> relay.server().taken() == 1);
        courier.close();
        assertInstanceOf(Outcome.Accepted.class, answer.join());
    }
}
