package org.candor.courier;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Reads {@code application/x-www-form-urlencoded}, strictly: what could be read in two ways is no form. A plus and
 * {@code %20} are both a blank.
 */
final class Form {
    private static final int MOST = 200;

    private Form() {}

    /** A body that is no form. Its reason is a word and quotes nothing. */
    static final class Malformed extends Exception {
        Malformed(String reason) {
            super(reason);
        }
    }

    /** Names and values, decoded, in the order of their names' characters. */
    static SortedMap<String, String> read(byte[] body) throws Malformed {
        SortedMap<String, String> fields = new TreeMap<>();
        int start = 0;
        for (int at = 0; at <= body.length; at++) {
            if (at == body.length || body[at] == '&') {
                add(fields, body, start, at);
                start = at + 1;
            }
        }
        return fields;
    }

    private static void add(SortedMap<String, String> fields, byte[] body, int start, int end) throws Malformed {
        if (start == end) {
            return;
        }
        int equals = start;
        while (equals < end && body[equals] != '=') {
            equals++;
        }
        String name = decode(body, start, equals);
        String value = equals == end ? "" : decode(body, equals + 1, end);
        if (fields.put(name, value) != null) {
            throw new Malformed("duplicate-parameter");
        }
        if (fields.size() > MOST) {
            throw new Malformed("too-many-parameters");
        }
    }

    private static String decode(byte[] body, int start, int end) throws Malformed {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(end - start);
        for (int at = start; at < end; at++) {
            byte b = body[at];
            if (b == '%') {
                bytes.write(hex(body, at + 1, end) << 4 | hex(body, at + 2, end));
                at += 2;
            } else {
                bytes.write(b == '+' ? ' ' : b);
            }
        }
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes.toByteArray()))
                    .toString();
        } catch (CharacterCodingException notUtf8) {
            throw new Malformed("not-utf-8");
        }
    }

    private static int hex(byte[] body, int at, int end) throws Malformed {
        int digit = at < end ? Character.digit(body[at], 16) : -1;
        if (digit < 0) {
            throw new Malformed("bad-percent-encoding");
        }
        return digit;
    }
}
