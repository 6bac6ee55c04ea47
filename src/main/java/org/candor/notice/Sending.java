package org.candor.notice;

import java.time.Instant;
import java.time.ZoneId;
import java.util.UUID;
import org.candor.incident.TimeZones;
import org.candor.letter.Brief;
import org.jspecify.annotations.Nullable;

/**
 * What a lane needs to write the letters of one released notice. It never changes; keep the object, letters are laid out
 * once for each brief.
 *
 * @param resetVersion version of the reset links; part of each token
 * @param offersReset whether letters carry a reset link
 * @param code the verify code, as shown
 * @param textHours when people may get text messages
 * @param otherwise the time zone of people without a region
 */
public record Sending(
        UUID notice,
        UUID incident,
        Brief brief,
        int resetVersion,
        boolean offersReset,
        String code,
        TextHours textHours,
        ZoneId otherwise) {
    /** The first moment from now on at which somebody of this region may get a text message. */
    public Instant textFrom(Instant now, @Nullable String region) {
        return textHours.opens(now, TimeZones.of(region), otherwise);
    }

    /** Until when one that is handed over now may still ring there; {@link Instant#MAX} for always. */
    public Instant textUntil(Instant now, @Nullable String region) {
        return textHours.closes(now, TimeZones.of(region), otherwise);
    }
}
