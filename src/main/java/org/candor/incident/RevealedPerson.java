package org.candor.incident;

import java.util.UUID;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/** One person in clear. */
@Schema(name = "RevealedPerson")
public record RevealedPerson(
        UUID id,
        String ref,
        @Nullable String name,
        @Nullable String email,
        @Nullable String phone,
        @Nullable String account) {
    static RevealedPerson of(Person it) {
        return new RevealedPerson(it.id(), it.ref(), it.name(), it.email(), it.phone(), it.account());
    }

    @Override
    public String toString() {
        return "RevealedPerson[" + id + "]";
    }
}
