package org.candor.incident;

import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;

/**
 * The lines of a stream as slices of one buffer, without copying. A line longer than the limit is skipped without being
 * held: {@link #tooLong} is true for it.
 */
final class Lines {
    private static final int CHUNK = 64 * 1024;

    private final InputStream in;
    private final int longest;
    private byte[] buffer = new byte[CHUNK];
    private int start;
    private int end;
    private int from;
    private int length;
    private boolean tooLong;
    private boolean over;

    private final boolean csv;
    private boolean afterReturn;

    private Lines(InputStream in, int longest, boolean csv) {
        this.in = in;
        this.longest = longest;
        this.csv = csv;
    }

    /** Lines that end in LF or CRLF. */
    static Lines endingInFeed(InputStream in, int longest) {
        return new Lines(in, longest, false);
    }

    /** Lines that end in LF, CRLF or, as old spreadsheets write them, CR alone. */
    static Lines endingLikeCsv(InputStream in, int longest) {
        return new Lines(in, longest, true);
    }

    /** Moves to the next line, without its end; false at the end of the stream. */
    boolean next() throws IOException {
        tooLong = false;
        int looked = start;
        while (true) {
            looked += passFeed(looked);
            int stop = stop(looked);
            if (stop >= 0) {
                slice(stop);
                start = stop + 1;
                afterReturn = buffer[stop] == '\r';
                return true;
            }
            if (end - start > longest) {
                // Keep nothing of it: look on for its end only.
                tooLong = true;
                start = end;
            }
            looked = end;
            int moved = start;
            if (!more()) {
                boolean last = end > start || tooLong;
                slice(end);
                start = end;
                return last;
            }
            looked -= moved - start;
        }
    }

    byte[] buffer() {
        return buffer;
    }

    int from() {
        return from;
    }

    int length() {
        return length;
    }

    boolean tooLong() {
        return tooLong;
    }

    /** The LF of a CRLF whose CR has ended the line before, be it in this chunk or the last. */
    private int passFeed(int at) {
        if (!afterReturn || at != start || at == end) {
            return 0;
        }
        afterReturn = false;
        if (buffer[start] != '\n') {
            return 0;
        }
        start++;
        return 1;
    }

    private int stop(int at) {
        for (int i = at; i < end; i++) {
            if (buffer[i] == '\n' || csv && buffer[i] == '\r') {
                return i;
            }
        }
        return -1;
    }

    private void slice(int stop) {
        from = start;
        length = tooLong ? 0 : stop - start;
        if (!csv && length > 0 && buffer[from + length - 1] == '\r') {
            length--;
        }
        tooLong |= length > longest;
    }

    /** Reads on; makes room by moving what is still needed to the front, and grows up to the limit. */
    private boolean more() throws IOException {
        if (over) {
            return false;
        }
        if (start > 0) {
            System.arraycopy(buffer, start, buffer, 0, end - start);
            end -= start;
            start = 0;
        }
        if (end == buffer.length) {
            buffer = Arrays.copyOf(buffer, buffer.length * 2);
        }
        int read = in.read(buffer, end, buffer.length - end);
        if (read < 0) {
            over = true;
            return false;
        }
        end += read;
        return true;
    }
}
