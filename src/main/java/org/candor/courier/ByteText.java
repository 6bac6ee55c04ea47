package org.candor.courier;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** Bytes being written: a {@code StringBuilder} for the wire. */
final class ByteText {
    static final byte[] CRLF = {'\r', '\n'};

    private byte[] bytes;
    private int length;

    ByteText(int expected) {
        this.bytes = new byte[expected];
    }

    ByteText add(byte[] more) {
        return add(more, 0, more.length);
    }

    ByteText add(byte[] more, int offset, int count) {
        room(count);
        System.arraycopy(more, offset, bytes, length, count);
        length += count;
        return this;
    }

    ByteText add(String text) {
        return add(text.getBytes(StandardCharsets.UTF_8));
    }

    ByteText add(byte b) {
        room(1);
        bytes[length++] = b;
        return this;
    }

    ByteText line() {
        return add(CRLF);
    }

    /** Not a copy. */
    byte[] bytes() {
        return bytes;
    }

    int length() {
        return length;
    }

    private void room(int count) {
        if (length + count > bytes.length) {
            bytes = Arrays.copyOf(bytes, Math.max(bytes.length * 2, length + count));
        }
    }
}
