package org.candor.incident;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Reads lines of NDJSON that are plain, as most of a list are: the fields of a recipient, each at most once and of its type,
 * in UTF-8 without a backslash. What is not so plain, right or wrong, is for a JSON parser, which takes several times as long.
 */
final class PlainLine {
    private static final byte[][] FIELDS = Stream.of(
                    "ref", "name", "email", "phone", "locale", "region", "exposed", "e_consent", "account")
            .map(PlainLine::ascii)
            .toArray(byte[][]::new);
    private static final int EXPOSED = 6;
    private static final int CONSENT = 7;
    private static final byte[] TRUE = ascii("true");
    private static final byte[] FALSE = ascii("false");
    private static final byte[] NULL = ascii("null");

    private final int mostClasses;
    private @Nullable String[] texts = {};
    private @Nullable List<@Nullable String> exposed;
    private @Nullable Boolean consent;
    private byte[] buffer = {};
    private int at;
    private int end;

    PlainLine(int mostClasses) {
        this.mostClasses = mostClasses;
    }

    /** What the line says; null if it is not plain. */
    @Nullable
    RecipientForm read(byte[] buffer, int from, int length) {
        this.buffer = buffer;
        at = from;
        end = from + length;
        texts = new String[FIELDS.length];
        exposed = null;
        consent = null;
        return object()
                ? new RecipientForm(
                        texts[0], texts[1], texts[2], texts[3], texts[4], texts[5], exposed, consent, texts[8])
                : null;
    }

    private boolean object() {
        if (!sign('{')) {
            return false;
        }
        int seen = 0;
        int field = -1;
        do {
            field = field(field);
            if (field < 0 || (seen & 1 << field) != 0 || !sign(':') || !value(field)) {
                return false;
            }
            seen |= 1 << field;
        } while (sign(','));
        return sign('}') && !more();
    }

    /** The field whose name comes next, or -1. Lists have them in one order, mostly ours. */
    private int field(int before) {
        if (!sign('"')) {
            return -1;
        }
        for (int i = 1; i <= FIELDS.length; i++) {
            int field = (before + i) % FIELDS.length;
            byte[] name = FIELDS[field];
            int stop = at + name.length;
            if (stop < end && buffer[stop] == '"' && Arrays.equals(buffer, at, stop, name, 0, name.length)) {
                at = stop + 1;
                return field;
            }
        }
        return -1;
    }

    private boolean value(int field) {
        if (word(NULL)) {
            return true;
        }
        if (field == EXPOSED) {
            return classes();
        }
        if (field == CONSENT) {
            consent = word(TRUE);
            return consent || word(FALSE);
        }
        texts[field] = text();
        return texts[field] != null;
    }

    private boolean classes() {
        List<@Nullable String> classes = new ArrayList<>();
        exposed = classes;
        if (!sign('[')) {
            return false;
        }
        do {
            String text = text();
            if (text == null || classes.size() == mostClasses) {
                return false;
            }
            classes.add(text);
        } while (sign(','));
        return sign(']');
    }

    private @Nullable String text() {
        if (!sign('"')) {
            return null;
        }
        int from = at;
        int all = 0;
        while (at < end) {
            byte b = buffer[at++];
            if (b == '"') {
                return all < 0 ? utf8(from, at - 1) : ascii(from, at - 1);
            }
            if (b == '\\' || b >= 0 && b < ' ') {
                return null;
            }
            all |= b;
        }
        return null;
    }

    private String ascii(int from, int to) {
        return new String(buffer, from, to - from, StandardCharsets.ISO_8859_1);
    }

    /** Bytes that are no UTF-8 show as U+FFFD; who really writes that one is not plain. */
    private @Nullable String utf8(int from, int to) {
        String text = new String(buffer, from, to - from, StandardCharsets.UTF_8);
        return text.indexOf('\ufffd') < 0 ? text : null;
    }

    private boolean word(byte[] word) {
        boolean there =
                more() && at + word.length <= end && Arrays.equals(buffer, at, at + word.length, word, 0, word.length);
        at += there ? word.length : 0;
        return there;
    }

    private boolean sign(char sign) {
        boolean there = more() && buffer[at] == sign;
        at += there ? 1 : 0;
        return there;
    }

    /** Passes blanks over; false at the end of the line. */
    private boolean more() {
        while (at < end && (buffer[at] == ' ' || buffer[at] == '\t')) {
            at++;
        }
        return at < end;
    }

    private static byte[] ascii(String word) {
        return word.getBytes(StandardCharsets.US_ASCII);
    }
}
