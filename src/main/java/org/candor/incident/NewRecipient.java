package org.candor.incident;

import org.jspecify.annotations.Nullable;

/**
 * A recipient that passed every rule, normalised. Prints nothing of it.
 *
 * @param phone E.164
 * @param exposed bits of {@link ExposedClass}, or null for those of the incident
 */
public record NewRecipient(
        String ref,
        @Nullable String name,
        @Nullable String email,
        @Nullable String phone,
        @Nullable String locale,
        @Nullable String region,
        @Nullable Integer exposed,
        boolean eConsent,
        @Nullable String account) {
    @Override
    public String toString() {
        return "NewRecipient[***]";
    }
}
