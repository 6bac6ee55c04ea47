package org.candor.courier;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.smallrye.mutiny.Uni;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import org.candor.delivery.Address;
import org.candor.delivery.Handoff;
import org.candor.delivery.Letter;
import org.candor.delivery.Outcome;
import org.candor.plumbing.Ids;
import org.junit.jupiter.api.Test;

/**
 * What every courier promises, whatever its provider. A courier's own test extends this and says how to reach each fate and
 * how to count what the provider took.
 */
abstract class CourierContract {
    /** What becomes of a hand-off. */
    enum Fate {
        TAKEN,
        REFUSED,
        /** Refused for now, by the provider's word. */
        BUSY,
        LOST_BEFORE_NO_RETURN,
        LOST_AFTER_NO_RETURN
    }

    /** A word that stands in every address and letter, and must stand nowhere else. */
    static final String CANARY = "canary7f3a";

    static final Instant DEADLINE = Instant.parse("2099-01-01T00:00:00Z");

    private static final Duration PATIENCE = Duration.ofSeconds(30);

    /** A courier ready to send. */
    abstract Courier courier();

    /** A courier whose account has that fate, where it is not the address that decides it. */
    Courier courier(Fate fate) {
        return courier();
    }

    /** An address with that fate; {@code who} makes it another person. */
    abstract Address address(Fate fate, String who);

    /** How often the provider took this delivery. */
    abstract long taken(UUID delivery);

    /** The first word of the account's id: the channel, or the network of a public account. */
    String kind(Courier courier) {
        return courier.channel().word();
    }

    Handoff handoff(Fate fate) {
        return handoff(Ids.next(), 1, address(fate, CANARY + "." + Ids.next()));
    }

    static Handoff handoff(UUID delivery, int attempt, Address to) {
        Letter letter = new Letter(
                "About " + CANARY + " and your data",
                "Dear " + CANARY + ",\n\nsome of your data was taken.\n",
                "<p>Dear " + CANARY + ",</p>\n<p>some of your data was taken.</p>\n",
                "en");
        return new Handoff(delivery, attempt, Ids.next(), to, letter, DEADLINE);
    }

    static Outcome await(Uni<Outcome> answer) {
        return answer.await().atMost(PATIENCE);
    }

    @Test
    void what_is_accepted_was_taken_once_and_carries_the_providers_reference() {
        Handoff handoff = handoff(Fate.TAKEN);
        Outcome outcome = await(courier(Fate.TAKEN).send(handoff));
        Outcome.Accepted accepted = assertInstanceOf(Outcome.Accepted.class, outcome);
        assertFalse(accepted.reference().isBlank());
        assertEquals("accepted", accepted.evidence().reason());
        assertEquals(1, taken(handoff.delivery()));
    }

    @Test
    void what_was_stopped_before_the_provider_heard_of_it_goes_back_and_nothing_is_taken() {
        Handoff one = handoff(Fate.TAKEN);
        AtomicBoolean goes = new AtomicBoolean();
        Handoff stopped = new Handoff(
                one.delivery(),
                1,
                one.attemptId(),
                one.to(),
                one.letter(),
                one.deadline(),
                () -> CompletableFuture.completedStage(goes.get()));
        try (Courier courier = courier(Fate.TAKEN)) {
            Outcome.Busy back = assertInstanceOf(Outcome.Busy.class, await(courier.send(stopped)));
            assertEquals("stopped", back.evidence().reason());
            assertEquals(0, taken(one.delivery()));
            goes.set(true);
            assertInstanceOf(Outcome.Accepted.class, await(courier.send(stopped)));
            assertEquals(1, taken(one.delivery()));
        }
    }

    @Test
    void a_refused_address_is_refused_and_nothing_is_taken() {
        Handoff handoff = handoff(Fate.REFUSED);
        Outcome outcome = await(courier(Fate.REFUSED).send(handoff));
        assertInstanceOf(Outcome.Refused.class, outcome);
        assertFalse(outcome.evidence().reason().isBlank());
        assertEquals(0, taken(handoff.delivery()));
    }

    @Test
    void a_provider_that_is_busy_is_tried_again_and_nothing_is_taken() {
        Handoff handoff = handoff(Fate.BUSY);
        assertTrue(mayBeTriedAgain(await(courier(Fate.BUSY).send(handoff))));
        assertEquals(0, taken(handoff.delivery()));
    }

