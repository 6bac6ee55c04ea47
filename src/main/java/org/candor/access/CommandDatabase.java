package org.candor.access;

import io.smallrye.config.SmallRyeConfig;
import io.vertx.core.Vertx;
import io.vertx.pgclient.PgBuilder;
import io.vertx.pgclient.PgConnectOptions;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.PoolOptions;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.Tuple;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import org.candor.plumbing.EmbeddedDatabaseConfig;
import org.candor.plumbing.Faults;
import org.candor.plumbing.Sql;

/** The database of the service, for a command that runs beside it. */
final class CommandDatabase {
    private static final Sql SQL = Sql.of("access");
    private static final Duration TIME = Duration.ofSeconds(20);

    private CommandDatabase() {}

    /** One statement of this room; throws {@link IllegalStateException} with the sentence to stop with. */
    static RowSet<Row> execute(SmallRyeConfig config, String statement, Tuple values) {
        Vertx vertx = Vertx.vertx();
        try {
            Pool pool = PgBuilder.pool()
                    .connectingTo(database(config))
                    .with(new PoolOptions().setMaxSize(1))
                    .using(vertx)
                    .build();
            return pool.preparedQuery(SQL.get(statement))
                    .execute(values)
                    .toCompletionStage()
                    .toCompletableFuture()
                    .orTimeout(TIME.toSeconds(), TimeUnit.SECONDS)
                    .join();
        } catch (CompletionException e) {
            String state = Faults.sqlState(e);
            throw new IllegalStateException(
                    "42P01".equals(state)
                            ? "The database has no tables yet: start Candor on it once."
                            : "The database did not do it: " + Faults.describe(e));
        } finally {
            vertx.close();
        }
    }

    private static PgConnectOptions database(SmallRyeConfig config) {
        Map<String, String> beside = config.getOptionalValue("quarkus.datasource.reactive.url", String.class)
                        .isPresent()
                ? Map.of()
                : EmbeddedDatabaseConfig.beside(config.getValue("candor.data-dir", Path.class));
        String url = setting(config, beside, "quarkus.datasource.reactive.url").orElseThrow();
        PgConnectOptions options = PgConnectOptions.fromUri(url.replaceFirst("^vertx-reactive:", ""));
        setting(config, beside, "quarkus.datasource.username").ifPresent(options::setUser);
        setting(config, beside, "quarkus.datasource.password").ifPresent(options::setPassword);
        return options;
    }

    private static Optional<String> setting(SmallRyeConfig config, Map<String, String> beside, String key) {
        return beside.containsKey(key) ? Optional.of(beside.get(key)) : config.getOptionalValue(key, String.class);
    }
}
