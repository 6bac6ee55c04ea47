package org.candor.console;

import java.time.Duration;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import org.jspecify.annotations.Nullable;

/** Points and lengths of time as pages show them: in UTC, to the minute. */
final class Moments {
    private static final DateTimeFormatter MINUTE = DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm");
    private static final DateTimeFormatter SECOND = DateTimeFormatter.ofPattern("HH:mm:ss");

    private Moments() {}

    /**
     * A point in time for the element {@code time}.
     *
     * @param text what is read; empty for none
     * @param iso what machines read
     */
    record Moment(String text, String iso) {
        static final Moment NONE = new Moment("", "");
    }

    static Moment at(@Nullable OffsetDateTime time) {
        if (time == null) {
            return Moment.NONE;
        }
        OffsetDateTime utc = utc(time);
        return new Moment(MINUTE.format(utc), utc.toString());
    }

    /** The time of day, to the second: what a page that refreshes itself was read at. */
    static String second(OffsetDateTime time) {
        return SECOND.format(utc(time));
    }

    private static OffsetDateTime utc(OffsetDateTime time) {
        return time.withOffsetSameInstant(ZoneOffset.UTC).truncatedTo(ChronoUnit.SECONDS);
    }

    /** As in "3 h 12 min", "2 d 4 h" or "less than a minute"; the sign does not count. */
    static String span(Duration length) {
        Duration it = length.abs();
        if (it.toDays() > 0) {
            return it.toDays() + " d" + (it.toHoursPart() == 0 ? "" : " " + it.toHoursPart() + " h");
        }
        if (it.toHours() > 0) {
            return it.toHours() + " h" + (it.toMinutesPart() == 0 ? "" : " " + it.toMinutesPart() + " min");
        }
        return it.toMinutes() == 0 ? "less than a minute" : it.toMinutes() + " min";
    }
}
