package org.candor.courier;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * One account at one mail relay, checked: an invalid one cannot be built.
 *
 * @param name the part of the account id behind {@code email:}
 * @param username null for no login
 * @param passwordFile read at each new connection, so that a changed secret holds without a restart
 * @param trustFile PEM certificates to trust instead of the system's; null for the system's
 * @param sender what the message says about who sent it
 */
record EmailAccount(
        String name,
        String host,
        int port,
        Tls tls,
        boolean clearAllowed,
        @Nullable String username,
        @Nullable Path passwordFile,
        @Nullable Path trustFile,
        Sender sender,
        Pooling pooling,
        Limits limits) {
    /** How the connection is secured. */
    enum Tls {
        /** In clear: on loopback, or where the account says in so many words that it may. */
        NONE,
        /** Starts in clear and must become TLS before anything is said. */
        STARTTLS,
        /** TLS from the first byte, as on port 465. */
        SMTPS
    }

    /**
     * @param from the address in From
     * @param fromName the name in From; empty for none
     * @param replyTo the address in Reply-To; empty for none
     * @param sendingDomain right side of each Message-ID
     * @param bounceDomain right side of each return path
     * @param heloName what we call ourselves
     */
    record Sender(
            String from, String fromName, String replyTo, String sendingDomain, String bounceDomain, String heloName) {
        private static final Pattern ADDRESS =
                Pattern.compile("[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]{1,64}@[A-Za-z0-9.-]{1,253}");
        private static final Pattern DOMAIN = Pattern.compile("[A-Za-z0-9]([A-Za-z0-9.-]{0,251}[A-Za-z0-9])?");

        Sender {
            check(ADDRESS.matcher(from).matches(), "from is no plain email address");
            check(replyTo.isEmpty() || ADDRESS.matcher(replyTo).matches(), "reply-to is no plain email address");
            check(DOMAIN.matcher(sendingDomain).matches(), "sending-domain is no domain");
            check(DOMAIN.matcher(bounceDomain).matches(), "bounce-domain is no domain");
            check(DOMAIN.matcher(heloName).matches(), "helo-name is no domain");
        }
    }

    /**
     * @param connections at most so many at once
     * @param messages a connection is closed after so many
     * @param idle a connection unused for so long is closed
     * @param unasked a connection unused for longer is asked (NOOP) before it is used again
     */
    record Pooling(int connections, int messages, Duration idle, Duration unasked) {}

    /**
     * @param connect for the name look-up and for each address tried
     * @param command for each reply up to RCPT
     * @param data for the body
     * @param dot for the reply to the final dot; RFC 5321 asks for ten minutes
     * @param queue how long a hand-off waits for a free connection
     * @param close how long the end of the service waits for hand-offs under way
     * @param waits so much of each pause that an answer calls for is kept: 1 but where all clocks are scaled down
     */
    record Limits(
            Duration connect,
            Duration command,
            Duration data,
            Duration dot,
            Duration queue,
            Duration close,
            double waits) {
        Limits(Duration connect, Duration command, Duration data, Duration dot, Duration queue, Duration close) {
            this(connect, command, data, dot, queue, close, 1);
        }

        Duration shortest() {
            return List.of(connect, command, data, dot).stream()
                    .min(Duration::compareTo)
                    .orElseThrow();
        }
    }

    EmailAccount {
        check(
                tls != Tls.NONE || clearAllowed || loopback(host),
                "tls=none needs a relay on this machine or allow-clear");
        check(
                tls != Tls.NONE || username == null || loopback(host),
                "a password never travels in clear: tls=none with a username needs a relay on this machine");
        check(username == null || passwordFile != null, "a username needs a password-file");
    }

    String id() {
        return "email:" + name;
    }

    /** The password as it stands in its file now, without the line's end. */
    String password() throws IOException {
        return passwordFile == null ? "" : Files.readString(passwordFile).strip();
    }

    private static boolean loopback(String host) {
        return host.equals("localhost") || host.equals("::1") || host.matches("127(\\.\\d{1,3}){3}");
    }

    private static void check(boolean holds, String otherwise) {
        if (!holds) {
            throw new IllegalArgumentException(otherwise);
        }
    }
}
