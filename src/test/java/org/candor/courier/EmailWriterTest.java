package org.candor.courier;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import jakarta.mail.BodyPart;
import jakarta.mail.MessagingException;
import jakarta.mail.Session;
import jakarta.mail.internet.InternetAddress;
import jakarta.mail.internet.MimeMessage;
import jakarta.mail.internet.MimeMultipart;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Collections;
import java.util.List;
import java.util.Properties;
import java.util.Random;
import java.util.stream.Stream;
import org.candor.delivery.Address;
import org.candor.delivery.Channel;
import org.candor.delivery.Handoff;
import org.candor.delivery.Letter;
import org.candor.plumbing.Ids;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What a letter looks like on the wire, read back by an independent parser. */
class EmailWriterTest {
    private static final Session SESSION = Session.getInstance(new Properties());
    private static final Instant NOW = Instant.parse("2026-11-07T09:30:05Z");

    private final EmailWriter writer = writer("Example Bank");

    private static EmailWriter writer(String name) {
        EmailAccount account = new EmailAccount(
                "main",
                "127.0.0.1",
                25,
                EmailAccount.Tls.NONE,
                false,
                null,
                null,
                null,
                new EmailAccount.Sender(
                        "privacy@bank.example",
                        name,
                        "questions@bank.example",
                        "bank.example",
                        "bank.example",
                        "bank.example"),
                Relay.POOLING,
                Relay.PATIENT);
        return new EmailWriter(account, InstantSource.fixed(NOW));
    }

    private static Letter letter(String subject, String text, String html) {
        return new Letter(subject, text, html, "en");
    }

    private byte[] bytes(Letter letter) throws IOException {
        return bytes(writer, "anna@people.example", letter);
    }

    private static byte[] bytes(EmailWriter writer, String to, Letter letter) throws IOException {
        Handoff handoff =
                new Handoff(Ids.next(), 1, Ids.next(), Address.of(Channel.EMAIL, to), letter, CourierContract.DEADLINE);
        Mailbox mailbox = Mailbox.read(to);
        assertNotNull(mailbox);
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        writer.write(SESSION, handoff, mailbox).writeTo(out, null);
        byte[] bytes = out.toByteArray();
        fitForTheWire(bytes);
        return bytes;
    }

    /** RFC 5322 2.1.1 and 2.3, and RFC 5321 without 8BITMIME. */
    private static void fitForTheWire(byte[] bytes) {
        int line = 0;
        for (int i = 0; i < bytes.length; i++) {
            byte b = bytes[i];
            assertTrue(b > 0, "an 8-bit byte or NUL at " + i);
            if (b == '\r') {
                assertEquals('\n', bytes[i + 1], "a lone CR");
            } else if (b == '\n') {
                assertEquals('\r', bytes[i - 1], "a lone LF");
                line = 0;
            } else {
                assertTrue(++line <= 998, "a line too long");
            }
        }
        assertEquals('\n', bytes[bytes.length - 1]);
    }

    private static MimeMessage read(byte[] bytes) throws MessagingException {
        return new MimeMessage(SESSION, new ByteArrayInputStream(bytes));
    }

    private static String part(byte[] bytes, int number) throws MessagingException, IOException {
        BodyPart part = ((MimeMultipart) read(bytes).getContent()).getBodyPart(number);
        return (String) part.getContent();
    }

    @Test
    void the_headers_are_those_of_a_notice_and_of_no_mailing() throws Exception {
        MimeMessage mail = read(bytes(letter("Some of your data was taken", "text", "<p>text</p>")));
        assertEquals("Example Bank", ((InternetAddress) mail.getFrom()[0]).getPersonal());
        assertEquals("privacy@bank.example", ((InternetAddress) mail.getFrom()[0]).getAddress());
        assertEquals("questions@bank.example", mail.getReplyTo()[0].toString());
        assertEquals("anna@people.example", mail.getHeader("To", null).replaceAll("[<>]", ""));
        assertEquals("Some of your data was taken", mail.getSubject());
        assertEquals("Sat, 7 Nov 2026 09:30:05 +0000", mail.getHeader("Date", null));
        assertEquals(NOW, mail.getSentDate().toInstant());
        assertEquals("auto-generated", mail.getHeader("Auto-Submitted", null));
        assertEquals("en", mail.getHeader("Content-Language", null));
        assertEquals("1.0", mail.getHeader("MIME-Version", null));
        assertNotNull(mail.getHeader("Feedback-ID", null));
        List<String> names = Collections.list(mail.getAllHeaders()).stream()
                .map(header -> header.getName().toLowerCase())
                .toList();
        assertEquals(names.stream().distinct().toList(), names, "each header once");
        assertTrue(names.stream().noneMatch(name -> name.startsWith("list-") || name.equals("precedence")));
    }

    @Test
    void text_comes_before_html_and_a_letter_without_html_is_plain() throws Exception {
        byte[] both = bytes(letter("s", "the text\n", "<p>the html</p>\n"));
        MimeMultipart parts = (MimeMultipart) read(both).getContent();
        assertTrue(parts.getContentType().startsWith("multipart/alternative"));
        assertEquals(2, parts.getCount());
        assertTrue(parts.getBodyPart(0).isMimeType("text/plain"));
        assertTrue(parts.getBodyPart(1).isMimeType("text/html"));
        assertEquals("the text\r\n", part(both, 0));
        assertEquals("<p>the html</p>\r\n", part(both, 1));
        MimeMessage plain = read(bytes(letter("s", "the text\n", "")));
        assertTrue(plain.isMimeType("text/plain"));
        assertEquals("the text\r\n\r\n", plain.getContent());
    }

