package org.candor.console;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.SequenceInputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.candor.plumbing.Problem;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A form with a file, as it comes in pieces. */
class MultipartTest {
    private static final String TYPE = "multipart/form-data; boundary=----abc";

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 7, 100, 70_000})
    void fields_and_file_come_out_whatever_the_pieces_they_come_in(int piece) throws IOException {
        String list = "ref,name\r\n1,a\r\n------ab\r\n\r\n--\r\r\n--";
        Multipart form = new Multipart(pieces(form("one", "", list), piece), TYPE);
        assertEquals("csrf", form.next());
        assertEquals("one", form.text(10));
        assertEquals("name", form.next());
        assertEquals("", form.text(10));
        assertEquals("list", form.next());
        assertEquals(list, new String(form.content().readAllBytes(), StandardCharsets.UTF_8));
        assertNull(form.next());
    }

    @ParameterizedTest
    @ValueSource(ints = {1_000, 64 * 1024 - 3, 64 * 1024, 1_000_001})
    void a_file_of_any_bytes_is_what_it_was(int size) throws IOException {
        byte[] bytes = new byte[size];
        new Random(size).nextBytes(bytes);
        for (int i = 0; i < size; i += 17) {
            bytes[i] = '\r';
        }
        String file = new String(bytes, StandardCharsets.ISO_8859_1);
        Multipart form = new Multipart(pieces(form("t", "n", file).getBytes(StandardCharsets.ISO_8859_1), 9_973), TYPE);
        form.next();
        form.next();
        assertEquals("list", form.next());
        assertArrayEquals(bytes, form.content().readAllBytes());
    }

    @Test
    void a_list_of_any_length_is_read_as_it_comes() throws IOException {
        String form = form("t", "n", "");
        int at = form.indexOf("\r\n------abc--");
        long size = 300_000_000;
        InputStream whole = new SequenceInputStream(Collections.enumeration(List.of(
                new ByteArrayInputStream(form.substring(0, at).getBytes(StandardCharsets.UTF_8)),
                new Ones(size),
                new ByteArrayInputStream(form.substring(at).getBytes(StandardCharsets.UTF_8)))));
        Multipart read = new Multipart(whole, TYPE);
        read.next();
        read.next();
        assertEquals("list", read.next());
        assertEquals(size, read.content().transferTo(OutputStream.nullOutputStream()));
        assertNull(read.next());
    }

    /** More bytes than a test's memory should hold. */
    private static final class Ones extends InputStream {
        private long left;

        Ones(long size) {
            left = size;
        }

        @Override
        public int read() {
            return left-- > 0 ? '1' : -1;
        }

        @Override
        public int read(byte[] target, int offset, int length) {
            int n = (int) Math.min(left, length);
            if (n == 0) {
                return -1;
            }
            Arrays.fill(target, offset, offset + n, (byte) '1');
            left -= n;
            return n;
        }
    }

    @Test
    void what_was_not_read_is_passed_over() throws IOException {
        Multipart form = new Multipart(pieces(form("one", "two", "x".repeat(200_000)), 5_000), TYPE);
        assertEquals("csrf", form.next());
        assertEquals("name", form.next());
        assertEquals("list", form.next());
        assertNull(form.next());
    }

    @Test
    void a_field_that_is_too_long_is_refused() throws IOException {
        Multipart form = new Multipart(pieces(form("x".repeat(11), "", ""), 50), TYPE);
        form.next();
        assertEquals(413, assertThrows(Problem.class, () -> form.text(10)).status());
    }

    @Test
    void a_form_that_breaks_off_is_no_end() throws IOException {
        String whole = form("one", "two", "a,b\r\n1,2\r\n");
        for (int cut = 1; cut < whole.length() - 4; cut++) {
            String part = whole.substring(0, cut);
            assertThrows(
                    IOException.class,
                    () -> {
                        Multipart form = new Multipart(pieces(part, 13), TYPE);
                        for (int i = 0; i < 3; i++) {
                            form.next();
                            form.content().readAllBytes();
                        }
                        form.next();
                    },
                    "cut at " + cut);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "text/csv",
                "multipart/form-data",
                "multipart/mixed; boundary=a",
                "multipart/form-data; boundary="
            })
    void another_kind_of_body_is_refused(String type) {
        assertEquals(
                415,
                assertThrows(Problem.class, () -> new Multipart(pieces("", 1), type))
                        .status());
    }

    @Test
    void what_is_no_form_is_refused_and_never_held() {
        for (String body : new String[] {
            "------abc nonsense\r\n\r\n",
            "------abc\r\nContent-Type: text/plain\r\n\r\nx",
            "------abc\r\n" + "X: y\r\n".repeat(100) + "\r\n",
            "------abc\r\n" + "X".repeat(100_000) + "\r\n\r\n"
        }) {
            assertEquals(
                    400,
                    assertThrows(Problem.class, () -> new Multipart(pieces(body, 4_000), TYPE).next())
                            .status());
        }
    }

    private static String form(String token, String name, String list) {
        return "------abc\r\nContent-Disposition: form-data; name=\"csrf\"\r\n\r\n" + token
                + "\r\n------abc\r\nContent-Disposition: form-data; name=\"name\"\r\n\r\n" + name
                + "\r\n------abc\r\nContent-Disposition: form-data; name=\"list\"; filename=\"people.csv\"\r\n"
                + "Content-Type: text/csv\r\n\r\n" + list + "\r\n------abc--\r\n";
    }

    private static InputStream pieces(String text, int most) {
        return pieces(text.getBytes(StandardCharsets.UTF_8), most);
    }

    private static InputStream pieces(byte[] bytes, int most) {
        return new ByteArrayInputStream(bytes) {
            @Override
            public synchronized int read(byte[] target, int offset, int length) {
                return super.read(target, offset, Math.min(length, most));
            }
        };
    }
}
