package org.candor.console;

import java.util.List;
import java.util.UUID;
import org.candor.access.StoredKey;

/**
 * A key as a page shows it; never the key.
 *
 * @param state {@code works}, {@code expired} or {@code revoked}
 * @param incidents ids of those it is bound to; none for all
 * @param expires empty for never
 * @param used empty for never
 * @param own whether whoever looks is signed in with it
 */
record KeyLine(
        String id,
        String name,
        String owner,
        List<String> scopes,
        List<String> incidents,
        String source,
        String state,
        boolean works,
        Said.At created,
        Said.At expires,
        Said.At revoked,
        Said.At used,
        boolean own) {
    static KeyLine of(StoredKey it, UUID session) {
        return new KeyLine(
                it.id().toString(),
                it.name(),
                it.owner(),
                it.scopes(),
                it.incidents().stream().map(UUID::toString).toList(),
                it.source(),
                it.active() ? "works" : it.revokedAt() == null ? "expired" : "revoked",
                it.active(),
                Said.at(it.createdAt()),
                Said.at(it.expiresAt()),
                Said.at(it.revokedAt()),
                Said.at(it.lastUsedAt()),
                it.id().equals(session));
    }
}
