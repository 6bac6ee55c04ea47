package org.candor.notice;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import java.time.OffsetDateTime;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.candor.delivery.Channel;
import org.candor.incident.Shape;
import org.junit.jupiter.api.Test;

/** What a release would set in motion. */
class PlanTest {
    private static final OffsetDateTime NOW = OffsetDateTime.parse("2026-11-21T10:00:00Z");
    private static final OffsetDateTime DEADLINE = NOW.plusDays(3);
    private static final Shape CALIFORNIA = new Shape("US-CA", false, true, true);
    private static final Shape NEW_YORK = new Shape("US-NY", false, true, true);
    private static final Shape NOWHERE = new Shape(null, true, false, true);

    @Test
    void each_person_counts_on_each_channel_once_as_a_message_withheld_or_missing() {
        Plan plan = plan(Set.of(), false, account(Channel.EMAIL, 10.0), account(Channel.SMS, 1.0));
        assertEquals(160, plan.people());
        assertEquals(
                List.of(
                        new Plan.Place("US-CA", 100, 100, 100),
                        new Plan.Place("US-NY", 50, 0, 50),
                        new Plan.Place("", 10, 0, 10)),
                plan.places());
        Plan.Way email = plan.ways().getFirst();
        assertEquals(List.of(100L, 50L, 10L), List.of(email.messages(), email.withheld(), email.missing()));
        assertEquals(NOW.plusSeconds(10), email.ends());
        Plan.Way text = plan.ways().getLast();
        assertEquals(List.of(160L, 0L, 0L), List.of(text.messages(), text.withheld(), text.missing()));
    }

    @Test
    void a_text_message_after_email_is_only_for_those_whom_no_email_goes_to() {
        Plan plan = plan(Set.of(), true, account(Channel.EMAIL, 10.0), account(Channel.SMS, 1.0));
        Plan.Way text = plan.ways().getLast();
        assertEquals(60, text.messages());
        assertEquals(100, text.ifNeeded());
        assertEquals(NOW.plusSeconds(60), text.ends());
    }

    @Test
    void a_compromised_channel_carries_nothing_and_what_has_no_pace_has_no_end() {
        Plan plan = plan(Set.of(Channel.SMS), true, account(Channel.EMAIL, null), account(Channel.SMS, 1.0));
        assertNull(plan.ways().getFirst().ends());
        assertEquals(0, plan.ways().getLast().messages());
        assertEquals(160, plan.ways().getLast().withheld());
        assertEquals(NOW, plan.ways().getLast().ends());
    }

    @Test
    void what_waits_in_the_lane_goes_first_and_text_messages_wait_for_their_hours() {
        Map<Shape, Long> shapes = Map.of(CALIFORNIA, 100L, NEW_YORK, 50L);
        OffsetDateTime opens = NOW.plusHours(2);
        Rules rules = new Rules(Samples.facts(), region -> "US-CA".equals(region) ? opens : null);
        Plan.Account account = new Plan.Account(Channel.SMS, "sms:main", 30, true, null, 1.0);
        assertEquals(
                opens.plusSeconds(100),
                Plan.of(shapes, rules, false, List.of(account), NOW, DEADLINE)
                        .ways()
                        .getFirst()
                        .ends());
        Rules now = new Rules(Samples.facts(), region -> null);
        assertEquals(
                NOW.plusSeconds(180),
                Plan.of(shapes, now, false, List.of(account), NOW, DEADLINE)
                        .ways()
                        .getFirst()
                        .ends());
    }

    private static Plan plan(Set<Channel> compromised, boolean afterEmail, Plan.Account... accounts) {
        return Plan.of(
                Map.of(CALIFORNIA, 100L, NEW_YORK, 50L, NOWHERE, 10L),
                new Rules(Samples.facts(compromised), region -> null),
                afterEmail,
                List.of(accounts),
                NOW,
                DEADLINE);
    }

    private static Plan.Account account(Channel channel, Double perSecond) {
        return new Plan.Account(channel, channel.word() + ":main", 0, true, null, perSecond);
    }
}
