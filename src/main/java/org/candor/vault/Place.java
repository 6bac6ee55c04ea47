package org.candor.vault;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.UUID;

/**
 * The column a sealed value lives in. Its row's id is bound into the ciphertext, so that a value moved to another row,
 * column or table no longer opens (security.md P1).
 */
public final class Place {
    private final byte[] prefix;

    private Place(byte[] prefix) {
        this.prefix = prefix;
    }

    public static Place of(String table, String column) {
        return new Place((table + '\0' + column + '\0').getBytes(StandardCharsets.UTF_8));
    }

    /** The associated data for the value in this row. */
    public byte[] row(UUID id) {
        return ByteBuffer.allocate(prefix.length + 16)
                .put(prefix)
                .putLong(id.getMostSignificantBits())
                .putLong(id.getLeastSignificantBits())
                .array();
    }
}
