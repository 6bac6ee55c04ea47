package org.candor.incident;

import java.util.UUID;
import org.candor.delivery.MailDomain;
import org.jspecify.annotations.Nullable;

/**
 * A recipient as a fan-out needs it: nothing personal in clear.
 *
 * @param emailBi the blind index of the email address, or null if there is none
 * @param phoneBi the blind index of the phone number, or null if there is none
 * @param domain the number of the email address's domain; {@link MailDomain#NONE} if there is none
 */
public record Entry(
        UUID id,
        byte @Nullable [] emailBi,
        byte @Nullable [] phoneBi,
        @Nullable String locale,
        @Nullable String region,
        boolean eConsent,
        int domain) {
    /** False for who was erased. */
    public boolean hasAddress() {
        return emailBi != null || phoneBi != null;
    }
}
