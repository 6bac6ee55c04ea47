package org.candor.bulletin;

import java.time.OffsetDateTime;
import java.time.temporal.ChronoUnit;

/** Moments as RFC 3339 writes them, in UTC and whole seconds. */
final class Moment {
    private Moment() {}

    static String of(OffsetDateTime time) {
        return time.toInstant().truncatedTo(ChronoUnit.SECONDS).toString();
    }
}
