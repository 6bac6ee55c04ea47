package org.candor.courier;

import jakarta.mail.Address;
import jakarta.mail.MessagingException;
import jakarta.mail.Session;
import jakarta.mail.URLName;
import jakarta.mail.internet.InternetAddress;
import java.io.IOException;
import java.net.Socket;
import java.security.cert.CertificateException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import org.eclipse.angus.mail.smtp.SMTPTransport;
import org.jspecify.annotations.Nullable;

/**
 * One connection to the relay: Angus Mail's transport, which also tells how far it came.
 *
 * <p>Angus says "not delivered" when it cannot know, and throws for a positive reply other than 250. So its exceptions are
 * not asked: every command and every reply passes {@link #sendCommand} and {@link #readServerResponse} here, and what
 * counts is the first reply that decides and the phase it came in. CHUNKING stays off, since BDAT would not pass here.
 *
 * <p>Where the server announces PIPELINING, MAIL, RCPT and DATA leave in one packet. Angus still asks for one after the
 * other; those already sent are only ticked off.
 */
final class SmtpConnection extends SMTPTransport {
    private final EmailAccount account;
    private final WireSocket wire;
    private final Watchdog.Guard guard;
    private final Logins logins;
    /** Commands sent before Angus asked for them; their replies are still to come. */
    private final Deque<SmtpPhase> ahead = new ArrayDeque<>(2);

    private SmtpPhase phase = SmtpPhase.CONNECT;
    private @Nullable SmtpReply decisive;
    private @Nullable Fault fault;
    private @Nullable EmailMessage message;
    private String secret = "";
    private boolean loggingIn;
    private boolean sound;
    private int messages;
    private long lastUsed;

    SmtpConnection(Session session, EmailAccount account, WireSocket wire, Watchdog.Guard guard, Logins logins) {
        super(session, new URLName("smtp", account.host(), account.port(), null, null, null));
        this.account = account;
        this.wire = wire;
        this.guard = guard;
        this.logins = logins;
    }

    /** From greeting to login, on a socket that is connected and, for SMTPS, secured. Null if all went well. */
    synchronized @Nullable SmtpEnding open(Socket socket) {
        try {
            enter(SmtpPhase.GREETING, account.limits().command());
            connect(socket);
            phase = SmtpPhase.READY;
            sound = true;
            rest();
            return null;
        } catch (MessagingException | RuntimeException e) {
            if (phase == SmtpPhase.TLS && decisive == null && certificate(e)) {
                fault = Fault.CERTIFICATE_INVALID;
            }
            return new SmtpEnding(phase, decisive, fault);
        } finally {
            loggedIn();
        }
    }

    /** Hands one message over and says how that ended. */
    synchronized SmtpEnding handOver(EmailMessage message) {
        prepare();
        if (message.needsUtf8() && !supportsExtension("SMTPUTF8")) {
            return SmtpEnding.of(Fault.SMTPUTF8_UNSUPPORTED);
        }
        if (message.length() > most()) {
            return SmtpEnding.of(Fault.MESSAGE_TOO_BIG);
        }
        messages++;
        this.message = message;
        try {
            InternetAddress address = new InternetAddress();
            address.setAddress(message.recipient());
            sendMessage(message, new Address[] {address});
        } catch (MessagingException | RuntimeException e) {
            // What it means stands in phase and reply. Only a definite refusal leaves the conversation in order.
            sound &= decisive != null && decisive.negative() && stillConnected();
        } finally {
            this.message = null;
            rest();
        }
        return new SmtpEnding(phase, decisive, fault);
    }

    /** The biggest message the server announced to take (RFC 1870); it may say nothing or 0 for no limit. */
    private int most() {
        String size = getExtensionParameter("SIZE");
        boolean limited = size != null && size.matches("[1-9]\\d{0,8}");
        return limited ? Integer.parseInt(size) : Integer.MAX_VALUE;
    }

    /** Whether it can serve another message, asking the server if it was idle for longer than {@code unasked}. */
    synchronized boolean serves(Duration unasked) {
        if (!sound || System.nanoTime() - lastUsed < unasked.toNanos()) {
            return sound;
        }
        prepare();
        sound = isConnected();
        rest();
        return sound;
    }

    boolean sound() {
        return sound;
    }

    /** How many messages it has carried. */
    int messages() {
        return messages;
    }

    /** When it was last used, by {@link System#nanoTime()}. */
    long lastUsed() {
        return lastUsed;
    }

    /** Says goodbye without waiting for an answer. */
    synchronized void quit() {
        try (wire) {
            prepare();
            if (sound) {
                close();
            }
        } catch (MessagingException | IOException gone) {
            // It is over either way.
        } finally {
            guard.dismiss();
        }
    }

    private void prepare() {
        decisive = null;
        fault = null;
        ahead.clear();
        phase = SmtpPhase.READY;
    }

    private void rest() {
        wire.release();
        guard.rest();
        lastUsed = System.nanoTime();
    }

    @Override
    protected synchronized boolean protocolConnect(String host, int port, String user, String password)
            throws MessagingException {
        try {
            secret = account.password();
        } catch (IOException unreadable) {
            throw ownFault(Fault.PASSWORD_FILE_UNREADABLE);
        }
        return super.protocolConnect(host, port, account.username(), account.username() == null ? null : secret);
    }

