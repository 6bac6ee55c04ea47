package org.candor.console;

import java.time.Duration;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.candor.delivery.State;
import org.candor.notice.Overviews.Lane;
import org.jspecify.annotations.Nullable;

/**
 * One channel of a notice, drawn: its counts as an equation, as a stacked bar of 1,000 units, and when it will be done.
 *
 * @param whole how many it is about, as a reader says it
 * @param terms what the whole is the sum of; what is zero is left out, but not what is in doubt
 * @param rate now, beside the limit of its accounts
 * @param left how many are not settled
 */
record LaneBar(
        String channel,
        String word,
        String whole,
        List<Term> terms,
        List<Piece> pieces,
        String percent,
        String rate,
        String limit,
        String left,
        String forecast,
        boolean late) {
    /**
     * @param state for the link to its deliveries; empty where there are none
     */
    record Term(String number, String word, String state) {}

    /**
     * @param kind {@code done}, {@code moving}, {@code unsure}, {@code lost} or {@code spared}
     */
    record Piece(String kind, String word, String number, int x, int width) {}

    private static final int WIDTH = 1_000;
    private static final int SEEN = 4;

    private static final Map<String, List<String>> KINDS = kinds();

    private static Map<String, List<String>> kinds() {
        Map<String, List<String>> kinds = new LinkedHashMap<>();
        kinds.put("done reached", List.of("delivered", "accepted"));
        kinds.put("unsure unknown", List.of("unknown"));
        kinds.put("lost not reached", List.of("failed", "bounced", "expired"));
        kinds.put("spared not sent", List.of("suppressed", "cancelled", "no_address"));
        kinds.put("moving on the way", List.of("handing_off", "claimed", "waiting", "queued", "not_queued"));
        return kinds;
    }

    /** What is settled of a channel, or will never be sent. */
    static long settled(Lane lane) {
        return sum(lane) - open(lane);
    }

    static long sum(Lane lane) {
        return lane.counts().values().stream().mapToLong(Long::longValue).sum();
    }

    /** What still moves, or has to. */
    static long open(Lane lane) {
        long open = lane.counts().getOrDefault("not_queued", 0L);
        for (State state : State.values()) {
            open += state.settled() ? 0 : lane.counts().getOrDefault(state.word(), 0L);
        }
        return open;
    }

    /**
     * @param state of the notice
     * @param perSecond what its accounts may at most, together; null for no limit
     */
    static LaneBar of(
            Lane lane, String state, @Nullable Double perSecond, @Nullable OffsetDateTime deadline, Here here) {
        long whole = sum(lane);
        long open = open(lane);
        boolean posts = lane.channel().equals("social");
        Forecast forecast = Forecast.of(open, lane.perSecond(), state, deadline, here);
        return new LaneBar(
                lane.channel(),
                Meaning.ofChannel(lane.channel()),
                posts ? (whole == 1 ? "1 account" : Said.number(whole) + " accounts") : Said.people(whole),
                terms(lane.counts()),
                pieces(lane.counts(), whole),
                Said.percent(whole - open, whole),
                Said.rate(lane.perSecond()),
                lane.accounts().isEmpty() ? "–" : perSecond == null ? "unlimited" : Said.rate(perSecond),
                Said.number(open),
                forecast.text(),
                forecast.late());
    }

    private static List<Term> terms(Map<String, Long> counts) {
        List<Term> terms = new ArrayList<>();
        counts.forEach((state, n) -> {
            if (n > 0 || state.equals("unknown")) {
                boolean there = !state.equals("no_address") && !state.equals("not_queued");
                terms.add(new Term(Said.number(n), Meaning.ofState(state), there ? state : ""));
            }
        });
        return terms;
    }

    /** Whatever is there is seen, and the bar is exactly full. */
    private static List<Piece> pieces(Map<String, Long> counts, long whole) {
        Map<String, Long> sums = new LinkedHashMap<>();
        KINDS.forEach((kind, states) -> {
            long n =
                    states.stream().mapToLong(it -> counts.getOrDefault(it, 0L)).sum();
            if (n > 0) {
                sums.put(kind, n);
            }
        });
        Map<String, Integer> widths = new LinkedHashMap<>();
        sums.forEach((kind, n) -> widths.put(kind, (int) Math.max(SEEN, n * WIDTH / whole)));
        String widest = widths.entrySet().stream()
                .max(Map.Entry.comparingByValue())
                .map(Map.Entry::getKey)
                .orElse("");
        int over = widths.values().stream().mapToInt(Integer::intValue).sum() - WIDTH;
        widths.computeIfPresent(widest, (_, width) -> width - over);
        List<Piece> pieces = new ArrayList<>();
        int x = 0;
        for (Map.Entry<String, Integer> it : widths.entrySet()) {
            String[] kind = it.getKey().split(" ", 2);
            long n = sums.getOrDefault(it.getKey(), 0L);
            pieces.add(new Piece(kind[0], kind[1], Said.number(n), x, it.getValue()));
            x += it.getValue();
        }
        return pieces;
    }

    /** When something will be done, in a sentence. */
    record Forecast(String text, boolean late) {
        static Forecast of(long open, double perSecond, String state, @Nullable OffsetDateTime deadline, Here here) {
            OffsetDateTime now = here.now();
            boolean moves = state.equals("running") || state.equals("completing");
            if (open == 0) {
                return new Forecast("All of it is settled.", false);
            }
            if (!moves) {
                return new Forecast(still(state), false);
            }
            if (perSecond == 0) {
                boolean over = deadline != null && !now.isBefore(deadline);
                return new Forecast(
                        over
                                ? "The deadline has passed: what is not settled expires."
                                : "Nothing was answered in the last minute, so nobody can tell when it is done.",
                        over);
            }
            OffsetDateTime end = now.plusNanos((long) (open / perSecond * 1e9));
            return at(end, deadline, here);
        }

        static Forecast at(OffsetDateTime end, @Nullable OffsetDateTime deadline, Here here) {
            String done = "At this rate done " + Said.near(end, here);
            if (deadline == null) {
                return new Forecast(done + ".", false);
            }
            boolean late = end.isAfter(deadline);
            String gap = Said.span(Duration.between(deadline, end).abs());
            return new Forecast(
                    late
                            ? done + ", " + gap + " after the deadline: what is left then expires."
                            : done + ", " + gap + " before the deadline.",
                    late);
        }

        private static String still(String state) {
            return switch (state) {
                case "paused" -> "Paused: nothing of it goes out.";
                case "scheduled" -> "It has not begun.";
                case "cancelled" -> "Cancelled: nothing of it goes out any more.";
                case "draft", "awaiting_approval" -> "It was not released.";
                default -> "";
            };
        }
    }
}
