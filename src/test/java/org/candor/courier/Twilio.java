package org.candor.courier;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import org.candor.delivery.Address;
import org.candor.delivery.Channel;
import org.candor.delivery.Handoff;
import org.candor.plumbing.Ids;
import org.candor.sandbox.TwilioServer;

/** A real server that speaks Twilio's API for one test, and accounts that point to it. */
final class Twilio implements AutoCloseable {
    static final URI CALLBACKS = URI.create("https://api.bank.example");
    static final TwilioAccount.Senders SENDERS = new TwilioAccount.Senders("+15005550006", Map.of());
    static final Ramp.Limits USUAL = new Ramp.Limits(64, 3, Duration.ofMinutes(1));

    /** For tests of something else: many bad answers are no outage. */
    static final Ramp.Limits FORGIVING = new Ramp.Limits(64, 1_000, Duration.ofMinutes(1));

    private static final ObjectMapper JSON = new ObjectMapper();

    private final AtomicInteger people = new AtomicInteger();
    private final Path folder;
    private final TwilioServer server;

    private Twilio(Path folder, TwilioServer server) {
        this.folder = folder;
        this.server = server;
    }

    static Twilio start(Path folder) {
        try {
            return new Twilio(folder, TwilioServer.start(folder, 0));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    TwilioServer server() {
        return server;
    }

    TwilioAccount account(Ramp.Limits ramp) {
        return account(server.port(), SENDERS, ramp, Duration.ofSeconds(10));
    }

    /** With another file of the auth token. */
    TwilioAccount account(Path token) {
        TwilioAccount usual = account(USUAL);
        return new TwilioAccount(
                usual.name(),
                usual.baseUrl(),
                usual.accountSid(),
                new SecretFile(token),
                null,
                usual.senders(),
                usual.callbackUrl(),
                usual.limits());
    }

    TwilioAccount account(int port, TwilioAccount.Senders senders, Ramp.Limits ramp, Duration answer) {
        return new TwilioAccount(
                "main",
                URI.create("http://127.0.0.1:" + port),
                TwilioServer.ACCOUNT,
                new SecretFile(server.tokenFile()),
                null,
                senders,
                CALLBACKS,
                new TwilioAccount.Limits(
                        new OneCall.Limits(ramp.most(), Duration.ofSeconds(20), Duration.ofSeconds(2), answer),
                        ramp,
                        Duration.ofSeconds(30),
                        Duration.ofMinutes(1),
                        Duration.ofSeconds(5)));
    }

    TwilioCourier courier() {
        return courier(account(USUAL));
    }

    static TwilioCourier courier(TwilioAccount account) {
        return new TwilioCourier(account, null, InstantSource.system());
    }

    /** Another number of a range each time: {@code '1'} for +1 500 555 1XXX. */
    Address in(char range) {
        return to("+1500555%c%03d".formatted(range, people.incrementAndGet() % 1_000));
    }

    /** Somebody whose messages are simply taken. */
    Address anybody() {
        return to("+4915112%06d".formatted(people.incrementAndGet()));
    }

    static Address to(String number) {
        return Address.of(Channel.SMS, number);
    }

    static Handoff handoff(Address to) {
        return CourierContract.handoff(Ids.next(), 1, to);
    }

    List<JsonNode> entries() {
        try (var lines = Files.lines(folder.resolve("sms-ledger.ndjson"))) {
            return lines.map(Twilio::read).toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The messages taken of one attempt. */
    List<JsonNode> entries(UUID attempt) {
        return entries().stream()
                .filter(it -> it.get("attempt").asText().equals(attempt.toString()))
                .toList();
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
