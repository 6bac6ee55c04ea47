package org.candor.courier;

import static org.candor.courier.CourierContract.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import com.fasterxml.jackson.databind.JsonNode;
import io.smallrye.mutiny.Uni;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.candor.delivery.Address;
import org.candor.delivery.Evidence;
import org.candor.delivery.Handoff;
import org.candor.delivery.Outcome;
import org.candor.delivery.Scope;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The courier for text messages against a server that speaks Twilio's API. */
class TwilioCourierTest {
    @TempDir
    Path folder;

    private Twilio twilio;
    private TwilioCourier courier;

    @BeforeEach
    void start() {
        twilio = Twilio.start(folder);
        courier = twilio.courier();
    }

    @AfterEach
    void stop() {
        courier.close();
        twilio.close();
    }

    private void swap(TwilioAccount account) {
        courier.close();
        courier = Twilio.courier(account);
    }

    private Outcome send(Address to) {
        return await(courier.send(Twilio.handoff(to)));
    }

    private List<Outcome> sendAtOnce(int messages) {
        List<Uni<Outcome>> all = IntStream.range(0, messages)
                .mapToObj(_ -> courier.send(Twilio.handoff(twilio.anybody())))
                .toList();
        return Uni.join().all(all).andFailFast().await().atMost(Duration.ofSeconds(30));
    }

    @ParameterizedTest
    @CsvSource(textBlock = """
            500, 20500
            500, 0
            503, 20503
            503, 0
            429, 20429
            401, 20003
            400, 21211
            """)
    void every_answer_is_of_exactly_one_post(int status, int code) {
        twilio.server().answer(status, code);
        send(twilio.anybody());
        assertEquals(1, twilio.server().posts());
    }

    @Test
    void an_outage_of_twenty_messages_makes_three_posts_and_three_unknowns() {
        twilio.server().outage(1_000, 503);
        List<Outcome> outcomes = sendAtOnce(20);
        assertEquals(3, twilio.server().posts());
        assertEquals(3, count(outcomes, Outcome.Unknown.class));
        List<Outcome> closing = outcomes.stream()
                .filter(it -> it instanceof Outcome.Unknown unknown
                        && !unknown.pause().isZero())
                .toList();
        assertEquals(
                List.of(Duration.ofMinutes(1)),
                closing.stream().map(it -> ((Outcome.Unknown) it).pause()).toList());
        assertEquals(17, count(outcomes, Outcome.Indicted.class));
        assertEquals(0, twilio.server().taken());
    }

    @Test
    void a_country_that_is_not_enabled_is_asked_for_once_and_the_others_go_on() {
        twilio.server().answer(400, 21408);
        assertEquals(
                "country-not-enabled",
                send(Twilio.to("+4915112345678")).evidence().reason());
        twilio.server().behave();
        Outcome second = send(Twilio.to("+4915112345679"));
        assertEquals(
                Scope.COUNTRY, assertInstanceOf(Outcome.Indicted.class, second).scope());
        assertInstanceOf(Outcome.Accepted.class, send(Twilio.to("+33612345678")));
        assertEquals(2, twilio.server().posts());
    }

    @Test
    void an_outage_of_hung_answers_counts_like_one_of_refusals() {
        swap(twilio.account(twilio.server().port(), Twilio.SENDERS, Twilio.USUAL, Duration.ofMillis(300)));
        twilio.server().latency(Duration.ofSeconds(5));
        List<Outcome> outcomes = sendAtOnce(20);
        assertEquals(3, twilio.server().posts());
        assertEquals(3, count(outcomes, Outcome.Unknown.class));
    }

    @Test
    void a_provider_that_cannot_be_reached_closes_the_gate_and_leaves_nothing_unknown() {
        TwilioAccount nowhere = twilio.account(1, Twilio.SENDERS, Twilio.USUAL, Duration.ofSeconds(1));
        swap(nowhere);
        List<Outcome> outcomes = sendAtOnce(20);
        assertEquals(0, count(outcomes, Outcome.Unknown.class));
        assertEquals(2, count(outcomes, Outcome.Busy.class));
        assertEquals(18, count(outcomes, Outcome.Indicted.class));
    }

    @Test
    void who_waits_longer_for_a_turn_than_a_stop_may_go_unheard_goes_back_and_sends_nothing() {
        TwilioAccount usual = twilio.account(Twilio.USUAL);
        TwilioAccount.Limits limits = usual.limits();
        swap(new TwilioAccount(
                usual.name(),
                usual.baseUrl(),
                usual.accountSid(),
                usual.authToken(),
                null,
                usual.senders(),
                usual.callbackUrl(),
                new TwilioAccount.Limits(
                        limits.calls(), limits.ramp(), Duration.ofMillis(200), limits.pause(), limits.close())));
        twilio.server().latency(Duration.ofSeconds(2));
        List<Outcome> outcomes = sendAtOnce(5);
        assertEquals(1, twilio.server().posts());
        assertEquals(1, count(outcomes, Outcome.Accepted.class));
        assertEquals(4, count(outcomes, Outcome.Busy.class));
    }

    @Test
    void a_refused_login_stops_those_who_wait() throws IOException {
        Path wrong = Files.writeString(folder.resolve("wrong"), "not the token\n");
        swap(twilio.account(wrong));
        List<Outcome> outcomes = sendAtOnce(20);
        assertEquals(1, twilio.server().posts());
        assertEquals(20, count(outcomes, Outcome.Indicted.class));
        assertEquals(
                "login-refused",
                outcomes.stream()
                        .filter(it -> !it.evidence().code().isEmpty())
                        .findFirst()
                        .orElseThrow()
                        .evidence()
                        .reason());
    }

