package org.candor.reset;

import static org.awaitility.Awaitility.await;

import jakarta.mail.MessagingException;
import jakarta.mail.Session;
import jakarta.mail.internet.MimeMessage;
import jakarta.mail.internet.MimeMultipart;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Properties;
import org.candor.rig.Ledger;
import org.eclipse.microprofile.config.ConfigProvider;

/** The mailboxes behind the sandbox's relay. */
final class Inbox {
    private static final Duration SOON = Duration.ofSeconds(60);

    private Inbox() {}

    /** A mail: its subject, the text part and the HTML part. */
    record Mail(String subject, String text, String html) {}

    /** The first mail that an address got, or the second, once it is there. */
    static Mail mail(String address, int which) throws IOException, MessagingException {
        Path sandbox = Path.of(ConfigProvider.getConfig().getValue("candor.data-dir", String.class), "sandbox");
        await().atMost(SOON).until(() -> entries(sandbox, address).size() >= which);
        try (InputStream file = Files.newInputStream(
                sandbox.resolve(entries(sandbox, address).get(which - 1).file()))) {
            MimeMessage mail = new MimeMessage(Session.getInstance(new Properties()), file);
            MimeMultipart parts = (MimeMultipart) mail.getContent();
            return new Mail(mail.getSubject(), part(parts, 0), part(parts, 1));
        }
    }

    private static List<Ledger.Entry> entries(Path sandbox, String address) throws IOException {
        return Ledger.read(sandbox.resolve("ledger.ndjson")).entries().stream()
                .filter(it -> it.recipient().equals(address))
                .toList();
    }

    private static String part(MimeMultipart parts, int number) throws IOException, MessagingException {
        return parts.getBodyPart(number).getContent().toString().replace("\r\n", "\n");
    }
}
