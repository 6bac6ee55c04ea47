package org.candor.plumbing;

import io.smallrye.config.ConfigSourceContext;
import io.smallrye.config.ConfigSourceFactory;
import io.smallrye.config.ConfigValue;
import io.smallrye.config.PropertiesConfigSource;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.eclipse.microprofile.config.spi.ConfigSource;

/**
 * Starts the embedded PostgreSQL and tells the datasource where it is, in profiles {@code demo}, {@code dev} and
 * {@code test} and only where no database address is configured. Profile {@code prod} never gets one.
 *
 * <p>The factory is also asked while the application is built and augmented; only in a running application does a source
 * of the name below exist, so only then is a server started.
 */
public final class EmbeddedDatabaseConfig implements ConfigSourceFactory {
    static final String RUNNING = "BuildTime RunTime Fixed";
    private static final Set<String> PROFILES = Set.of("demo", "dev", "test");
    private static final int ORDINAL = 270;

    @Override
    public Iterable<ConfigSource> getConfigSources(ConfigSourceContext context) {
        boolean running = context.getConfigSources().stream().anyMatch(it -> RUNNING.equals(it.getName()));
        boolean welcome = context.getProfiles().stream().anyMatch(PROFILES::contains);
        if (!running || !welcome || configured(context, "quarkus.datasource.reactive.url")) {
            return List.of();
        }
        Path folder = Path.of(value(context, "candor.data-dir", "candor-data")).resolve("pg");
        Map<String, String> settings = settings(EmbeddedDatabase.on(folder.toAbsolutePath()));
        return List.of(new PropertiesConfigSource(settings, "embedded PostgreSQL", ORDINAL));
    }

    /**
     * The datasource settings of the embedded database that a running Candor has on this data folder, for a command beside
     * it; throws {@link IllegalStateException} with a sentence if none runs.
     */
    public static Map<String, String> beside(Path dataDir) {
        try {
            EmbeddedDatabase.Running database =
                    EmbeddedDatabase.beside(dataDir.resolve("pg").toAbsolutePath());
            if (database == null) {
                throw new IllegalStateException("No Candor runs on the data folder " + dataDir
                        + ": start it first, or name another folder with -Dcandor.data-dir.");
            }
            return settings(database);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Map<String, String> settings(EmbeddedDatabase.Running database) {
        String place = "127.0.0.1:" + database.port() + "/postgres";
        return Map.of(
                "quarkus.datasource.reactive.url",
                "postgresql://" + place,
                "quarkus.datasource.jdbc.url",
                "jdbc:postgresql://" + place,
                "quarkus.datasource.username",
                "postgres",
                "quarkus.datasource.password",
                database.password());
    }

    private static boolean configured(ConfigSourceContext context, String name) {
        ConfigValue found = context.getValue(name);
        return found != null && found.getValue() != null && !found.getValue().isBlank();
    }

    private static String value(ConfigSourceContext context, String name, String otherwise) {
        return configured(context, name) ? context.getValue(name).getValue() : otherwise;
    }
}
