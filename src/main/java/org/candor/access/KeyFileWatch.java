package org.candor.access;

import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.infrastructure.Infrastructure;
import io.smallrye.mutiny.subscription.Cancellable;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.nio.file.Path;
import java.util.Arrays;
import org.candor.plumbing.Faults;
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
                .ifPresent(file -> ticks = Multi.createFrom()
                        .ticks()
                        .every(config.keysFileEvery())
                        .onOverflow()
                        .drop()
                        .onItem()
                        .transformToUniAndConcatenate(
                                _ -> look(file).onFailure().recoverWithUni(KeyFileWatch::told))
                        .subscribe()
                        .with(_ -> {}));
    }

    void stop(@Observes ShutdownEvent ended) {
        ticks.cancel();
    }

    /** Takes over what the file says, if that has changed. A file that is no list of keys changes nothing. */
    Uni<Void> look(Path file) {
        return Uni.createFrom()
                .item(() -> KeyFile.bytes(file))
                .runSubscriptionOn(Infrastructure.getDefaultWorkerPool())
                .chain(content -> Arrays.equals(content, last)
                        ? Uni.createFrom().voidItem()
                        : keys.replace("file", KeyFile.parse(file, content)).invoke(() -> last = content));
    }

    private static Uni<Void> told(Throwable failure) {
        LOG.warnf("the keys are as the key file said before: %s", Faults.describe(failure));
        return Uni.createFrom().voidItem();
    }
}
