package org.candor.console;

import java.time.Duration;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import org.candor.notice.Clocks.Clock;

/**
 * A notice with its clock, drawn as a bar from its beginning to its deadline, or to its forecast if that is later.
 *
 * @param name as in "Initial notice by email and SMS"
 * @param state as in "running"
 * @param clock whether it has a deadline, and so a bar
 * @param used the width of the time that is over, in parts of {@link #WIDTH}
 * @param due where the deadline is
 * @param forecast where it will be done; -1 if nobody can tell
 * @param late the width of what lies behind the deadline
 * @param left what is left until the deadline, or how long it is past, in words
 * @param said all of it in one sentence
 */
record ClockBar(
        String id,
        String name,
        String state,
        Verdict verdict,
        boolean clock,
        int used,
        int due,
        int forecast,
        int late,
        Said.At deadline,
        Said.At expected,
        String left,
        String said) {
    static final int WIDTH = 600;

    static ClockBar of(Clock it, Here here) {
        OffsetDateTime now = here.now();
        Verdict verdict = Verdict.of(it, here);
        String name = name(it);
        OffsetDateTime deadline = it.deadline();
        if (deadline == null || it.over()) {
            return new ClockBar(
                    it.id().toString(),
                    name,
                    state(it),
                    verdict,
                    false,
                    0,
                    0,
                    -1,
                    0,
                    Said.at(deadline),
                    Said.NEVER,
                    "",
                    name + ": " + verdict.words());
        }
        OffsetDateTime from = it.releasedAt() == null ? it.createdAt() : it.releasedAt();
        OffsetDateTime to = later(deadline, later(now, it.forecast() == null ? deadline : it.forecast()));
        double scale = WIDTH / Math.max(1.0, (double) Duration.between(from, to).toMillis());
        int due = place(from, deadline, scale);
        int used = place(from, now, scale);
        String left = left(deadline, now);
        return new ClockBar(
                it.id().toString(),
                name,
                state(it),
                verdict,
                true,
                used,
                due,
                it.forecast() == null ? -1 : place(from, it.forecast(), scale),
                WIDTH - due,
                Said.at(deadline),
                Said.at(it.forecast()),
                left,
                name + ": " + left + ", " + verdict.words());
    }

    private static int place(OffsetDateTime from, OffsetDateTime at, double scale) {
        return Math.clamp(Math.round(Duration.between(from, at).toMillis() * scale), 0, WIDTH);
    }

    private static OffsetDateTime later(OffsetDateTime one, OffsetDateTime other) {
        return one.isAfter(other) ? one : other;
    }

    static String left(OffsetDateTime deadline, OffsetDateTime now) {
        String span = Said.length(Duration.between(now, deadline));
        return now.isAfter(deadline) ? "overdue by " + span : "due in " + span;
    }

    static String state(Clock it) {
        return it.stage().word().replace('_', ' ');
    }

    /** As in "Initial notice by email and SMS". */
    static String name(Clock it) {
        return it.kind().substring(0, 1).toUpperCase(Locale.ROOT) + it.kind().substring(1) + " notice by "
                + ways(it.channels());
    }

    /** As in "email, SMS and social". */
    static String ways(List<String> channels) {
        List<String> words = channels.stream().map(ClockBar::way).toList();
        return words.size() < 2
                ? String.join("", words)
                : words.stream().limit(words.size() - 1).collect(Collectors.joining(", ")) + " and " + words.getLast();
    }

    private static String way(String channel) {
        return switch (channel) {
            case "sms" -> "SMS";
            case "social" -> "public posts";
            default -> channel;
        };
    }
}
