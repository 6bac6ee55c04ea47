package org.candor.courier;

import static org.candor.courier.Ruling.failed;
import static org.candor.courier.Ruling.indicted;
import static org.candor.courier.Ruling.optedOut;
import static org.candor.courier.Ruling.postponed;
import static org.candor.courier.Ruling.refused;
import static org.candor.courier.Ruling.suppressed;

import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.candor.delivery.Evidence;
import org.candor.delivery.Outcome;
import org.candor.delivery.Scope;
import org.jspecify.annotations.Nullable;

/**
 * From Twilio's answer to a message to an outcome. Pure: no time, no memory. A code of Twilio's own counts more than the
 * HTTP status; what became of a taken message later is judged by {@link TwilioReceipts}.
 *
 * <p>Sources: Twilio's dictionary of errors and warnings, and the description of its Message resource.
 */
final class TwilioCodes {
    static final Duration PROBE = Duration.ofMinutes(15);
    static final Duration HALF_A_YEAR = Duration.ofDays(180);

    /**
     * Until the person writes START, of which only Twilio hears. Ten years are for ever here, and still a date; an operator
     * can lift it earlier.
     */
    static final Duration UNTIL_START = Duration.ofDays(3_650);

    private static final Duration LONGEST_PAUSE = Duration.ofHours(6);
    private static final Duration UNREACHABLE = Duration.ofMinutes(1);
    private static final Duration UNASKED = Duration.ofSeconds(10);
    private static final Pattern SID = Pattern.compile("[A-Z]{2}[0-9a-fA-F]{32}");

    /** No route between this sender and this number; another sender may have one. */
    static final String NO_ROUTE = "21612";

    private static final String COUNTRY_OFF = "country-not-enabled";

    /**
     * One row.
     *
     * @param codes Twilio's codes, several apart by blanks
     */
    private record Row(String codes, String reason, Ruling ruling) {}

    private static final List<Row> ROWS = List.of(
            // The account.
            new Row("20003", "login-refused", indicted(Scope.ACCOUNT, PROBE)),
            new Row("20005 30002", "account-suspended", indicted(Scope.ACCOUNT, PROBE)),
            new Row("20404", "account-unknown", indicted(Scope.ACCOUNT, PROBE)),
            new Row("63038", "daily-limit", indicted(Scope.ACCOUNT, Duration.ofHours(1))),
            new Row("20429", "too-many-requests", postponed(UNASKED)),
            // The sender.
            new Row("21212 21603 21606 21659 21660", "sender-refused", indicted(Scope.SENDER, PROBE)),
            new Row("21701 21703 21704 21705", "messaging-service-unfit", indicted(Scope.SENDER, PROBE)),
            new Row("21611 30001", "sender-queue-full", indicted(Scope.SENDER, Duration.ofHours(1))),
            // The number.
            new Row("21211 21217", "number-invalid", suppressed(HALF_A_YEAR)),
            new Row("21614", "not-a-mobile-number", suppressed(HALF_A_YEAR)),
            new Row("21635", "landline", suppressed(HALF_A_YEAR)),
            new Row("21610", "opted-out", optedOut(UNTIL_START)),
            new Row("21408", COUNTRY_OFF, refused()),
            new Row("21608", "trial-account", refused()),
            new Row(NO_ROUTE, "no-route", refused()),
            // Our own bug.
            new Row("21602 21619", "body-missing", refused()),
            new Row("21605 21617", "body-too-long", refused()));

    private static final Map<Integer, Row> BY_CODE = byCode();

    private static final Map<Integer, Row> BY_STATUS = Map.of(
            401, new Row("", "login-refused", indicted(Scope.ACCOUNT, PROBE)),
            403, new Row("", "not-permitted", indicted(Scope.ACCOUNT, PROBE)),
            404, new Row("", "account-unknown", indicted(Scope.ACCOUNT, PROBE)),
            425, new Row("", "too-early", failed()),
            429, new Row("", "too-many-requests", postponed(UNASKED)));

    private static final Row REDIRECTED = new Row("", "redirected", indicted(Scope.ACCOUNT, PROBE));
    /** Twilio names a code with every refusal: something between us and it answered, and would answer everybody alike. */
    private static final Row FOREIGN = new Row("", "answer-foreign", indicted(Scope.ACCOUNT, PROBE));

    private static final Row UNCLASSIFIED = new Row("", "unclassified", refused());

    private TwilioCodes() {}

    /**
     * Judges how a call ended.
     *
     * @param code Twilio's own code in the answer; null if there was none
     * @param sid the SID of the message in the answer; null if there was none
     */
    static Outcome judge(OneCall.Ended ended, @Nullable Integer code, @Nullable String sid) {
        return switch (ended) {
            case OneCall.Broken it when it.written() -> new Outcome.Unknown(Evidence.of("no-answer"));
            case OneCall.Broken _ -> new Outcome.Busy(UNREACHABLE, Evidence.of("provider-unreachable"));
            case OneCall.Answered it -> judge(it, code == null ? 0 : code, sid);
        };
    }

    private static Outcome judge(OneCall.Answered answer, int code, @Nullable String sid) {
        int status = answer.status();
        if (status / 100 == 2 && sid != null && SID.matcher(sid).matches()) {
            return new Outcome.Accepted(sid, evidence("accepted", status, code));
        }
        if (status / 100 == 2) {
            return new Outcome.Unknown(evidence("answer-unusable", status, code));
        }
        if (status >= 500 || status < 300) {
            return new Outcome.Unknown(evidence("provider-error", status, code));
        }
        if (status == 408) {
            // It may have been taken, and only the answer was late.
            return new Outcome.Unknown(evidence("request-timeout", status, code));
        }
        Row row = row(status, code);
        Outcome outcome =
                row.ruling().on(evidence(row.reason(), status, code), 1).outcome();
        return outcome instanceof Outcome.Busy it
                ? new Outcome.Busy(pause(answer, it.pause()), it.evidence())
                : outcome;
    }

    /** A refusal with a code that the table does not list. */
    static boolean unclassified(Outcome outcome) {
        return outcome.evidence().reason().equals(UNCLASSIFIED.reason());
    }

    /** The account may not send to the country of this number. */
    static boolean countryOff(Outcome outcome) {
        return outcome.evidence().reason().equals(COUNTRY_OFF);
    }

    private static Row row(int status, int code) {
        Row known = BY_CODE.getOrDefault(code, BY_STATUS.get(status));
        if (known != null) {
            return known;
        }
        return status < 400 ? REDIRECTED : code == 0 ? FOREIGN : UNCLASSIFIED;
    }

    /** What Retry-After asks for, at most six hours; it may be a date, which is not worth reading. */
    private static Duration pause(OneCall.Answered answer, Duration otherwise) {
        String asked = answer.headers().getOrDefault("retry-after", "").strip();
        if (!asked.matches("[0-9]{1,9}")) {
            return otherwise;
        }
        Duration pause = Duration.ofSeconds(Math.max(1, Long.parseLong(asked)));
        return pause.compareTo(LONGEST_PAUSE) > 0 ? LONGEST_PAUSE : pause;
    }

    /** Twilio's own code where there is one, else the HTTP status. */
    private static Evidence evidence(String reason, int status, int code) {
        return new Evidence(reason, Integer.toString(code == 0 ? status : code), "");
    }

    private static Map<Integer, Row> byCode() {
        Map<Integer, Row> rows = new HashMap<>();
        for (Row row : ROWS) {
            for (String code : row.codes().split(" ")) {
                rows.put(Integer.valueOf(code), row);
            }
        }
        return Map.copyOf(rows);
    }
}
