package org.candor.access;

import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The time zone in which an operator reads and types times: a cookie of their browser's, which outlives the session and opens
 * nothing. What programs are told, what is exported and what is kept are UTC whatever it says.
 *
 * @param id of the IANA time zone database
 */
public record Zone(ZoneId id) {
    public static final String COOKIE = "__Host-candor-zone";

    public static final Zone UTC = new Zone(ZoneId.of("UTC"));

    private static final String HOW = "; Path=/; Max-Age=31536000; Secure; HttpOnly; SameSite=Lax";

    /** Those that are named after a place, in the order of their names. */
    private static final List<String> PLACES = ZoneId.getAvailableZoneIds().stream()
            .filter(it -> it.indexOf('/') > 0 && !it.startsWith("Etc/") && !it.startsWith("SystemV/"))
            .sorted()
            .toList();

    /** Every zone that may be chosen but UTC, such as {@code Europe/Berlin}. */
    public static List<String> places() {
        return PLACES;
    }

    /** The zone of that name; null for one that may not be chosen. */
    public static @Nullable Zone named(@Nullable String name) {
        if (UTC.name().equals(name)) {
            return UTC;
        }
        return name != null && PLACES.contains(name) ? new Zone(ZoneId.of(name)) : null;
    }

    /** What a browser has chosen; UTC if it has not, or if that cannot be used. */
    static Zone chosen(@Nullable String cookie) {
        Zone zone = named(cookie);
        return zone == null ? UTC : zone;
    }

    /** The header {@code Set-Cookie} of this choice. */
    public String header() {
        return COOKIE + "=" + id.getId() + HOW;
    }

    /** What stands behind a time: {@code UTC}, {@code Berlin time}. */
    public String word() {
        String name = id.getId();
        return equals(UTC) ? name : name.substring(name.lastIndexOf('/') + 1).replace('_', ' ') + " time";
    }

    /** The name, as in {@code Europe/Berlin}. */
    public String name() {
        return id.getId();
    }

    /** The same moment as clocks show it there. */
    public OffsetDateTime at(OffsetDateTime time) {
        return time.atZoneSameInstant(id).toOffsetDateTime();
    }

    public LocalDate day(Instant time) {
        return LocalDate.ofInstant(time, id);
    }
}
