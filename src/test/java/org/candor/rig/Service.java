package org.candor.rig;

import java.io.IOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The packaged service as a process of its own on loopback ports of its own, with a data folder of its own. Ends with the
 * process that started it.
 */
public final class Service implements AutoCloseable {
    private static final Path JAR = Path.of("target", "quarkus-app", "quarkus-run.jar");
    private static final int FIRST_PORT = 18_000;
    private static final int LAST_PORT = 32_000;
    private static final int PORT_TRIES = 100;
    private static final Duration START = Duration.ofMinutes(4);

    private static final Pattern WORKER = Pattern.compile("this process is worker ([0-9a-f-]{36})");

    /**
     * How to start one: profile, data folder, further configuration, JVM options, environment variables and the name of the
     * log file in the data folder.
     */
    public record Plan(
            String profile,
            Path data,
            Map<String, String> config,
            List<String> jvm,
            Map<String, String> environment,
            String log) {
        public Plan(String profile, Path data, Map<String, String> config, List<String> jvm) {
            this(profile, data, config, jvm, Map.of(), "service.log");
        }

        public static Plan demo(Path data) {
            return new Plan("demo", data, Map.of(), List.of());
        }

        /** The same with one more configuration value. */
        public Plan with(String key, String value) {
            Map<String, String> more = new LinkedHashMap<>(config);
            more.put(key, value);
            return new Plan(profile, data, more, jvm, environment, log);
        }

        /** The same with one more environment variable. */
        public Plan withEnvironment(String name, String value) {
            Map<String, String> more = new LinkedHashMap<>(environment);
            more.put(name, value);
            return new Plan(profile, data, config, jvm, more, log);
        }

        /** The same with a log of its own: several processes may share a data folder if their database is outside. */
        public Plan logTo(String name) {
            return new Plan(profile, data, config, jvm, environment, name);
        }

        /** The same on a database outside. */
        public Plan on(Postgres database) {
            return with("quarkus.datasource.reactive.url", database.reactiveUrl())
                    .with("quarkus.datasource.jdbc.url", database.jdbcUrl())
                    .with("quarkus.datasource.username", database.user())
                    .with("quarkus.datasource.password", database.password());
        }

        /** With an account at a mail server of ours on this machine instead of the sandbox's. */
        public Plan mailTo(int port) {
            return mailTo("main", port);
        }

        /** The same with an account of this name. */
        public Plan mailTo(String account, int port) {
            String prefix = "candor.courier.email." + account + ".";
            return with(prefix + "host", "127.0.0.1")
                    .with(prefix + "port", Integer.toString(port))
                    .with(prefix + "tls", "none")
                    .with(prefix + "from", "privacy@example.com");
        }

        public Plan withJvm(String... options) {
            return new Plan(profile, data, config, List.of(options), environment, log);
        }
    }

    private final Plan plan;
    private final Process process;
    private final int port;
    private final int managementPort;
    private final Path log;
    /** Where its own part of the log begins: one that is started again writes behind the one before. */
    private final int logged;

    private final Thread atEnd;

    private Service(Plan plan, Process process, int port, int managementPort, Path log, int logged) {
        this.plan = plan;
        this.process = process;
        this.port = port;
        this.managementPort = managementPort;
        this.log = log;
        this.logged = logged;
        this.atEnd = new Thread(process::destroy, "service end");
        Runtime.getRuntime().addShutdownHook(atEnd);
    }

    /** Starts it and waits until it is ready. */
    public static Service start(Plan plan) throws IOException, InterruptedException {
        Service service = launch(plan);
        service.awaitReady();
        return service;
    }

