package org.candor.courier;

import java.time.Duration;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.candor.delivery.Evidence;
import org.candor.delivery.News;
import org.candor.delivery.Scope;

/**
 * From what Twilio tells of a message it took to news: by callback or by looking it up, the words are the same. Pure: no
 * time, no memory.
 */
final class TwilioReceipts {
    private static final Duration MONTH = Duration.ofDays(30);
    /** A sender is registered by people, in days: none of them is hurried by a probe. */
    private static final Duration UNTIL_OPENED = Duration.ZERO;

    private static final Duration HOUR = Duration.ofHours(1);
    private static final Duration DAY = Duration.ofDays(1);
    private static final List<Duration> HANDSET_OFF = List.of(HOUR, Duration.ofHours(6), DAY);
    private static final List<Duration> TWICE_SOON = List.of(Duration.ofMinutes(2), Duration.ofMinutes(10));

    /**
     * It waited at Twilio until its time was up: the hours at which its person may be rung were over. Whatever the wait is,
     * they begin again first, and somebody behind a long queue may need more than one day.
     */
    private static final List<Duration> NEXT_DAY = Collections.nCopies(5, Duration.ofMinutes(10));

    /**
     * One row.
     *
     * @param codes Twilio's codes, several apart by blanks
     */
    private record Row(String codes, String reason, Function<Evidence, News> news) {}

    private static final List<Row> ROWS = List.of(
            // The account.
            new Row("30002", "account-suspended", indicted(Scope.ACCOUNT, TwilioCodes.PROBE)),
            // The sender.
            new Row("30001 21611", "sender-queue-full", indicted(Scope.SENDER, HOUR)),
            // Each try counts: six of them last longer than the limit, of a carrier's second or of its day.
            new Row("30022", "sender-rate", indicted(Scope.SENDER, Duration.ofMinutes(15))),
            new Row("30023 30024 30027", "sender-daily-cap", indicted(Scope.SENDER, Duration.ofHours(6))),
            new Row("30032 30034", "sender-unregistered", indicted(Scope.SENDER, UNTIL_OPENED)),
            new Row("21606 21603 21659 21212", "sender-refused", indicted(Scope.SENDER, TwilioCodes.PROBE)),
            // The number.
            new Row("30003", "handset-unreachable", again(HANDSET_OFF, Duration.ZERO)),
            new Row("30004", "blocked", back(MONTH)),
            new Row("30005", "handset-unknown", again(List.of(DAY), TwilioCodes.HALF_A_YEAR)),
            new Row("30006 21635", "landline", back(TwilioCodes.HALF_A_YEAR)),
            new Row("21211 21217", "number-invalid", back(TwilioCodes.HALF_A_YEAR)),
            new Row("21614", "not-a-mobile-number", back(TwilioCodes.HALF_A_YEAR)),
            new Row("21408", "country-not-enabled", back(Duration.ZERO)),
            new Row("21612", "no-route", back(Duration.ZERO)),
            new Row("21610", "opted-out", it -> new News.OptedOut(TwilioCodes.UNTIL_START, it)),
            // The message: the same words would fare no better.
            new Row("30007", "filtered", back(Duration.ZERO)),
            new Row("21617", "body-too-long", back(Duration.ZERO)),
            // On the way.
            new Row("30008", "carrier-unclear", again(TWICE_SOON, Duration.ZERO)),
            new Row("30009", "segment-missing", again(TWICE_SOON, Duration.ZERO)),
            new Row("30017", "carrier-congested", again(TWICE_SOON, Duration.ZERO)),
            new Row("30410", "carrier-timeout", again(TWICE_SOON, Duration.ZERO)),
            new Row("30036", "validity-passed", again(NEXT_DAY, Duration.ZERO)));

    private static final Map<Integer, Row> BY_CODE = byCode();

    private TwilioReceipts() {}

    /**
     * What a status means.
     *
     * @param status Twilio's word
     * @param code Twilio's error code; 0 for none
     * @param sid the message's SID
     */
    static News read(String status, int code, String sid) {
        return switch (status) {
            case "queued", "accepted", "scheduled", "sending", "sent" -> new News.Taken(sid, Evidence.of(status));
            case "delivered", "read" -> new News.Arrived(sid, Evidence.of(status));
            case "failed", "undelivered" -> back(code);
            case "canceled" -> new News.CameBack(Duration.ZERO, evidence("canceled", code));
            // A word that Twilio may add one day says nothing; the next callback will.
            case String _ -> new News.Nothing(evidence("status-unclassified", code));
        };
    }

    private static News back(int code) {
        Row row = BY_CODE.get(code);
        return row == null
                ? new News.CameBack(Duration.ZERO, evidence("unclassified", code))
                : row.news().apply(evidence(row.reason(), code));
    }

    private static Evidence evidence(String reason, int code) {
        return new Evidence(reason, code == 0 ? "" : Integer.toString(code), "");
    }

    private static Function<Evidence, News> indicted(Scope scope, Duration pause) {
        return it -> new News.Indicted(scope, pause, it);
    }

    private static Function<Evidence, News> back(Duration suppress) {
        return it -> new News.CameBack(suppress, it);
    }

    private static Function<Evidence, News> again(List<Duration> waits, Duration suppress) {
        return it -> new News.CameBackForNow(waits, suppress, it);
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
