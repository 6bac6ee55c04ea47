package org.candor.courier;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import org.candor.delivery.Address;
import org.candor.delivery.Channel;
import org.candor.delivery.Handoff;
import org.candor.delivery.Letter;
import org.candor.delivery.Network;
import org.candor.plumbing.Ids;

/** Accounts at public networks for one test, and posts for them. */
final class Plaza {
    static final OneCall.Limits PATIENT =
            new OneCall.Limits(16, Duration.ofSeconds(20), Duration.ofSeconds(5), Duration.ofSeconds(20));
    /** For servers that are slow on purpose: anybody else's answer may come later than this on a busy machine. */
    static final OneCall.Limits SHORT =
            new OneCall.Limits(4, Duration.ofSeconds(5), Duration.ofSeconds(1), Duration.ofMillis(400));

    private static final ObjectMapper JSON = new ObjectMapper();

    private final Path folder;
    private final InstantSource clock;

    Plaza(Path folder, InstantSource clock) {
        this.folder = folder;
        this.clock = clock;
    }

    MastodonCourier mastodon(String url, String token) {
        return mastodon(url, token, PATIENT);
    }

    MastodonCourier mastodon(String url, String token, OneCall.Limits limits) {
        return new MastodonCourier(
                account(Network.MASTODON, url, token, limits),
                new MastodonCourier.Manners(PublicConfig.Visibility.PUBLIC, 500),
                clock);
    }

    BlueskyCourier bluesky(String url, String identifier) {
        return bluesky(url, identifier, "app-password", PATIENT);
    }

    BlueskyCourier bluesky(String url, String identifier, String password, OneCall.Limits limits) {
        return new BlueskyCourier(account(Network.BLUESKY, url, password, limits), identifier, clock);
    }

    DiscourseCourier discourse(String url, String username) {
        return discourse(url, username, "api-key", PATIENT);
    }

    DiscourseCourier discourse(String url, String username, String key, OneCall.Limits limits) {
        return new DiscourseCourier(
                account(Network.DISCOURSE, url, key, limits), new DiscourseCourier.Author(username, 5), clock);
    }

    private PublicAccount account(Network network, String url, String secret, OneCall.Limits limits) {
        return new PublicAccount(
                network,
                "main",
                URI.create(url),
                new SecretFile(secret(secret)),
                null,
                null,
                limits,
                Duration.ofSeconds(5));
    }

    Path secret(String secret) {
        try {
            return Files.writeString(folder.resolve(Ids.next() + ".secret"), secret + "\n");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Where nobody listens. */
    static String nobody() {
        try (ServerSocket port = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return "http://127.0.0.1:" + port.getLocalPort();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static Handoff post(Network network, String text) {
        return new Handoff(
                Ids.next(),
                1,
                Ids.next(),
                Address.of(Channel.SOCIAL, network.word() + ":main"),
                new Letter("A notice about your data", text, "", "en"),
                CourierContract.DEADLINE);
    }

    /** How often a post with this mark stands in the ledger. */
    long taken(String mark) {
        return ledger().stream()
                .filter(it -> it.get("mark").asText().equals(mark))
                .count();
    }

    List<JsonNode> ledger() {
        try (var lines = Files.lines(folder.resolve("social-ledger.ndjson"))) {
            return lines.map(Plaza::read).toList();
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

    /** A clock that a test turns. */
    static final class Hands implements InstantSource {
        private volatile Instant now = Instant.parse("2026-10-01T12:00:00Z");

        void set(Instant time) {
            now = time;
        }

        @Override
        public Instant instant() {
            return now;
        }
    }
}
