package org.candor.courier;

import jakarta.mail.Session;
import java.io.IOException;
import java.io.OutputStream;
import org.eclipse.angus.mail.smtp.SMTPMessage;
import org.jspecify.annotations.Nullable;

/**
 * A message whose bytes are ready: Angus asks a message to write itself and is given these. Nothing is rendered, encoded or
 * saved again on the way, so the Message-ID stays what it is.
 */
final class EmailMessage extends SMTPMessage {
    private final byte[] bytes;
    private final int length;
    private final String recipient;
    private final boolean utf8;
    private volatile boolean left;

    /**
     * @param bytes the whole message, lines ended by CRLF, dots not doubled; {@code length} of them count
     * @param returnPath for MAIL FROM
     * @param recipient for RCPT TO, one char a byte
     * @param utf8 whether the address or a header needs SMTPUTF8
     */
    EmailMessage(Session session, byte[] bytes, int length, String returnPath, String recipient, boolean utf8) {
        super(session);
        this.bytes = bytes;
        this.length = length;
        this.recipient = recipient;
        this.utf8 = utf8;
        setEnvelopeFrom(returnPath);
        if (utf8) {
            setMailExtension("SMTPUTF8");
        }
    }

    String recipient() {
        return recipient;
    }

    boolean needsUtf8() {
        return utf8;
    }

    int length() {
        return length;
    }

    /** Called before the final dot goes out. */
    void leave() {
        left = true;
    }

    /** Whether the point of no return was passed. */
    boolean left() {
        return left;
    }

    @Override
    public void writeTo(OutputStream out, String @Nullable [] ignored) throws IOException {
        out.write(bytes, 0, length);
    }

    @Override
    public @Nullable String getSubject() {
        return null;
    }

    @Override
    public int getSize() {
        return length;
    }
}
