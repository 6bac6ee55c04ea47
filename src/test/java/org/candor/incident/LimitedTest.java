package org.candor.incident;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.io.InputStream;
import java.util.concurrent.atomic.AtomicLong;
import org.candor.plumbing.Problem;
import org.junit.jupiter.api.Test;

class LimitedTest {
    private static final long SECOND = 1_000_000_000L;
    private static final byte[] ROOM = new byte[1_000];

    private final AtomicLong now = new AtomicLong();

    /** A stream each of whose reads takes so long and gives so much. */
    private InputStream stream(long nanos, int bytes) {
        return new InputStream() {
            @Override
            public int read() {
                now.addAndGet(nanos);
                return 'x';
            }

            @Override
            public int read(byte[] buffer, int offset, int length) {
                now.addAndGet(nanos);
                return Math.min(bytes, length);
            }
        };
    }

    @Test
    void a13_one_byte_more_than_the_limit_is_refused() throws IOException {
        Limited limited = new Limited(stream(0, 1), 3, 0, now::get);
        for (int i = 0; i < 3; i++) {
            assertEquals(1, limited.read(ROOM, 0, ROOM.length));
        }
        Problem refused = assertThrows(Problem.class, () -> limited.read(ROOM, 0, ROOM.length));
        assertEquals(413, refused.status());
    }

    @Test
    void a13_an_upload_that_comes_a_byte_now_and_then_does_not_keep_its_place() throws IOException {
        Limited limited = new Limited(stream(10 * SECOND, 1), Long.MAX_VALUE, 10, now::get);
        for (int i = 0; i < 6; i++) {
            limited.read(ROOM, 0, ROOM.length);
        }
        assertThrows(IOException.class, limited::read);
    }

    @Test
    void an_upload_that_waits_for_us_is_not_slow() throws IOException {
        Limited limited = new Limited(stream(SECOND, 100), Long.MAX_VALUE, 100, now::get);
        for (int i = 0; i < 200; i++) {
            assertEquals(100, limited.read(ROOM, 0, ROOM.length));
            now.addAndGet(60 * SECOND);
        }
    }
}
