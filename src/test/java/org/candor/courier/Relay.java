package org.candor.courier;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.UUID;
import java.util.function.UnaryOperator;
import org.candor.sandbox.SmtpLedger;
import org.candor.sandbox.SmtpSettings;
import org.jspecify.annotations.Nullable;

/** A real SMTP server for one test and email accounts that point to it. */
final class Relay implements AutoCloseable {
    static final EmailAccount.Sender SENDER = new EmailAccount.Sender(
            "privacy@bank.example",
            "Example Bank",
            "questions@bank.example",
            "mail.bank.example",
            "bounce.bank.example",
            "mail.bank.example");
    static final EmailAccount.Pooling POOLING =
            new EmailAccount.Pooling(8, 500, Duration.ofSeconds(30), Duration.ofSeconds(5));
    static final EmailAccount.Limits SHORT = new EmailAccount.Limits(
            Duration.ofSeconds(2),
            Duration.ofMillis(800),
            Duration.ofSeconds(2),
            Duration.ofSeconds(3),
            Duration.ofSeconds(20),
            Duration.ofSeconds(5));
    static final EmailAccount.Limits PATIENT = new EmailAccount.Limits(
            Duration.ofSeconds(10),
            Duration.ofSeconds(20),
            Duration.ofSeconds(20),
            Duration.ofSeconds(20),
            Duration.ofSeconds(20),
            Duration.ofSeconds(5));

    private static final ObjectMapper JSON = new ObjectMapper();

    private final Path folder;
    private final SmtpLedger server;

    private Relay(Path folder, SmtpLedger server) {
        this.folder = folder;
        this.server = server;
    }

    static Relay start(Path folder) {
        return start(folder, settings -> settings);
    }

    static Relay start(Path folder, UnaryOperator<SmtpSettings> change) {
        try {
            return new Relay(
                    folder,
                    SmtpLedger.start(change.apply(SmtpSettings.in(folder).keepingMail(true))));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    SmtpLedger server() {
        return server;
    }

    EmailAccount account() {
        return account(POOLING, PATIENT);
    }

    EmailAccount account(EmailAccount.Pooling pooling, EmailAccount.Limits limits) {
        return account(EmailAccount.Tls.NONE, null, null, pooling, limits);
    }

    EmailAccount account(
            EmailAccount.Tls tls,
            @Nullable Path password,
            @Nullable Path trust,
            EmailAccount.Pooling pooling,
            EmailAccount.Limits limits) {
        return new EmailAccount(
                "main",
                "localhost",
                server.port(),
                tls,
                false,
                password == null ? null : "user",
                password,
                trust,
                SENDER,
                pooling,
                limits);
    }

    static EmailCourier courier(EmailAccount account) {
        return new EmailCourier(account, InstantSource.system());
    }

    List<JsonNode> entries() {
        try (var lines = Files.lines(folder.resolve("ledger.ndjson"))) {
            return lines.map(Relay::read).toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    List<JsonNode> entries(UUID delivery) {
        return entries().stream()
                .filter(it -> it.get("message_id").asText().startsWith("<" + delivery + "."))
                .toList();
    }

    /** The one mail of a delivery as it arrived. */
    String mail(UUID delivery) {
        List<JsonNode> entries = entries(delivery);
        if (entries.size() != 1) {
            throw new AssertionError("taken " + entries.size() + " times");
        }
        try {
            return Files.readString(
                    folder.resolve(entries.getFirst().get("file").asText()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static JsonNode read(String line) {
        try {
            return JSON.readTree(line);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        try {
            server.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