    @Test
    void what_breaks_before_the_point_of_no_return_is_never_unknown() {
        for (int i = 0; i < 5; i++) {
            Handoff handoff = handoff(Fate.LOST_BEFORE_NO_RETURN);
            assertTrue(mayBeTriedAgain(await(courier(Fate.LOST_BEFORE_NO_RETURN).send(handoff))));
            assertEquals(0, taken(handoff.delivery()));
        }
    }

    @Test
    void what_breaks_after_the_point_of_no_return_is_always_unknown() {
        for (int i = 0; i < 5; i++) {
            Handoff handoff = handoff(Fate.LOST_AFTER_NO_RETURN);
            assertInstanceOf(
                    Outcome.Unknown.class,
                    await(courier(Fate.LOST_AFTER_NO_RETURN).send(handoff)));
            assertEquals(1, taken(handoff.delivery()));
        }
    }

    @Test
    void asking_twice_for_the_same_answer_sends_once() {
        Handoff handoff = handoff(Fate.TAKEN);
        Uni<Outcome> answer = courier().send(handoff);
        assertEquals(await(answer), await(answer));
        assertEquals(1, taken(handoff.delivery()));
    }

    @Test
    void many_at_once_are_all_accounted_for() {
        Map<Fate, List<Handoff>> handoffs = new EnumMap<>(Fate.class);
        Map<UUID, Uni<Outcome>> answers = new java.util.HashMap<>();
        List<Uni<Outcome>> all = new ArrayList<>();
        for (int i = 0; i < 400; i++) {
            // One in ten of each bad fate, so that bad ones and good ones share connections.
            Fate fate = i % 10 < Fate.values().length ? Fate.values()[i % 10] : Fate.TAKEN;
            Handoff handoff = handoff(fate);
            handoffs.computeIfAbsent(fate, _ -> new ArrayList<>()).add(handoff);
            Uni<Outcome> answer = courier(fate).send(handoff);
            answers.put(handoff.delivery(), answer);
            all.add(answer);
        }
        Uni.join().all(all).andFailFast().await().atMost(PATIENCE.multipliedBy(2));
        handoffs.forEach((fate, those) -> those.forEach(handoff -> {
            Outcome outcome = await(answers.get(handoff.delivery()));
            boolean fits = switch (fate) {
                case TAKEN -> outcome instanceof Outcome.Accepted;
                case REFUSED -> outcome instanceof Outcome.Refused;
                case BUSY, LOST_BEFORE_NO_RETURN -> mayBeTriedAgain(outcome);
                case LOST_AFTER_NO_RETURN -> outcome instanceof Outcome.Unknown;
            };
            assertTrue(fits, fate + " ended as " + outcome);
            boolean holds = fate == Fate.TAKEN || fate == Fate.LOST_AFTER_NO_RETURN;
            assertEquals(holds ? 1 : 0, taken(handoff.delivery()), fate.name());
        }));
    }

    @Test
    void p7_neither_an_outcome_nor_a_log_line_names_a_person() {
        try (LogCapture log = LogCapture.ofEverything()) {
            for (Fate fate : Fate.values()) {
                Handoff handoff = handoff(fate);
                Outcome outcome = await(courier(fate).send(handoff));
                assertFalse(outcome.toString().contains(CANARY), fate.name());
                assertFalse(handoff.toString().contains(CANARY), fate.name());
            }
            log.expectNone(CANARY);
        }
    }

    @Test
    void a_closed_courier_says_busy_and_sends_nothing() {
        Courier courier = courier();
        assertInstanceOf(Outcome.Accepted.class, await(courier.send(handoff(Fate.TAKEN))));
        courier.close();
        Handoff late = handoff(Fate.TAKEN);
        assertInstanceOf(Outcome.Busy.class, await(courier.send(late)));
        assertEquals(0, taken(late.delivery()));
    }

    @Test
    void its_account_names_its_channel_or_its_network() {
        Courier courier = courier();
        assertEquals(kind(courier), courier.account().split(":")[0]);
        assertFalse(courier.account().split(":")[1].isBlank());
    }

    /** Not taken, may be taken later: counted or not, and whatever else it says of the provider. */
    static boolean mayBeTriedAgain(Outcome outcome) {
        return outcome instanceof Outcome.Failed
                || outcome instanceof Outcome.Busy
                || outcome instanceof Outcome.Indicted;
    }
}
