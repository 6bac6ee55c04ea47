package org.candor.courier;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Reads {@code application/x-www-form-urlencoded}, strictly: what could be read in two ways is no form. A plus and
 * {@code %20} are both a blank.
 *
 * <p>What is no form is read all the same, as far as it can be: the last of two with one name, what cannot be decoded as it
 * stands, what is no UTF-8 with signs in its place. Who sent it is known by a signature over just that, and what is wrong is
 * told to nobody else.
 *
 * @param fields names and values, decoded, in the order of their names' characters
 * @param wrong why it is no form: a word that quotes nothing; null for a form
 */
record Form(SortedMap<String, String> fields, @Nullable String wrong) {
    private static final int MOST = 200;

    static Form read(byte[] body) {
        Reader reader = new Reader(body);
        int start = 0;
        for (int at = 0; at <= body.length; at++) {
            if (at == body.length || body[at] == '&') {
                reader.add(start, at);
                start = at + 1;
            }
        }
        return new Form(reader.fields, reader.wrong);
    }

    private static final class Reader {
        private final byte[] body;
        private final SortedMap<String, String> fields = new TreeMap<>();
        private @Nullable String wrong;

        Reader(byte[] body) {
            this.body = body;
        }

        void add(int start, int end) {
            if (start == end) {
                return;
            }
            int equals = start;
            while (equals < end && body[equals] != '=') {
                equals++;
            }
            byte[] name = decoded(start, equals);
            byte[] value = equals == end ? new byte[0] : decoded(equals + 1, end);
            String before = name == null || value == null
                    ? fields.put(new String(body, start, end - start, StandardCharsets.UTF_8), "")
                    : fields.put(text(name), text(value));
            if (before != null) {
                wrong("duplicate-parameter");
            }
            if (fields.size() > MOST) {
                wrong("too-many-parameters");
            }
        }

        /** Null for what cannot be. */
        private byte @Nullable [] decoded(int start, int end) {
            ByteArrayOutputStream bytes = new ByteArrayOutputStream(end - start);
            for (int at = start; at < end; at++) {
                byte b = body[at];
                if (b == '%') {
                    int high = hex(at + 1, end);
                    int low = hex(at + 2, end);
                    if (high < 0 || low < 0) {
                        wrong("bad-percent-encoding");
                        return null;
                    }
                    bytes.write(high << 4 | low);
                    at += 2;
                } else {
                    bytes.write(b == '+' ? ' ' : b);
                }
            }
            return bytes.toByteArray();
        }

        private int hex(int at, int end) {
            return at < end ? Character.digit(body[at], 16) : -1;
        }

        private String text(byte[] bytes) {
            try {
                return StandardCharsets.UTF_8
                        .newDecoder()
                        .decode(ByteBuffer.wrap(bytes))
                        .toString();
            } catch (CharacterCodingException notUtf8) {
                wrong("not-utf-8");
                return new String(bytes, StandardCharsets.UTF_8);
            }
        }

        private void wrong(String why) {
            if (wrong == null) {
                wrong = why;
            }
        }
    }
}
