package org.candor.courier;

import java.io.FilterInputStream;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The socket below Angus Mail. It can hold back what is written, so that several commands, or a body and its final dot,
 * leave in one packet; and it stops a server that never ends its reply.
 */
final class WireSocket extends Socket {
    private static final int LONGEST_REPLY = 64 * 1024;
    private static final int HELD_BACK = 64 * 1024;

    private volatile @Nullable Corked out;
    private int read;

    /** From here on writes wait in memory, up to 64 KiB. */
    void hold() {
        Corked corked = out;
        if (corked != null) {
            corked.holding = true;
        }
    }

    /** Writes go straight out again, from the next flush on. */
    void release() {
        Corked corked = out;
        if (corked != null) {
            corked.holding = false;
        }
    }

    /** Sends what was held back. */
    void push() throws IOException {
        release();
        Corked corked = out;
        if (corked != null) {
            corked.flush();
        }
    }

    /** A new reply may be as long as the last. */
    void expectReply() {
        read = 0;
    }

    @Override
    public InputStream getInputStream() throws IOException {
        return new Bounded(super.getInputStream());
    }

    @Override
    public synchronized OutputStream getOutputStream() throws IOException {
        Corked corked = out;
        if (corked == null) {
            corked = new Corked(super.getOutputStream());
            out = corked;
        }
        return corked;
    }

    private final class Bounded extends FilterInputStream {
        Bounded(InputStream in) {
            super(in);
        }

        @Override
        public int read() throws IOException {
            return count(super.read(), 1);
        }

        @Override
        public int read(byte[] bytes, int offset, int length) throws IOException {
            int got = super.read(bytes, offset, length);
            return count(got, got);
        }

        private int count(int result, int bytes) throws IOException {
            read += Math.max(0, bytes);
            if (read > LONGEST_REPLY) {
                throw new IOException("the reply does not end");
            }
            return result;
        }
    }

    private static final class Corked extends FilterOutputStream {
        private byte[] held = new byte[8 * 1024];
        private int size;
        private boolean holding;

        Corked(OutputStream out) {
            super(out);
        }

        @Override
        public void write(int b) throws IOException {
            write(new byte[] {(byte) b}, 0, 1);
        }

        @Override
        public void write(byte[] bytes, int offset, int length) throws IOException {
            if (size + length > HELD_BACK) {
                push();
            }
            if (length > HELD_BACK) {
                out.write(bytes, offset, length);
                return;
            }
            if (size + length > held.length) {
                held = Arrays.copyOf(held, Math.min(HELD_BACK, Math.max(held.length * 2, size + length)));
            }
            System.arraycopy(bytes, offset, held, size, length);
            size += length;
        }

        @Override
        public void flush() throws IOException {
            if (!holding) {
                push();
            }
        }

        private void push() throws IOException {
            int length = size;
            size = 0;
            if (length > 0) {
                out.write(held, 0, length);
            }
        }
    }
}
