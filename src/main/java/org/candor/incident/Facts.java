package org.candor.incident;

import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.util.Set;
import org.candor.delivery.Channel;
import org.jspecify.annotations.Nullable;

/**
 * What is known of a breach.
 *
 * @param occurredFrom first day, or null if not known
 * @param exposed what leaked; people without classes of their own have these
 * @param compromisedChannels channels that the attacker may read or write: never used
 * @param emailNeedsConsentIn ISO 3166-2 regions, or countries, where email needs the person's consent
 */
public record Facts(
        String reference,
        String title,
        Organisation organisation,
        @Nullable LocalDate occurredFrom,
        @Nullable LocalDate occurredTo,
        @Nullable OffsetDateTime discoveredAt,
        Set<ExposedClass> exposed,
        Set<Channel> compromisedChannels,
        Set<String> emailNeedsConsentIn) {

    /** True where email without the person's consent must not be used; a country covers all its regions. */
    public boolean emailNeedsConsent(@Nullable String region) {
        return region != null
                && (emailNeedsConsentIn.contains(region)
                        || region.length() > 2 && emailNeedsConsentIn.contains(region.substring(0, 2)));
    }
}
