package org.candor.courier;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import org.candor.delivery.Evidence;
import org.candor.delivery.Outcome;
import org.candor.delivery.Scope;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What the networks' answers mean, row by row. */
class SocialCodesTest {
    private static final Instant NOW = Instant.parse("2026-10-01T12:00:00Z");

    private static OneCall.Answered answered(int status, Map<String, String> headers, String body) {
        return new OneCall.Answered(status, headers, body.getBytes(StandardCharsets.UTF_8));
    }

    private static String meaning(SocialCodes codes, int status, String word) {
        Finding finding = codes.judge(answered(status, Map.of(), ""), word, NOW);
        assertEquals(
                Integer.toString(status), finding.outcome().evidence().code(), "the status is kept beside the reason");
        String kind = finding.outcome().getClass().getSimpleName();
        return kind + " " + finding.outcome().evidence().reason() + (finding.strike() == null ? "" : " strike");
    }

    @ParameterizedTest
    @CsvSource({
        "401, Indicted login-refused",
        "403, Indicted not-permitted",
        "429, Indicted rate-limited",
        "400, Refused post-refused",
        "422, Refused post-refused",
        "413, Refused post-too-big",
        "301, Refused redirected",
        "308, Refused redirected",
        "404, Indicted endpoint-missing",
        "405, Indicted endpoint-missing",
        "410, Indicted endpoint-missing",
        "415, Refused endpoint-missing",
        "500, Unknown server-error strike",
        "502, Unknown server-error strike",
        "503, Unknown server-error strike",
        "599, Unknown server-error strike",
        "408, Unknown timed-out strike",
        "204, Unknown unlisted-answer strike",
        "418, Unknown unlisted-answer strike",
        "999, Unknown unlisted-answer strike",
    })
    void what_all_networks_have_in_common(int status, String meaning) {
        assertEquals(meaning, meaning(MastodonCourier.CODES, status, ""));
        assertEquals(meaning, meaning(BlueskyCourier.CODES, status, ""));
        assertEquals(meaning, meaning(DiscourseCourier.CODES, status, ""));
    }

    @ParameterizedTest
    @CsvSource({
        "401, AccountTakedown, Indicted account-taken-down",
        "400, RepoTakendown, Indicted account-taken-down",
        "403, AccountSuspended, Indicted account-suspended",
        "400, AccountDeactivated, Indicted account-deactivated",
        "400, ExpiredToken, Indicted login-refused",
        "401, AuthMissing, Indicted login-refused",
        "401, AuthFactorTokenRequired, Indicted app-password-required",
        "400, RateLimitExceeded, Indicted rate-limited",
        "400, InvalidRequest, Refused post-refused",
        "502, UpstreamFailure, Unknown server-error strike",
    })
    void bluesky_names_its_errors(int status, String word, String meaning) {
        assertEquals(meaning, meaning(BlueskyCourier.CODES, status, word));
    }

    @ParameterizedTest
    @CsvSource({
        "422, rate_limit, Indicted rate-limited",
        "403, rate_limit, Indicted rate-limited",
        "404, not_logged_in, Indicted not-permitted",
        "403, invalid_access, Indicted not-permitted",
        "503, read_only, Busy read-only",
        "400, invalid_parameters, Refused post-refused",
    })
    void discourse_names_its_errors(int status, String word, String meaning) {
        assertEquals(meaning, meaning(DiscourseCourier.CODES, status, word));
    }

    @Test
    void an_account_that_may_not_post_stops_for_a_quarter_of_an_hour() {
        Outcome outcome = MastodonCourier.CODES
                .judge(answered(401, Map.of(), ""), "", NOW)
                .outcome();
        assertEquals(
                new Outcome.Indicted(Scope.ACCOUNT, Duration.ofMinutes(15), new Evidence("login-refused", "401", "")),
                outcome);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', nullValues = "-", textBlock = """
            retry-after        | 120                            | -                              | 120
            retry-after        | Thu, 01 Oct 2026 12:05:00 GMT  | -                              | 300
            x-ratelimit-reset  | 2026-10-01T12:10:00.000000Z    | -                              | 600
            x-ratelimit-reset  | 1790856030                     | -                              | 30
            ratelimit-reset    | 1790856090                     | -                              | 90
            x-rate-limit-reset | 1790856060                     | -                              | 60
            retry-after        | 2                              | {"extras":{"wait_seconds":27}} | 27
            none               | -                              | {"extras":{"wait_seconds":9}}  | 9
            none               | -                              | <html>429</html>               | 60
            retry-after        | soon                           | -                              | 60
            retry-after        | -5                             | -                              | 60
            retry-after        | 0                              | -                              | 1
            x-ratelimit-reset  | 2026-10-01T11:00:00Z           | -                              | 1
            ratelimit-reset    | 1000000001                     | -                              | 1
            retry-after        | 999999                         | -                              | 21600
            x-ratelimit-reset  | 9999-12-31T23:59:59Z           | -                              | 21600
            retry-after        | 999999999999                   | -                              | 21600
            """)
    void a_busy_network_is_left_alone_for_as_long_as_it_asks(String header, String value, String body, long seconds) {
        Map<String, String> headers = value == null ? Map.of() : Map.of(header, value);
        Finding finding = DiscourseCourier.CODES.judge(answered(429, headers, body == null ? "" : body), "", NOW);
        assertEquals(
                Duration.ofSeconds(seconds),
                assertInstanceOf(Outcome.Indicted.class, finding.outcome()).pause());
    }

    @Test
    void the_third_trouble_in_a_minute_closes_the_gate_and_doubt_stays_doubt() {
        Outages outages = new Outages();
        Finding doubt = SocialCodes.broken(new OneCall.Broken(true, "x"));
        Finding nobody = SocialCodes.broken(new OneCall.Broken(false, "x"));
        assertEquals(new Outcome.Unknown(Evidence.of("no-answer")), outages.weigh(doubt, 0));
        assertInstanceOf(Outcome.Busy.class, outages.weigh(nobody, 1));
        assertEquals(new Outcome.Unknown(Duration.ofMinutes(1), Evidence.of("no-answer")), outages.weigh(doubt, 2));
        assertEquals(
                new Outcome.Indicted(Scope.RELAY, Duration.ofMinutes(1), Evidence.of("server-unreachable")),
                outages.weigh(nobody, 3));
        long later = Duration.ofSeconds(61).toNanos();
        assertEquals(new Outcome.Unknown(Evidence.of("no-answer")), outages.weigh(doubt, later));
    }

    @Test
    void a_busy_network_is_no_outage() {
        Outages outages = new Outages();
        Finding busy = MastodonCourier.CODES.judge(answered(429, Map.of(), ""), "", NOW);
        for (int i = 0; i < 10; i++) {
            assertEquals(
                    new Outcome.Indicted(Scope.ACCOUNT, Duration.ofMinutes(1), new Evidence("rate-limited", "429", "")),
                    outages.weigh(busy, i));
        }
    }
}
