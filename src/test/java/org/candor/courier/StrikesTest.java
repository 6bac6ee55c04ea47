package org.candor.courier;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import java.time.Duration;
import org.candor.delivery.Evidence;
import org.candor.delivery.Outcome;
import org.candor.delivery.Scope;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class StrikesTest {
    private final Strikes strikes = new Strikes(Storm.USUAL);

    private Outcome weigh(SmtpPhase phase, String reply, String domain, long second) {
        SmtpReply read = reply.isEmpty() ? null : SmtpReply.read(reply);
        Finding finding = EmailCodes.judge(new SmtpEnding(phase, read, null), 1);
        return strikes.weigh(finding, domain, Duration.ofSeconds(second).toNanos());
    }

    private Outcome taken(String domain) {
        return weigh(SmtpPhase.DOT, "250 2.0.0 ok", domain, 0);
    }

    @Test
    void the_third_broken_connection_within_a_minute_indicts_the_relay() {
        assertInstanceOf(Outcome.Busy.class, weigh(SmtpPhase.CONNECT, "", "a.example", 0));
        assertInstanceOf(Outcome.Busy.class, weigh(SmtpPhase.CONNECT, "", "b.example", 30));
        Outcome third = weigh(SmtpPhase.CONNECT, "", "c.example", 59);
        assertEquals(
                Scope.RELAY, assertInstanceOf(Outcome.Indicted.class, third).scope());
    }

    @Test
    void three_in_more_than_a_minute_indict_nobody() {
        for (int second = 0; second < 600; second += 31) {
            assertInstanceOf(Outcome.Busy.class, weigh(SmtpPhase.CONNECT, "", "a.example", second));
        }
    }

    @Test
    void what_cannot_be_reached_again_and_again_pauses_for_as_long_as_configured() {
        Strikes touchy = new Strikes(new Storm(2, Duration.ofSeconds(5), Duration.ofSeconds(7), Duration.ofSeconds(9)));
        Finding broken = EmailCodes.judge(new SmtpEnding(SmtpPhase.CONNECT, null, null), 1);
        assertInstanceOf(Outcome.Busy.class, touchy.weigh(broken, "a.example", 0));
        Outcome second = touchy.weigh(broken, "a.example", 1);
        assertEquals(
                Duration.ofSeconds(7),
                assertInstanceOf(Outcome.Indicted.class, second).pause());
    }

    /** Each letter one answer, a second apart: {@code u}nknown, {@code a}ccepted, {@code r}efused, {@code -} a minute without. */
    @ParameterizedTest
    @CsvSource({
        "uu,                                  ''",
        "uuu,                                 3",
        "uuuu,                                '3 4'",
        "uruau,                               5",
        "u-uu,                                ''",
        "uu-uuu,                              6",
        "uaaaaaaaaaaaauaaaaaaaaaaaauaa,       27",
        "uaaaaaaaaaaaaaauaaaaaaaaaaaaaaau,    ''",
    })
    void the_third_hand_off_in_doubt_within_a_minute_closes_the_gate_and_stays_in_doubt(
            String answers, String closing) {
        StringBuilder closed = new StringBuilder();
        long second = 0;
        for (int i = 0; i < answers.length(); i++) {
            second += answers.charAt(i) == '-' ? 61 : 1;
            Outcome outcome = switch (answers.charAt(i)) {
                case 'u' -> weigh(SmtpPhase.DOT, "", "a.example", second);
                case 'a' -> weigh(SmtpPhase.DOT, "250 2.0.0 ok", "b.example", second);
                case 'r' -> weigh(SmtpPhase.RCPT, "550 5.1.1 no", "c.example", second);
                default -> new Outcome.Unknown(Evidence.of("none"));
            };
            if (outcome instanceof Outcome.Unknown it && !it.pause().isZero()) {
                assertEquals(Duration.ofMinutes(1), it.pause());
                assertEquals("connection-lost-after-dot", it.evidence().reason());
                closed.append(' ').append(i + 1);
            }
        }
        assertEquals(closing, closed.toString().strip());
    }

    @Test
    void three_throttles_of_the_last_ten_indict_that_domain_only() {
        String slow = "421 4.7.0 slow down";
        assertInstanceOf(Outcome.Failed.class, weigh(SmtpPhase.RCPT, slow, "a.example", 0));
        taken("a.example");
        assertInstanceOf(Outcome.Failed.class, weigh(SmtpPhase.RCPT, slow, "a.example", 0));
        assertInstanceOf(Outcome.Failed.class, weigh(SmtpPhase.RCPT, slow, "b.example", 0));
        Outcome.Indicted third = assertInstanceOf(Outcome.Indicted.class, weigh(SmtpPhase.RCPT, slow, "a.example", 0));
        assertEquals(Scope.DOMAIN, third.scope());
        assertEquals(Duration.ofMinutes(5), third.pause());
        assertInstanceOf(Outcome.Accepted.class, taken("a.example"));
    }

    @Test
    void throttles_far_apart_indict_nobody() {
        for (int i = 0; i < 20; i++) {
            assertInstanceOf(Outcome.Failed.class, weigh(SmtpPhase.RCPT, "421 4.7.0 slow", "a.example", 0));
            for (int j = 0; j < 5; j++) {
                taken("a.example");
            }
        }
    }

    @Test
    void more_than_two_percent_refused_by_policy_indict_the_domain() {
        int refused = 0;
        for (int i = 0; i < 500; i++) {
            boolean bad = i % 45 == 0;
            Outcome outcome = bad ? weigh(SmtpPhase.DOT, "550 5.7.26 no", "a.example", 0) : taken("a.example");
            refused += bad ? 1 : 0;
            if (bad && refused <= 10) {
                assertInstanceOf(Outcome.Refused.class, outcome);
            } else if (bad) {
                Outcome.Indicted why = assertInstanceOf(Outcome.Indicted.class, outcome);
                assertEquals(Scope.DOMAIN, why.scope());
                assertEquals(Duration.ofMinutes(15), why.pause());
            }
        }
        assertEquals(12, refused);
    }

    @Test
    void a_domain_that_behaves_for_a_window_is_forgotten() {
        weigh(SmtpPhase.DOT, "550 5.7.26 no", "a.example", 0);
        assertEquals(1, strikes.remembered());
        for (int i = 0; i < 500; i++) {
            taken("a.example");
        }
        assertEquals(0, strikes.remembered());
    }

    @Test
    void what_is_remembered_has_a_limit() {
        for (int i = 0; i < 25_000; i++) {
            weigh(SmtpPhase.DOT, "550 5.7.26 no", i + ".example", 0);
        }
        assertEquals(true, strikes.remembered() <= 10_000);
    }
}
