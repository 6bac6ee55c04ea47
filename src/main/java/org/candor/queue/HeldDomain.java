package org.candor.queue;

import java.time.OffsetDateTime;
import org.candor.delivery.MailDomain;
import org.jspecify.annotations.Nullable;

/**
 * A receiving domain of an account that gets nothing until a time, as operators see it.
 *
 * @param domain its number, under which small domains share what they are
 * @param provider the word for a large mailbox provider; null for any other domain
 */
public record HeldDomain(int domain, @Nullable String provider, String reason, OffsetDateTime until) {
    static HeldDomain of(Holds.Hold it) {
        return new HeldDomain(it.domain(), MailDomain.name(it.domain()), it.reason(), it.until());
    }
}
