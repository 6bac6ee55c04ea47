package org.candor.access;

import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.util.Collections;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The time zone in which an operator reads and types times at the console. What programs are told, what is exported and what is
 * kept are UTC whatever it is.
 *
 * @param id of the IANA time zone database
 */
public record Zone(ZoneId id) {
    public static final Zone UTC = new Zone(ZoneId.of("UTC"));

    /** What the names of places begin with; the others are offsets, and old names of countries and their parts. */
    private static final Set<String> REGIONS = Set.of(
            "Africa",
            "America",
            "Antarctica",
            "Arctic",
            "Asia",
            "Atlantic",
            "Australia",
            "Europe",
            "Indian",
            "Pacific");

    /** Those that are named after a place, in the order of their names. */
    private static final SortedSet<String> PLACES =
            Collections.unmodifiableSortedSet(ZoneId.getAvailableZoneIds().stream()
                    .filter(it -> it.indexOf('/') > 0 && REGIONS.contains(it.substring(0, it.indexOf('/'))))
                    .collect(Collectors.toCollection(TreeSet::new)));

    /** Every zone that may be chosen but UTC, such as {@code Europe/Berlin}. */
    public static SortedSet<String> places() {
        return PLACES;
    }

    /** The zone of that name; null for one that may not be chosen. */
    public static @Nullable Zone named(@Nullable String name) {
        if (UTC.name().equals(name)) {
            return UTC;
        }
        return name != null && PLACES.contains(name) ? new Zone(ZoneId.of(name)) : null;
    }

    /** What somebody has chosen; UTC if nothing, or if a newer version of us knew more zones. */
    static Zone chosen(@Nullable String name) {
        Zone zone = named(name);
        return zone == null ? UTC : zone;
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
}