    @Override
    protected boolean ehlo(String domain) throws MessagingException {
        boolean extended = super.ehlo(domain);
        if (!extended && (decisive == null || decisive.code() < 500 || decisive.code() > 504)) {
            // Refused as such, not for want of EHLO: saying HELO would only blur why.
            throw new MessagingException("refused");
        }
        boolean clear = account.tls() != EmailAccount.Tls.NONE && !isSSL();
        if (clear && !supportsExtension("STARTTLS")) {
            throw ownFault(Fault.STARTTLS_MISSING);
        }
        if (!clear && account.username() != null && !supportsExtension("AUTH")) {
            throw ownFault(Fault.AUTH_MISSING);
        }
        return extended;
    }

    /** Angus answers 530 to AUTH with STARTTLS, even inside of TLS; where it is not the account's way, 530 is the answer. */
    @Override
    protected void startTLS() throws MessagingException {
        if (isSSL() || account.tls() != EmailAccount.Tls.STARTTLS) {
            throw new MessagingException("not now");
        }
        super.startTLS();
    }

    /** Waits for a turn to log in, at rest: nothing is under way meanwhile. */
    private void logIn() throws MessagingException {
        guard.rest();
        try {
            switch (logins.enter(secret, account.limits().command())) {
                case Logins.Go _ -> loggingIn = true;
                case Logins.Refused it -> {
                    phase = SmtpPhase.LOGIN;
                    decisive = it.reply();
                    throw new MessagingException("refused to another");
                }
                case Logins.Late _ -> throw ownFault(Fault.NO_FREE_CONNECTION);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new MessagingException("interrupted", e);
        }
    }

    private void loggedIn() {
        if (loggingIn) {
            loggingIn = false;
            logins.leave(secret, phase == SmtpPhase.LOGIN ? decisive : null);
        }
        secret = "";
    }

    private MessagingException ownFault(Fault found) {
        fault = found;
        decisive = null;
        return new MessagingException(found.word());
    }

    @Override
    protected void sendCommand(String command) throws MessagingException {
        boolean decided = decisive != null && !phase.connecting();
        if (decided) {
            finishRefused();
        }
        SmtpPhase next = decided ? phase : phase.after(command);
        boolean dot = command.equals(".");
        if (next == SmtpPhase.LOGIN && !loggingIn) {
            logIn();
        }
        enter(next, dot ? account.limits().dot() : account.limits().command());
        if (next == ahead.peek()) {
            ahead.poll();
            return;
        }
        if (dot && message != null) {
            message.leave();
            wire.release();
        }
        wire.expectReply();
        if (next == SmtpPhase.MAIL && message != null && !decided && supportsExtension("PIPELINING")) {
            sendAhead(command, message.recipient());
        } else {
            super.sendCommand(command);
        }
    }

    /** RFC 2920: the whole envelope in one packet; DATA is the last command of such a group. */
    private void sendAhead(String mail, String recipient) throws MessagingException {
        wire.hold();
        super.sendCommand(mail);
        super.sendCommand("RCPT TO:<" + recipient + ">");
        super.sendCommand("DATA");
        ahead.add(SmtpPhase.RCPT);
        ahead.add(SmtpPhase.DATA);
        try {
            wire.push();
        } catch (IOException e) {
            throw new MessagingException("cannot send", e);
        }
    }

    /** Reads what is still to come for commands sent ahead, so that the next command finds a clean line. */
    private void finishRefused() throws MessagingException {
        if (decisive != null && (decisive.garbled() || decisive.code() == 421)) {
            throw new MessagingException("over", new IOException("the server is leaving"));
        }
        while (!ahead.isEmpty()) {
            boolean data = ahead.poll() == SmtpPhase.DATA;
            if (super.readServerResponse() == 354 && data) {
                // No recipient was taken, yet the server wants the message: an empty one for nobody.
                super.sendCommand(".");
                super.readServerResponse();
            }
        }
    }

    @Override
    protected int readServerResponse() throws MessagingException {
        int code = super.readServerResponse();
        String text = getLastServerResponse();
        if (text.equals("[EOF]")) {
            sound = false;
            return code;
        }
        SmtpReply reply = SmtpReply.read(text);
        if (phase.connecting()) {
            decisive = reply.negative() || reply.garbled() ? reply : null;
        } else if (decisive != null) {
            // The answer to RSET after a refusal.
            sound &= reply.positive();
        } else if (phase == SmtpPhase.DOT || reply.negative() || reply.garbled()) {
            decisive = reply;
            sound = !reply.garbled() && reply.code() != 421;
        } else if (phase == SmtpPhase.DATA && reply.code() == 354) {
            enter(SmtpPhase.BODY, account.limits().data());
            wire.hold();
        }
        return reply.garbled() ? SmtpReply.GARBLED : reply.positive() && taking() ? 250 : reply.code();
    }

    /** Where every positive reply means yes, though Angus knows 250 only. */
    private boolean taking() {
        return phase == SmtpPhase.MAIL || phase == SmtpPhase.RCPT || phase == SmtpPhase.DOT;
    }

    /** Moves on. Once the watchdog has closed the connection, this fails, so nothing can be sent past its limit. */
    private void enter(SmtpPhase next, Duration limit) throws MessagingException {
        try {
            guard.allow(limit);
            wire.setSoTimeout((int) limit.toMillis());
        } catch (IOException e) {
            throw new MessagingException("out of time", e);
        }
        phase = next;
    }

    private boolean stillConnected() {
        try {
            checkConnected();
            return true;
        } catch (IllegalStateException closed) {
            return false;
        }
    }

    /** Whether a failed handshake failed because of the certificate, which waiting does not mend. */
    static boolean certificate(Throwable thrown) {
        for (Throwable cause = thrown; cause != null; cause = cause.getCause()) {
            if (cause instanceof CertificateException) {
                return true;
            }
        }
        return false;
    }
}
