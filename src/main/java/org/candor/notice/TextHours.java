package org.candor.notice;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The hours of the day at which people may get a text message, by the clock where they live.
 *
 * @param fromMinute minute of the day, 0 to 1439
 * @param toMinute the first minute after it, up to 1440
 */
public record TextHours(int fromMinute, int toMinute) {
    private static final Pattern TEXT = Pattern.compile("([0-9]{2}):([0-9]{2})-([0-9]{2}):([0-9]{2})");
    private static final int DAY = 24 * 60;

    /** Reads {@code 08:00-21:00}; {@code 00:00-24:00} is any hour. Null for any other text, or hours that end before they begin. */
    static @Nullable TextHours read(String text) {
        Matcher parts = TEXT.matcher(text);
        if (!parts.matches()) {
            return null;
        }
        int from = minute(parts.group(1), parts.group(2));
        int to = minute(parts.group(3), parts.group(4));
        return from >= 0 && from < to ? new TextHours(from, to) : null;
    }

    private static int minute(String hours, String minutes) {
        int hour = Integer.parseInt(hours);
        int minute = Integer.parseInt(minutes);
        boolean endOfDay = hour == 24 && minute == 0;
        return minute < 60 && (hour < 24 || endOfDay) ? hour * 60 + minute : -1;
    }

    /** Those of a notice that was checked. */
    static TextHours of(Spec spec) {
        TextHours hours = read(spec.smsHours());
        if (hours == null) {
            throw new DateTimeException("a notice has hours for its text messages");
        }
        return hours;
    }

    /**
     * The first moment from now on at which it is within these hours in all of the zones that somebody may live in; if there
     * is none in two days, since the zones lie too far apart, the first at which it is so in the first of them.
     */
    public Instant opens(Instant now, List<ZoneId> zones, ZoneId otherwise) {
        if (toMinute - fromMinute == DAY) {
            return now;
        }
        List<ZoneId> clocks = zones.isEmpty() ? List.of(otherwise) : zones;
        Instant all = first(now, clocks);
        Instant one = all == null ? first(now, clocks.subList(0, 1)) : all;
        return one == null ? now : one;
    }

    /** Minute by minute, as the clocks show it: no rule of daylight saving needs to be known here. */
    private @Nullable Instant first(Instant now, List<ZoneId> clocks) {
        if (within(now, clocks)) {
            return now;
        }
        Instant step = now.truncatedTo(ChronoUnit.MINUTES);
        for (int minute = 1; minute <= 2 * DAY; minute++) {
            Instant at = step.plus(minute, ChronoUnit.MINUTES);
            if (within(at, clocks)) {
                return at;
            }
        }
        return null;
    }

    private boolean within(Instant at, List<ZoneId> clocks) {
        for (ZoneId clock : clocks) {
            LocalTime time = ZonedDateTime.ofInstant(at, clock).toLocalTime();
            int minute = time.getHour() * 60 + time.getMinute();
            if (minute < fromMinute || minute >= toMinute) {
                return false;
            }
        }
        return true;
    }
}
