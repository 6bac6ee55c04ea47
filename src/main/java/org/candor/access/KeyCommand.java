package org.candor.access;

import io.quarkus.runtime.configuration.ConfigurationException;
import io.smallrye.config.SmallRyeConfig;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.pgclient.PgBuilder;
import io.vertx.pgclient.PgConnectOptions;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.PoolOptions;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.Tuple;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.InstantSource;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.candor.plumbing.EmbeddedDatabaseConfig;
import org.candor.plumbing.Faults;
import org.candor.plumbing.Ids;
import org.candor.plumbing.Sql;
import org.candor.vault.Vault;
import org.jspecify.annotations.Nullable;

/**
 * {@code key create} and {@code key revoke}, run beside the service on its database, and {@code vault create}, {@code add},
 * {@code use}, {@code drop} and {@code reopen}, which write a key file. A key is
 * shown once, or written to a file that only its user can read; it is never taken from or put into the environment.
 */
final class KeyCommand {
    private static final String USAGE = "Usage: key create --owner <who> --scopes <a,b|all> [--name <what for>]"
            + " [--incidents <id,id>] [--contact <address>] [--days <until it expires>] [--calls <a minute>] [--file <to write it to>]"
            + " | key revoke --id <id> | vault create|add|use|drop|reopen --file <the key file>";
    private static final Set<String> OPTIONS =
            Set.of("owner", "scopes", "name", "incidents", "contact", "days", "calls", "file", "id");
    private static final Sql SQL = Sql.of("access");
    private static final Duration TIME = Duration.ofSeconds(20);

    private KeyCommand() {}

    /** What to print; throws {@link IllegalArgumentException} or {@link IllegalStateException} with the sentence to stop with. */
    static String run(SmallRyeConfig config, List<String> args) {
        Map<String, String> options = args.size() < 2 ? Map.of() : options(args.subList(2, args.size()));
        String command = args.stream().limit(2).collect(Collectors.joining(" "));
        return switch (command) {
            case "key create" -> create(config, options);
            case "key revoke" -> revoke(config, options);
            case "vault create" -> createVault(options);
            case "vault add" ->
                turn(
                        options,
                        Vault::addKek,
                        "has one more key, which opens and does not wrap yet. When each process has read it (after"
                                + " candor.access.vault-check-every): vault use --file ");
            case "vault use" ->
                turn(
                        options,
                        Vault::useNewestKek,
                        "wraps by its newest key from now on; the keys of incidents are wrapped again by the running"
                                + " service, which writes keys.rewrapped to the record. After that: vault drop --file ");
            case "vault drop" -> drop(config, options);
            case "vault reopen" -> turn(options, Vault::reopenKeks, "opens by all of its keys again. The file is ");
            default -> throw new IllegalArgumentException(USAGE);
        };
    }

    private static Map<String, String> options(List<String> args) {
        Map<String, String> options = new LinkedHashMap<>();
        for (int i = 0; i + 1 < args.size(); i += 2) {
            String name = args.get(i).startsWith("--") ? args.get(i).substring(2) : "";
            if (!OPTIONS.contains(name) || options.put(name, args.get(i + 1)) != null) {
                throw new IllegalArgumentException(USAGE);
            }
        }
        if (args.size() % 2 != 0) {
            throw new IllegalArgumentException(USAGE);
        }
        return options;
    }

    private static String create(SmallRyeConfig config, Map<String, String> options) {
        if (!options.containsKey("owner") || !options.containsKey("scopes")) {
            throw new IllegalArgumentException(USAGE);
        }
        ApiKey key = ApiKey.make();
        Tuple row = Keys.row("command", newKey(key, options)).getDelegate().addArrayOfString(new String[0]);
        Optional<Path> file = Optional.ofNullable(options.get("file")).map(Path::of);
        file.ifPresent(it -> write(it, key));
        try {
            execute(config, "create", row);
        } catch (IllegalStateException e) {
            file.ifPresent(KeyCommand::remove);
            throw e;
        }
        String id = row.getUUID(0).toString();
        return file.isPresent()
                ? "Key " + id + " is in " + file.get() + "."
                : "Key " + id + ", shown this once:\n" + key.text();
    }

