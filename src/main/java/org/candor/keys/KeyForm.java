package org.candor.keys;

import java.time.OffsetDateTime;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.regex.Pattern;
import org.candor.access.Keyring;
import org.candor.access.Scopes;
import org.candor.plumbing.Violations;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/**
 * A key as callers ask for it. It has no contact: an address that test messages go to is confirmed by whoever keeps the key file
 * or runs the command.
 */
@Schema(name = "NewKey")
public record KeyForm(
        @Schema(description = "What it is for", maxLength = 100) @Nullable
        String name,

        @Schema(
                description = "The person or system that answers for it; two keys of one owner are one person",
                pattern = KeyForm.OWNER)
        @Nullable
        String owner,

        @Schema(description = "What it may do: no more than the calling key") @Nullable
        List<@Nullable String> scopes,

        @Schema(description = "The incidents it is bound to; none for all") @Nullable
        List<@Nullable UUID> incidents,

        @Schema(
                description =
                        "Within 100 years, and no later than the calling key ends; with a token of an issuer it is needed,"
                                + " and at most a year ahead")
        @Nullable
        OffsetDateTime expiresAt,

        @Schema(description = "As many as all keys have, or fewer; no more than the calling key has") @Nullable
        Integer callsPerMinute) {
    /** It stands in the record for good, and so is no address. */
    static final String OWNER = "[A-Za-z0-9][A-Za-z0-9._-]{0,63}";

    private static final Pattern OWNERS = Pattern.compile(OWNER);
    private static final int LONGEST = 100;
    private static final int MOST_INCIDENTS = 100;

    /** As good as for ever, and still a time that every store can hold. */
    static final int MOST_YEARS = 100;

    /**
     * The wish, checked; 422 for everything that is wrong with it.
     *
     * @param issued whether the issuer vouches for who asks: they have no end that a key of theirs could share, and name one
     *     within a year
     */
    Keyring.Wish check(OffsetDateTime now, int mostCalls, boolean issued) {
        Violations wrong = new Violations();
        String called = name == null ? "" : name.strip();
        wrong.addIf(called.isEmpty(), "/name", "required")
                .addIf(called.length() > LONGEST, "/name", "too-long")
                .addIf(called.chars().anyMatch(Character::isISOControl), "/name", "control-character")
                .addIf(owner == null, "/owner", "required")
                .addIf(owner != null && !OWNERS.matcher(owner).matches(), "/owner", "invalid")
                .addIf(expiresAt != null && !expiresAt.isAfter(now), "/expires_at", "past")
                .addIf(expiresAt == null && issued, "/expires_at", "required")
                .addIf(
                        expiresAt != null && expiresAt.isAfter(now.plusYears(issued ? 1 : MOST_YEARS)),
                        "/expires_at",
                        "too-late")
                .addIf(callsPerMinute != null && callsPerMinute < 1, "/calls_per_minute", "too-small")
                .addIf(callsPerMinute != null && callsPerMinute > mostCalls, "/calls_per_minute", "too-large");
        Set<String> may = scopes(wrong);
        List<UUID> bound = incidents(wrong);
        wrong.orThrow();
        return new Keyring.Wish(called, String.valueOf(owner), may, bound, expiresAt, callsPerMinute);
    }

    private Set<String> scopes(Violations wrong) {
        Set<String> may = new HashSet<>();
        List<@Nullable String> asked = scopes == null ? List.of() : scopes;
        wrong.addIf(asked.isEmpty(), "/scopes", "required");
        for (int i = 0; i < asked.size(); i++) {
            String scope = asked.get(i);
            if (scope == null || !Scopes.ALL.contains(scope)) {
                wrong.add("/scopes/" + i, "not-allowed");
            } else {
                may.add(scope);
            }
        }
        return may;
    }

    private List<UUID> incidents(Violations wrong) {
        List<@Nullable UUID> asked = incidents == null ? List.of() : incidents;
        wrong.addIf(asked.size() > MOST_INCIDENTS, "/incidents", "too-many");
        for (int i = 0; i < asked.size(); i++) {
            wrong.addIf(asked.get(i) == null, "/incidents/" + i, "required");
        }
        return wrong.any()
                ? List.of()
                : asked.stream().distinct().map(UUID.class::cast).toList();
    }
}