    static Stream<String> texts() {
        Random random = new Random(20261107);
        StringBuilder noise = new StringBuilder();
        for (int i = 0; i < 5_000; i++) {
            int c = random.nextInt(0x11000);
            noise.appendCodePoint(c >= 0xD800 && c < 0xE000 || c == '\r' ? '\n' : c);
        }
        return Stream.of(
                "",
                "\n",
                "plain\nlines\n\n\nand blanks   \n\t\nend",
                "Straße, mañana, déjà vu — “quoted”\n".repeat(40),
                "ä".repeat(3_000),
                "x".repeat(3_000) + "\n" + "y ".repeat(2_000),
                "数据泄露通知\n".repeat(200),
                "=3D =\n==\nends with space \n=20\n",
                ".\n..\n.leading dot\r\n.\r\nMAIL FROM:<evil@x.example>\r\n",
                "From the start of a line\n",
                "a\u0000b\u0007c\u001b[31m\u007f",
                "\u760d\u760a smuggled \u560d\u560a",
                "👩‍👩‍👧‍👦 family ".repeat(50),
                "tab\tand trailing tab\t\nand trailing space ",
                noise.toString());
    }

    @ParameterizedTest
    @MethodSource("texts")
    void every_text_arrives_as_it_was_written(String text) throws Exception {
        byte[] bytes = bytes(letter("s", text, "<p>" + text + "</p>"));
        String expected = text.replaceAll("\r\n|\r|\n", "\r\n");
        assertEquals(expected, part(bytes, 0));
        assertEquals("<p>" + expected + "</p>", part(bytes, 1));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "plain",
                "",
                "Einige Ihrer Daten wurden gestohlen: was Sie jetzt tun können",
                "=?UTF-8?Q?not_an_encoded_word?=",
                "a subject that is so long that it has to be folded at a blank somewhere in the middle of it, twice even, since it is long",
                "数据泄露通知数据泄露通知数据泄露通知数据泄露通知数据泄露通知数据泄露通知",
                "👩‍👩‍👧‍👦👩‍👩‍👧‍👦👩‍👩‍👧‍👦👩‍👩‍👧‍👦👩‍👩‍👧‍👦",
                "two  blanks   and \"quotes\" and (brackets) <angles>"
            })
    void every_subject_arrives_as_it_was_written(String subject) throws Exception {
        byte[] bytes = bytes(letter(subject, "t", ""));
        assertEquals(subject, String.valueOf(read(bytes).getSubject()));
        new String(bytes, StandardCharsets.US_ASCII)
                .lines()
                .forEach(line -> assertTrue(line.length() <= 78, "a header line of " + line.length()));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "x\r\nBcc: evil@x.example",
                "x\nBcc: evil@x.example",
                "x\rBcc: evil@x.example",
                "x\r\n\r\nBcc: body",
                "x\u760d\u760aBcc: evil@x.example",
                "x\u560d\u560aBcc: evil@x.example",
                "x\u2028Bcc: evil@x.example\u2029",
                "x\u0085Bcc: evil@x.example",
                "x\u0000\u000bBcc: evil@x.example"
            })
    void a_subject_or_a_name_stays_in_its_header(String hostile) throws Exception {
        MimeMessage mail = read(bytes(writer(hostile), "anna@people.example", letter(hostile, "body", "")));
        assertNull(mail.getHeader("Bcc"));
        assertEquals("body\r\n", mail.getContent());
        assertEquals("privacy@bank.example", ((InternetAddress) mail.getFrom()[0]).getAddress());
    }

    @Test
    void a_language_that_is_no_tag_is_left_out() throws Exception {
        MimeMessage mail = read(bytes(new Letter("s", "t", "", "en\r\nBcc: evil@x.example")));
        assertNull(mail.getHeader("Bcc"));
        assertNull(mail.getHeader("Content-Language"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Bank, \"the\" \\ one",
                "Bänk & Söhne",
                "银行",
                "BBBBBBBBBBBBBBBBBBBBBBBBBBBBBB BBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBB",
                "=?UTF-8?B?QmFuaw==?="
            })
    void a_display_name_arrives_as_it_was_written(String name) throws Exception {
        MimeMessage mail = read(bytes(writer(name), "anna@people.example", letter("s", "t", "")));
        assertEquals(name, ((InternetAddress) mail.getFrom()[0]).getPersonal());
        assertEquals(1, mail.getFrom().length);
    }

    @Test
    void a_subject_of_a_thousand_blanks_makes_no_long_line() throws Exception {
        bytes(letter("a" + " ".repeat(3_000) + "b", "t", ""));
        bytes(letter("w".repeat(5_000), "t", ""));
    }

    @Test
    void the_message_knows_its_length_and_prints_nothing_of_itself() throws Exception {
        byte[] bytes = bytes(letter("s", "canary text", ""));
        assertFalse(letter("s", "canary text", "").toString().contains("canary"));
        assertTrue(new String(bytes, StandardCharsets.US_ASCII).contains("canary text"));
    }
}
