package org.candor.access;

import java.time.OffsetDateTime;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** A key about to be stored: its hash, who answers for it and what it may do. */
record NewKey(
        byte[] hash,
        String name,
        String owner,
        Set<String> scopes,
        List<UUID> incidents,
        @Nullable String contact,
        @Nullable OffsetDateTime expiresAt,
        @Nullable Integer callsPerMinute) {
    NewKey {
        incidents = incidents.stream().distinct().toList();
        if (owner.isBlank() || name.isBlank()) {
            throw new IllegalArgumentException("a key needs a name and an owner");
        }
        if (owner.startsWith(Caller.ISSUED)) {
            throw new IllegalArgumentException("an owner that begins with oidc: is the issuer's to name");
        }
        if (callsPerMinute != null && callsPerMinute < 1) {
            throw new IllegalArgumentException("a key has at least one call a minute");
        }
        if (!Scopes.ALL.containsAll(scopes)) {
            throw new IllegalArgumentException("a key has a scope that there is not; scopes are "
                    + Scopes.ALL.stream().sorted().toList());
        }
    }
}
