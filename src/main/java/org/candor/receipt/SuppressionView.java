package org.candor.receipt;

import java.time.OffsetDateTime;
import java.util.List;
import java.util.UUID;
import org.candor.queue.Suppressions;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/**
 * An address that is left alone. Which one is not said: it is kept as a blind index.
 *
 * @param until null for ever
 * @param delivery of which it was learnt; null if a person said so
 * @param setBy the owner of the key, or {@code candor}
 */
@Schema(name = "Suppression")
record SuppressionView(
        UUID id,
        String channel,
        String reason,
        OffsetDateTime since,
        @Nullable OffsetDateTime until,
        @Nullable UUID delivery,
        String setBy) {
    /** A page of the list. */
    @Schema(name = "SuppressionList")
    record Listed(List<SuppressionView> items, @Nullable String next) {}

    /** Whether an address is left alone. */
    @Schema(name = "SuppressionFound")
    record Found(boolean suppressed, @Nullable SuppressionView suppression) {}

    static SuppressionView of(Suppressions.Entry it) {
        return new SuppressionView(
                it.id(), it.channel().word(), it.reason(), it.since(), it.until(), it.delivery(), it.setBy());
    }
}
