package org.candor.plumbing;

import io.smallrye.config.ConfigSourceContext;
import io.smallrye.config.ConfigSourceFactory;
import io.smallrye.config.ConfigValue;
import io.smallrye.config.PropertiesConfigSource;
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
        EmbeddedDatabase.Running database = EmbeddedDatabase.on(folder.toAbsolutePath());
        String place = "127.0.0.1:" + database.port() + "/postgres";
        return List.of(new PropertiesConfigSource(
                Map.of(
                        "quarkus.datasource.reactive.url",
                        "postgresql://" + place,
                        "quarkus.datasource.jdbc.url",
                        "jdbc:postgresql://" + place,
                        "quarkus.datasource.username",
                        "postgres",
                        "quarkus.datasource.password",
                        database.password()),
                "embedded PostgreSQL",
                ORDINAL));
    }

    private static boolean configured(ConfigSourceContext context, String name) {
        ConfigValue found = context.getValue(name);
        return found != null && found.getValue() != null && !found.getValue().isBlank();
    }

    private static String value(ConfigSourceContext context, String name, String otherwise) {
        return configured(context, name) ? context.getValue(name).getValue() : otherwise;
    }
}
