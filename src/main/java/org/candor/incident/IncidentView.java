package org.candor.incident;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.candor.delivery.Channel;
import org.jspecify.annotations.Nullable;

/** An incident as callers see it. */
@JsonInclude(JsonInclude.Include.ALWAYS)
public record IncidentView(
        UUID id,
        String reference,
        String title,
        Organisation organisation,
        @Nullable Occurred occurred,
        @Nullable OffsetDateTime discoveredAt,
        List<String> exposed,
        List<String> compromisedChannels,
        Set<String> emailNeedsConsentIn,
        String owner,
        int revision,
        OffsetDateTime createdAt,
        @Nullable OffsetDateTime erasedAt) {
    public record Occurred(
            @Nullable LocalDate from, @Nullable LocalDate to) {}

    static IncidentView of(Incident it) {
        return of(it.id, it.facts(), it.owner, it.revision, it.createdAt, it.erasedAt);
    }

    static IncidentView of(UUID id, Facts facts, String owner, OffsetDateTime createdAt) {
        return of(id, facts, owner, 1, createdAt, null);
    }

    static IncidentView of(
            UUID id,
            Facts facts,
            String owner,
            int revision,
            OffsetDateTime createdAt,
            @Nullable OffsetDateTime erasedAt) {
        return new IncidentView(
                id,
                facts.reference(),
                facts.title(),
                facts.organisation(),
                facts.occurredFrom() == null && facts.occurredTo() == null
                        ? null
                        : new Occurred(facts.occurredFrom(), facts.occurredTo()),
                facts.discoveredAt(),
                facts.exposed().stream().map(ExposedClass::word).toList(),
                facts.compromisedChannels().stream().map(Channel::word).toList(),
                facts.emailNeedsConsentIn(),
                owner,
                revision,
                createdAt,
                erasedAt);
    }
}
