package org.candor.incident;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import jakarta.persistence.Version;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.util.EnumSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.function.Function;
import org.candor.delivery.Channel;
import org.jspecify.annotations.Nullable;

/** One incident, for reading. New ones are made and changed by {@link Incidents}, in the transaction that keeps the answer. */
@Entity
@Table(name = "incident")
class Incident {
    @Id
    UUID id;

    String owner;

    @Version
    int revision;

    String reference;
    String title;

    @Column(name = "organisation_name")
    String organisationName;

    @Column(name = "organisation_email")
    String organisationEmail;

    @Column(name = "organisation_phone")
    @Nullable
    String organisationPhone;

    @Column(name = "organisation_url")
    @Nullable
    String organisationUrl;

    @Column(name = "organisation_postal")
    @Nullable
    String organisationPostal;

    @Column(name = "occurred_from")
    @Nullable
    LocalDate occurredFrom;

    @Column(name = "occurred_to")
    @Nullable
    LocalDate occurredTo;

    @Column(name = "discovered_at")
    @Nullable
    OffsetDateTime discoveredAt;

    @Column(columnDefinition = "text[]")
    String[] exposed;

    @Column(name = "compromised_channels", columnDefinition = "text[]")
    String[] compromisedChannels;

    @Column(name = "email_needs_consent_in", columnDefinition = "text[]")
    String[] emailNeedsConsentIn;

    @Column(name = "created_at", insertable = false, updatable = false)
    OffsetDateTime createdAt;

    /** Since when its people are erased, all of them. */
    @Column(name = "erased_at", insertable = false, updatable = false)
    @Nullable
    OffsetDateTime erasedAt;

    Facts facts() {
        return new Facts(
                reference,
                title,
                new Organisation(
                        organisationName, organisationEmail, organisationPhone, organisationUrl, organisationPostal),
                occurredFrom,
                occurredTo,
                discoveredAt,
                words(exposed, ExposedClass::of, ExposedClass.class),
                words(compromisedChannels, Channel::of, Channel.class),
                new LinkedHashSet<>(List.of(emailNeedsConsentIn)));
    }

    static <T extends Enum<T>> Set<T> words(String[] words, Function<String, @Nullable T> reader, Class<T> type) {
        Set<T> values = EnumSet.noneOf(type);
        for (String word : words) {
            T value = reader.apply(word);
            if (value != null) {
                values.add(value);
            }
        }
        return values;
    }
}
