package org.candor.incident;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.ZoneId;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.NullSource;
import org.junit.jupiter.params.provider.ValueSource;

class TimeZonesTest {
    @ParameterizedTest
    @CsvSource({
        "US-CA,America/Los_Angeles",
        "DE,Europe/Berlin Europe/Busingen",
        "DE-BE,Europe/Berlin",
        "ES-MD,Europe/Madrid",
        "ES-TF,Atlantic/Canary",
        "FR-75C,Europe/Paris",
        "JP-13,Asia/Tokyo",
        "XK,Europe/Belgrade",
        "US-TX,America/Chicago America/Denver"
    })
    void a_region_lies_in_these_zones(String region, String zones) {
        assertEquals(
                List.of(zones.split(" ")),
                TimeZones.of(region).stream().map(ZoneId::getId).toList());
    }

    @Test
    void a_country_alone_lies_in_all_of_its_zones() {
        assertTrue(TimeZones.of("US").size() > 20);
        assertTrue(TimeZones.of("US").contains(ZoneId.of("Pacific/Honolulu")));
    }

    @ParameterizedTest
    @NullSource
    @ValueSource(strings = {"", "X", "ZZ", "ZZ-9"})
    void of_nowhere_nothing_is_known(String region) {
        assertEquals(List.of(), TimeZones.of(region));
    }

    @Test
    void every_country_that_people_can_be_listed_with_has_a_zone() {
        for (String country : Locale.getISOCountries()) {
            // Nobody lives on Bouvet Island and on the Heard and McDonald Islands.
            boolean empty = List.of("BV", "HM", "AN").contains(country);
            assertEquals(empty, TimeZones.of(country).isEmpty(), country);
        }
    }
}
