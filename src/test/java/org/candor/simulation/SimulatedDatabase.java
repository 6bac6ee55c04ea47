package org.candor.simulation;

import io.vertx.core.Vertx;
import io.vertx.pgclient.PgConnectOptions;
import io.vertx.pgclient.PgConnection;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.stream.Stream;

/**
 * A PostgreSQL with our migrations in which {@code clock_timestamp()} and {@code statement_timestamp()} are the simulated time: a schema
 * that the search path names before the system's has functions of these names. Durable for nobody.
 */
final class SimulatedDatabase implements AutoCloseable {
    private static final Path MIGRATIONS = Path.of("src/main/resources/db/migration");
    private static final String WORLD = "world";

    private final EmbeddedPostgres server;
    private final Vertx vertx = Vertx.vertx();

    SimulatedDatabase() {
        try {
            server = EmbeddedPostgres.builder()
                    .setServerConfig("listen_addresses", "127.0.0.1")
                    .setServerConfig("fsync", "off")
                    .setServerConfig("synchronous_commit", "off")
                    .setServerConfig("full_page_writes", "off")
                    .setServerConfig("wal_level", "minimal")
                    .setServerConfig("max_wal_senders", "0")
                    .setServerConfig("autovacuum", "off")
                    .setServerConfig("track_activities", "off")
                    .setServerConfig("jit", "off")
                    .start();
            run("postgres", List.of("CREATE DATABASE " + WORLD));
            run(WORLD, List.of(resource("clock.sql")));
            // Only now do new sessions see the simulated clock; defaults of columns are bound to it when they are made.
            run(WORLD, migrations());
            run(WORLD, List.of(resource("watch.sql"), resource("settings.sql")));
        } catch (IOException | SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    Line line() {
        PgConnectOptions options = new PgConnectOptions()
                .setHost("127.0.0.1")
                .setPort(server.getPort())
                .setUser("postgres")
                .setDatabase(WORLD)
                .setCachePreparedStatements(true)
                .setPreparedStatementCacheMaxSize(1_000)
                .setPreparedStatementCacheSqlFilter(_ -> true)
                .setPipeliningLimit(8);
        return new Line(Line.get(PgConnection.connect(vertx, options)));
    }

    private static List<String> migrations() throws IOException {
        try (Stream<Path> files = Files.list(MIGRATIONS)) {
            return files.filter(it -> it.toString().endsWith(".sql"))
                    .sorted()
                    .map(SimulatedDatabase::text)
                    .toList();
        }
    }

    private static String text(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    private static String resource(String name) throws IOException {
        try (var file = SimulatedDatabase.class.getResourceAsStream(name)) {
            return new String(file.readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    private void run(String database, List<String> scripts) throws SQLException {
        try (Connection connection = server.getDatabase("postgres", database).getConnection();
                Statement statement = connection.createStatement()) {
            for (String script : scripts) {
                statement.execute(script);
            }
        }
    }

    @Override
    public void close() {
        try {
            Line.get(vertx.close());
            server.close();
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }
}