    private static NewKey newKey(ApiKey key, Map<String, String> options) {
        String asked = Objects.requireNonNull(options.get("scopes"));
        Set<String> scopes = asked.equals("all") ? Scopes.ALL : list(asked).collect(Collectors.toSet());
        List<UUID> incidents =
                list(options.get("incidents")).map(KeyCommand::id).toList();
        OffsetDateTime expires = Optional.ofNullable(options.get("days"))
                .map(it -> InstantSource.system()
                        .instant()
                        .atOffset(ZoneOffset.UTC)
                        .plusDays(number(it)))
                .orElse(null);
        Integer calls = options.containsKey("calls") ? Math.toIntExact(number(options.get("calls"))) : null;
        String name = options.getOrDefault("name", "made by command");
        String owner = Objects.requireNonNull(options.get("owner"));
        return new NewKey(key.hash(), name, owner, scopes, incidents, options.get("contact"), expires, calls);
    }

    private static String revoke(SmallRyeConfig config, Map<String, String> options) {
        UUID id = id(options.getOrDefault("id", ""));
        if (execute(config, "revoke", Tuple.of(id, Keys.actor("command"), null)).size() == 0) {
            throw new IllegalStateException("There is no key " + id + " that is not revoked already.");
        }
        return "Key " + id + " is revoked.";
    }

    /** The keys that personal data is sealed with: made once for an installation, before its first start. */
    private static String createVault(Map<String, String> options) {
        String name = options.get("file");
        if (name == null) {
            throw new IllegalArgumentException(USAGE);
        }
        try {
            Vault.makeKeyFile(Path.of(name));
        } catch (FileAlreadyExistsException e) {
            throw new IllegalStateException("There is a file " + name + " already; it was left as it is.");
        } catch (IOException e) {
            throw new IllegalStateException("The key file " + name
                    + " cannot be written: choose a folder that is there and open to this user.");
        }
        return "The keys of this installation are in " + name + ": set candor.vault.key-file to it, and keep a copy"
                + " apart from the database. Without it nothing that is sealed can be read again.";
    }

    private interface Turn {
        void on(Path file) throws IOException;
    }

    private static String turn(Map<String, String> options, Turn step, String done) {
        String name = options.get("file");
        if (name == null) {
            throw new IllegalArgumentException(USAGE);
        }
        try {
            step.on(Path.of(name));
        } catch (ConfigurationException e) {
            throw new IllegalStateException(e.getMessage(), e);
        } catch (IOException e) {
            throw new IllegalStateException("The key file " + name
                    + " cannot be written: choose a folder that is there and open to this user.");
        }
        return "The key file " + name + " " + done + name;
    }

    /** Only if nothing in the database needs one of the others. */
    private static String drop(SmallRyeConfig config, Map<String, String> options) {
        String name = options.get("file");
        if (name == null) {
            throw new IllegalArgumentException(USAGE);
        }
        Buffer generation;
        try {
            generation = Buffer.buffer(Vault.generation(Path.of(name)));
        } catch (ConfigurationException e) {
            throw new IllegalStateException(e.getMessage(), e);
        }
        long left = execute(config, "keys-otherwise", Tuple.of(generation))
                .iterator()
                .next()
                .getLong(0);
        if (left > 0) {
            throw new IllegalStateException(left + " keys of the database are not wrapped by the newest key of " + name
                    + " yet; nothing was changed. The running service wraps them again: try later.");
        }
        return turn(
                options,
                Vault::dropOldKeks,
                "opens by the key that wraps only; the others are in it still, out of use. Backups from before need them:"
                        + " vault reopen --file ");
    }

    private static Stream<String> list(@Nullable String text) {
        return text == null ? Stream.empty() : Stream.of(text.split(",")).map(String::strip);
    }

    private static UUID id(String text) {
        UUID id = Ids.parse(text);
        if (id == null) {
            throw new IllegalArgumentException(USAGE);
        }
        return id;
    }

    private static long number(String text) {
        if (!text.matches("[1-9][0-9]{0,3}")) {
            throw new IllegalArgumentException(USAGE);
        }
        return Long.parseLong(text);
    }

    private static void write(Path file, ApiKey key) {
        try {
            Files.createFile(file, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
            Files.writeString(file, key.text() + "\n");
        } catch (IOException e) {
            throw new IllegalStateException("The file " + file
                    + " cannot be made: it is there already, or its folder is" + " not yours to write.");
        }
    }

    private static void remove(Path file) {
        try {
            Files.deleteIfExists(file);
        } catch (IOException e) {
            throw new IllegalStateException("The key was not stored; delete the file " + file + ".");
        }
    }

    private static RowSet<Row> execute(SmallRyeConfig config, String statement, Tuple values) {
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
