package org.candor.access;

import io.quarkus.runtime.StartupEvent;
import io.quarkus.runtime.configuration.ConfigUtils;
import io.quarkus.vertx.VertxContextSupport;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/** Before the first request is taken: the key file's keys are stored, and those of a demonstration made. */
@ApplicationScoped
class KeysAtStart {
    private static final Duration SOON = Duration.ofMillis(300);
    private static final Duration LATER = Duration.ofSeconds(2);
    private static final Duration PATIENCE = Duration.ofMinutes(1);
    private static final Set<String> TRYING_OUT = Set.of("demo", "dev", "test");

    private final AccessConfig config;
    private final Keys keys;
    private final KeyFileWatch watch;
    private final Path dataDir;

    KeysAtStart(
            AccessConfig config,
            Keys keys,
            KeyFileWatch watch,
            @ConfigProperty(name = "candor.data-dir") Path dataDir) {
        this.config = config;
        this.keys = keys;
        this.watch = watch;
        this.dataDir = dataDir;
    }

    void load(@Observes StartupEvent started) throws Throwable {
        Uni<Void> file = config.keysFile()
                .map(it -> watch.take(it, KeyFile.bytes(it)))
                .orElseGet(() -> keys.replace("file", List.of()));
        List<NewKey> demo =
                ConfigUtils.getProfiles().stream().anyMatch(TRYING_OUT::contains) ? DemoKeys.in(dataDir) : List.of();
        VertxContextSupport.subscribeAndAwait(() -> store(file, demo)
                .onFailure()
                .retry()
                .withBackOff(SOON, LATER)
                // A database that is slow just now is no reason to give the start up.
                .expireIn(PATIENCE.toMillis()));
    }

    private Uni<Void> store(Uni<Void> file, List<NewKey> demo) {
        return file.call(() -> keys.replace("demo", demo));
    }
}
