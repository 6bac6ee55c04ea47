package org.candor.incident;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class LinesTest {
    @Test
    void lines_are_the_same_however_the_bytes_arrive() throws IOException {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        for (int round = 0; round < 2_000; round++) {
            StringBuilder text = new StringBuilder();
            for (int i = random.nextInt(40); i > 0; i--) {
                text.append("ab\r\n\n\r".charAt(random.nextInt(6)));
            }
            String all = text.toString();
            assertEquals(split(all, "\n"), read(all, random, false), () -> "seed " + seed);
            assertEquals(split(all, "\r\n|\r|\n"), read(all, random, true), () -> "seed " + seed);
        }
    }

    @Test
    void a_line_longer_than_the_limit_is_passed_over_without_being_held() throws IOException {
        String text = "first\n" + "x".repeat(500_000) + "\nlast\n" + "y".repeat(200_000);
        Lines lines = Lines.endingInFeed(new ByteArrayInputStream(text.getBytes(ISO_8859_1)), 64 * 1024);
        List<String> seen = new ArrayList<>();
        while (lines.next()) {
            seen.add(lines.tooLong() ? "too long" : text(lines));
        }
        assertEquals(List.of("first", "too long", "last", "too long"), seen);
        assertEquals(true, lines.buffer().length <= 256 * 1024);
    }

    @Test
    void a_stream_that_breaks_off_is_not_taken_for_its_end() {
        InputStream broken = new InputStream() {
            @Override
            public int read() throws IOException {
                throw new IOException("cut");
            }
        };
        byte[] list = "ref,email\nc-1,a@example.net\nc-2,b@exa".getBytes(ISO_8859_1);
        assertThrows(
                IOException.class,
                () -> all(new CsvRows(new SequenceInputStream(new ByteArrayInputStream(list), broken))));
        assertThrows(
                IOException.class,
                () -> all(new NdjsonRows(new SequenceInputStream(new ByteArrayInputStream(list), broken))));
    }

    private static void all(RowSource rows) throws IOException {
        while (rows.next()) {
            rows.code();
        }
    }

    private static List<String> split(String text, String end) {
        List<String> lines = new ArrayList<>(Arrays.asList(text.split(end, -1)));
        if (lines.getLast().isEmpty()) {
            lines.removeLast();
        }
        return end.equals("\n")
                ? lines.stream()
                        .map(it -> it.endsWith("\r") ? it.substring(0, it.length() - 1) : it)
                        .toList()
                : lines;
    }

    private static List<String> read(String text, Random random, boolean csv) throws IOException {
        InputStream drops = new ByteArrayInputStream(text.getBytes(ISO_8859_1)) {
            @Override
            public synchronized int read(byte[] buffer, int offset, int length) {
                return super.read(buffer, offset, Math.min(length, 1 + random.nextInt(3)));
            }
        };
        Lines lines = csv ? Lines.endingLikeCsv(drops, 100) : Lines.endingInFeed(drops, 100);
        List<String> seen = new ArrayList<>();
        while (lines.next()) {
            seen.add(text(lines));
        }
        return seen;
    }

    private static String text(Lines lines) {
        return new String(lines.buffer(), lines.from(), lines.length(), ISO_8859_1);
    }
}
