package org.candor.incident;

import java.util.List;
import java.util.UUID;
import org.candor.vault.Masked;
import org.jspecify.annotations.Nullable;

/** A person as a list shows them; the caller's own reference is masked where it is an address itself. */
public record MaskedPerson(
        UUID id,
        @Nullable String ref,
        @Nullable String name,
        @Nullable String email,
        @Nullable String phone,
        @Nullable String locale,
        @Nullable String region,
        List<String> exposed,
        boolean eConsent) {
    static MaskedPerson of(Person it) {
        return new MaskedPerson(
                it.id(),
                maskedRef(it.ref()),
                Masked.text(it.name()),
                Masked.email(it.email()),
                Masked.phone(it.phone()),
                it.locale(),
                it.region(),
                it.exposed().stream().map(ExposedClass::word).toList(),
                it.eConsent());
    }

    private static @Nullable String maskedRef(String ref) {
        if (ref.indexOf('@') >= 0) {
            return Masked.email(ref);
        }
        return PhoneRule.read(ref).number() == null ? ref : Masked.phone(ref);
    }
}
