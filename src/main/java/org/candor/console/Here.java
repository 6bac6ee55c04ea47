package org.candor.console;

import java.time.InstantSource;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import org.candor.access.Session;
import org.candor.access.Zone;

/**
 * When a page is read, and where its reader's clocks are.
 *
 * @param now in UTC
 */
record Here(OffsetDateTime now, Zone zone) {
    static Here of(Session session, InstantSource clock) {
        return new Here(clock.instant().atOffset(ZoneOffset.UTC), session.zone());
    }

    /** What the calendar shows there. */
    LocalDate day() {
        return zone.at(now).toLocalDate();
    }
}
