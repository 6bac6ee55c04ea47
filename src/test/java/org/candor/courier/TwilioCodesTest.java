package org.candor.courier;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.Map;
import org.candor.delivery.Outcome;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Every row of the table of Twilio's answers. */
class TwilioCodesTest {
    private static final String SID = "SM" + "a".repeat(32);

    private static Outcome judge(int status, Map<String, String> headers, int code, String sid) {
        return TwilioCodes.judge(
                new OneCall.Answered(status, headers, new byte[0]),
                code == 0 ? null : code,
                sid.isEmpty() ? null : sid);
    }

    /** An outcome in one word: {@code refused 180d}, {@code indicted SENDER 15m}, {@code busy 10s}. */
    private static String word(Outcome outcome) {
        return switch (outcome) {
            case Outcome.Accepted _ -> "accepted";
            case Outcome.Busy it -> "busy " + time(it.pause());
            case Outcome.Failed it -> "failed " + time(it.atLeast());
            case Outcome.Refused it -> "refused " + time(it.suppress());
            case Outcome.OptedOut it -> "opted-out " + time(it.suppress());
            case Outcome.Indicted it -> "indicted " + it.scope() + " " + time(it.pause());
            case Outcome.Unknown it -> "unknown " + time(it.pause());
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
            400 | 21211 | refused 180d         | number-invalid
            400 | 21217 | refused 180d         | number-invalid
            400 | 21614 | refused 180d         | not-a-mobile-number
            400 | 21635 | refused 180d         | landline
            400 | 21610 | opted-out 3650d      | opted-out
            400 | 21408 | refused 0s           | country-not-enabled
            400 | 21608 | refused 0s           | trial-account
            400 | 21612 | refused 0s           | no-route
            400 | 21602 | refused 0s           | body-missing
            400 | 21619 | refused 0s           | body-missing
            400 | 21605 | refused 0s           | body-too-long
            400 | 21617 | refused 0s           | body-too-long
            400 | 21212 | indicted SENDER 15m  | sender-refused
            400 | 21603 | indicted SENDER 15m  | sender-refused
            400 | 21606 | indicted SENDER 15m  | sender-refused
            400 | 21659 | indicted SENDER 15m  | sender-refused
            400 | 21660 | indicted SENDER 15m  | sender-refused
            400 | 21701 | indicted SENDER 15m  | messaging-service-unfit
            400 | 21703 | indicted SENDER 15m  | messaging-service-unfit
            429 | 21611 | indicted SENDER 1h   | sender-queue-full
            400 | 30001 | indicted SENDER 1h   | sender-queue-full
            400 | 20003 | indicted ACCOUNT 15m | login-refused
            401 | 20003 | indicted ACCOUNT 15m | login-refused
            401 | 0     | indicted ACCOUNT 15m | login-refused
            403 | 20005 | indicted ACCOUNT 15m | account-suspended
            403 | 30002 | indicted ACCOUNT 15m | account-suspended
            403 | 20403 | indicted ACCOUNT 15m | not-permitted
            403 | 0     | indicted ACCOUNT 15m | not-permitted
            404 | 20404 | indicted ACCOUNT 15m | account-unknown
            404 | 0     | indicted ACCOUNT 15m | account-unknown
            429 | 63038 | indicted ACCOUNT 1h  | daily-limit
            429 | 20429 | busy 10s             | too-many-requests
            429 | 0     | busy 10s             | too-many-requests
            301 | 0     | indicted ACCOUNT 15m | redirected
            302 | 0     | indicted ACCOUNT 15m | redirected
            408 | 0     | unknown 0s           | request-timeout
            425 | 0     | failed 0s            | too-early
            400 | 29999 | refused 0s           | unclassified
            400 | 21704 | indicted SENDER 15m  | messaging-service-unfit
            400 | 21705 | indicted SENDER 15m  | messaging-service-unfit
            400 | 0     | indicted ACCOUNT 15m | answer-foreign
            407 | 0     | indicted ACCOUNT 15m | answer-foreign
            410 | 0     | indicted ACCOUNT 15m | answer-foreign
            500 | 20500 | unknown 0s           | provider-error
            500 | 0     | unknown 0s           | provider-error
            502 | 0     | unknown 0s           | provider-error
            503 | 20503 | unknown 0s           | provider-error
            503 | 20429 | unknown 0s           | provider-error
            504 | 0     | unknown 0s           | provider-error
            520 | 21211 | unknown 0s           | provider-error
            201 | 0     | unknown 0s           | answer-unusable
            200 | 0     | unknown 0s           | answer-unusable
            204 | 0     | unknown 0s           | answer-unusable
            """)
    void each_answer_has_its_outcome(int status, int code, String word, String reason) {
        Outcome outcome = judge(status, Map.of(), code, "");
        assertEquals(word, word(outcome));
        assertEquals(reason, outcome.evidence().reason());
        assertEquals(
                Integer.toString(code == 0 ? status : code), outcome.evidence().code());
    }

    @Test
    void a_sid_in_a_good_answer_is_an_acceptance() {
        Outcome.Accepted outcome = assertInstanceOf(Outcome.Accepted.class, judge(201, Map.of(), 0, SID));
        assertEquals(SID, outcome.reference());
        assertEquals("accepted", outcome.evidence().reason());
    }

    @ParameterizedTest
    @ValueSource(strings = {"SM1", "+4915112345678", "SM zz", "anna@example.org"})
    void what_is_no_sid_is_no_acceptance(String sid) {
        Outcome outcome = judge(201, Map.of(), 0, sid);
        assertEquals("unknown 0s", word(outcome));
        assertTrue(!outcome.toString().contains(sid));
    }

    @ParameterizedTest
    @CsvSource(textBlock = """
            1, 1s
            0, 1s
            30, 30s
            3600, 1h
            21600, 6h
            21601, 6h
            999999999, 6h
            99999999999999, 10s
            -5, 10s
            1.5, 10s
            'Wed, 21 Oct 2026 07:28:00 GMT', 10s
            '', 10s
            """)
    void a_pause_is_as_long_as_asked_for_and_six_hours_at_most(String asked, String pause) {
        assertEquals("busy " + pause, word(judge(429, Map.of("retry-after", asked), 20429, "")));
    }

    @Test
    void what_breaks_is_in_doubt_once_a_byte_has_left() {
        assertEquals("unknown 0s", word(TwilioCodes.judge(new OneCall.Broken(true, "X"), null, null)));
        assertEquals("busy 1m", word(TwilioCodes.judge(new OneCall.Broken(false, "X"), null, null)));
    }
}
