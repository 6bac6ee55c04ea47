package org.candor.receipt;

import io.quarkus.runtime.StartupEvent;
import io.quarkus.runtime.configuration.ConfigurationException;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.candor.plumbing.WebhookSignature;
import org.jspecify.annotations.Nullable;

/** Who may tell of emails, and whether a call is theirs: signed as Standard Webhooks say, and not an old one. */
@ApplicationScoped
class EmailSources {
    private static final long FARTHEST_SECONDS = Duration.ofMinutes(5).toSeconds();
    private static final Pattern SECONDS = Pattern.compile("[0-9]{1,12}");
    /** A dot would let one signed text be read as two different calls. */
    private static final Pattern ID = Pattern.compile("[!-~&&[^.]]{1,128}");

    private final Map<String, Path> secrets;
    private final InstantSource clock;

    EmailSources(ReceiptConfig config, InstantSource clock) {
        this.secrets = config.email().entrySet().stream()
                .collect(Collectors.toUnmodifiableMap(
                        Map.Entry::getKey, it -> it.getValue().secretFile()));
        this.clock = clock;
    }

    /** A secret that cannot be used is said at the start, not at the first call. */
    void start(@Observes StartupEvent event) {
        secrets.forEach((name, file) -> {
            String key = "candor.receipt.email." + name + ".secret-file";
            try {
                signature(file);
            } catch (UncheckedIOException e) {
                throw new ConfigurationException(key + " cannot be read.");
            } catch (IllegalArgumentException e) {
                throw new ConfigurationException(key + ": " + e.getMessage() + ".");
            }
        });
    }

    boolean knows(String name) {
        return secrets.containsKey(name);
    }

    /** What a call says of itself; each null if it does not. */
    record Claim(
            @Nullable String id,
            @Nullable String timestamp,
            @Nullable String signature) {}

    /** True if the source of this name made this call, within five minutes of now. */
    boolean made(String name, Claim call, byte[] body) {
        Path file = secrets.get(name);
        String id = call.id();
        String timestamp = call.timestamp();
        String signature = call.signature();
        if (file == null || id == null || timestamp == null || signature == null) {
            return false;
        }
        if (!ID.matcher(id).matches() || !SECONDS.matcher(timestamp).matches()) {
            return false;
        }
        // Whole seconds on both sides: one that lies ahead by 300 may lie ahead by more.
        long age = clock.instant().getEpochSecond() - Long.parseLong(timestamp);
        boolean fresh = age <= FARTHEST_SECONDS && age > -FARTHEST_SECONDS;
        return fresh && signature(file).verifies(id, timestamp, body, signature);
    }

    /** Read again for every call, so that a secret is changed without a restart. */
    private static WebhookSignature signature(Path file) {
        try {
            return WebhookSignature.verifying(Files.readAllLines(file));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
