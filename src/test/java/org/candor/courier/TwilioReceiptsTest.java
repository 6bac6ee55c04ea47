package org.candor.courier;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import java.time.Duration;
import java.util.List;
import java.util.stream.Collectors;
import org.candor.delivery.News;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Every row of the table of Twilio's receipts. */
class TwilioReceiptsTest {
    private static final String SID = "SM" + "a".repeat(32);

    private static String word(News news) {
        return switch (news) {
            case News.Taken _ -> "taken";
            case News.Arrived _ -> "arrived";
            case News.CameBack it -> "back " + it.suppress().toDays() + "d";
            case News.OptedOut it -> "opted-out " + it.suppress().toDays() + "d";
            case News.CameBackForNow it ->
                "again " + times(it.waits()) + " then " + it.suppress().toDays() + "d";
            case News.Indicted it -> "indicted " + it.scope() + " " + it.pause().toMinutes() + "m";
            case News.Absent _ -> "absent";
            case News.Nothing _ -> "nothing";
        };
    }

    private static String times(List<Duration> waits) {
        return waits.stream().map(it -> it.toMinutes() + "m").collect(Collectors.joining(" "));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            undelivered | 30001 | indicted SENDER 60m       | sender-queue-full
            failed      | 30001 | indicted SENDER 60m       | sender-queue-full
            failed      | 30002 | indicted ACCOUNT 15m      | account-suspended
            undelivered | 30003 | again 60m 360m 1440m then 0d | handset-unreachable
            undelivered | 30004 | back 30d                  | blocked
            undelivered | 30005 | again 1440m then 180d     | handset-unknown
            undelivered | 30006 | back 180d                 | landline
            undelivered | 30007 | back 0d                   | filtered
            undelivered | 30008 | again 2m 10m then 0d      | carrier-unclear
            undelivered | 30009 | again 2m 10m then 0d      | segment-missing
            undelivered | 30017 | again 2m 10m then 0d      | carrier-congested
            undelivered | 30410 | again 2m 10m then 0d      | carrier-timeout
            undelivered | 30022 | indicted SENDER 15m       | sender-rate
            undelivered | 30023 | indicted SENDER 360m      | sender-daily-cap
            undelivered | 30024 | indicted SENDER 360m      | sender-daily-cap
            undelivered | 30027 | indicted SENDER 360m      | sender-daily-cap
            undelivered | 30032 | indicted SENDER 0m        | sender-unregistered
            undelivered | 30034 | indicted SENDER 0m        | sender-unregistered
            failed      | 30036 | again 10m 10m 10m 10m 10m then 0d | validity-passed
            failed      | 21610 | opted-out 3650d           | opted-out
            failed      | 21408 | back 0d                   | country-not-enabled
            failed      | 21211 | back 180d                 | number-invalid
            failed      | 21614 | back 180d                 | not-a-mobile-number
            failed      | 21635 | back 180d                 | landline
            failed      | 21606 | indicted SENDER 15m       | sender-refused
            failed      | 21603 | indicted SENDER 15m       | sender-refused
            failed      | 21659 | indicted SENDER 15m       | sender-refused
            failed      | 21212 | indicted SENDER 15m       | sender-refused
            failed      | 21611 | indicted SENDER 60m       | sender-queue-full
            failed      | 21217 | back 180d                 | number-invalid
            failed      | 21612 | back 0d                   | no-route
            failed      | 21617 | back 0d                   | body-too-long
            failed      | 39999 | back 0d                   | unclassified
            undelivered | 0     | back 0d                   | unclassified
            canceled    | 0     | back 0d                   | canceled
            queued      | 0     | taken                     | queued
            accepted    | 0     | taken                     | accepted
            scheduled   | 0     | taken                     | scheduled
            sending     | 0     | taken                     | sending
            sent        | 0     | taken                     | sent
            delivered   | 0     | arrived                   | delivered
            read        | 0     | arrived                   | read
            brand_new   | 0     | nothing                   | status-unclassified
            """)
    void each_receipt_is_its_piece_of_news(String status, int code, String word, String reason) {
        News news = TwilioReceipts.read(status, code, SID);
        assertEquals(word, word(news));
        assertEquals(reason, news.evidence().reason());
        boolean kept = word.equals("taken") || word.equals("arrived") || code == 0;
        assertEquals(kept ? "" : Integer.toString(code), news.evidence().code());
    }

    @Test
    void a_word_that_nobody_knows_is_not_kept() {
        assertFalse(TwilioReceipts.read("anna", 0, SID).toString().contains("anna"));
    }
}
