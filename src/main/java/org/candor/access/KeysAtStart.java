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
    private final Path dataDir;

    KeysAtStart(AccessConfig config, Keys keys, @ConfigProperty(name = "candor.data-dir") Path dataDir) {
        this.config = config;
        this.keys = keys;
        this.dataDir = dataDir;
    }

    void load(@Observes StartupEvent started) throws Throwable {
        List<NewKey> file = config.keysFile().map(KeyFile::read).orElse(List.of());
        List<NewKey> demo =
                ConfigUtils.getProfiles().stream().anyMatch(TRYING_OUT::contains) ? DemoKeys.in(dataDir) : List.of();
        VertxContextSupport.subscribeAndAwait(() -> store(file, demo)
                .onFailure()
                .retry()
                .withBackOff(SOON, LATER)
                // A database that is slow just now is no reason to give the start up.
                .expireIn(PATIENCE.toMillis()));
    }

    private Uni<Void> store(List<NewKey> file, List<NewKey> demo) {
        return keys.replace("file", file).call(() -> keys.replace("demo", demo));
    }
}
