package org.candor.incident;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import org.candor.plumbing.Problem;

/** A stream that ends in a 413 once more than its limit was read. */
final class Limited extends FilterInputStream {
    private long left;

    Limited(InputStream in, long most) {
        super(in);
        this.left = most;
    }

    @Override
    public int read() throws IOException {
        int read = super.read();
        spend(read < 0 ? 0 : 1);
        return read;
    }

    @Override
    public int read(byte[] buffer, int offset, int length) throws IOException {
        int read = super.read(buffer, offset, length);
        spend(Math.max(read, 0));
        return read;
    }

    private void spend(int read) {
        left -= read;
        if (left < 0) {
            throw Problem.of(413, "payload-too-large", "The upload is larger than candor.incident.import-bytes.");
        }
    }
}
