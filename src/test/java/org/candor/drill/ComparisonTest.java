package org.candor.drill;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import org.candor.rig.Comparison;
import org.candor.rig.Delivered;
import org.candor.rig.Ledger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ComparisonTest {
    private static final UUID ONE = UUID.fromString("019a0000-0000-7000-8000-000000000001");
    private static final UUID TWO = UUID.fromString("019a0000-0000-7000-8000-000000000002");

    @Test
    void two_accepted_ones_with_a_line_each_agree() {
        assertEquals(List.of(), Comparison.of(List.of(accepted(ONE), accepted(TWO)), ledger(ONE, TWO)));
    }

    @Test
    void a_missing_line_is_found() {
        var findings = Comparison.of(
                List.of(accepted(ONE), accepted(TWO)), ledger(ONE, TWO).without(messageId(TWO)));
        assertEquals(1, findings.size());
        assertEquals(TWO.toString(), findings.getFirst().about());
    }

    @Test
    void a_doubled_line_is_found() {
        var findings = Comparison.of(List.of(accepted(ONE), accepted(TWO)), ledger(ONE, TWO, TWO));
        assertEquals(
                List.of(
                        TWO + ": is accepted, the ledger has 2 of it instead of 1",
                        TWO + ": went out 2 times and is not marked"),
                findings.stream().map(Object::toString).toList());
    }

    @Test
    void a_line_without_a_delivery_is_found() {
        assertEquals(1, Comparison.of(List.of(accepted(ONE)), ledger(ONE, TWO)).size());
    }

    @ParameterizedTest
    @ValueSource(strings = {"<hello@example.org>", "", "<019a0000-0000-7000-8000-000000000001@x.example>"})
    void a_foreign_mail_is_found(String messageId) {
        List<Ledger.Entry> lines = new ArrayList<>(ledger(ONE).entries());
        lines.add(new Ledger.Entry(messageId, "anna@example.org", ""));
        assertEquals(1, Comparison.of(List.of(accepted(ONE)), new Ledger(lines)).size());
    }

    @ParameterizedTest
    @ValueSource(strings = {"failed", "suppressed", "expired", "cancelled"})
    void what_was_never_handed_over_has_no_line(String state) {
        Delivered it = delivered(ONE, state, 0);
        assertEquals(0, Comparison.of(List.of(it), ledger()).size());
        assertEquals(1, Comparison.of(List.of(it), ledger(ONE)).size());
    }

    @Test
    void an_unknown_one_may_have_a_line_or_none_but_not_two() {
        Delivered it = delivered(ONE, "unknown", 1);
        assertEquals(0, Comparison.of(List.of(it), ledger()).size());
        assertEquals(0, Comparison.of(List.of(it), ledger(ONE)).size());
        assertEquals(1, Comparison.of(List.of(it), ledger(ONE, ONE)).size());
    }

    @Test
    void an_unknown_one_that_was_never_in_doubt_is_found() {
        assertEquals(
                1,
                Comparison.of(List.of(delivered(ONE, "unknown", 0)), ledger(ONE))
                        .size());
    }

    @ParameterizedTest
    @CsvSource({"0, 1", "1, 0", "2, 0", "3, 1"})
    void a_resend_after_a_doubt_may_leave_one_line_more(int lines, int findings) {
        Delivered it = delivered(ONE, "accepted", 1);
        UUID[] all = new UUID[lines];
        Arrays.fill(all, ONE);
        assertEquals(findings, Comparison.of(List.of(it), ledger(all)).size());
    }

    @Test
    void a_second_one_that_is_not_marked_is_found() {
        Delivered it = new Delivered(ONE, Set.of(messageId(ONE)), "email:main", "email", "accepted", 1, false);
        assertEquals(0, Comparison.of(List.of(it), ledger(ONE)).size());
        assertEquals(1, Comparison.of(List.of(it), ledger(ONE, ONE)).size());
    }

    @ParameterizedTest
    @ValueSource(strings = {"queued", "claimed", "handing_off", "waiting", "a-new-state"})
    void what_is_not_settled_is_found(String state) {
        assertEquals(
                1, Comparison.of(List.of(delivered(ONE, state, 0)), ledger()).size());
    }

    @Test
    void the_script_is_met_when_each_person_has_what_their_address_asks_for() {
        assertEquals(List.of(), Script.withScript(Cast.people(), asScripted(), taken(Cast.people())));
    }

    @ParameterizedTest
    @ValueSource(strings = {"email", "sms"})
    void a_message_to_the_wrong_person_is_found(String channel) {
        Map<String, Ledger> ledgers = taken(Cast.people());
        List<Ledger.Entry> lines = new ArrayList<>(ledgers.get(channel).entries());
        Ledger.Entry first = lines.removeFirst();
        lines.add(new Ledger.Entry(first.mark(), lines.getFirst().recipient(), ""));
        ledgers.put(channel, new Ledger(lines));
        assertEquals(2, Script.withScript(Cast.people(), asScripted(), ledgers).size());
    }

    @Test
    void a_mail_to_a_stranger_is_found_and_not_named() {
        Map<String, Ledger> ledgers = taken(Cast.people());
        List<Ledger.Entry> lines = new ArrayList<>(ledgers.get("email").entries());
        lines.add(new Ledger.Entry("<x@y>", "stranger@example.org", ""));
        ledgers.put("email", new Ledger(lines));
        var findings = Script.withScript(Cast.people(), asScripted(), ledgers);
        assertEquals("[a stranger: has 1 mails]", findings.toString());
    }

    @Test
    void a_post_that_went_out_twice_is_found() {
        Map<String, Ledger> ledgers = taken(Cast.people());
        List<Ledger.Entry> lines = new ArrayList<>(ledgers.get("social").entries());
        lines.add(new Ledger.Entry("another", lines.getFirst().recipient(), ""));
        ledgers.put("social", new Ledger(lines));
        assertEquals(1, Script.withScript(Cast.people(), asScripted(), ledgers).size());
    }

    @Test
    void a_service_that_calls_everything_unknown_is_found() {
        List<Delivered> all = asScripted().stream()
                .map(it -> delivered(it.id(), it.channel(), "unknown", 1))
                .toList();
        assertEquals(
                1, Script.withScript(Cast.people(), all, taken(Cast.people())).size());
    }

    @Test
    void counts_that_differ_from_the_list_are_found() {
        List<Delivered> one = List.of(accepted(ONE));
        assertEquals(List.of(), Comparison.withCounts(Map.of("email", Map.of("accepted", 1L, "failed", 0L)), one));
        assertEquals(
                1,
                Comparison.withCounts(Map.of("email", Map.of("accepted", 2L)), one)
                        .size());
    }

    private static List<Delivered> asScripted() {
        List<Delivered> all = new ArrayList<>();
        for (Cast.Person it : Cast.people()) {
            all.add(delivered(UUID.randomUUID(), it.fate().end, 1));
            if (!it.phone().isEmpty()) {
                all.add(delivered(UUID.randomUUID(), "sms", it.textFate().end, 0));
            }
        }
        Cast.ACCOUNTS.values().forEach(end -> all.add(delivered(UUID.randomUUID(), "social", end, 0)));
        return all;
    }

    private static Map<String, Ledger> taken(List<Cast.Person> people) {
        List<Ledger.Entry> mails = people.stream()
                .filter(it -> !it.fate().end.equals("failed"))
                .map(it -> new Ledger.Entry("<" + UUID.randomUUID() + ".0@sender.example>", it.email(), ""))
                .toList();
        List<Ledger.Entry> texts = people.stream()
                .filter(it -> !it.phone().isEmpty() && it.textFate().taken > 0)
                .map(it -> new Ledger.Entry(UUID.randomUUID().toString(), it.phone(), ""))
                .toList();
        List<Ledger.Entry> posts = Cast.ACCOUNTS.keySet().stream()
                .map(it -> new Ledger.Entry(UUID.randomUUID().toString(), it.split(":")[0], ""))
                .toList();
        return new TreeMap<>(Map.of("email", new Ledger(mails), "sms", new Ledger(texts), "social", new Ledger(posts)));
    }

    private static Delivered delivered(UUID id, String state, int inDoubt) {
        return delivered(id, "email", state, inDoubt);
    }

    private static Delivered delivered(UUID id, String channel, String state, int inDoubt) {
        return new Delivered(id, Set.of(messageId(id)), channel + ":main", channel, state, inDoubt, inDoubt > 0);
    }

    private static String messageId(UUID id) {
        return "<" + id + ".0@sender.example>";
    }

    private static Delivered accepted(UUID id) {
        return delivered(id, "accepted", 0);
    }

    private static Ledger ledger(UUID... ids) {
        List<Ledger.Entry> lines = new ArrayList<>();
        for (UUID id : ids) {
            lines.add(new Ledger.Entry(messageId(id), "anna@example.org", ""));
        }
        return new Ledger(lines);
    }
}