    @Test
    void a_long_pause_that_is_asked_for_closes_the_gate_for_as_long() {
        twilio.server().busy(3_600);
        List<Outcome> outcomes = sendAtOnce(20);
        assertEquals(1, twilio.server().posts());
        assertEquals(20, count(outcomes, Outcome.Indicted.class));
        assertEquals(
                List.of(new Outcome.Indicted(
                        Scope.ACCOUNT, Duration.ofHours(1), new Evidence("too-many-requests", "20429", ""))),
                outcomes.stream().filter(it -> !it.evidence().code().isEmpty()).toList());
    }

    @Test
    void a_moment_that_is_asked_for_is_waited_for_and_closes_nothing() {
        Outcome.Busy outcome = assertInstanceOf(Outcome.Busy.class, send(twilio.in('4')));
        assertEquals(Duration.ofSeconds(1), outcome.pause());
        assertInstanceOf(Outcome.Accepted.class, send(twilio.anybody()));
    }

    /** All under way are in doubt then, and no more: whoever waits for a turn sends nothing. */
    @Test
    void an_outage_in_full_swing_makes_as_many_unknowns_as_were_under_way() {
        swap(twilio.account(new Ramp.Limits(4, 3, Duration.ofMinutes(1))));
        sendAtOnce(8);
        assertEquals(8, twilio.server().taken());
        twilio.server().outage(1_000, 503);
        twilio.server().latency(Duration.ofMillis(500));
        List<Outcome> outcomes = sendAtOnce(20);
        assertEquals(4, count(outcomes, Outcome.Unknown.class));
        assertEquals(16, count(outcomes, Outcome.Indicted.class));
    }

    @Test
    void a_message_is_valid_to_its_deadline_and_ten_hours_at_most() {
        Instant now = Instant.now();
        assertEquals(36_000, validity(now.plus(Duration.ofDays(3))));
        assertEquals(600, validity(now.plus(Duration.ofMinutes(10))), 30);
        assertEquals(1, validity(now.minusSeconds(60)));
    }

    private long validity(Instant deadline) {
        Handoff usual = Twilio.handoff(twilio.anybody());
        Handoff handoff = new Handoff(
                usual.delivery(),
                usual.attempt(),
                usual.attemptId(),
                usual.to(),
                usual.letter(),
                deadline,
                usual.goes());
        assertInstanceOf(Outcome.Accepted.class, await(courier.send(handoff)));
        return twilio.entries(handoff.attemptId()).getFirst().get("validity").asLong();
    }

    @Test
    void what_is_taken_carries_its_sender_its_attempt_and_its_words() {
        Handoff handoff = Twilio.handoff(twilio.anybody());
        Outcome.Accepted taken = assertInstanceOf(Outcome.Accepted.class, await(courier.send(handoff)));
        JsonNode entry = twilio.entries(handoff.attemptId()).getFirst();
        assertEquals(taken.reference(), entry.get("sid").asText());
        assertEquals(handoff.to().open(), entry.get("to").asText());
        assertEquals("+15005550006", entry.get("from").asText());
        assertEquals(handoff.letter().text(), entry.get("body").asText());
    }

    @Test
    void the_sender_is_picked_by_the_country_of_the_number() {
        String service = "MG" + "1".repeat(32);
        swap(twilio.account(
                twilio.server().port(),
                new TwilioAccount.Senders("+15005550006", Map.of("DE", List.of(service), "CH", List.of("Bank"))),
                Twilio.USUAL,
                Duration.ofSeconds(10)));
        for (String number : List.of("+4915112345678", "+41791234567", "+33612345678")) {
            assertInstanceOf(Outcome.Accepted.class, send(Twilio.to(number)));
        }
        assertEquals(
                List.of(service, "Bank", "+15005550006"),
                twilio.entries().stream().map(it -> it.get("from").asText()).toList());
    }

    @Test
    void where_the_first_sender_has_no_route_the_second_is_tried_once() {
        swap(twilio.account(
                twilio.server().port(),
                new TwilioAccount.Senders("+15005550006", Map.of("US", List.of("+15005550006", "Bank"))),
                Twilio.USUAL,
                Duration.ofSeconds(10)));
        twilio.server().answer(400, 21612);
        Outcome outcome = send(Twilio.to("+12025550123"));
        assertEquals("no-route", outcome.evidence().reason());
        assertEquals(2, twilio.server().posts());
    }

    @Test
    void a_number_that_is_none_goes_nowhere() {
        for (String number : List.of("4915112345678", "+0815", "+49151&To=x", "+49 151 1234567", "anna@example.org")) {
            assertInstanceOf(Outcome.Refused.class, send(Twilio.to(number)));
        }
        assertEquals(0, twilio.server().posts());
    }

    @Test
    void an_unreadable_token_closes_the_account_and_sends_nothing() {
        swap(twilio.account(folder.resolve("gone")));
        Outcome.Indicted outcome = assertInstanceOf(Outcome.Indicted.class, send(twilio.anybody()));
        assertEquals(Scope.ACCOUNT, outcome.scope());
        assertEquals(0, twilio.server().posts());
    }

    @Test
    void the_words_of_a_refusal_are_not_kept() {
        Outcome outcome = send(Twilio.to("+15005550009"));
        assertEquals("not-a-mobile-number", outcome.evidence().reason());
        assertFalse(outcome.toString().contains("5005550009"));
    }

    private static long count(List<Outcome> outcomes, Class<? extends Outcome> kind) {
        return outcomes.stream().filter(kind::isInstance).count();
    }
}
