package org.candor.notice;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;

import java.time.Instant;
import java.time.ZoneId;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TextHoursTest {
    private static final ZoneId UTC = ZoneId.of("UTC");

    @ParameterizedTest
    @CsvSource({
        // Within the hours: at once.
        "08:00-21:00, Europe/Berlin, 2026-11-24T12:00:00Z, 2026-11-24T12:00:00Z",
        "08:00-21:00, Europe/Berlin, 2026-11-24T07:00:00Z, 2026-11-24T07:00:00Z",
        // Too early, too late.
        "08:00-21:00, Europe/Berlin, 2026-11-24T03:10:20Z, 2026-11-24T07:00:00Z",
        "08:00-21:00, Europe/Berlin, 2026-11-24T20:00:00Z, 2026-11-25T07:00:00Z",
        "08:00-21:00, Europe/Berlin, 2026-11-24T19:59:59Z, 2026-11-24T19:59:59Z",
        // A zone with minutes.
        "08:30-21:00, Asia/Kathmandu, 2026-11-24T00:00:00Z, 2026-11-24T02:45:00Z",
        // The clock goes forward at two, back at three.
        "02:15-03:15, Europe/Berlin, 2027-03-28T00:30:00Z, 2027-03-28T01:00:00Z",
        "08:00-21:00, Europe/Berlin, 2026-10-25T02:00:00Z, 2026-10-25T07:00:00Z",
        // In both zones at once.
        "08:00-21:00, America/New_York America/Los_Angeles, 2026-11-24T13:30:00Z, 2026-11-24T16:00:00Z",
        "08:00-21:00, America/New_York America/Los_Angeles, 2026-11-25T02:00:00Z, 2026-11-25T16:00:00Z",
        // Never in both: the first one counts.
        "08:00-09:00, Europe/Berlin Asia/Tokyo, 2026-11-24T03:00:00Z, 2026-11-24T07:00:00Z",
        "00:00-24:00, Europe/Berlin, 2026-11-24T03:10:20Z, 2026-11-24T03:10:20Z"
    })
    void the_next_good_moment_is_the_first_within_the_hours(String hours, String zones, Instant now, Instant expected) {
        List<ZoneId> clocks = Stream.of(zones.split(" ")).map(ZoneId::of).toList();
        assertEquals(expected, TextHours.read(hours).opens(now, clocks, UTC));
    }

    @Test
    void for_somebody_without_a_region_the_configured_zone_counts() {
        Instant night = Instant.parse("2026-11-24T03:00:00Z");
        assertEquals(
                Instant.parse("2026-11-24T08:00:00Z"),
                TextHours.read("08:00-21:00").opens(night, List.of(), UTC));
    }

    @ParameterizedTest
    @ValueSource(strings = {"08:00-21:00", "00:00-24:00", "23:59-24:00", "00:00-00:01"})
    void these_are_hours(String text) {
        assertNotNull(TextHours.read(text));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "8-21",
                "08:00",
                "21:00-08:00",
                "08:00-08:00",
                "24:00-24:00",
                "08:60-09:00",
                "08:00-24:01",
                "08:00-25:00",
                "08:00 - 21:00",
                "08:00-21:00 "
            })
    void these_are_none(String text) {
        assertNull(TextHours.read(text));
    }
}
