package org.candor.console;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.time.OffsetDateTime;
import java.util.List;
import org.candor.access.Zone;
import org.candor.notice.Clocks.Clock;
import org.candor.notice.Stage;
import org.candor.plumbing.Ids;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Whether a notice keeps its deadline, in words and as it is drawn. */
class VerdictTest {
    private static final OffsetDateTime NOW = OffsetDateTime.parse("2026-11-20T12:00:00Z");
    private static final Here HERE = new Here(NOW, Zone.UTC);

    @Test
    void a_forecast_behind_the_deadline_will_miss_it_by_so_much() {
        Clock it = clock(Stage.RUNNING, 12, 9.0, null);
        assertEquals(new Verdict("ok", "✓", "will be done 3 h before its deadline"), Verdict.of(it, HERE));
        it = clock(Stage.RUNNING, 9, 12.0, null);
        assertEquals(new Verdict("late", "▲", "will miss its deadline by 3 h"), Verdict.of(it, HERE));
    }

    @Test
    void without_a_forecast_nothing_is_promised() {
        assertEquals(
                "unsure", Verdict.of(clock(Stage.RUNNING, 12, null, null), HERE).tone());
        assertEquals(
                "paused: nothing is sent",
                Verdict.of(clock(Stage.PAUSED, 12, null, null), HERE).words());
        assertEquals(
                "not released: a draft",
                Verdict.of(clock(Stage.DRAFT, 12, null, null), HERE).words());
    }

    @Test
    void a_deadline_that_is_over_is_missed_whatever_goes_on() {
        for (Stage stage :
                List.of(Stage.DRAFT, Stage.AWAITING_APPROVAL, Stage.PAUSED, Stage.RUNNING, Stage.COMPLETING)) {
            Verdict it = Verdict.of(clock(stage, -2, 1.0, null), HERE);
            assertEquals("late", it.tone());
            assertTrue(it.words().startsWith("deadline missed 2 h ago"), it::words);
        }
    }

    @Test
    void what_is_done_was_done_in_time_or_not() {
        assertEquals(
                "done 1 h before its deadline",
                Verdict.of(clock(Stage.COMPLETED, -1, null, -2.0), HERE).words());
        assertEquals(
                "done 1 h after its deadline",
                Verdict.of(clock(Stage.COMPLETED, -2, null, -1.0), HERE).words());
        assertEquals(
                "cancelled",
                Verdict.of(clock(Stage.CANCELLED, 2, null, -1.0), HERE).words());
    }

    @Test
    void the_bar_ends_at_the_deadline_or_at_a_forecast_behind_it() {
        ClockBar kept = ClockBar.of(clock(Stage.RUNNING, 12, 6.0, null), HERE);
        assertEquals(300, kept.used());
        assertEquals(600, kept.due());
        assertEquals(450, kept.forecast());
        assertEquals(0, kept.late());
        ClockBar missed = ClockBar.of(clock(Stage.RUNNING, 4, 12.0, null), HERE);
        assertEquals(300, missed.used());
        assertEquals(400, missed.due());
        assertEquals(600, missed.forecast());
        assertEquals(200, missed.late());
        assertEquals("Initial notice by email and SMS: due in 4 h, will miss its deadline by 8 h", missed.said());
    }

    @Test
    void spans_are_said_as_people_say_them() {
        assertEquals("3 h 12 min", Said.length(Duration.ofMinutes(192)));
        assertEquals("2 d 4 h", Said.length(Duration.ofHours(52)));
        assertEquals("1 d", Said.length(Duration.ofHours(-24)));
        assertEquals("less than a minute", Said.length(Duration.ofSeconds(59)));
    }

    /** Released twelve hours ago; hours from now. */
    private static Clock clock(Stage stage, int deadline, @Nullable Double forecast, @Nullable Double finished) {
        return new Clock(
                Ids.next(),
                Ids.next(),
                "initial",
                stage,
                List.of("email", "sms"),
                10L,
                NOW.minusHours(12),
                null,
                stage.released() ? NOW.minusHours(12) : null,
                NOW.plusHours(deadline),
                hours(finished),
                hours(forecast));
    }

    private static @Nullable OffsetDateTime hours(@Nullable Double hours) {
        return hours == null ? null : NOW.plusMinutes((long) (hours * 60));
    }
}
