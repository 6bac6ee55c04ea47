package org.candor.rig;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import org.candor.rig.Comparison.Finding;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Each oracle is shown a right history and a wrong one. */
class OraclesTest {
    private static final UUID NOTICE = UUID.fromString("019a0000-0000-7000-8000-00000000000a");
    private static final UUID ONE = UUID.fromString("019a0000-0000-7000-8000-000000000001");
    private static final UUID TWO = UUID.fromString("019a0000-0000-7000-8000-000000000002");
    private static final Instant START = Instant.parse("2026-11-24T10:00:00Z");
    private static final Duration QUARANTINE = Duration.ofMinutes(15);

    @Test
    void a_history_in_which_all_went_well_has_no_findings() {
        Books books = books(accepted(ONE), accepted(TWO));
        Oracles.Story story = new Oracles.Story(
                books,
                ledger(taken(ONE, 1), taken(TWO, 1)),
                Map.of(NOTICE, Map.of("email", Map.of("accepted", 2L, "failed", 0L))),
                Map.of("log", "delivery " + ONE + " was put back"),
                QUARANTINE);
        assertEquals(List.of(), Oracles.all(story));
    }

    @Test
    void a_lost_answer_and_a_marked_resend_after_the_quarantine_have_no_findings() {
        Books.Delivery it = delivery(ONE, "accepted", true, lost(1, 0), answered(2, 900, "accepted"));
        Ledger ledger = ledger(taken(ONE, 1), taken(ONE, 901));
        assertEquals(List.of(), Oracles.ledger(books(it), ledger));
        assertEquals(List.of(), Oracles.begunBefore(books(it), ledger));
        assertEquals(List.of(), Oracles.oneAfterTheOther(books(it), QUARANTINE));
    }

    @ParameterizedTest
    @ValueSource(strings = {"queued", "claimed", "handing_off", "waiting"})
    void o1_what_still_moves_is_found(String state) {
        found("O1", Oracles.atRest(books(delivery(ONE, state, false))));
    }

    @Test
    void o1_an_audience_that_was_never_turned_into_deliveries_is_found() {
        Books.Notice stuck = new Books.Notice(NOTICE, "running", 5, false, Map.of(), Map.of());
        found("O1", Oracles.atRest(new Books(Map.of(NOTICE, stuck), List.of())));
    }

    @Test
    void o2_an_acceptance_that_the_ledger_does_not_know_is_found() {
        found(ONE.toString(), Oracles.ledger(books(accepted(ONE)), ledger()));
    }

    @Test
    void o3_a_message_taken_of_a_failed_delivery_is_found() {
        Books.Delivery failed = delivery(ONE, "failed", false, answered(1, 0, "refused"));
        found(ONE.toString(), Oracles.ledger(books(failed), ledger(taken(ONE, 1))));
        assertEquals(List.of(), Oracles.ledger(books(failed), ledger()));
    }

    @Test
    void o4_a_double_without_a_mark_is_found() {
        Books.Delivery it = delivery(ONE, "accepted", false, lost(1, 0), answered(2, 900, "accepted"));
        found("not marked", Oracles.ledger(books(it), ledger(taken(ONE, 1), taken(ONE, 901))));
    }

    @Test
    void o4_more_messages_than_hand_offs_are_found_even_if_marked() {
        Books.Delivery it = delivery(ONE, "accepted", true, answered(1, 0, "refused"), answered(2, 900, "accepted"));
        found("O4", Oracles.ledger(books(it), ledger(taken(ONE, 1), taken(ONE, 901))));
    }

    @Test
    void o4_a_resend_under_another_message_id_is_found() {
        Books.Delivery it = delivery(ONE, "accepted", true, lost(1, 0), answered(2, 900, "accepted"));
        Ledger.Entry renamed =
                new Ledger.Entry("<" + ONE + ".1@example.com>", "anna@example.org", "", START.plusSeconds(901));
        found("Message-ID", Oracles.ledger(books(it), ledger(taken(ONE, 1), renamed)));
    }

    @Test
    void o4_one_hand_off_that_was_taken_twice_is_found_even_if_marked() {
        Books.Attempt first = lost(1, 0);
        Books.Delivery it = delivery(ONE, "accepted", true, first, answered(2, 900, "accepted"));
        Ledger.Entry taken = new Ledger.Entry(first.id().toString(), "+14155550101", "", START.plusSeconds(901));
        found("alone", Oracles.ledger(books(it), ledger(taken, taken)));
        assertEquals(List.of(), Oracles.ledger(books(it), ledger(taken)));
    }

    @Test
    void o5_a_text_message_taken_before_its_hand_off_was_on_record_is_found() {
        Books.Attempt only = answered(1, 10, "accepted");
        Books books = books(delivery(ONE, "accepted", false, only));
        found(
                "O5",
                Oracles.begunBefore(
                        books,
                        ledger(new Ledger.Entry(only.id().toString(), "+14155550101", "", START.plusSeconds(9)))));
    }

    @Test
    void o4_a_message_of_nobody_is_found() {
        found(TWO.toString(), Oracles.ledger(books(accepted(ONE)), ledger(taken(ONE, 1), taken(TWO, 1))));
    }

    @Test
    void o5_a_message_taken_before_its_hand_off_was_on_record_is_found() {
        Books books = books(delivery(ONE, "accepted", false, answered(1, 10, "accepted")));
        found("O5", Oracles.begunBefore(books, ledger(taken(ONE, 9))));
        assertEquals(List.of(), Oracles.begunBefore(books, ledger(taken(ONE, 10))));
    }

