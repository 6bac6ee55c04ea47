package org.candor.notice;

import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.time.zone.ZoneOffsetTransition;
import java.util.Comparator;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The hours of the day at which a text message may ring somebody's phone, by the clock on that person's wall.
 *
 * @param to not one of the hours any more; midnight is the end of the day
 */
public record TextHours(LocalTime from, LocalTime to) {
    private static final Pattern SHAPE = Pattern.compile("([0-9]{2}:[0-9]{2})-([0-9]{2}:[0-9]{2})");
    private static final String END_OF_DAY = "24:00";
    /** The hours of all zones of a region meet within a day or never: zones are at most 26 hours apart. */
    private static final Duration FURTHEST = Duration.ofDays(3);

    public TextHours {
        if (!to.equals(LocalTime.MIDNIGHT) && !from.isBefore(to)) {
            throw new IllegalArgumentException("the hours end before they begin");
        }
    }

    /** Hours such as {@code 08:00-21:00}; {@code 00:00-24:00} is always. Null for what is none. */
    static @Nullable TextHours read(String text) {
        Matcher parts = SHAPE.matcher(text);
        if (!parts.matches()) {
            return null;
        }
        try {
            LocalTime from = LocalTime.parse(parts.group(1));
            boolean wholeDay = parts.group(2).equals(END_OF_DAY);
            LocalTime to = wholeDay ? LocalTime.MIDNIGHT : LocalTime.parse(parts.group(2));
            return wholeDay || from.isBefore(to) ? new TextHours(from, to) : null;
        } catch (DateTimeException e) {
            return null;
        }
    }

    /** Those of a notice that was checked. */
    static TextHours of(Spec spec) {
        TextHours hours = read(spec.smsHours());
        if (hours == null) {
            throw new IllegalStateException("a notice has hours for its text messages");
        }
        return hours;
    }

    /**
     * The earliest moment from now on that is within the hours in every one of these zones: somebody of a region with
     * several may live in any. Where the zones are so far apart that no such moment exists, the first zone decides, which is
     * the one most people live in.
     *
     * @param otherwise the zone to take if there are none
     */
    public Instant opens(Instant now, List<ZoneId> zones, ZoneId otherwise) {
        if (zones.isEmpty()) {
            return opens(now, otherwise);
        }
        Instant last = now.plus(FURTHEST);
        Instant at = now;
        Instant before;
        do {
            before = at;
            for (ZoneId zone : zones) {
                at = opens(at, zone);
            }
            if (at.isAfter(last)) {
                return opens(now, zones.getFirst());
            }
        } while (!at.equals(before));
        return at;
    }

    /**
     * Until when a message that is handed over now may still ring: the first moment that is not within the hours any more in
     * one of these zones in which it is now. Never, where the hours are the whole day.
     *
     * @param otherwise the zone to take if there are none
     */
    public Instant closes(Instant now, List<ZoneId> zones, ZoneId otherwise) {
        boolean always = from.equals(LocalTime.MIDNIGHT) && to.equals(LocalTime.MIDNIGHT);
        List<ZoneId> those = zones.isEmpty() ? List.of(otherwise) : zones;
        return always
                ? Instant.MAX
                : those.stream()
                        .filter(zone -> within(now, zone))
                        .map(zone -> end(now, zone))
                        .min(Comparator.naturalOrder())
                        .orElse(Instant.MAX);
    }

    /** Of a moment within the hours; on a day whose clock is turned back over their end, the second time of it if need be. */
    private Instant end(Instant now, ZoneId zone) {
        LocalDate today = now.atZone(zone).toLocalDate();
        LocalDate day = to.equals(LocalTime.MIDNIGHT) ? today.plusDays(1) : today;
        ZonedDateTime first = day.atTime(to).atZone(zone);
        return first.toInstant().isAfter(now)
                ? first.toInstant()
                : first.withLaterOffsetAtOverlap().toInstant();
    }

    private Instant opens(Instant now, ZoneId zone) {
        Instant at = now;
        while (!within(at, zone)) {
            at = next(at, zone);
        }
        return at;
    }

    private boolean within(Instant at, ZoneId zone) {
        LocalTime time = at.atZone(zone).toLocalTime();
        return !time.isBefore(from) && (to.equals(LocalTime.MIDNIGHT) || time.isBefore(to));
    }

    /** The next moment at which the hours may open: when they begin, or when the clock is changed into them. */
    private Instant next(Instant now, ZoneId zone) {
        LocalDate today = now.atZone(zone).toLocalDate();
        Instant begin = begin(today, zone, now);
        Instant next = begin != null ? begin : begin(today.plusDays(1), zone);
        ZoneOffsetTransition change = zone.getRules().nextTransition(now);
        return change != null && change.getInstant().isBefore(next) ? change.getInstant() : next;
    }

    /** Null if that has passed, also the second time on a day whose clock is turned back over it. */
    private @Nullable Instant begin(LocalDate day, ZoneId zone, Instant now) {
        ZonedDateTime first = day.atTime(from).atZone(zone);
        if (first.toInstant().isAfter(now)) {
            return first.toInstant();
        }
        Instant second = first.withLaterOffsetAtOverlap().toInstant();
        return second.isAfter(now) ? second : null;
    }

    private Instant begin(LocalDate day, ZoneId zone) {
        return day.atTime(from).atZone(zone).toInstant();
    }
}
