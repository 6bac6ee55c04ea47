package org.candor.console;

import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.UUID;
import java.util.stream.Collectors;
import org.candor.access.Caller;
import org.candor.access.Scopes;
import org.candor.incident.Incidents;
import org.candor.notice.Clocks;
import org.jspecify.annotations.Nullable;

/**
 * An incident as the first page shows it.
 *
 * @param open whether something is still to be done: it has no notice yet, or one that is not over
 * @param bars its notices that are not over, the soonest deadline first
 * @param more how many of those are not shown
 * @param states as in "1 draft, 2 completed with failures"
 * @param soonest the deadline that comes first; null for none
 */
record HomeCard(
        String id,
        String reference,
        String title,
        Said.At reported,
        boolean open,
        List<ClockBar> bars,
        int more,
        String states,
        @Nullable OffsetDateTime soonest) {
    private static final int MOST_BARS = 3;

    /** One for each incident: the open ones first, and of those the one with the soonest deadline. */
    static List<HomeCard> of(List<Incidents.Headline> headlines, List<Clocks.Clock> clocks, Caller caller, Here here) {
        boolean seen = caller.may(Scopes.NOTICES_READ);
        Map<UUID, List<Clocks.Clock>> notices = clocks.stream().collect(Collectors.groupingBy(Clocks.Clock::incident));
        List<HomeCard> cards = new ArrayList<>(headlines.size());
        headlines.forEach(it -> cards.add(of(it, notices.getOrDefault(it.id(), List.of()), seen, here)));
        cards.sort(Comparator.comparing(HomeCard::soonest, Comparator.nullsLast(Comparator.naturalOrder())));
        return cards;
    }

    private static HomeCard of(Incidents.Headline it, List<Clocks.Clock> notices, boolean seen, Here here) {
        List<Clocks.Clock> going = notices.stream()
                .filter(notice -> !notice.over())
                .sorted(Comparator.comparing(Clocks.Clock::deadline, Comparator.nullsLast(Comparator.naturalOrder())))
                .toList();
        boolean open = seen && !it.erased() && (notices.isEmpty() || !going.isEmpty());
        return new HomeCard(
                it.id().toString(),
                it.reference(),
                it.title(),
                Said.at(it.reportedAt()),
                open,
                going.stream()
                        .limit(MOST_BARS)
                        .map(notice -> ClockBar.of(notice, here))
                        .toList(),
                Math.max(0, going.size() - MOST_BARS),
                states(notices, seen, it.erased()),
                going.stream()
                        .map(Clocks.Clock::deadline)
                        .filter(Objects::nonNull)
                        .findFirst()
                        .orElse(null));
    }

    private static String states(List<Clocks.Clock> notices, boolean seen, boolean erased) {
        Map<String, Long> states =
                notices.stream().collect(Collectors.groupingBy(ClockBar::state, TreeMap::new, Collectors.counting()));
        String words = !seen
                ? ""
                : states.isEmpty()
                        ? "no notice yet"
                        : states.entrySet().stream()
                                .map(it -> it.getValue() + " " + it.getKey())
                                .collect(Collectors.joining(", "));
        return erased ? (words + "; its people are erased").replaceFirst("^; ", "") : words;
    }

    /** The answer to "will we miss a deadline?", in one sentence; of what is shown. */
    static Verdict late(List<HomeCard> cards) {
        List<ClockBar> all = cards.stream().flatMap(it -> it.bars().stream()).toList();
        long late =
                all.stream().filter(it -> it.verdict().tone().equals("late")).count();
        long clocks = all.stream().filter(ClockBar::clock).count();
        if (late > 0) {
            String notices = late == 1 ? "One notice misses or" : late + " notices miss or";
            return new Verdict("late", "▲", notices + " will miss " + (late == 1 ? "its" : "their") + " deadline.");
        }
        if (clocks == 0) {
            return new Verdict("idle", "○", "No deadline is running.");
        }
        long unsure = all.stream()
                .filter(it -> it.clock() && !it.verdict().tone().equals("ok"))
                .count();
        return unsure == 0
                ? new Verdict("ok", "✓", "All running notices will keep their deadlines.")
                : new Verdict(
                        "unsure",
                        "?",
                        "No notice will miss its deadline as far as can be told; " + unsure
                                + (unsure == 1 ? " has" : " have") + " no forecast yet.");
    }
}
