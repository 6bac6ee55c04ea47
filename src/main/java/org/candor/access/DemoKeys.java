package org.candor.access;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.stream.Stream;
import org.candor.plumbing.StrictJson;

/**
 * Keys for trying Candor out: made on the first start of a data folder and kept in a file that only its user can read.
 * The first two belong to different people, so that one can approve what the other wrote.
 */
final class DemoKeys {
    /** One line of the file: the only place where a key is kept in clear. */
    record Shown(String name, String owner, String key) {}

    private DemoKeys() {}

    /** The keys in this folder's {@code keys/demo-keys.json}, made if they are not there yet. */
    static List<NewKey> in(Path dataDir) {
        Path file = dataDir.resolve("keys").resolve("demo-keys.json");
        try {
            if (!Files.exists(file)) {
                write(file);
            }
            return Stream.of(StrictJson.readOwn(Files.readString(file), Shown[].class))
                    .map(DemoKeys::key)
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException("the demonstration keys cannot be kept in the data folder", e);
        }
    }

    private static void write(Path file) throws IOException {
        Files.createDirectories(file.getParent());
        List<Shown> keys =
                List.of(shown("operator", "alice"), shown("approver", "bob"), shown("tool", "incident-tool"));
        Path fresh = file.resolveSibling(file.getFileName() + ".new");
        Files.deleteIfExists(fresh);
        Files.createFile(fresh, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        Files.writeString(fresh, StrictJson.write(keys));
        Files.move(fresh, file, java.nio.file.StandardCopyOption.ATOMIC_MOVE);
    }

    private static Shown shown(String name, String owner) {
        return new Shown(name, owner, ApiKey.make().text());
    }

    /** Where test messages go: nothing leaves this machine. */
    private static String contact(Shown it) {
        return it.owner() + "@example.org";
    }

    private static NewKey key(Shown it) {
        return new NewKey(ApiKey.hash(it.key()), it.name(), it.owner(), Scopes.ALL, List.of(), contact(it), null, null);
    }
}
