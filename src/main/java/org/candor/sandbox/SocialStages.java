package org.candor.sandbox;

import io.smallrye.config.PropertiesConfigSource;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BinaryOperator;
import org.eclipse.microprofile.config.spi.ConfigSource;

/**
 * The sandbox's public networks, and an account {@code main} at each of them: what a file says of such an account counts
 * more than this, and one that has its server elsewhere is left alone.
 */
final class SocialStages {
    private static final String COURIER = "candor.courier.";
    private static final Map<Path, SocialStages> STARTED = new ConcurrentHashMap<>();

    /** Port by port: the keys that a running sandbox tells. */
    private record Ports(int mastodon, int bluesky, int discourse) {
        static Ports wanted(BinaryOperator<String> values) {
            return new Ports(wanted("mastodon", values), wanted("bluesky", values), wanted("discourse", values));
        }

        private static int wanted(String network, BinaryOperator<String> values) {
            return Integer.parseInt(values.apply(key(network), "0"));
        }

        static String key(String network) {
            return "candor.sandbox." + network + "-port";
        }
    }

    private final MastodonServer mastodon;
    private final BlueskyServer bluesky;
    private final DiscourseServer discourse;

    private SocialStages(Path folder, Ports ports) throws IOException {
        this.mastodon = MastodonServer.start(folder, ports.mastodon());
        this.bluesky = BlueskyServer.start(folder, ports.bluesky());
        this.discourse = DiscourseServer.start(folder, ports.discourse());
        for (SocialServer it : List.of(mastodon, bluesky, discourse)) {
            it.captureIn(CaptureSource.of(folder));
        }
    }

    /**
     * Starts the networks, once a folder, and tells what the configuration has to know of them.
     *
     * @param values reads a key of the configuration, with a value to take where it is not set
     * @param lossy whether the Bluesky account's first post is taken without an answer, so that a trial shows how a post in
     *     doubt is found
     * @param told order of the running ports among the sources; {@code offered} that of the accounts
     */
    static List<ConfigSource> sources(
            Path folder, BinaryOperator<String> values, boolean lossy, int told, int offered) {
        SocialStages stages = STARTED.computeIfAbsent(folder, it -> start(it, Ports.wanted(values)));
        List<ConfigSource> sources = new ArrayList<>();
        Map<String, String> ports = Map.of(
                Ports.key("mastodon"), Integer.toString(stages.mastodon.port()),
                Ports.key("bluesky"), Integer.toString(stages.bluesky.port()),
                Ports.key("discourse"), Integer.toString(stages.discourse.port()));
        sources.add(new PropertiesConfigSource(ports, "sandbox networks", told));
        sources.add(new PropertiesConfigSource(stages.accounts(folder, values, lossy), "sandbox posts", offered));
        return sources;
    }

    private static SocialStages start(Path folder, Ports ports) {
        try {
            return new SocialStages(folder, ports);
        } catch (IOException e) {
            throw new UncheckedIOException(
                    "the sandbox cannot start; set candor.sandbox.mastodon-port, bluesky-port and discourse-port to free"
                            + " ports, 0 finds one",
                    e);
        }
    }

    private Map<String, String> accounts(Path folder, BinaryOperator<String> values, boolean lossy) {
        Map<String, String> accounts = new HashMap<>();
        offer(accounts, values, "mastodon", mastodon.url(), Map.of("token-file", secret(folder, "mastodon-token")));
        offer(
                accounts,
                values,
                "bluesky",
                bluesky.url(),
                Map.of(
                        "identifier",
                        lossy ? "bank-drop-once.example.com" : "bank.example.com",
                        "password-file",
                        secret(folder, "bluesky-password")));
        offer(
                accounts,
                values,
                "discourse",
                discourse.url(),
                Map.of(
                        "api-username", "bank",
                        "category", "5",
                        "api-key-file", secret(folder, "discourse-key")));
        return accounts;
    }

    private static void offer(
            Map<String, String> accounts,
            BinaryOperator<String> values,
            String network,
            String url,
            Map<String, String> account) {
        String main = COURIER + network + ".main.";
        String server = values.apply(main + "url", url);
        if (Set.of("http://127.0.0.1", "http://localhost").contains(server.replaceFirst(":\\d+/?$", ""))) {
            accounts.put(main + "url", url);
            account.forEach((key, value) -> accounts.put(main + key, value));
        }
    }

    /** A file that holds a secret good for this sandbox only, readable by its owner. */
    private static String secret(Path folder, String name) {
        Path file = folder.resolve(name);
        try {
            if (!Files.exists(file)) {
                Files.createFile(
                        file, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
                Files.writeString(file, "sandbox-" + name + "\n");
            }
        } catch (IOException e) {
            throw new UncheckedIOException("the sandbox's folder cannot be written", e);
        }
        return file.toString();
    }

    /** Ends all that this process has started. */
    static void stop() {
        STARTED.values().removeIf(stages -> {
            stages.mastodon.close();
            stages.bluesky.close();
            stages.discourse.close();
            return true;
        });
    }

    static int started() {
        return STARTED.size();
    }
}
