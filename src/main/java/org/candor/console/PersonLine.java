package org.candor.console;

import java.util.Objects;
import org.candor.incident.MaskedPerson;

/** A person as a page shows them: masked; empty for what is not known. */
record PersonLine(
        String id,
        String ref,
        String name,
        String email,
        String phone,
        String locale,
        String region,
        String exposed,
        boolean consent) {
    static PersonLine of(MaskedPerson it) {
        return new PersonLine(
                it.id().toString(),
                Objects.requireNonNullElse(it.ref(), ""),
                Objects.requireNonNullElse(it.name(), ""),
                Objects.requireNonNullElse(it.email(), ""),
                Objects.requireNonNullElse(it.phone(), ""),
                Objects.requireNonNullElse(it.locale(), ""),
                Objects.requireNonNullElse(it.region(), ""),
                IncidentFacts.classes(it.exposed()),
                it.eConsent());
    }
}
