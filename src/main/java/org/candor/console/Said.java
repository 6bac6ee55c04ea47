package org.candor.console;

import java.time.Duration;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.Locale;
import org.candor.access.Zone;
import org.jspecify.annotations.Nullable;

/** How times, spans and numbers are said on the operator's pages. */
final class Said {
    private static final DateTimeFormatter MINUTE = DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm");
    private static final DateTimeFormatter SECOND = DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss");
    private static final DateTimeFormatter CLOCK = DateTimeFormatter.ofPattern("HH:mm:ss");
    private static final DateTimeFormatter SHORT = DateTimeFormatter.ofPattern("d MMM HH:mm", Locale.ENGLISH);

    /**
     * A time for the element {@code time}; everything of it is empty for none.
     *
     * @param seconds whether they are said
     */
    record At(@Nullable OffsetDateTime time, boolean seconds) {
        /** For machines: RFC 3339, in UTC. */
        public String iso() {
            return time == null ? "" : utc(time).toString();
        }

        /** In UTC, for who points at it. */
        public String utc() {
            return time == null ? "" : SECOND.format(utc(time)) + " UTC";
        }

        /** For whoever reads it there; the zone stands beside it or above. */
        public String text(Zone zone) {
            return time == null ? "" : (seconds ? SECOND : MINUTE).format(zone.at(time));
        }

        private static OffsetDateTime utc(OffsetDateTime time) {
            return time.withOffsetSameInstant(ZoneOffset.UTC).truncatedTo(ChronoUnit.SECONDS);
        }
    }

    static final At NEVER = new At(null, false);

    private Said() {}

    /** To the minute. */
    static At at(@Nullable OffsetDateTime time) {
        return new At(time, false);
    }

    static At toTheSecond(OffsetDateTime time) {
        return new At(time, true);
    }

    /** For a sentence: {@code 2026-11-28 14:10 UTC}. */
    static String whole(OffsetDateTime time, Zone zone) {
        return MINUTE.format(zone.at(time)) + " " + zone.word();
    }

    /** Today's time as {@code 14:02:11}. */
    static String clock(Here here) {
        return CLOCK.format(here.zone().at(here.now()));
    }

    /** For a sentence about what is not far away: {@code 14:10 UTC} today, else {@code 28 Nov 14:10 UTC}. */
    static String near(OffsetDateTime time, Here here) {
        OffsetDateTime local = here.zone().at(time);
        boolean today = local.toLocalDate().equals(here.day());
        String said =
                today ? local.toLocalTime().truncatedTo(ChronoUnit.MINUTES).toString() : SHORT.format(local);
        return said + " " + here.zone().word();
    }

    /** Where there is little room: {@code 28 Nov 14:10}. */
    static String brief(OffsetDateTime time, Zone zone) {
        return SHORT.format(zone.at(time));
    }

    /** The largest unit of which there are two or more: {@code 12 min}, {@code 3 h}, {@code 40 s}. */
    static String span(Duration span) {
        long seconds = Math.max(0, span.toSeconds());
        if (seconds < 120) {
            return seconds + " s";
        }
        if (seconds < 2 * 3600) {
            return seconds / 60 + " min";
        }
        return seconds < 48 * 3600 ? seconds / 3600 + " h" : seconds / 86_400 + " days";
    }

    /** The two largest units: {@code 3 h 12 min}, {@code 2 d 4 h}, {@code less than a minute}; the sign does not count. */
    static String length(Duration span) {
        Duration it = span.abs();
        if (it.toDays() > 0) {
            return it.toDays() + " d" + (it.toHoursPart() == 0 ? "" : " " + it.toHoursPart() + " h");
        }
        if (it.toHours() > 0) {
            return it.toHours() + " h" + (it.toMinutesPart() == 0 ? "" : " " + it.toMinutesPart() + " min");
        }
        return it.toMinutes() == 0 ? "less than a minute" : it.toMinutes() + " min";
    }

    /** Rounded up, to plan by: {@code a minute}, {@code 90 minutes}, {@code 3 hours}. */
    static String about(Duration span) {
        long minutes = Math.max(1, Math.ceilDiv(span.toSeconds(), 60L));
        if (minutes < 120) {
            return minutes == 1 ? "a minute" : minutes + " minutes";
        }
        long hours = Math.ceilDiv(minutes, 60);
        return hours < 48 ? hours + " hours" : Math.ceilDiv(hours, 24) + " days";
    }

    /** {@code 180,412}. */
    static String number(long number) {
        return String.format(Locale.ROOT, "%,d", number);
    }

    /** A rate, as {@code 14/s}, {@code 0.4/s}, or in minutes if it is slower. */
    static String rate(double perSecond) {
        if (perSecond == 0) {
            return "0/s";
        }
        if (perSecond >= 10) {
            return number(Math.round(perSecond)) + "/s";
        }
        return perSecond >= 0.1
                ? String.format(Locale.ROOT, "%.1f/s", perSecond)
                : String.format(Locale.ROOT, "%.1f/min", perSecond * 60);
    }

    /** A part of a whole in per cent, rounded down: 100 only for all of it. */
    static String percent(long part, long whole) {
        if (whole == 0 || part >= whole) {
            return whole == 0 ? "–" : "100 %";
        }
        return String.format(Locale.ROOT, "%.1f %%", Math.floor(part * 1000.0 / whole) / 10);
    }

    /** {@code 1 email}, {@code 12,030 emails}. */
    static String count(long number, String one) {
        return number(number) + " " + (number == 1 ? one : one + "s");
    }

    /** {@code 1 person}, {@code 2 people}. */
    static String people(long number) {
        return number == 1 ? "1 person" : number(number) + " people";
    }

    /** {@code 1 delivery}, {@code 2 deliveries}. */
    static String deliveries(long number) {
        return number == 1 ? "1 delivery" : number(number) + " deliveries";
    }
}
