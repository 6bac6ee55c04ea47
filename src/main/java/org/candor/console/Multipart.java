package org.candor.console;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.candor.plumbing.Problem;
import org.jspecify.annotations.Nullable;

/**
 * A form with a file as a browser posts it (multipart/form-data, RFC 7578), part after part as it comes. One buffer is all that
 * is ever held of it; nothing is written anywhere.
 */
final class Multipart {
    private static final Pattern BOUNDARY =
            Pattern.compile("(?i)multipart/form-data\\s*;\\s*boundary=\"?([0-9A-Za-z'()+_,./:=? -]{1,70})\"?\\s*");
    private static final Pattern NAME =
            Pattern.compile("(?i)content-disposition:\\s*form-data;\\s*name=\"([^\"]{1,100})\".*");
    private static final int BUFFER = 64 * 1024;
    private static final int LONGEST_LINE = 4 * 1024;
    private static final int MOST_LINES = 20;

    private final InputStream in;
    private final byte[] mark;
    private final byte[] buffer = new byte[BUFFER];
    private int from;
    private int to;
    /** What lies before this is content for certain. */
    private int sure;

    private boolean ended;

    /**
     * Reads from the first part on.
     *
     * @param type the header {@code Content-Type}; 415 for another kind of body
     */
    Multipart(InputStream in, @Nullable String type) {
        Matcher found = BOUNDARY.matcher(type == null ? "" : type);
        if (!found.matches()) {
            throw Problem.of(415, "unsupported-media-type", "Send the form as multipart/form-data.");
        }
        this.in = in;
        this.mark = ("\r\n--" + found.group(1)).getBytes(StandardCharsets.US_ASCII);
        // The first boundary has no line before it.
        buffer[0] = '\r';
        buffer[1] = '\n';
        to = 2;
    }

    /** Moves to the next part and answers its name; null after the last one. What was not read of the part before is passed over. */
    @Nullable
    String next() throws IOException {
        for (int n = ready(); n > 0; n = ready()) {
            from += n;
        }
        from += mark.length;
        String rest = line();
        if (rest.equals("--")) {
            ended = true;
            return null;
        }
        if (!rest.isBlank()) {
            throw malformed();
        }
        return name();
    }

    private String name() throws IOException {
        String name = null;
        for (int i = 0; i < MOST_LINES; i++) {
            String header = line();
            if (header.isEmpty()) {
                sure = from;
                if (name == null) {
                    throw malformed();
                }
                return name;
            }
            Matcher found = NAME.matcher(header);
            name = found.matches() ? found.group(1) : name;
        }
        throw malformed();
    }

    /** The text of the part, of so many bytes at most. */
    String text(int most) throws IOException {
        byte[] text = content().readNBytes(most + 1);
        if (text.length > most) {
            throw Problem.of(413, "payload-too-large", "A field of the form is too long.");
        }
        return new String(text, StandardCharsets.UTF_8);
    }

    /** The part as it comes; ends with it. A form that breaks off before is an {@link IOException}. */
    InputStream content() {
        return new InputStream() {
            @Override
            public int read() throws IOException {
                byte[] one = new byte[1];
                return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
            }

            @Override
            public int read(byte[] target, int offset, int length) throws IOException {
                int n = length == 0 ? 0 : Math.min(ready(), length);
                if (n > 0) {
                    System.arraycopy(buffer, from, target, offset, n);
                    from += n;
                }
                return n;
            }
        };
    }

    /** Bytes of this part that are in the buffer, at least one; -1 at its end. */
    private int ready() throws IOException {
        while (!ended) {
            if (sure > from) {
                return sure - from;
            }
            if (to - from >= mark.length && isMark(from)) {
                return -1;
            }
            look();
            if (sure == from && !(to - from >= mark.length && isMark(from))) {
                fill();
            }
        }
        return -1;
    }

    /** Everything up to what is a boundary, or may be the beginning of one. */
    private void look() {
        int at = from;
        while (at < to && !(buffer[at] == '\r' && (to - at < mark.length || isMark(at)))) {
            at++;
        }
        sure = at;
    }

    private boolean isMark(int at) {
        return Arrays.equals(buffer, at, at + mark.length, mark, 0, mark.length);
    }

    /** A line without its end. */
    private String line() throws IOException {
        int at = from;
        while (true) {
            for (; at + 1 < to; at++) {
                if (buffer[at] == '\r' && buffer[at + 1] == '\n') {
                    String line = new String(buffer, from, at - from, StandardCharsets.UTF_8);
                    from = at + 2;
                    return line;
                }
            }
            if (at - from > LONGEST_LINE) {
                throw malformed();
            }
            // The last boundary need not end its line.
            if (to - from >= 2 && buffer[from] == '-' && buffer[from + 1] == '-') {
                from = to;
                return "--";
            }
            int done = at - from;
            fill();
            at = from + done;
        }
    }

    private void fill() throws IOException {
        if (from > 0) {
            System.arraycopy(buffer, from, buffer, 0, to - from);
            to -= from;
            sure = 0;
            from = 0;
        }
        int read = in.read(buffer, to, buffer.length - to);
        if (read < 0) {
            throw new EOFException("the form broke off");
        }
        to += read;
    }

    private static Problem malformed() {
        return Problem.of(400, "malformed-request", "This is not a form as browsers send it.");
    }
}
