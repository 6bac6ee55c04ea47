package org.candor.delivery;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.time.Instant;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RetryPolicyTest {
    private static final Instant NOW = Instant.parse("2026-11-07T09:30:00Z");
    private static final Evidence WORD = Evidence.of("busy");
    private final RetryPolicy policy = RetryPolicy.email();

    private Verdict decide(Outcome outcome, int counted) {
        return policy.decide(outcome, counted, NOW, new Random(counted));
    }

    private static void after(Duration wait, boolean counted, Verdict verdict) {
        Verdict.TryAgain again = assertInstanceOf(Verdict.TryAgain.class, verdict);
        assertEquals(counted, again.counted());
        double share = (double) Duration.between(NOW, again.at()).toMillis() / wait.toMillis();
        assertTrue(share >= 0.8 && share <= 1.2, "waits " + share + " of " + wait);
    }

    @ParameterizedTest
    @CsvSource({"1,PT1M", "2,PT5M", "3,PT15M", "4,PT1H", "5,PT2H", "6,PT4H", "7,PT4H", "40,PT4H"})
    void failures_wait_longer_and_longer(int counted, Duration wait) {
        after(wait, true, decide(new Outcome.Failed(WORD), counted));
    }

    @Test
    void a_failure_that_asks_for_a_longer_wait_gets_it_and_a_shorter_one_changes_nothing() {
        after(Duration.ofMinutes(5), true, decide(new Outcome.Failed(Duration.ofMinutes(5), WORD), 1));
        after(Duration.ofHours(1), true, decide(new Outcome.Failed(Duration.ofMinutes(5), WORD), 4));
        after(Duration.ofDays(1), true, decide(new Outcome.Failed(Duration.ofDays(1), WORD), 1));
    }

    @Test
    void a_busy_answer_is_not_counted() {
        after(Duration.ofSeconds(30), false, decide(new Outcome.Busy(Duration.ofSeconds(30), WORD), 3));
    }

    @Test
    void the_last_counted_failure_gives_up_without_blaming_the_address() {
        RetryPolicy two = new RetryPolicy(java.util.List.of(Duration.ofSeconds(1)), 2);
        assertInstanceOf(Verdict.TryAgain.class, two.decide(new Outcome.Failed(WORD), 1, NOW, new Random(1)));
        assertEquals(new Verdict.GaveUp(Duration.ZERO), two.decide(new Outcome.Failed(WORD), 2, NOW, new Random(1)));
    }

    @Test
    void what_is_unknown_is_never_tried_again_by_itself() {
        assertEquals(new Verdict.Quarantine(Duration.ZERO), decide(new Outcome.Unknown(WORD), 1));
    }

    @Test
    void a_persons_no_is_no_failure() {
        assertEquals(
                new Verdict.LeaveAlone(Duration.ofDays(3650)),
                decide(new Outcome.OptedOut(Duration.ofDays(3650), WORD), 1));
    }

    @Test
    void what_others_are_guilty_of_goes_back_to_the_queue() {
        assertEquals(
                new Verdict.BackToQueue(Scope.RELAY, Duration.ofMinutes(1)),
                decide(new Outcome.Indicted(Scope.RELAY, Duration.ofMinutes(1), WORD), 1));
    }
}
