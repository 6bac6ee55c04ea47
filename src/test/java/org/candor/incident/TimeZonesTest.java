package org.candor.incident;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.ZoneId;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TimeZonesTest {
    private static final Set<String> NOBODY_LIVES_THERE = Set.of("BV", "HM");

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "DE    | Europe/Berlin Europe/Busingen",
                "DE-BY | Europe/Berlin",
                "JP-13 | Asia/Tokyo",
                "US-CA | America/Los_Angeles",
                "US-TX | America/Chicago America/Denver",
                "US-PR | America/Puerto_Rico",
                "CA-QC | America/Toronto America/Halifax America/Blanc-Sablon",
                "ES-CN | Atlantic/Canary",
                "ES-MD | Europe/Madrid",
                "PT-20 | Atlantic/Azores",
                "PT-11 | Europe/Lisbon",
                "FR-974 | Indian/Reunion",
                "FR-75 | Europe/Paris",
                "XK    | Europe/Belgrade",
            })
    void a_region_has_the_zones_its_people_live_in(String region, String zones) {
        assertEquals(
                List.of(zones.split(" ")),
                TimeZones.of(region).stream().map(ZoneId::getId).toList());
    }

    @Test
    void a_subdivision_that_we_do_not_know_counts_as_its_whole_country() {
        assertEquals(TimeZones.of("US"), TimeZones.of("US-XX"));
        assertTrue(TimeZones.of("US").size() > 20);
    }

    @Test
    void whoever_has_no_region_has_no_zone() {
        assertEquals(List.of(), TimeZones.of(null));
        assertEquals(List.of(), TimeZones.of(""));
        assertEquals(List.of(), TimeZones.of("ZZ"));
        assertEquals(List.of(), TimeZones.of("ZZ-1"));
    }

    @Test
    void every_country_has_a_zone_but_those_without_people() {
        for (String country : Locale.getISOCountries()) {
            assertEquals(
                    NOBODY_LIVES_THERE.contains(country), TimeZones.of(country).isEmpty(), country);
        }
    }

    @Test
    void every_line_of_the_table_is_one_region_with_zones_that_this_java_knows() throws IOException {
        Set<String> seen = new HashSet<>();
        for (String line : lines()) {
            String[] column = line.split("\t", -1);
            assertEquals(2, column.length, line);
            assertTrue(seen.add(column[0]), "twice: " + column[0]);
            assertTrue(
                    column[0].endsWith("-*") || column[0].equals(Regions.read(column[0])), "no region: " + column[0]);
            List<String> zones = List.of(column[1].split(" "));
            assertTrue(ZoneId.getAvailableZoneIds().containsAll(zones), line);
            assertEquals(zones.size(), new HashSet<>(zones).size(), line);
        }
        assertFalse(seen.isEmpty());
    }

    private static List<String> lines() throws IOException {
        try (InputStream file = Objects.requireNonNull(TimeZones.class.getResourceAsStream("region-zones.tsv"))) {
            return new String(file.readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .filter(line -> !line.startsWith("#"))
                    .toList();
        }
    }
}
