package org.candor.incident;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.function.LongSupplier;
import org.candor.plumbing.Problem;

/**
 * A stream that ends in a 413 once more than its limit was read, and breaks off if it comes too slowly: whoever sends a byte now
 * and then would else keep a place for ever. Only the time in which it is waited for counts.
 */
final class Limited extends FilterInputStream {
    private static final double NANOS = 1e9;
    private static final long FIRST = 60_000_000_000L;

    private final long most;
    private final long slowest;
    private final LongSupplier clock;
    private long taken;
    private long waited;
    private volatile boolean ended;

    /**
     * @param most bytes
     * @param slowest bytes a second, over all that was waited for, asked after the first minute of it
     * @param clock nanoseconds
     */
    Limited(InputStream in, long most, long slowest, LongSupplier clock) {
        super(in);
        this.most = most;
        this.slowest = slowest;
        this.clock = clock;
    }

    @Override
    public int read() throws IOException {
        long began = clock.getAsLong();
        int read = super.read();
        spend(read < 0 ? -1 : 1, began);
        return read;
    }

    @Override
    public int read(byte[] buffer, int offset, int length) throws IOException {
        long began = clock.getAsLong();
        int read = super.read(buffer, offset, length);
        spend(read, began);
        return read;
    }

    /** Whether it was read to its end. */
    boolean ended() {
        return ended;
    }

    private void spend(int read, long began) throws IOException {
        ended |= read < 0;
        taken += Math.max(read, 0);
        waited += clock.getAsLong() - began;
        if (taken > most) {
            throw Problem.of(413, "payload-too-large", "The upload is larger than candor.incident.import-bytes.");
        }
        if (waited > FIRST && taken < waited / NANOS * slowest) {
            throw new IOException("the upload comes too slowly");
        }
    }
}
