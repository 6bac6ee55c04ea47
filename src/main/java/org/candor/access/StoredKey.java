package org.candor.access;

import io.vertx.mutiny.sqlclient.Row;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What is told about a key: never the key, nor its hash.
 *
 * @param contact whether test messages have an address to go to
 * @param source what made it: {@code command}, {@code file}, {@code demo} or {@code api}
 * @param madeBy whose key it was made with over the API, and theirs: who has seen it
 * @param callsPerMinute null for as many as all keys have
 * @param replaces the key whose place it took; null for none
 * @param lastUsedAt null if it was not used, or not since the database crashed
 */
public record StoredKey(
        UUID id,
        String name,
        String owner,
        List<String> scopes,
        List<UUID> incidents,
        boolean contact,
        String source,
        List<String> madeBy,
        @Nullable Integer callsPerMinute,
        @Nullable UUID replaces,
        boolean active,
        OffsetDateTime createdAt,
        @Nullable OffsetDateTime expiresAt,
        @Nullable OffsetDateTime revokedAt,
        @Nullable OffsetDateTime lastUsedAt) {
    static StoredKey of(Row row) {
        return new StoredKey(
                row.getUUID("id"),
                row.getString("name"),
                row.getString("owner"),
                Stream.of(row.getArrayOfStrings("scopes")).sorted().toList(),
                List.of(row.getArrayOfUUIDs("incidents")),
                row.getBoolean("contact"),
                row.getString("source"),
                List.of(row.getArrayOfStrings("makers")),
                row.getInteger("calls_per_minute"),
                row.getUUID("replaces"),
                row.getBoolean("active"),
                row.getOffsetDateTime("created_at"),
                row.getOffsetDateTime("expires_at"),
                row.getOffsetDateTime("revoked_at"),
                row.getOffsetDateTime("used_at"));
    }
}
