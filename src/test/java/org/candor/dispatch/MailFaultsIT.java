package org.candor.dispatch;

import static org.candor.dispatch.MailStage.PEOPLE;
import static org.candor.dispatch.MailStage.people;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.candor.rig.Books;
import org.candor.rig.FaultProxy;
import org.candor.rig.FaultProxy.Way;
import org.candor.rig.FaultProxy.When;
import org.candor.rig.Ledger;
import org.candor.rig.Samples;
import org.candor.sandbox.SmtpLedger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * What a mail server or the line to it can do to a thousand letters, with two processes that send them: nothing is lost,
 * nothing is doubled unsaid. Waits are scaled down as {@link MailStage} says: an answer to the final dot may take 10 s.
 */
class MailFaultsIT {
    /** Connections cut at each command. */
    private static final int CUTS = 5;

    /** Connections cut before anything of a letter is said: three of them close the gate. */
    private static final int EARLY_CUTS = 3;

    private static final Duration TICK = Duration.ofMillis(500);

    @TempDir
    static Path folder;

    private static MailStage stage;
    private static FaultProxy line;
    private static SmtpLedger storm;

    @BeforeAll
    static void start() throws Exception {
        stage = new MailStage(folder, MailStage.Clocks.FAST);
        // Without pipelining each command waits for its answer, so that a cut can be told from the next one.
        SmtpLedger cut = stage.server("cut", it -> it.without("PIPELINING"));
        line = stage.keep(FaultProxy.to(cut.port()));
        stage.account("cut", line.port());
        stage.account("drop", stage.server("drop", it -> it).port());
        stage.account("held", stage.server("held", it -> it).port());
        stage.account("late", stage.server("late", it -> it.withSlowness(TICK)).port());
        storm = stage.server("storm", it -> it);
        stage.account("storm", storm.port());
        stage.account("strange", stage.server("strange", it -> it).port());
        stage.start(2);
    }

    @AfterAll
    static void stop() throws Exception {
        if (stage != null) {
            stage.close();
        }
    }

    @Test
    void a_line_cut_before_the_dot_is_a_retry_and_after_it_a_doubt() throws Exception {
        line.cut(Way.TO_CLIENT, "220 ", When.BEFORE, EARLY_CUTS);
        line.cut(Way.TO_SERVER, "EHLO ", When.AT_ANSWER, EARLY_CUTS);
        line.cut(Way.TO_SERVER, "MAIL FROM:", When.AT_ANSWER, CUTS);
        line.cut(Way.TO_SERVER, "RCPT TO:", When.AT_ANSWER, CUTS);
        line.cut(Way.TO_SERVER, "DATA\r\n", When.AT_ANSWER, CUTS);
        line.cut(Way.TO_SERVER, "\r\n.\r\n", When.BEFORE, CUTS);
        line.cut(Way.TO_SERVER, "\r\n.\r\n", When.AT_ANSWER, CUTS);
        UUID notice = stage.release("cut", people("plain", 0, PEOPLE));
        Books books = stage.resolved(notice, "cut");
        assertEquals(2 * EARLY_CUTS + 5 * CUTS, line.cuts(), "cuts were left over");
        assertEquals(PEOPLE, books.in("accepted"));
        Map<String, Long> endings = stage.endings(notice);
        // Once the dot has left nobody can know; that the server never heard of it is known to the proxy alone.
        assertEquals(2 * CUTS, endings.get("unknown connection-lost-after-dot"), endings.toString());
        assertEquals(2 * CUTS, books.doubts());
        assertTrue(endings.getOrDefault("failed connection-lost", 0L) >= 2 * CUTS, endings.toString());
        assertEquals(Map.of(1, (long) PEOPLE - CUTS, 2, (long) CUTS), stage.takenTimes("cut", "plain"));
    }