    @Test
    void o5_a_second_message_of_one_hand_off_is_found() {
        Books books = books(delivery(ONE, "accepted", true, lost(1, 0), answered(2, 900, "accepted")));
        found("O5", Oracles.begunBefore(books, ledger(taken(ONE, 1), taken(ONE, 2))));
    }

    @Test
    void o6_a_hand_off_that_begins_while_another_is_open_is_found() {
        Books overlapping =
                books(delivery(ONE, "accepted", false, answered(1, 0, "accepted"), answered(2, 0, "accepted")));
        assertEquals(2, Oracles.oneAfterTheOther(overlapping, QUARANTINE).size());
        Books inTurn = books(delivery(ONE, "accepted", false, answered(1, 0, "failed"), answered(2, 60, "accepted")));
        assertEquals(List.of(), Oracles.oneAfterTheOther(inTurn, QUARANTINE));
    }

    @Test
    void o6_a_resend_before_the_quarantine_is_over_is_found() {
        Books early = books(delivery(ONE, "accepted", true, lost(1, 0), answered(2, 899, "accepted")));
        found("O6", Oracles.oneAfterTheOther(early, QUARANTINE));
    }

    @Test
    void o6_a_hand_off_after_one_that_was_taken_is_found_even_if_marked() {
        Books twice = books(delivery(
                ONE, "accepted", true, answered(1, 0, "accepted"), lost(2, 1_000), answered(3, 2_000, "accepted")));
        found("after 1 was taken", Oracles.oneAfterTheOther(twice, QUARANTINE));
    }

    @Test
    void o7_sums_that_differ_from_the_rows_are_found() {
        Books.Notice wrong =
                new Books.Notice(NOTICE, "completed", 1, true, Map.of(), Map.of("email", Map.of("accepted", 2L)));
        found("O7", Oracles.counts(new Books(Map.of(NOTICE, wrong), List.of(accepted(ONE))), Map.of()));
    }

    @Test
    void o7_counts_of_the_api_that_differ_from_the_rows_are_found() {
        found(
                "the notice",
                Oracles.counts(
                        books(accepted(ONE)), Map.of(NOTICE, Map.of("email", Map.of("accepted", 1L, "failed", 1L)))));
    }

    @Test
    void o8_whatever_a_person_of_the_samples_is_known_by_is_found() {
        String person = Samples.recipient(4711);
        for (String part : person.split(",")) {
            if (part.matches(".*\"(ref|name|email|phone|account)\":.*")) {
                assertEquals(
                        1, Oracles.silence(Map.of("log", "2026 WARN " + part)).size(), part);
            }
        }
        assertEquals(5, Oracles.silence(Map.of("log", person)).size());
    }

    @Test
    void o9_people_who_are_in_no_state_are_found() {
        Books.Notice two = new Books.Notice(
                NOTICE, "completed", 2, true, Map.of("email", 0L), Map.of("email", Map.of("accepted", 1L)));
        found("O9", Oracles.accounting(new Books(Map.of(NOTICE, two), List.of(accepted(ONE)))));
        Books.Notice one = new Books.Notice(
                NOTICE, "completed", 2, true, Map.of("email", 1L), Map.of("email", Map.of("accepted", 1L)));
        assertEquals(List.of(), Oracles.accounting(new Books(Map.of(NOTICE, one), List.of(accepted(ONE)))));
    }

    private static void found(String what, List<Finding> findings) {
        assertTrue(findings.stream().anyMatch(it -> it.toString().contains(what)), findings::toString);
        assertTrue(findings.size() <= 2, findings::toString);
    }

    private static Books books(Books.Delivery... deliveries) {
        Map<String, Long> states = new TreeMap<>();
        for (Books.Delivery it : deliveries) {
            states.merge(it.state(), 1L, Long::sum);
        }
        Books.Notice notice = new Books.Notice(
                NOTICE, "completed", deliveries.length, true, Map.of("email", 0L), Map.of("email", states));
        return new Books(Map.of(NOTICE, notice), List.of(deliveries));
    }

    private static Books.Delivery accepted(UUID id) {
        return delivery(id, "accepted", false, answered(1, 0, "accepted"));
    }

    private static Books.Delivery delivery(UUID id, String state, boolean marked, Books.Attempt... attempts) {
        return new Books.Delivery(
                id, NOTICE, UUID.randomUUID(), "email", "email:main", state, "", marked, List.of(attempts));
    }

    /** Begun so many seconds after the start, answered two seconds later. */
    private static Books.Attempt answered(int no, int second, String outcome) {
        Instant begun = START.plusSeconds(second);
        return new Books.Attempt(
                UUID.randomUUID(), no, NOTICE, "answered", begun, begun.plusSeconds(2), outcome, false);
    }

    private static Books.Attempt lost(int no, int second) {
        return new Books.Attempt(UUID.randomUUID(), no, NOTICE, "lost", START.plusSeconds(second), null, "", false);
    }

    private static Ledger.Entry taken(UUID delivery, int second) {
        return new Ledger.Entry("<" + delivery + ".0@example.com>", "anna@example.org", "", START.plusSeconds(second));
    }

    private static Ledger ledger(Ledger.Entry... entries) {
        return new Ledger(new ArrayList<>(List.of(entries)));
    }
}
