package org.candor.incident;

import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * An affected person, opened. Prints masked.
 *
 * @param ref the caller's own reference
 * @param phone E.164
 * @param locale BCP 47
 * @param region ISO 3166-2, or a country alone
 * @param exposed what leaked of this person
 * @param account what the identity provider knows the person by
 */
public record Person(
        UUID id,
        String ref,
        @Nullable String name,
        @Nullable String email,
        @Nullable String phone,
        @Nullable String locale,
        @Nullable String region,
        Set<ExposedClass> exposed,
        boolean eConsent,
        @Nullable String account) {
    @Override
    public String toString() {
        return "Person[" + id + "]";
    }
}