    @Test
    void a_letter_taken_without_a_word_goes_out_once_more_after_the_quarantine_and_both_are_marked() throws Exception {
        int dropped = 50;
        UUID notice = stage.release("drop", MailStage.mixed(Map.of("cut-after-dot-once", dropped)));
        Books books = stage.resolved(notice, "drop");
        assertEquals(PEOPLE, books.in("accepted"));
        List<Books.Delivery> twice = books.deliveries().stream()
                .filter(it -> it.attempts().size() > 1)
                .toList();
        assertEquals(dropped, twice.size());
        for (Books.Delivery it : twice) {
            assertEquals(
                    List.of("unknown", "accepted"),
                    it.attempts().stream().map(Books.Attempt::outcome).toList());
            assertTrue(it.possibleDuplicate());
        }
        assertEquals(
                dropped,
                books.deliveries().stream()
                        .filter(Books.Delivery::possibleDuplicate)
                        .count());
        assertEquals(Map.of(2, (long) dropped), stage.takenTimes("drop", "cut-after-dot-once"));
        Map<String, Set<String>> marks = stage.ledger("drop").entries().stream()
                .collect(Collectors.groupingBy(
                        Ledger.Entry::recipient, Collectors.mapping(Ledger.Entry::mark, Collectors.toSet())));
        marks.values().forEach(it -> assertEquals(1, it.size(), "a Message-ID changed"));
    }

    @Test
    void a_letter_taken_without_a_word_is_held_for_a_person_where_the_notice_says_so() throws Exception {
        int dropped = 20;
        Stream<String> people = MailStage.mixed(Map.of("cut-after-dot", dropped));
        UUID notice = stage.cluster()
                .release(
                        0,
                        people,
                        it -> Samples.noticeThrough(it, "email:held")
                                .replace("\"email\": \"resend\"", "\"email\": \"hold\""));
        stage.cluster().awaitSettled(notice, MailStage.LONG);
        Awaitility.await().atMost(MailStage.LONG).until(() -> stage.quarantined(notice) == 0);
        Books books = stage.judged(notice, "held");
        assertEquals(dropped, books.in("unknown"));
        assertEquals(PEOPLE - dropped, books.in("accepted"));
        assertEquals(Map.of(1, (long) dropped), stage.takenTimes("held", "cut-after-dot"));
    }

    @Test
    void an_answer_to_the_dot_counts_for_as_long_as_it_is_waited_for() throws Exception {
        int each = 20;
        // 6 s and 7.5 s of the 10 s that are allowed, and 12 s.
        UUID notice =
                stage.release("late", MailStage.mixed(Map.of("slow-12", each, "slow-15", each, "slow-24-once", each)));
        Books books = stage.resolved(notice, "late");
        assertEquals(PEOPLE, books.in("accepted"));
        assertEquals(each, books.doubts());
        Map<String, Long> endings = stage.endings(notice);
        assertEquals(each, endings.get("unknown connection-lost-after-dot"), endings.toString());
        assertEquals(PEOPLE, endings.get("accepted accepted"), endings.toString());
        assertEquals(Map.of(1, (long) each), stage.takenTimes("late", "slow-12"));
        assertEquals(Map.of(1, (long) each), stage.takenTimes("late", "slow-15"));
        assertEquals(Map.of(2, (long) each), stage.takenTimes("late", "slow-24-once"));
    }

    @Test
    void strange_answers_mean_what_rfc_5321_says_or_nothing() throws Exception {
        int each = 100;
        int doubtful = 30;
        UUID notice = stage.release(
                "strange",
                MailStage.mixed(Map.of(
                        "garbled-rcpt-once",
                        each,
                        "multi-line",
                        each,
                        "dot-2xx",
                        each,
                        "8bit-rcpt",
                        each,
                        "garbled-once",
                        doubtful)));
        Books books = stage.resolved(notice, "strange");
        assertEquals(PEOPLE - each, books.in("accepted"));
        assertEquals(each, books.in("failed"));
        assertEquals(doubtful, books.doubts());
        Map<String, Long> endings = stage.endings(notice);
        assertEquals(each, endings.get("failed reply-garbled"), endings.toString());
        assertEquals(each, endings.get("refused mailbox-unknown"), endings.toString());
        assertEquals(doubtful, endings.get("unknown reply-garbled-after-dot"), endings.toString());
        for (String word : List.of("garbled-rcpt-once", "multi-line", "dot-2xx")) {
            assertEquals(Map.of(1, (long) each), stage.takenTimes("strange", word), word);
        }
        assertEquals(Map.of(), stage.takenTimes("strange", "8bit-rcpt"));
        assertEquals(Map.of(2, (long) doubtful), stage.takenTimes("strange", "garbled-once"));
    }
}
