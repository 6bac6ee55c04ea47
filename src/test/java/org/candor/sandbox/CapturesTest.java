package org.candor.sandbox;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** What is kept of captured messages, and for how long. */
class CapturesTest {
    private static final InstantSource CLOCK = InstantSource.fixed(Instant.parse("2026-11-12T10:00:00Z"));

    private static Captures captures(int most, long bytes) {
        return new Captures(most, bytes, CLOCK);
    }

    private static void mail(Captures captures, String to, String subject, int size) {
        captures.add("sender@example.org", to, subject, new Capture.Mail(new byte[size]));
    }

    private static List<Long> numbers(Captures.Page page) {
        return page.captures().stream().map(Capture::number).toList();
    }

    private static Captures.Query all(int size) {
        return new Captures.Query("", "", Long.MAX_VALUE, size);
    }

    @Test
    void the_newest_are_kept_and_the_oldest_go() {
        Captures captures = captures(3, 1 << 20);
        IntStream.range(0, 5).forEach(i -> mail(captures, "anna@example.org", "no " + i, 10));
        Captures.Page page = captures.page(all(10));
        assertEquals(List.of(5L, 4L, 3L), numbers(page));
        assertEquals(5, page.last());
        assertEquals(Map.of("mail", 3), page.kept());
        assertNull(captures.of(2));
    }

    @Test
    void they_are_never_larger_than_they_may_be() {
        Captures captures = captures(1_000, 10_000);
        IntStream.range(0, 50).forEach(_ -> mail(captures, "anna@example.org", "", 2_000));
        Captures.Page page = captures.page(all(50));
        assertTrue(page.bytes() <= 10_000, () -> "" + page.bytes());
        assertEquals(3, page.captures().size());
        mail(captures, "anna@example.org", "", 20_000);
        assertEquals(Map.of(), captures.page(all(50)).kept());
        assertEquals(0, captures.page(all(50)).bytes());
    }

    @Test
    void they_are_found_by_recipient_and_subject_and_paged() {
        Captures captures = captures(100, 1 << 20);
        IntStream.range(0, 6).forEach(i -> mail(captures, "p" + i + "@example.org", "Wichtig " + i % 2, 10));
        captures.add("bank", "mastodon", "A post", new Capture.Post("mastodon", "", "en", List.of()));
        Captures.Page odd = captures.page(new Captures.Query("mail", "wichtig 1", Long.MAX_VALUE, 2));
        assertEquals(List.of(6L, 4L), numbers(odd));
        assertTrue(odd.more());
        Captures.Page rest = captures.page(new Captures.Query("mail", "WICHTIG 1", 4, 2));
        assertEquals(List.of(2L), numbers(rest));
        assertFalse(rest.more());
        assertEquals(List.of(3L), numbers(captures.page(new Captures.Query("", "P2@", Long.MAX_VALUE, 9))));
        assertEquals(List.of(7L), numbers(captures.page(new Captures.Query("post", "", Long.MAX_VALUE, 9))));
        assertEquals(Map.of("mail", 6, "post", 1), odd.kept());
    }

    @Test
    void what_came_after_the_question_is_not_cleared() {
        Captures captures = captures(100, 1 << 20);
        mail(captures, "anna@example.org", "old", 10);
        mail(captures, "ben@example.org", "new", 10);
        assertEquals(1, captures.clear(1));
        assertEquals(List.of(2L), numbers(captures.page(all(9))));
        assertEquals(1, captures.clear(Long.MAX_VALUE));
        assertEquals(0, captures.page(all(9)).bytes());
        mail(captures, "carl@example.org", "newer", 10);
        assertEquals(List.of(3L), numbers(captures.page(all(9))));
    }

    @Test
    void many_may_write_while_somebody_reads() throws InterruptedException {
        Captures captures = captures(50, 1 << 20);
        CountDownLatch done = new CountDownLatch(4);
        for (int i = 0; i < 4; i++) {
            Thread.ofVirtual().start(() -> {
                IntStream.range(0, 500).forEach(_ -> mail(captures, "anna@example.org", "", 10));
                done.countDown();
            });
        }
        while (done.getCount() > 0) {
            assertTrue(captures.page(all(100)).captures().size() <= 50);
        }
        done.await();
        assertEquals(2_000, captures.page(all(1)).last());
    }
}
