package org.candor.sandbox;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Lines in, replies out, one message at a time. A reply waits in memory while the client has already sent more, as
 * RFC 2920 wants of a pipelining server.
 */
final class SmtpWire {
    private static final int LONGEST_LINE = 4_096;
    private static final byte[] END = {'\r', '\n', '.', '\r', '\n'};

    private final InputStream in;
    private final OutputStream out;
    private final byte[] buffer = new byte[16_384];
    private final ByteArrayOutputStream replies = new ByteArrayOutputStream(512);
    private byte[] message = new byte[16_384];
    private int at;
    private int end;

    SmtpWire(Socket socket) throws IOException {
        this.in = socket.getInputStream();
        this.out = socket.getOutputStream();
    }

    /** The next command without its CRLF; null when the client is gone or has sent what is no line. */
    @Nullable
    String line() throws IOException {
        byte[] line = new byte[128];
        int length = 0;
        while (true) {
            if (at == end && !fill()) {
                return null;
            }
            byte b = buffer[at++];
            if (b == '\n') {
                boolean whole = length > 0 && line[length - 1] == '\r';
                return whole ? new String(line, 0, length - 1, StandardCharsets.UTF_8) : null;
            }
            if (length == LONGEST_LINE) {
                return null;
            }
            if (length == line.length) {
                line = Arrays.copyOf(line, length * 2);
            }
            line[length++] = b;
        }
    }

    /**
     * The message up to the final dot, dots still doubled and its last CRLF kept; null when the client left before. Only
     * CR LF dot CR LF ends it, so that a lone LF cannot smuggle a second message in. What exceeds {@code most} bytes is
     * read and dropped: the length then tells.
     */
    @Nullable
    Message message(int most) throws IOException {
        int length = 0;
        int dropped = 0;
        // As if a CRLF came before: a message may consist of the final dot alone.
        int matched = 2;
        while (matched < END.length) {
            if (at == end && !fill()) {
                return null;
            }
            byte b = buffer[at++];
            matched = b == END[matched] ? matched + 1 : b == '\r' ? 1 : 0;
            if (length == most + END.length) {
                dropped++;
            } else {
                if (length == message.length) {
                    message = Arrays.copyOf(message, length * 2);
                }
                message[length++] = b;
            }
        }
        return new Message(message, Math.max(0, length - 3), dropped > 0 || length - 3 > most);
    }

    /** @param bytes reused by the next message: read it before that; {@code length} bytes of it count */
    record Message(byte[] bytes, int length, boolean tooBig) {}

    /** Sends a reply, now or with the next one. */
    void reply(String text) throws IOException {
        replies.writeBytes((text + "\r\n").getBytes(StandardCharsets.UTF_8));
        if (at == end) {
            flush();
        }
    }

    /** Listens and says nothing until the client leaves. */
    void ignore() throws IOException {
        replies.reset();
        in.transferTo(OutputStream.nullOutputStream());
    }

    void flush() throws IOException {
        if (replies.size() > 0) {
            replies.writeTo(out);
            replies.reset();
            out.flush();
        }
    }

    private boolean fill() throws IOException {
        flush();
        at = 0;
        end = Math.max(0, in.read(buffer));
        return end > 0;
    }
}
