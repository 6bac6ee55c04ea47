package org.candor.rig;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;

/**
 * A PostgreSQL server on loopback as real processes, outside of every service: it can be killed, stopped and started again
 * on the same folder and the same port. Durable like a real one: fsync on. Ends with the process that started it.
 */
public final class Postgres implements AutoCloseable {
    private static final Duration START = Duration.ofMinutes(3);
    private static final int CONNECTIONS = 200;

    /** How a server is asked to end. */
    public enum Stop {
        /** Open sessions are ended; nothing is left to recover. */
        FAST("-INT"),
        /** As after a power cut, with recovery at the next start. */
        IMMEDIATE("-QUIT");

        private final String signal;

        Stop(String signal) {
            this.signal = signal;
        }
    }

    private final Path folder;
    private final Path program;
    private final int port;
    private final String password;
    private final Map<String, String> settings;
    private final Thread atEnd = new Thread(this::end, "postgres end");
    private Process process;

    private Postgres(Path folder, Path program, int port, String password, Map<String, String> settings)
            throws IOException {
        this.folder = folder;
        this.program = program;
        this.port = port;
        this.password = password;
        this.settings = settings;
        this.process = launch();
        Runtime.getRuntime().addShutdownHook(atEnd);
    }

    /** A fresh server on this folder, which is made. */
    public static Postgres start(Path folder) throws IOException {
        return start(folder, Map.of());
    }

    /** The same with settings of {@code postgresql.conf} of one's own. */
    public static Postgres start(Path folder, Map<String, String> settings) throws IOException {
        Path data = folder.toAbsolutePath();
        Files.createDirectories(data.getParent());
        String password = HexFormat.of().toHexDigits(ThreadLocalRandom.current().nextLong());
        Path program = make(data, password);
        return of(data, program, password, settings);
    }

    /** A server on a folder that has a database already, such as a copy of another one's, stopped, with its password. */
    public static Postgres on(Path folder, Postgres origin, Map<String, String> settings) throws IOException {
        return of(folder.toAbsolutePath(), origin.program, origin.password, settings);
    }

    private static Postgres of(Path data, Path program, String password, Map<String, String> settings)
            throws IOException {
        Map<String, String> all = new LinkedHashMap<>();
        all.put("listen_addresses", "127.0.0.1");
        all.put("unix_socket_directories", "");
        all.put("max_connections", Integer.toString(CONNECTIONS));
        all.put("fsync", "on");
        all.put("synchronous_commit", "on");
        all.put("full_page_writes", "on");
        all.put("log_min_error_statement", "panic");
        all.put("log_error_verbosity", "terse");
        all.putAll(settings);
        Postgres server = new Postgres(data, program, Service.freePort(), password, Map.copyOf(all));
        server.awaitUp();
        return server;
    }

    /** Makes the database with the embedded binaries; answers where the server's program is. */
    private static Path make(Path data, String password) throws IOException {
        Path file = data.resolveSibling(data.getFileName() + ".password");
        Files.writeString(file, password);
        // initdb reads it after dropping from root.
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r--r--"));
        try (EmbeddedPostgres _ = EmbeddedPostgres.builder()
                .setDataDirectory(data)
                // Its own choice would be a port that outgoing connections are given as well.
                .setPort(Service.freePort())
                .setCleanDataDirectory(false)
                .setRegisterShutdownHook(false)
                .setPGStartupWait(START)
                .setLocaleConfig("auth", "scram-sha-256")
                .setLocaleConfig("pwfile", file.toString())
                // The password is random and lives as long as the test, which asks over a connection of its own each
                // time:
                // thousands of rounds of hashing would protect nothing, and be a good part of what the tests cost.
                .setLocaleConfig("set", "scram_iterations=1")
                .setConnectConfig("password", password)
                .setServerConfig("listen_addresses", "127.0.0.1")
                .start()) {
            // How it was started, as the server itself writes it down: its program comes first.
            String command = Files.readString(data.resolve("postmaster.opts"));
            return Path.of(command.substring(0, command.indexOf(' ')));
        }
    }

