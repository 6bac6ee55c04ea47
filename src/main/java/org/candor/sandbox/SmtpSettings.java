package org.candor.sandbox;

import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.Set;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;

/**
 * How one SMTP ledger behaves.
 *
 * @param folder where {@code ledger.ndjson} and {@code mail/} go; made if missing
 * @param port loopback port; 0 for a free one
 * @param keepMail whether each message is kept as {@code mail/<n>.eml}
 * @param connections how many clients at once; one more is told 421
 * @param idle how long a client may be silent
 * @param slowness how long the {@code slow} words wait
 * @param maxBytes the biggest message it takes, announced by SIZE
 * @param offers the extensions it announces
 * @param tls for STARTTLS; null to offer none
 * @param tlsFirst whether TLS starts before the greeting, as on port 465
 * @param login the only name and password AUTH takes; null to offer no AUTH
 */
public record SmtpSettings(
        Path folder,
        int port,
        boolean keepMail,
        int connections,
        Duration idle,
        Duration slowness,
        int maxBytes,
        Set<String> offers,
        @Nullable SSLContext tls,
        boolean tlsFirst,
        @Nullable Login login) {
    /** A name and a password. */
    public record Login(String name, String password) {
        @Override
        public String toString() {
            return "Login[***]";
        }
    }

    public SmtpSettings {
        offers = Set.copyOf(offers);
    }

    /** The usual: a free port, all extensions but TLS and AUTH, no mail kept, 1,000 connections, 10 MB. */
    public static SmtpSettings in(Path folder) {
        return new SmtpSettings(
                folder,
                0,
                false,
                1_000,
                Duration.ofMinutes(5),
                Duration.ofSeconds(2),
                10 << 20,
                Set.of("PIPELINING", "8BITMIME", "SMTPUTF8", "ENHANCEDSTATUSCODES"),
                null,
                false,
                null);
    }

    public SmtpSettings onPort(int chosen) {
        return new SmtpSettings(
                folder, chosen, keepMail, connections, idle, slowness, maxBytes, offers, tls, tlsFirst, login);
    }

    public SmtpSettings keepingMail(boolean keep) {
        return new SmtpSettings(
                folder, port, keep, connections, idle, slowness, maxBytes, offers, tls, tlsFirst, login);
    }

    public SmtpSettings withConnections(int most) {
        return new SmtpSettings(folder, port, keepMail, most, idle, slowness, maxBytes, offers, tls, tlsFirst, login);
    }

    public SmtpSettings withSlowness(Duration wait) {
        return new SmtpSettings(
                folder, port, keepMail, connections, idle, wait, maxBytes, offers, tls, tlsFirst, login);
    }

    public SmtpSettings withMaxBytes(int most) {
        return new SmtpSettings(
                folder, port, keepMail, connections, idle, slowness, most, offers, tls, tlsFirst, login);
    }

    /** The same without one announced extension. */
    public SmtpSettings without(String extension) {
        Set<String> fewer = new LinkedHashSet<>(offers);
        fewer.remove(extension);
        return new SmtpSettings(
                folder, port, keepMail, connections, idle, slowness, maxBytes, fewer, tls, tlsFirst, login);
    }

    public SmtpSettings withStartTls(SSLContext context) {
        return new SmtpSettings(
                folder, port, keepMail, connections, idle, slowness, maxBytes, offers, context, false, login);
    }

    public SmtpSettings withTlsFirst(SSLContext context) {
        return new SmtpSettings(
                folder, port, keepMail, connections, idle, slowness, maxBytes, offers, context, true, login);
    }

    public SmtpSettings withLogin(String name, String password) {
        return new SmtpSettings(
                folder,
                port,
                keepMail,
                connections,
                idle,
                slowness,
                maxBytes,
                offers,
                tls,
                tlsFirst,
                new Login(name, password));
    }
}
