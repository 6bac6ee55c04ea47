package org.candor.console;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.time.OffsetDateTime;
import java.util.Objects;
import org.candor.access.Zone;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What is typed where a clock hangs, and back. */
class TimesTest {
    private static final Zone BERLIN = Objects.requireNonNull(Zone.named("Europe/Berlin"));
    private static final Zone KATHMANDU = Objects.requireNonNull(Zone.named("Asia/Kathmandu"));

    @ParameterizedTest
    @CsvSource({
        "2026-12-01T09:30, 2026-12-01T08:30:00Z",
        "2026-07-01 09:30, 2026-07-01T07:30:00Z",
        "2026-07-01T09:30:15.250, 2026-07-01T07:30:15.25Z",
        "' 2026-07-01T00:30 ', 2026-06-30T22:30:00Z",
        // Skipped when clocks are set forward, and the first of two when they are set back.
        "2026-03-29T02:30, 2026-03-29T01:30:00Z",
        "2026-10-25T02:30, 2026-10-25T00:30:00Z"
    })
    void a_time_is_meant_as_the_clock_shows_it(String typed, String sent) {
        assertEquals(sent, Times.sent(typed, BERLIN));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "soon", "2026-13-01T09:30", "2026-12-01", "2026-12-01T25:00", "2026-12-01T09:30Z"})
    void what_is_no_such_time_is_left_to_be_refused(String typed) {
        assertEquals(typed, Times.sent(typed, BERLIN));
    }

    @Test
    void what_is_kept_comes_back_as_it_was() {
        for (Zone zone : new Zone[] {Zone.UTC, BERLIN, KATHMANDU}) {
            for (String kept :
                    new String[] {"2026-12-01T08:30:00Z", "2026-07-01T23:59:59.123Z", "2026-03-29T01:00:00Z"}) {
                OffsetDateTime at = OffsetDateTime.parse(kept);
                assertEquals(at, OffsetDateTime.parse(Times.sent(Times.typed(at, zone), zone)), zone.name());
            }
        }
        assertEquals("2026-12-01T14:15", Times.typed(OffsetDateTime.parse("2026-12-01T08:30:00Z"), KATHMANDU));
        assertEquals("", Times.typed(null, BERLIN));
    }

    /** The second half past two of that night: a form that was not touched does not move it to the first. */
    @Test
    void what_is_not_touched_stays_to_the_microsecond() {
        OffsetDateTime kept = OffsetDateTime.parse("2026-10-25T01:30:00.123456Z");
        String shown = Times.typed(kept, BERLIN);
        assertEquals("2026-10-25T02:30:00.123", shown);
        assertEquals("2026-10-25T01:30:00.123456Z", Times.sent(shown, Times.exact(kept), BERLIN));
        assertEquals("2026-10-25T00:31:00Z", Times.sent("2026-10-25T02:31", Times.exact(kept), BERLIN));
        assertEquals(
                "2026-10-25T01:30:00.12Z", Times.sent("2026-10-25T02:30:00.12", "2026-10-25T01:30:00.12Z", BERLIN));
        assertEquals("", Times.sent("", Times.exact(kept), BERLIN));
        assertEquals("2026-10-25T00:30:00.123Z", Times.sent(shown, "<script>", BERLIN));
        assertEquals("2026-10-25T00:30:00.123Z", Times.sent(shown, Times.exact(null), BERLIN));
    }

    @Test
    void near_and_far_times_are_said_with_their_zone() {
        Here here = new Here(OffsetDateTime.parse("2026-11-28T23:10:00Z"), BERLIN);
        assertEquals("00:10:00", Said.clock(here));
        assertEquals("2026-11-29", here.day().toString());
        assertEquals("02:00 Berlin time", Said.near(OffsetDateTime.parse("2026-11-29T01:00:00Z"), here));
        assertEquals("28 Nov 22:00 Berlin time", Said.near(OffsetDateTime.parse("2026-11-28T21:00:00Z"), here));
        Said.At at = Said.at(here.now());
        assertEquals("2026-11-29 00:10", at.text(BERLIN));
        assertEquals("2026-11-28T23:10Z", at.iso());
        assertEquals("2026-11-28 23:10:00 UTC", at.utc());
        assertEquals(
                "",
                Said.at(null).text(BERLIN) + Said.at(null).iso() + Said.at(null).utc());
    }
}
