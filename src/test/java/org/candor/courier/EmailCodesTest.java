package org.candor.courier;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNull;

import java.time.Duration;
import java.util.EnumSet;
import java.util.Set;
import org.candor.delivery.Outcome;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Every row of the table of SMTP answers. */
class EmailCodesTest {
    private static final Set<SmtpPhase> BEFORE_DOT =
            EnumSet.of(SmtpPhase.READY, SmtpPhase.MAIL, SmtpPhase.RCPT, SmtpPhase.DATA, SmtpPhase.BODY);

    private static Finding judge(SmtpPhase phase, String reply, int attempt) {
        return EmailCodes.judge(new SmtpEnding(phase, SmtpReply.read(reply), null), attempt);
    }

    /** An outcome in one word: {@code failed 5m}, {@code refused 180d}, {@code indicted RELAY 15m}, {@code busy 1m}. */
    private static String word(Outcome outcome) {
        return switch (outcome) {
            case Outcome.Accepted _ -> "accepted";
            case Outcome.Busy it -> "busy " + time(it.pause());
            case Outcome.Failed it -> "failed " + time(it.atLeast());
            case Outcome.Refused it -> "refused " + time(it.suppress());
            case Outcome.OptedOut it -> "opted-out " + time(it.suppress());
            case Outcome.Indicted it -> "indicted " + it.scope() + " " + time(it.pause());
            case Outcome.Unknown _ -> "unknown";
        };
    }

