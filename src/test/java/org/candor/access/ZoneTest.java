package org.candor.access;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.OffsetDateTime;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.NullAndEmptySource;
import org.junit.jupiter.params.provider.ValueSource;

/** Which zones can be chosen, and what may be sent in their place. */
class ZoneTest {
    @ParameterizedTest
    @NullAndEmptySource
    @ValueSource(
            strings = {
                "utc",
                "europe/berlin",
                "Europe/Atlantis",
                "+02:00",
                "Etc/GMT+5",
                "EST",
                "US/Eastern",
                "Brazil/East",
                "../etc/passwd",
                "Europe/Berlin; Path=/x",
                "Europe/Berlin\r\nX: y",
                "<script>"
            })
    void what_is_not_on_the_list_is_utc(String hostile) {
        assertNull(Zone.named(hostile));
        assertEquals(Zone.UTC, Zone.chosen(hostile));
    }

    @Test
    void a_zone_is_called_by_its_place() {
        assertEquals("Berlin time", Zone.chosen("Europe/Berlin").word());
        assertEquals(
                "Buenos Aires time",
                Zone.chosen("America/Argentina/Buenos_Aires").word());
        assertEquals("UTC", Zone.chosen("UTC").word());
        assertTrue(Zone.places().contains("Asia/Kathmandu"));
        assertFalse(Zone.places().contains("UTC"), "it is offered first");
    }

    @Test
    void its_clocks_are_set_forward_in_spring() {
        Zone berlin = Zone.chosen("Europe/Berlin");
        assertEquals(
                "2026-03-29T01:59+01:00", berlin.at(utc("2026-03-29T00:59:00Z")).toString());
        assertEquals(
                "2026-03-29T03:00+02:00", berlin.at(utc("2026-03-29T01:00:00Z")).toString());
    }

    private static OffsetDateTime utc(String text) {
        return OffsetDateTime.parse(text);
    }
}
