package org.candor.notice;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import java.time.OffsetDateTime;
import java.util.Map;
import org.candor.delivery.Channel;
import org.candor.delivery.State;
import org.junit.jupiter.api.Test;

class FiguresTest {
    private static final OffsetDateTime NOW = OffsetDateTime.parse("2026-11-21T12:00:00Z");
    private static final OffsetDateTime LONG_AGO = NOW.minusHours(1);

    @Test
    void the_audience_is_the_sum_of_each_channel_before_during_and_after_the_fan_out() {
        for (long seen : new long[] {0, 40, 100}) {
            Map<State, Long> rows = Map.of(State.QUEUED, seen - seen / 10);
            Figures figures = figures(100, seen, seen / 10, rows, 0, NOW.plusDays(1));
            long sum = figures.counts().get("email").values().stream()
                    .mapToLong(it -> it)
                    .sum();
            assertEquals(100, sum);
        }
    }

    @Test
    void every_state_is_told_zero_or_not() {
        Figures figures = figures(0, 0, 0, Map.of(), 0, null);
        assertEquals(State.values().length + 2, figures.counts().get("email").size());
    }

    @Test
    void the_forecast_is_what_is_left_at_the_rate_of_now() {
        Figures figures = figures(100, 100, 0, Map.of(State.QUEUED, 60L, State.ACCEPTED, 40L), 2, NOW.plusMinutes(1));
        assertEquals(NOW.plusSeconds(30), figures.eta());
        assertEquals(true, figures.makesDeadline());
    }

    @Test
    void a_forecast_behind_the_deadline_is_said() {
        Figures figures = figures(100, 100, 0, Map.of(State.QUEUED, 100L), 1, NOW.plusSeconds(50));
        assertEquals(false, figures.makesDeadline());
    }

    @Test
    void nobody_guesses_while_nothing_moves() {
        Figures figures = figures(100, 100, 0, Map.of(State.QUEUED, 100L), 0, NOW.plusDays(1));
        assertNull(figures.eta());
        assertNull(figures.makesDeadline());
    }

    @Test
    void a_notice_younger_than_the_window_is_not_called_slow() {
        Figures.Known known = new Figures.Known(
                100,
                100,
                Map.of(Channel.EMAIL, 0L),
                0,
                Map.of(Channel.EMAIL, Map.of(State.QUEUED, 50L, State.ACCEPTED, 50L)),
                Map.of(Channel.EMAIL, 50 / 60.0));
        Figures figures = Figures.of(known, Stage.RUNNING, NOW.minusSeconds(5), NOW.plusDays(1), NOW);
        assertEquals(10.0, figures.rate().get("email"), 0.01);
    }

    @Test
    void posts_are_counted_by_their_accounts_and_not_by_people() {
        Figures.Known known = new Figures.Known(
                1_000,
                400,
                Map.of(Channel.EMAIL, 0L, Channel.SOCIAL, 0L),
                3,
                Map.of(
                        Channel.EMAIL, Map.of(State.ACCEPTED, 400L),
                        Channel.SOCIAL, Map.of(State.ACCEPTED, 1L, State.WAITING, 1L)),
                Map.of());
        Map<String, Map<String, Long>> counts =
                Figures.of(known, Stage.RUNNING, LONG_AGO, NOW.plusDays(1), NOW).counts();
        assertEquals(1, counts.get("social").get("not_queued"));
        assertEquals(
                3,
                counts.get("social").values().stream()
                        .mapToLong(Long::longValue)
                        .sum());
        assertEquals(600, counts.get("email").get("not_queued"));
        assertEquals(
                1_000,
                counts.get("email").values().stream().mapToLong(Long::longValue).sum());
    }

    private static Figures figures(
            long audience, long seen, long noAddress, Map<State, Long> rows, double rate, OffsetDateTime deadline) {
        Figures.Known known = new Figures.Known(
                audience,
                seen,
                Map.of(Channel.EMAIL, noAddress),
                0,
                Map.of(Channel.EMAIL, rows),
                Map.of(Channel.EMAIL, rate));
        return Figures.of(known, Stage.RUNNING, LONG_AGO, deadline, NOW);
    }
}