    /** Starts it without waiting. */
    public static Service launch(Plan plan) throws IOException {
        if (!Files.exists(JAR)) {
            throw new IllegalStateException("the service is not packaged: " + JAR + " is missing");
        }
        int port = freePort();
        int management = freePort();
        Files.createDirectories(plan.data());
        Path log = plan.data().resolve(plan.log());
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(plan.jvm());
        command.add("-Dquarkus.profile=" + plan.profile());
        command.add("-Dcandor.data-dir=" + plan.data().toAbsolutePath());
        command.add("-Dquarkus.http.port=" + port);
        command.add("-Dquarkus.management.port=" + management);
        plan.config().forEach((key, value) -> command.add("-D" + key + "=" + value));
        command.add("-jar");
        command.add(JAR.toString());
        ProcessBuilder builder = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()));
        builder.environment().putAll(plan.environment());
        int logged = Files.exists(log) ? Files.readString(log).length() : 0;
        Process process = builder.start();
        return new Service(plan, process, port, management, log, logged);
    }

    public int port() {
        return port;
    }

    public int managementPort() {
        return managementPort;
    }

    public long pid() {
        return process.pid();
    }

    /** The worker that this process was last, as its log says; empty if it has not come so far. */
    public Optional<UUID> worker() throws IOException {
        Matcher said = WORKER.matcher(Files.readString(log).substring(logged));
        return said.results().map(it -> UUID.fromString(it.group(1))).reduce((_, last) -> last);
    }

    public Path log() {
        return log;
    }

    public Path data() {
        return plan.data();
    }

    public boolean running() {
        return process.isAlive();
    }

    /** Waits for an end by itself; answers the exit status, or throws if it does not end in time. */
    public int awaitExit(Duration atMost) throws InterruptedException {
        if (!process.waitFor(atMost.toMillis(), TimeUnit.MILLISECONDS)) {
            throw new IllegalStateException("the service still runs");
        }
        return process.exitValue();
    }

    /** {@code kill -9}. */
    public void kill() throws InterruptedException {
        process.destroyForcibly();
        process.waitFor();
        forget();
    }

    /** SIGSTOP: it stands still until {@link #resume()}. */
    public void pause() throws IOException, InterruptedException {
        Signals.send("-STOP", process.pid());
    }

    /** SIGCONT. */
    public void resume() throws IOException, InterruptedException {
        Signals.send("-CONT", process.pid());
    }

    /** SIGTERM, as an orchestrator does; answers the exit status. */
    public int stop() throws InterruptedException {
        process.destroy();
        if (!process.waitFor(150, TimeUnit.SECONDS)) {
            process.destroyForcibly();
            throw new IllegalStateException("the service did not end, see " + log);
        }
        return process.exitValue();
    }

    @Override
    public void close() {
        try {
            stop();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            forget();
        }
    }

    private void forget() {
        try {
            Runtime.getRuntime().removeShutdownHook(atEnd);
        } catch (IllegalStateException ending) {
            // The whole process ends: its hook does the same.
        }
    }

    /** Waits until it is ready; throws with the log's place if it ends or is not ready in time. */
    public void awaitReady() throws InterruptedException {
        long end = System.nanoTime() + START.toNanos();
        HttpRequest request = HttpRequest.newBuilder(
                        URI.create("http://127.0.0.1:" + managementPort + "/q/health/ready"))
                .timeout(Duration.ofSeconds(5))
                .build();
        try (HttpClient http = HttpClient.newHttpClient()) {
            while (System.nanoTime() < end && process.isAlive()) {
                try {
                    if (http.send(request, HttpResponse.BodyHandlers.discarding())
                                    .statusCode()
                            == 200) {
                        return;
                    }
                } catch (IOException notYet) {
                    // It is not listening yet.
                }
                Thread.sleep(100);
            }
        }
        process.destroyForcibly();
        throw new IllegalStateException("the service did not get ready, see " + log);
    }

    /**
     * A port that nobody listens on, below those that systems give to outgoing connections: one of these would be taken by
     * the service's own connections while it starts.
     */
    static int freePort() throws IOException {
        for (int tries = 0; tries < PORT_TRIES; tries++) {
            int port = ThreadLocalRandom.current().nextInt(FIRST_PORT, LAST_PORT);
            try (ServerSocket socket = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
                return socket.getLocalPort();
            } catch (BindException taken) {
                // Another one is tried.
            }
        }
        throw new IOException("no free port from " + FIRST_PORT + " to " + LAST_PORT);
    }
}