    private static String time(Duration time) {
        return time.toDays() > 0
                ? time.toDays() + "d"
                : time.toHours() > 0
                        ? time.toHours() + "h"
                        : time.toMinutes() > 0 ? time.toMinutes() + "m" : time.toSeconds() + "s";
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            GREETING | 421 4.3.2 shutting down                     | busy 1m                | relay-refuses      | RELAY
            GREETING | 554 5.7.1 no service for you                | busy 1m                | relay-refuses      | RELAY
            HELLO    | 550 5.7.1 bad name                          | busy 1m                | relay-refuses      | RELAY
            TLS      | 454 4.7.0 TLS not available                 | busy 1m                | relay-refuses      | RELAY
            TLS      | 501 5.5.1 no                                | indicted RELAY 15m     | starttls-refused   |
            LOGIN    | 535 5.7.8 credentials invalid               | indicted ACCOUNT 15m   | login-refused      |
            LOGIN    | 534 5.7.9 mechanism too weak                | indicted ACCOUNT 15m   | login-refused      |
            LOGIN    | 538 5.7.11 encryption required              | indicted ACCOUNT 15m   | login-refused      |
            LOGIN    | 454 4.7.0 temporary authentication failure  | indicted ACCOUNT 1m    | login-unavailable  |
            MAIL     | 530 5.7.0 Authentication required           | indicted ACCOUNT 15m   | login-required     |
            MAIL     | 550 Must authenticate before sending        | indicted ACCOUNT 15m   | login-required     |
            MAIL     | 550 5.7.1 sender not owned                  | indicted SENDER 15m    | sender-refused     |
            MAIL     | 553 not your domain                         | indicted SENDER 15m    | sender-refused     |
            MAIL     | 552 5.3.4 message too big                   | refused 0s             | message-too-big    |
            MAIL     | 451 4.3.0 try later                         | failed 0s              | refused-for-now    |
            MAIL     | 421 4.7.0 slow down                         | failed 0s              | throttled          | THROTTLE
            RCPT     | 550 5.1.8 sender domain not found           | indicted SENDER 15m    | sender-refused     |
            RCPT     | 553 5.1.7 bad sender                        | indicted SENDER 15m    | sender-refused     |
            RCPT     | 421 4.7.0 too many messages                 | failed 0s              | throttled          | THROTTLE
            RCPT     | 421 closing                                 | failed 0s              | throttled          | THROTTLE
            RCPT     | 450 4.7.28 unusual rate                     | failed 0s              | throttled          | THROTTLE
            DOT      | 421 4.7.0 too many                          | failed 0s              | throttled          | THROTTLE
            RCPT     | 450 4.2.0 greylisted                        | failed 5m              | greylisted         |
            RCPT     | 451 4.7.1 greylisting in action             | failed 5m              | greylisted         |
            RCPT     | 451 Greylisted, come back later             | failed 5m              | greylisted         |
            RCPT     | 450 4.2.1 user receives too much            | failed 5m              | receiver-in-trouble |
            RCPT     | 451 4.3.2 in maintenance                    | failed 5m              | receiver-in-trouble |
            RCPT     | 451 4.4.3 DNS trouble                       | failed 5m              | receiver-in-trouble |
            RCPT     | 452 4.2.2 mailbox full                      | failed 0s              | mailbox-full       |
            RCPT     | 452 4.5.3 too many recipients               | busy 5s                | too-many-recipients |
            RCPT     | 550 5.1.1 no such user                      | refused 180d           | mailbox-unknown    |
            RCPT     | 551 5.1.6 moved                             | refused 180d           | mailbox-moved      |
            RCPT     | 553 5.1.3 bad syntax                        | refused 180d           | address-invalid    |
            RCPT     | 550 5.1.2 no such domain                    | refused 180d           | domain-unknown     |
            RCPT     | 556 5.1.10 null MX                          | refused 180d           | domain-takes-no-mail |
            DOT      | 550 5.1.1 no such user                      | refused 180d           | mailbox-unknown    |
            RCPT     | 550 5.2.1 disabled                          | refused 180d           | mailbox-disabled   |
            RCPT     | 552 5.2.2 over quota                        | failed 1d              | mailbox-full       |
            DOT      | 552 5.2.3 length exceeds limit              | refused 0s             | message-too-big    |
            DOT      | 552 5.3.4 too big                           | refused 0s             | message-too-big    |
            RCPT     | 555 5.5.4 unknown parameter                 | refused 0s             | syntax-refused     |
            RCPT     | 501 what?                                   | refused 0s             | syntax-refused     |
            DATA     | 503 5.5.1 bad sequence                      | refused 0s             | syntax-refused     |
            RCPT     | 550 5.7.1 blocked                           | refused 0s             | policy-refused     | POLICY
            RCPT     | 554 5.7.1 blocked                           | refused 0s             | policy-refused     | POLICY
            DOT      | 550 5.7.20 no passing DKIM                  | refused 0s             | dkim-refused       | POLICY
            DOT      | 550 5.7.23 SPF                              | refused 0s             | spf-refused        | POLICY
            RCPT     | 550 5.7.25 no reverse DNS                   | refused 0s             | reverse-dns-refused | POLICY
            DOT      | 550 5.7.26 unauthenticated                  | refused 0s             | authentication-refused | POLICY
            MAIL     | 550 5.6.7 no SMTPUTF8                       | refused 0s             | smtputf8-unsupported |
            RCPT     | 553 5.6.7 no SMTPUTF8                       | refused 0s             | smtputf8-unsupported |
            DOT      | 454 Throttling failure: Maximum sending rate exceeded. | indicted ACCOUNT 10s | account-rate |
            DOT      | 454 4.7.0 Throttling failure: Maximum sending rate exceeded. | indicted ACCOUNT 10s | account-rate |
            DOT      | 454 Throttling failure: Daily message quota exceeded. | indicted ACCOUNT 1h | account-quota |
            DOT      | 451 4.3.0 temporary                         | failed 0s              | refused-for-now    |
            DOT      | 499 never seen                              | failed 0s              | refused-for-now    |
            DOT      | 554 5.6.0 bad content                       | refused 0s             | refused            |
            RCPT     | 554 5.0.0 other                             | refused 0s             | refused            |
            RCPT     | 550 never seen                              | refused 0s             | refused            |
            RCPT     | 550 5.0.0 User unknown in virtual table     | refused 180d           | mailbox-unknown    |
            RCPT     | 550 4.1.1 class of another                  | refused 0s             | refused            |
            DOT      | 250 2.0.0 Ok: queued as 4F2A1               | accepted               | accepted           |
            DOT      | 251 fine                                    | accepted               | accepted           |
            """)
    void each_answer_has_its_meaning(SmtpPhase phase, String reply, String outcome, String reason, Strike strike) {
        Finding finding = judge(phase, reply, 1);
        assertEquals(outcome, word(finding.outcome()));
        assertEquals(reason, finding.outcome().evidence().reason());
        assertEquals(strike, finding.strike());
        assertEquals(reply.substring(0, 3), finding.outcome().evidence().code());
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            552 5.2.2 full          | 1  | failed 1d
            552 5.2.2 full          | 2  | failed 1d
            552 5.2.2 full          | 3  | refused 0s
            452 4.2.2 full          | 9  | failed 0s
            452 4.2.2 full          | 10 | refused 0s
            450 4.2.0 greylisted    | 40 | failed 5m
            """)
    void a_full_mailbox_is_not_tried_for_ever(String reply, int attempt, String outcome) {
        assertEquals(outcome, word(judge(SmtpPhase.RCPT, reply, attempt).outcome()));
    }

