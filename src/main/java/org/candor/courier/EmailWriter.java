package org.candor.courier;

import jakarta.mail.Session;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.UUID;
import java.util.regex.Pattern;
import org.candor.delivery.Handoff;
import org.candor.delivery.Letter;

/**
 * Writes a letter as a finished message. What is the same for all letters of an account is encoded once.
 *
 * <p>The headers say that a machine wrote it and nobody need answer by machine (RFC 3834). There is no List-Unsubscribe, no
 * List-Id and no Precedence: this is no mailing, and nobody can unsubscribe from a notice the law demands.
 */
final class EmailWriter {
    private static final DateTimeFormatter DATE =
            DateTimeFormatter.ofPattern("EEE, d MMM yyyy HH:mm:ss Z", Locale.ENGLISH);
    private static final Pattern LANGUAGE = Pattern.compile("[A-Za-z0-9]{1,8}(-[A-Za-z0-9]{1,8}){0,5}");
    private static final byte[] TEXT = bytes("Content-Type: text/plain; charset=UTF-8\r\n");
    private static final byte[] HTML = bytes("Content-Type: text/html; charset=UTF-8\r\n");

    private final EmailAccount.Sender sender;
    private final InstantSource clock;
    private final byte[] head;
    private volatile DateLine date = new DateLine(0, new byte[0]);

    private record DateLine(long second, byte[] line) {}

    EmailWriter(EmailAccount account, InstantSource clock) {
        this.sender = account.sender();
        this.clock = clock;
        String from = sender.fromName().isBlank()
                ? sender.from()
                : HeaderText.name(sender.fromName()) + "\r\n <" + sender.from() + ">";
        this.head = bytes("From: " + from + "\r\n"
                + (sender.replyTo().isEmpty() ? "" : "Reply-To: " + sender.replyTo() + "\r\n")
                + "MIME-Version: 1.0\r\n"
                + "Auto-Submitted: auto-generated\r\n"
                + "Feedback-ID: notice:" + account.name() + ":candor\r\n");
    }

    static String messageId(UUID delivery, String sendingDomain) {
        return "<" + delivery + ".0@" + sendingDomain + ">";
    }

    /** The message for a mailbox; the same handoff always gets the same Message-ID, whatever the attempt. */
    EmailMessage write(Session session, Handoff handoff, Mailbox to) {
        Letter letter = handoff.letter();
        ByteText out = new ByteText(
                1_024 + letter.text().length() * 9 / 8 + letter.html().length() * 9 / 8);
        out.add(dateLine()).add(head);
        out.add("To: <").add(to.wire().getBytes(StandardCharsets.ISO_8859_1)).add(">\r\n");
        out.add("Message-ID: " + messageId(handoff.delivery(), sender.sendingDomain()) + "\r\n");
        out.add("Subject: ")
                .add(HeaderText.of(letter.subject(), "Subject: ".length()))
                .line();
        if (LANGUAGE.matcher(letter.language()).matches()) {
            out.add("Content-Language: " + letter.language()).line();
        }
        body(out, letter, handoff.attemptId());
        String returnPath = "b+" + hex(handoff.attemptId()) + "@" + sender.bounceDomain();
        return new EmailMessage(session, out.bytes(), out.length(), returnPath, to.wire(), to.utf8());
    }

    private static void body(ByteText out, Letter letter, UUID attempt) {
        if (letter.html().isEmpty()) {
            MimeBody.add(out.add(TEXT), letter.text());
            out.line();
            return;
        }
        // "=_" occurs in neither quoted-printable nor base64, and nobody knew the attempt's id when the text was
        // written.
        String boundary = "=_" + hex(attempt);
        byte[] part = bytes("\r\n--" + boundary + "\r\n");
        out.add("Content-Type: multipart/alternative;\r\n boundary=\"" + boundary + "\"\r\n");
        MimeBody.add(out.add(part).add(TEXT), letter.text());
        MimeBody.add(out.add(part).add(HTML), letter.html());
        out.add("\r\n--" + boundary + "--\r\n");
    }

    /** Made once a second: formatting a date costs as much as the rest of the headers. */
    private byte[] dateLine() {
        Instant now = clock.instant();
        DateLine known = date;
        if (known.second() != now.getEpochSecond()) {
            known = new DateLine(
                    now.getEpochSecond(), bytes("Date: " + DATE.format(now.atOffset(ZoneOffset.UTC)) + "\r\n"));
            date = known;
        }
        return known.line();
    }

    private static String hex(UUID id) {
        return id.toString().replace("-", "");
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
