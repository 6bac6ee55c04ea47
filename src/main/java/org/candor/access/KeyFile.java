package org.candor.access;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.OffsetDateTime;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.candor.plumbing.Problem;
import org.candor.plumbing.StrictJson;
import org.jspecify.annotations.Nullable;

/**
 * The key file of an installation: hashes only, so that it may sit beside the other configuration. Example:
 * {@code [{"name": "iris", "owner": "incident-tool", "scopes": ["incidents:write"], "sha256": "9f86…"}]}
 */
final class KeyFile {
    /** One entry; all after {@code sha256} may be left out. */
    record Entry(
            @Nullable String name,
            @Nullable String owner,
            @Nullable Set<String> scopes,
            @Nullable String sha256,
            @Nullable List<UUID> incidents,
            @Nullable String contact,
            @Nullable OffsetDateTime expiresAt,
            @Nullable Integer callsPerMinute) {}

    private KeyFile() {}

    /** What the file says; throws {@link IllegalStateException} with one sentence that names it. */
    static byte[] bytes(Path file) {
        try {
            return Files.readAllBytes(file);
        } catch (IOException e) {
            throw new IllegalStateException("the key file " + file + " cannot be read: set candor.access.keys-file", e);
        }
    }

    /** The keys of a file whose content is this; throws {@link IllegalStateException} that names the file and the entry. */
    static List<NewKey> parse(Path file, byte[] content) {
        Entry[] entries;
        try {
            entries = StrictJson.bind(StrictJson.tree(content), Entry[].class);
        } catch (Problem e) {
            throw new IllegalStateException(
                    "the key file " + file + " is not a list of {name, owner, scopes, sha256}: " + e.errors());
        }
        NewKey[] keys = new NewKey[entries.length];
        for (int i = 0; i < entries.length; i++) {
            keys[i] = key(file, i, entries[i]);
        }
        return List.of(keys);
    }

    private static NewKey key(Path file, int index, Entry entry) {
        try {
            if (entry.name() == null || entry.owner() == null || entry.scopes() == null || entry.sha256() == null) {
                throw new IllegalArgumentException("it needs name, owner, scopes and sha256");
            }
            byte[] hash = HexFormat.of().parseHex(entry.sha256());
            if (hash.length != 32) {
                throw new IllegalArgumentException("sha256 is 64 hexadecimal digits");
            }
            List<UUID> incidents = entry.incidents() == null ? List.of() : entry.incidents();
            return new NewKey(
                    hash,
                    entry.name(),
                    entry.owner(),
                    entry.scopes(),
                    incidents,
                    entry.contact(),
                    entry.expiresAt(),
                    entry.callsPerMinute());
        } catch (IllegalArgumentException e) {
            throw new IllegalStateException("entry " + index + " of the key file " + file + ": " + e.getMessage());
        }
    }
}