    private Process launch() throws IOException {
        List<String> command = new ArrayList<>();
        if (System.getProperty("user.name").equals("root")) {
            // PostgreSQL refuses to run as root: in a user namespace of its own it is nobody.
            command.addAll(List.of("unshare", "-U"));
        }
        command.addAll(List.of(program.toString(), "-D", folder.toString(), "-p", Integer.toString(port)));
        settings.forEach((name, value) -> command.addAll(List.of("-c", name + "=" + value)));
        return new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(log().toFile()))
                .start();
    }

    public int port() {
        return port;
    }

    public long pid() {
        return process.pid();
    }

    public Path folder() {
        return folder;
    }

    public Path log() {
        return folder.resolveSibling(folder.getFileName() + ".log");
    }

    public String user() {
        return "postgres";
    }

    public String password() {
        return password;
    }

    public String jdbcUrl() {
        return "jdbc:postgresql://127.0.0.1:" + port + "/postgres";
    }

    public String reactiveUrl() {
        return "postgresql://127.0.0.1:" + port + "/postgres";
    }

    public Connection connect() throws SQLException {
        return DriverManager.getConnection(jdbcUrl(), user(), password);
    }

    /** The one number that a question answers. */
    public long count(String question, Object... values) throws SQLException {
        return column(question, Long.class, values).getFirst();
    }

    /** The ids that a question answers. */
    public List<UUID> ids(String question, Object... values) throws SQLException {
        return column(question, UUID.class, values);
    }

    private <T> List<T> column(String question, Class<T> type, Object... values) throws SQLException {
        try (Connection connection = connect();
                PreparedStatement statement = connection.prepareStatement(question)) {
            for (int i = 0; i < values.length; i++) {
                statement.setObject(i + 1, values[i]);
            }
            try (ResultSet rows = statement.executeQuery()) {
                List<T> all = new ArrayList<>();
                while (rows.next()) {
                    all.add(rows.getObject(1, type));
                }
                return all;
            }
        }
    }

    public boolean running() {
        return process.isAlive();
    }

    /** {@code kill -9} of the server and all its children at once; answers when they are gone. */
    public void kill() throws InterruptedException {
        List<ProcessHandle> children = process.descendants().toList();
        process.destroyForcibly();
        children.forEach(ProcessHandle::destroyForcibly);
        process.waitFor();
        awaitGone(children);
    }

    /** Asks it to end and waits until it has. */
    public void stop(Stop how) throws IOException, InterruptedException {
        List<ProcessHandle> children = process.descendants().toList();
        Signals.send(how.signal, process.pid());
        if (!process.waitFor(60, TimeUnit.SECONDS)) {
            throw new IllegalStateException("PostgreSQL did not stop, see " + log());
        }
        awaitGone(children);
    }

    private static void awaitGone(List<ProcessHandle> children) {
        Awaitility.await()
                .pollInterval(Duration.ofMillis(10))
                .atMost(Duration.ofSeconds(60))
                .until(() -> children.stream().noneMatch(ProcessHandle::isAlive));
    }

    /** Starts it again where it was; answers when it takes connections, after recovery. */
    public void restart() throws IOException {
        process = launch();
        awaitUp();
    }

    private void awaitUp() {
        Awaitility.await()
                .pollDelay(Duration.ofMillis(50))
                .pollInterval(Duration.ofMillis(50))
                .atMost(START)
                .until(this::answers);
    }

    private boolean answers() throws IOException {
        if (!process.isAlive()) {
            // A child of the one before may have held its shared memory for a moment.
            process = launch();
            return false;
        }
        try (Connection connection = connect()) {
            return connection.isValid(5);
        } catch (SQLException notYet) {
            return false;
        }
    }

    private void end() {
        process.descendants().forEach(ProcessHandle::destroyForcibly);
        process.destroyForcibly();
    }

    @Override
    public void close() {
        if (process.isAlive()) {
            try {
                stop(Stop.FAST);
            } catch (IOException | IllegalStateException stuck) {
                end();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                end();
            }
        }
        try {
            Runtime.getRuntime().removeShutdownHook(atEnd);
        } catch (IllegalStateException ending) {
            // The whole process ends: its hook does the same.
        }
    }
}
