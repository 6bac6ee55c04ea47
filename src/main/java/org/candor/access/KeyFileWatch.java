package org.candor.access;

import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.infrastructure.Infrastructure;
import io.smallrye.mutiny.subscription.Cancellable;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.nio.file.Path;
import java.util.Arrays;
import org.candor.plumbing.Rounds;
import org.jboss.logging.Logger;

/** Reads the key file again and again: what it says now holds, but for keys that a person revoked. */
@ApplicationScoped
class KeyFileWatch {
    private static final Logger LOG = Logger.getLogger(KeyFileWatch.class);

    private final AccessConfig config;
    private final Keys keys;
    private byte[] last = {};
    private Cancellable ticks = () -> {};

    KeyFileWatch(AccessConfig config, Keys keys) {
        this.config = config;
        this.keys = keys;
    }

    void start(@Observes StartupEvent started) {
        config.keysFile()
                .ifPresent(file ->
                        ticks = Rounds.every(config.keysFileEvery(), LOG, "reading the key file", () -> look(file)));
    }

    void stop(@Observes ShutdownEvent ended) {
        ticks.cancel();
    }

    /** Takes over what the file says, if that has changed. A file that is no list of keys changes nothing. */
    Uni<Void> look(Path file) {
        return Uni.createFrom()
                .item(() -> KeyFile.bytes(file))
                .runSubscriptionOn(Infrastructure.getDefaultWorkerPool())
                .chain(content ->
                        Arrays.equals(content, last) ? Uni.createFrom().voidItem() : take(file, content));
    }

    /** Takes over what the file says; throws {@link IllegalStateException} if that is no list of keys. */
    Uni<Void> take(Path file, byte[] content) {
        return keys.replace("file", KeyFile.parse(file, content)).invoke(() -> last = content);
    }
}
