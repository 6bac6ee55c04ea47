package org.candor.incident;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Rows that are plain go a shorter way: it must say what the long way says, of right ones and of wrong ones. */
class PlainRowsTest {
    private static final String LINE =
            "{\"ref\":\"c-1\",\"name\":\"Zoë 用户\",\"email\":\"a@example.net\",\"phone\":\"+14155550100\",\"locale\":\"en\","
                    + "\"region\":\"US-CA\",\"exposed\":[\"names\",\"passwords\"],\"e_consent\":true,\"account\":null}";
    private static final String ROW = "c-1,Zoë 用户,a@example.net,+14155550100,en,US-CA,names;passwords,true,";
    private static final String HEADER = "ref,name,email,phone,locale,region,exposed,e_consent,account\n";
    private static final String[] PIECES = {
        "\"",
        "\\",
        "\\u0041",
        ",",
        ":",
        "{",
        "}",
        "[",
        "]",
        " ",
        "\t",
        "\0",
        "\u007f",
        "é",
        "\ufffd",
        "\ud83d\udca9",
        "null",
        "true",
        "false",
        "tru",
        "\"ref\"",
        "\"ref\":\"x\",",
        "\"name\":null,",
        "\"e_consent\":false,",
        "\"exposed\":[],",
        "\"exposed\":null,",
        "\"exposed\":[\"names\"],",
        "\"exposed\":[null],",
        "\"e_consent\":\"true\",",
        "\"phone\":1,",
        "\"x\":1,",
        ";",
        "'",
        "\u00a0",
        "a",
        "-1",
        "\ufeff"
    };

    /** What came of one row: its code, or what it says. */
    private record Read(
            int number, @Nullable String code, @Nullable RecipientForm form) {}

    @Test
    void a_plain_line_is_read_without_a_parser() {
        for (String line : List.of(LINE, LINE.replace(":", " : ").replace(",", ",\t"), "{\"ref\":\"c\"} ")) {
            byte[] bytes = line.getBytes(StandardCharsets.UTF_8);
            assertNotNull(new PlainLine(64).read(bytes, 0, bytes.length), line);
        }
        for (String line : List.of("", "{}", "{\"ref\":\"\\u0041\"}", LINE + "x", LINE.replace("name", "ref"))) {
            byte[] bytes = line.getBytes(StandardCharsets.UTF_8);
            assertNull(new PlainLine(64).read(bytes, 0, bytes.length), line);
        }
    }

    @Test
    void the_short_way_for_plain_lines_says_what_the_long_way_says() throws IOException {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        int good = 0;
        for (int round = 0; round < 20_000; round++) {
            byte[] line = changed(LINE, random);
            // A CR is a blank of JSON, but not a plain one; nothing stands before a byte order mark.
            int begins = new String(line, StandardCharsets.UTF_8).startsWith("\ufeff") ? 3 : 0;
            int at = line.length > begins && line[begins] == '{' ? begins + 1 : begins;
            List<Read> inFull = lines(put(line, "\r", at));
            List<Read> read = lines(line);
            assertEquals(inFull, read, () -> "seed " + seed + ": " + new String(line, StandardCharsets.UTF_8));
            good += !read.isEmpty() && read.getFirst().code() == null ? 1 : 0;
        }
        assertTrue(good > 500);
    }

    @Test
    void the_short_way_for_plain_cells_says_what_the_long_way_says() throws IOException {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        int good = 0;
        for (int round = 0; round < 20_000; round++) {
            byte[] row = changed(ROW, random);
            int first = comma(row);
            if (first < 0 || blank(row[0]) || blank(row[first - 1])) {
                continue;
            }
            List<Read> inFull = cells(put(put(row, "\"", first), "\"", 0));
            List<Read> read = cells(row);
            if (row[0] != '"') {
                assertEquals(inFull, read, () -> "seed " + seed + ": " + new String(row, StandardCharsets.UTF_8));
                good += !read.isEmpty() && read.getFirst().code() == null ? 1 : 0;
            }
        }
        assertTrue(good > 500);
    }

    private static int comma(byte[] row) {
        for (int i = 0; i < row.length; i++) {
            if (row[i] == '"') {
                return -1;
            }
            if (row[i] == ',') {
                return i == 0 ? -1 : i;
            }
        }
        return -1;
    }

    private static boolean blank(byte b) {
        return b < 0 || b <= ' ';
    }

    private static List<Read> lines(byte[] bytes) throws IOException {
        return all(new NdjsonRows(new ByteArrayInputStream(bytes)));
    }

    private static List<Read> cells(byte[] bytes) throws IOException {
        byte[] head = HEADER.getBytes(StandardCharsets.UTF_8);
        ByteArrayOutputStream list = new ByteArrayOutputStream();
        list.write(head);
        list.write(bytes);
        return all(new CsvRows(new ByteArrayInputStream(list.toByteArray())));
    }

    private static List<Read> all(RowSource rows) throws IOException {
        List<Read> all = new ArrayList<>();
        while (rows.next()) {
            all.add(new Read(rows.number(), rows.code(), rows.code() == null ? rows.form() : null));
        }
        return all;
    }

    /** The text with some of its bytes cut out, and something put in. */
    private static byte[] changed(String text, Random random) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        for (int i = random.nextInt(3); i > 0; i--) {
            int from = random.nextInt(bytes.length);
            int to = Math.min(bytes.length, from + random.nextInt(4));
            String piece = PIECES[random.nextInt(PIECES.length)];
            bytes = put(cut(bytes, from, to), random.nextBoolean() ? piece : "", from);
        }
        return bytes;
    }

    private static byte[] cut(byte[] bytes, int from, int to) {
        ByteArrayOutputStream rest = new ByteArrayOutputStream();
        rest.write(bytes, 0, from);
        rest.write(bytes, to, bytes.length - to);
        return rest.toByteArray();
    }

    private static byte[] put(byte[] bytes, String piece, int at) {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        all.write(bytes, 0, at);
        all.writeBytes(piece.getBytes(StandardCharsets.UTF_8));
        all.write(bytes, at, bytes.length - at);
        return all.toByteArray();
    }
}
