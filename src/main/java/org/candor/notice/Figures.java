package org.candor.notice;

import java.time.Duration;
import java.time.OffsetDateTime;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;
import org.candor.delivery.Channel;
import org.candor.delivery.State;
import org.jspecify.annotations.Nullable;

/**
 * How far a notice has come.
 *
 * <p>Counts are an equation. On each channel every recipient of the audience is counted exactly once: by the state of
 * their delivery, as {@code no_address} if they have no address for the channel, or as {@code not_queued} while the
 * fan-out has not reached them (or never will, the notice being cancelled). So the audience is the sum of each channel. On
 * the channel of public posts it is the accounts that are counted so.
 *
 * @param counts by channel, then by state or one of the two words above; all of them, zero or not
 * @param rate hand-offs answered per second, by channel, over the last minute
 * @param eta when the last delivery will be settled at this rate; null if nothing is left or nothing moves
 * @param makesDeadline whether that is before the deadline; null if nobody can tell
 */
record Figures(
        Map<String, Map<String, Long>> counts,
        Map<String, Double> rate,
        @Nullable OffsetDateTime eta,
        @Nullable Boolean makesDeadline) {
    static final String NO_ADDRESS = "no_address";
    static final String NOT_QUEUED = "not_queued";
    private static final Duration WINDOW = Duration.ofMinutes(1);

    /**
     * What is known of one notice.
     *
     * @param audience recipients in all
     * @param seen recipients that the fan-out has been through
     * @param noAddress of those, how many have no address, by channel of the notice
     * @param posts public accounts it goes to
     */
    record Known(
            long audience,
            long seen,
            Map<Channel, Long> noAddress,
            long posts,
            Map<Channel, Map<State, Long>> tallies,
            Map<Channel, Double> rates) {}

    static Figures of(
            Known known,
            Stage stage,
            @Nullable OffsetDateTime releasedAt,
            @Nullable OffsetDateTime deadline,
            OffsetDateTime now) {
        Map<String, Map<String, Long>> counts = new LinkedHashMap<>();
        Map<String, Double> rate = new TreeMap<>();
        double left = 0;
        boolean stuck = false;
        for (Channel channel : known.noAddress().keySet()) {
            Map<String, Long> states = states(known, channel);
            double perSecond = perSecond(known.rates().getOrDefault(channel, 0.0), releasedAt, now);
            long open = open(states);
            counts.put(channel.word(), states);
            rate.put(channel.word(), perSecond);
            stuck |= open > 0 && perSecond == 0;
            left = open > 0 && perSecond > 0 ? Math.max(left, open / perSecond) : left;
        }
        boolean moves = stage == Stage.RUNNING || stage == Stage.COMPLETING;
        OffsetDateTime eta = moves && !stuck && left > 0 ? now.plusNanos((long) (left * 1e9)) : null;
        return new Figures(counts, rate, eta, makes(stage, eta, deadline, now));
    }

    private static Map<String, Long> states(Known known, Channel channel) {
        Map<State, Long> tally = known.tallies().getOrDefault(channel, Map.of());
        Map<String, Long> states = new LinkedHashMap<>();
        for (State state : State.values()) {
            states.put(state.word(), tally.getOrDefault(state, 0L));
        }
        states.put(NO_ADDRESS, known.noAddress().getOrDefault(channel, 0L));
        long queued = tally.values().stream().mapToLong(Long::longValue).sum();
        states.put(NOT_QUEUED, channel == Channel.SOCIAL ? known.posts() - queued : known.audience() - known.seen());
        return states;
    }

    private static long open(Map<String, Long> states) {
        long open = states.getOrDefault(NOT_QUEUED, 0L);
        for (State state : State.values()) {
            open += state.settled() ? 0 : states.getOrDefault(state.word(), 0L);
        }
        return open;
    }

    /** The rate is a sum over a minute: a notice younger than that has sent it in less. */
    private static double perSecond(double overTheMinute, @Nullable OffsetDateTime releasedAt, OffsetDateTime now) {
        if (releasedAt == null) {
            return 0;
        }
        double age = Math.max(1, Duration.between(releasedAt, now).toMillis() / 1000.0);
        double rate = overTheMinute * Math.max(1, WINDOW.toSeconds() / age);
        return Math.round(rate * 100) / 100.0;
    }

    private static @Nullable Boolean makes(
            Stage stage, @Nullable OffsetDateTime eta, @Nullable OffsetDateTime deadline, OffsetDateTime now) {
        return switch (stage) {
            case RUNNING, COMPLETING ->
                deadline == null || eta == null && now.isBefore(deadline)
                        ? null
                        : eta != null && !eta.isAfter(deadline);
            case DRAFT, AWAITING_APPROVAL, SCHEDULED, PAUSED, COMPLETED, COMPLETED_WITH_FAILURES, CANCELLED -> null;
        };
    }
}