    @ParameterizedTest
    @EnumSource(SmtpPhase.class)
    void a_lost_connection_counts_by_its_side_of_the_dot(SmtpPhase phase) {
        Finding finding = EmailCodes.judge(SmtpEnding.broken(phase), 1);
        if (phase == SmtpPhase.DOT) {
            assertInstanceOf(Outcome.Unknown.class, finding.outcome());
        } else if (BEFORE_DOT.contains(phase)) {
            assertEquals("failed 0s", word(finding.outcome()));
            assertNull(finding.strike());
        } else {
            assertEquals("busy 1m", word(finding.outcome()));
            assertEquals(Strike.RELAY, finding.strike());
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "?",
                "25",
                "2500 ok",
                "250ok",
                "+25 ok",
                "100 ok",
                "600 no",
                "999 no",
                "[EOF",
                "٢٥٠ ok",
                "250-a\n550 b",
                "354 send it"
            })
    void what_is_no_answer_to_the_dot_is_unknown(String reply) {
        assertInstanceOf(Outcome.Unknown.class, judge(SmtpPhase.DOT, reply, 1).outcome());
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "?", "250ok", "600 no", "250-a\n550 b", "250 ok", "354 go"})
    void what_is_no_refusal_before_the_dot_is_a_plain_failure(String reply) {
        assertEquals("failed 0s", word(judge(SmtpPhase.RCPT, reply, 1).outcome()));
    }

    @ParameterizedTest
    @EnumSource(Fault.class)
    void our_own_faults_have_an_outcome_and_a_reason(Fault fault) {
        Outcome outcome = EmailCodes.judge(SmtpEnding.of(fault), 1).outcome();
        assertEquals(fault.word(), outcome.evidence().reason());
        String expected = switch (fault) {
            case STARTTLS_MISSING, CERTIFICATE_INVALID -> "indicted RELAY 15m";
            case AUTH_MISSING, PASSWORD_FILE_UNREADABLE -> "indicted ACCOUNT 15m";
            case ADDRESS_UNUSABLE, SMTPUTF8_UNSUPPORTED, MESSAGE_TOO_BIG -> "refused 0s";
            case NO_FREE_CONNECTION, STOPPED, CLOSING -> "busy 10s";
        };
        assertEquals(expected, word(outcome));
    }

    /** Whatever a server says in whatever phase: there is an outcome, and its text is not in it. */
    @Test
    void every_code_in_every_phase_is_judged_and_its_text_forgotten() {
        for (SmtpPhase phase : SmtpPhase.values()) {
            for (int code = 200; code < 600; code++) {
                String[] enhanced = {"", code / 100 + ".1.1 ", code / 100 + ".7.999 ", "9.9.9 "};
                for (String more : enhanced) {
                    Outcome outcome = judge(phase, code + " " + more + "<anna@people.example> is canary", 1)
                            .outcome();
                    assertFalse(outcome.toString().contains("canary"));
                    assertFalse(outcome.toString().contains("anna"));
                    boolean unknown = outcome instanceof Outcome.Unknown;
                    assertEquals(phase == SmtpPhase.DOT && code >= 300 && code < 400, unknown, phase + " " + code);
                }
            }
        }
    }
}
