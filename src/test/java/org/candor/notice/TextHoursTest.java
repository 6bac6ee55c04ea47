package org.candor.notice;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import java.time.Instant;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.candor.incident.TimeZones;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TextHoursTest {
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "08:00-21:00 | UTC           | 2026-11-24T07:59:59Z | 2026-11-24T08:00:00Z | before they open",
                "08:00-21:00 | UTC           | 2026-11-24T08:00:00Z | 2026-11-24T08:00:00Z | the first moment",
                "08:00-21:00 | UTC           | 2026-11-24T20:59:59Z | 2026-11-24T20:59:59Z | the last moment",
                "08:00-21:00 | UTC           | 2026-11-24T21:00:00Z | 2026-11-25T08:00:00Z | the end is no hour of them",
                "08:00-21:00 | Europe/Berlin | 2026-11-24T06:00:00Z | 2026-11-24T07:00:00Z | by the person's own clock",
                "08:00-21:00 | Asia/Kolkata  | 2026-11-24T15:30:00Z | 2026-11-25T02:30:00Z | half an hour apart",
                "08:00-21:00 | Pacific/Kiritimati | 2026-11-24T17:00:00Z | 2026-11-24T18:00:00Z | already tomorrow there",
                "08:00-24:00 | UTC           | 2026-11-24T23:59:59Z | 2026-11-24T23:59:59Z | to the end of the day",
                "08:00-24:00 | UTC           | 2026-11-25T00:00:00Z | 2026-11-25T08:00:00Z | and not into the next",
                "00:00-24:00 | Asia/Tokyo    | 2026-11-24T19:12:00Z | 2026-11-24T19:12:00Z | always",
                "00:00-06:00 | UTC           | 2026-11-24T06:00:00Z | 2026-11-25T00:00:00Z | from midnight",
            })
    void texts_wait_for_the_hours_of_one_zone(String hours, String zone, Instant now, Instant opens, String why) {
        assertEquals(opens, hours(hours).opens(now, List.of(ZoneId.of(zone)), ZoneOffset.UTC), why);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "08:00-21:00 | 2026-03-29T05:00:00Z | 2026-03-29T06:00:00Z | the morning after: an hour earlier than the day before",
                "08:00-21:00 | 2026-10-25T06:00:00Z | 2026-10-25T07:00:00Z | the morning after: an hour later",
                "02:15-02:45 | 2026-03-28T12:00:00Z | 2026-03-30T00:15:00Z | a night without that half hour",
                "02:30-21:00 | 2026-03-29T00:00:00Z | 2026-03-29T01:00:00Z | begins where the clock jumps into them",
                "02:15-02:45 | 2026-10-25T00:45:00Z | 2026-10-25T01:15:00Z | a night that has that half hour twice",
                "02:15-02:45 | 2026-10-25T00:14:00Z | 2026-10-25T00:15:00Z | the first time of it",
                "01:00-02:30 | 2026-10-25T00:30:00Z | 2026-10-25T01:00:00Z | the clock is turned back into them",
            })
    void the_clock_of_berlin_is_followed_where_it_changes(String hours, Instant now, Instant opens, String why) {
        assertEquals(opens, hours(hours).opens(now, List.of(ZoneId.of("Europe/Berlin")), ZoneOffset.UTC), why);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "US-TX | 2026-11-24T13:00:00Z | 2026-11-24T15:00:00Z | when it is eight in the west of it too",
                "US-TX | 2026-11-25T02:30:00Z | 2026-11-25T02:30:00Z | late, and still before nine in the east",
                "US-TX | 2026-11-25T03:00:00Z | 2026-11-25T15:00:00Z | nine in the east, eight in the west",
                "US    | 2026-11-24T13:00:00Z | 2026-11-24T18:00:00Z | eight on Hawaii, one in the afternoon in New York",
                "RU    | 2026-11-24T00:00:00Z | 2026-11-24T06:00:00Z | eight in Kaliningrad, six in the evening on Kamchatka",
                "RU    | 2026-11-24T09:00:00Z | 2026-11-25T06:00:00Z | the three hours that all have are over",
            })
    void a_region_of_several_zones_is_written_to_when_all_of_them_have_day(
            String region, Instant now, Instant opens, String why) {
        assertEquals(opens, hours("08:00-21:00").opens(now, TimeZones.of(region), ZoneOffset.UTC), why);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "08:00-21:00 | UTC           | 2026-11-24T08:00:00Z | 2026-11-24T21:00:00Z | the same day",
                "08:00-21:00 | UTC           | 2026-11-24T20:59:59Z | 2026-11-24T21:00:00Z | to the last second",
                "08:00-21:00 | Europe/Berlin | 2026-11-24T12:00:00Z | 2026-11-24T20:00:00Z | by the person's own clock",
                "08:00-21:00 | Pacific/Kiritimati | 2026-11-24T18:00:00Z | 2026-11-25T07:00:00Z | already tomorrow there",
                "08:00-24:00 | UTC           | 2026-11-24T23:59:59Z | 2026-11-25T00:00:00Z | to the end of the day",
                "00:00-06:00 | UTC           | 2026-11-24T05:00:00Z | 2026-11-24T06:00:00Z | from midnight",
                "00:30-02:30 | Europe/Berlin | 2026-10-25T00:15:00Z | 2026-10-25T00:30:00Z | before the clock is turned back",
                "00:30-02:30 | Europe/Berlin | 2026-10-25T01:15:00Z | 2026-10-25T01:30:00Z | after it",
            })
    void they_end_at_an_hour_of_the_same_zone(String hours, String zone, Instant now, Instant closes, String why) {
        assertEquals(closes, hours(hours).closes(now, List.of(ZoneId.of(zone)), ZoneOffset.UTC), why);
    }

    @Test
    void of_a_region_of_several_zones_the_first_to_end_counts_of_those_that_have_them() {
        Instant evening = Instant.parse("2026-11-25T02:30:00Z");
        assertEquals(
                Instant.parse("2026-11-25T03:00:00Z"),
                hours("08:00-21:00").closes(evening, TimeZones.of("US-TX"), ZoneOffset.UTC));
        List<ZoneId> apart =
                List.of(ZoneId.of("America/New_York"), ZoneId.of("Europe/Berlin"), ZoneId.of("Asia/Tokyo"));
        assertEquals(
                Instant.parse("2026-11-24T17:00:00Z"),
                hours("08:00-12:00").closes(Instant.parse("2026-11-24T13:00:00Z"), apart, ZoneOffset.UTC));
        assertEquals(
                Instant.parse("2026-11-24T12:00:00Z"),
                hours("08:00-21:00").closes(Instant.parse("2026-11-24T10:00:00Z"), List.of(), ZoneId.of("Asia/Tokyo")));
    }

    @Test
    void the_whole_day_has_no_end() {
        assertEquals(Instant.MAX, hours("00:00-24:00").closes(Instant.EPOCH, List.of(), ZoneOffset.UTC));
    }

    @Test
    void zones_that_never_have_the_hours_together_go_by_the_first() {
        List<ZoneId> zones = Stream.of("America/New_York", "Europe/Berlin", "Asia/Tokyo")
                .map(ZoneId::of)
                .toList();
        Instant now = Instant.parse("2026-11-24T10:00:00Z");
        assertEquals(Instant.parse("2026-11-24T13:00:00Z"), hours("08:00-12:00").opens(now, zones, ZoneOffset.UTC));
    }

    @Test
    void whoever_has_no_zone_has_the_configured_one() {
        Instant now = Instant.parse("2026-11-24T13:00:00Z");
        assertEquals(
                Instant.parse("2026-11-24T23:00:00Z"),
                hours("08:00-21:00").opens(now, List.of(), ZoneId.of("Asia/Tokyo")));
    }

    @Test
    void the_moment_is_within_the_hours_all_year_round_in_every_region() {
        TextHours hours = hours("08:00-21:00");
        for (String region :
                List.of("US", "CA", "AU", "BR", "MX", "RU", "ID", "CL", "ES", "PT", "FR", "NZ", "KI", "GL")) {
            for (int hour = 0; hour < 366 * 24; hour += 7) {
                Instant now = Instant.parse("2026-01-01T00:30:00Z").plusSeconds(hour * 3600L);
                Instant at = hours.opens(now, TimeZones.of(region), ZoneOffset.UTC);
                for (ZoneId zone : TimeZones.of(region)) {
                    LocalTime there = at.atZone(zone).toLocalTime();
                    assertEquals(there, there.isBefore(hours.from()) ? hours.from() : there, region + now + zone);
                    assertEquals(true, there.isBefore(hours.to()), region + now + zone);
                }
            }
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "8-21",
                "08:00",
                "21:00-08:00",
                "08:00-08:00",
                "25:00-26:00",
                "08:00-24:01",
                "24:00-24:00",
                "08:00-00:00",
                "08:60-21:00",
                " 08:00-21:00",
                "08:00-21:00\n"
            })
    void what_is_no_hours_is_refused(String text) {
        assertNull(TextHours.read(text));
    }

    private static TextHours hours(String text) {
        return Objects.requireNonNull(TextHours.read(text));
    }
}
