package org.candor.access;

import io.smallrye.config.SmallRyeConfig;
import io.vertx.sqlclient.Tuple;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.InstantSource;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.candor.plumbing.Ids;
import org.jspecify.annotations.Nullable;

/**
 * {@code key create} and {@code key revoke}, run beside the service on its database. A key is shown once, or written to a file
 * that only its user can read; it is never taken from or put into the environment.
 */
final class KeyCommand {
    private KeyCommand() {}

    static String create(SmallRyeConfig config, Map<String, String> options) {
        if (!options.containsKey("owner") || !options.containsKey("scopes")) {
            throw Commands.usage();
        }
        ApiKey key = ApiKey.make();
        Tuple row = Keys.row("command", newKey(key, options)).getDelegate().addArrayOfString(new String[0]);
        Optional<Path> file = Optional.ofNullable(options.get("file")).map(Path::of);
        file.ifPresent(it -> write(it, key));
        try {
            CommandDatabase.execute(config, "create", row);
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

    static String revoke(SmallRyeConfig config, Map<String, String> options) {
        UUID id = id(options.getOrDefault("id", ""));
        if (CommandDatabase.execute(config, "revoke", Tuple.of(id, Keys.actor("command"), null))
                        .size()
                == 0) {
            throw new IllegalStateException("There is no key " + id + " that is not revoked already.");
        }
        return "Key " + id + " is revoked.";
    }

    private static Stream<String> list(@Nullable String text) {
        return text == null ? Stream.empty() : Stream.of(text.split(",")).map(String::strip);
    }

    private static UUID id(String text) {
        UUID id = Ids.parse(text);
        if (id == null) {
            throw Commands.usage();
        }
        return id;
    }

    private static long number(String text) {
        if (!text.matches("[1-9][0-9]{0,3}")) {
            throw Commands.usage();
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
}
