package org.candor.plumbing;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * A PostgreSQL server of our own on a data folder of the user's, for trying Candor out and for tests.
 *
 * <p>Durable like a real one (fsync on), reachable from this machine only, with a password. A process that was killed
 * leaves its server running: the next start finds it by {@code postmaster.pid} and takes it over, or removes a pid file
 * whose process is gone and lets PostgreSQL recover.
 */
final class EmbeddedDatabase {
    /** Where the server listens on 127.0.0.1, and the password of user {@code postgres}. */
    record Running(int port, String password) {}

    private static final Map<Path, Running> STARTED = new ConcurrentHashMap<>();
    private static final int LOOKS = 50;
    private static final Duration START = Duration.ofSeconds(60);

    private EmbeddedDatabase() {}

    /** The server on this folder, started or taken over; one a folder and process, stopped when the process ends. */
    static Running on(Path folder) {
        return STARTED.computeIfAbsent(folder, EmbeddedDatabase::open);
    }

    private static Running open(Path folder) {
        try {
            Files.createDirectories(folder.getParent());
            lock(folder);
            String password = password(folder);
            Running left = takeOver(folder, password);
            return left != null ? left : start(folder, password);
        } catch (IOException e) {
            throw new UncheckedIOException("the embedded database cannot use its data folder", e);
        }
    }

    /** Two processes on one folder would destroy it; the lock lasts as long as the process. */
    private static void lock(Path folder) throws IOException {
        FileChannel channel =
                FileChannel.open(folder.resolveSibling("pg.lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        FileLock lock = channel.tryLock();
        if (lock == null) {
            channel.close();
            throw new IllegalStateException("another Candor uses this data folder; set candor.data-dir to another one");
        }
    }

    private static String password(Path folder) throws IOException {
        Path file = folder.resolveSibling("pg.password");
        if (!Files.exists(file)) {
            byte[] random = new byte[16];
            new SecureRandom().nextBytes(random);
            // Readable by the server's user while it makes the database: initdb reads it after dropping from root.
            Files.writeString(file, HexFormat.of().formatHex(random));
            Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r--r--"));
        }
        return Files.readString(file).strip();
    }

    private static @Nullable Running takeOver(Path folder, String password) throws IOException {
        ProcessHandle server = server(folder);
        if (server == null) {
            Files.deleteIfExists(folder.resolve("postmaster.pid"));
            return null;
        }
        int port = port(folder);
        if (!answers(port)) {
            throw new IllegalStateException(
                    "a PostgreSQL server runs on this data folder but does not answer; stop it");
        }
        atEnd(() -> interrupt(server));
        return new Running(port, password);
    }

    /** The server that another process of ours runs on this folder; null if there is none. */
    static @Nullable Running beside(Path folder) throws IOException {
        ProcessHandle server = server(folder);
        return server == null || !answers(port(folder)) ? null : new Running(port(folder), password(folder));
    }

    private static @Nullable ProcessHandle server(Path folder) throws IOException {
        List<String> lines = pidFile(folder);
        ProcessHandle server = lines.isEmpty()
                ? null
                : ProcessHandle.of(Long.parseLong(lines.getFirst().strip())).orElse(null);
        return server != null && servesFolder(server, folder) ? server : null;
    }

    private static int port(Path folder) throws IOException {
        List<String> lines = pidFile(folder);
        return lines.size() > 3 ? Integer.parseInt(lines.get(3).strip()) : 0;
    }

    private static List<String> pidFile(Path folder) throws IOException {
        Path file = folder.resolve("postmaster.pid");
        return Files.exists(file) ? Files.readAllLines(file) : List.of();
    }

    private static boolean servesFolder(ProcessHandle server, Path folder) {
        // A command line that the system hides counts as foreign only if the process is not ours to see at all.
        return server.isAlive()
                && server.info()
                        .commandLine()
                        .map(it -> it.contains("postgres") && it.contains(folder.toString()))
                        .orElse(false);
    }

    private static boolean answers(int port) {
        try (Socket socket = new Socket()) {
            socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 2_000);
            return true;
        } catch (IOException e) {
            return false;
        }
    }

    private static Running start(Path folder, String password) throws IOException {
        EmbeddedPostgres server = EmbeddedPostgres.builder()
                .setDataDirectory(folder)
                .setCleanDataDirectory(false)
                .setRegisterShutdownHook(false)
                .setPGStartupWait(START)
                .setLocaleConfig("auth", "scram-sha-256")
                .setLocaleConfig("pwfile", folder.resolveSibling("pg.password").toString())
                .setConnectConfig("password", password)
                .setServerConfig("listen_addresses", "127.0.0.1")
                .setServerConfig("fsync", "on")
                .setServerConfig("synchronous_commit", "on")
                .setServerConfig("full_page_writes", "on")
                // Values of rows never reach the server's log, not even with an error.
                .setServerConfig("log_min_error_statement", "panic")
                .setServerConfig("log_error_verbosity", "terse")
                .setServerConfig("log_parameter_max_length", "0")
                .setServerConfig("log_parameter_max_length_on_error", "0")
                .start();
        atEnd(() -> close(server));
        return new Running(server.getPort(), password);
    }

    /**
     * Runs after Quarkus has shut down: the pool must be closed before the server goes. All hooks start at about the same
     * time, so the one of Quarkus may appear a little after this one.
     */
    private static void atEnd(Runnable stop) {
        Runtime.getRuntime()
                .addShutdownHook(new Thread(
                        () -> {
                            Thread quarkus = shutdownOfQuarkus();
                            for (int look = 0; quarkus == null && look < LOOKS; look++) {
                                LockSupport.parkNanos(Duration.ofMillis(20).toNanos());
                                quarkus = shutdownOfQuarkus();
                            }
                            if (quarkus != null) {
                                join(quarkus);
                            }
                            stop.run();
                        },
                        "embedded database end"));
    }

    private static @Nullable Thread shutdownOfQuarkus() {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(it -> it.getName().equals("Shutdown thread"))
                .findAny()
                .orElse(null);
    }

    private static void join(Thread thread) {
        try {
            thread.join(Duration.ofMinutes(2));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static void close(EmbeddedPostgres server) {
        try {
            server.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** SIGINT is PostgreSQL's fast shutdown; Java can only send SIGTERM, which would wait for open sessions. */
    private static void interrupt(ProcessHandle server) {
        try {
            new ProcessBuilder("kill", "-INT", Long.toString(server.pid()))
                    .start()
                    .waitFor(10, TimeUnit.SECONDS);
            server.onExit().orTimeout(30, TimeUnit.SECONDS).join();
        } catch (IOException e) {
            server.destroy();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
