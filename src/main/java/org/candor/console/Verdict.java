package org.candor.console;

import java.time.Duration;
import java.time.OffsetDateTime;
import org.candor.access.Zone;
import org.candor.notice.Clocks.Clock;
import org.candor.notice.Stage;
import org.jspecify.annotations.Nullable;

/**
 * Whether a notice keeps its deadline: a shape, a word and a sentence, so that it never depends on a colour.
 *
 * @param tone {@code ok}, {@code late}, {@code unsure} or {@code idle}: the class of what is drawn
 * @param shape one character, beside the words
 * @param words a part of a sentence, such as "will miss its deadline by 3 h"
 */
record Verdict(String tone, String shape, String words) {
    private static final String IN_TIME = "✓";
    private static final String TOO_LATE = "▲";
    private static final String UNSURE = "?";
    private static final String WAITS = "○";

    static Verdict of(Clock it, Here here) {
        OffsetDateTime now = here.now();
        OffsetDateTime deadline = it.deadline();
        if (it.stage() == Stage.CANCELLED) {
            return new Verdict("idle", "×", "cancelled");
        }
        if (it.over()) {
            return done(it.finishedAt(), deadline);
        }
        if (deadline == null) {
            return new Verdict("idle", WAITS, waiting(it, here.zone()) + "; it has no deadline yet");
        }
        if (now.isAfter(deadline)) {
            return new Verdict(
                    "late",
                    TOO_LATE,
                    "deadline missed " + span(deadline, now) + " ago, and " + waiting(it, here.zone()));
        }
        OffsetDateTime forecast = it.forecast();
        if (forecast != null && forecast.isAfter(deadline)) {
            return new Verdict("late", TOO_LATE, "will miss its deadline by " + span(deadline, forecast));
        }
        if (forecast != null) {
            return new Verdict("ok", IN_TIME, "will be done " + span(forecast, deadline) + " before its deadline");
        }
        return moving(it)
                ? new Verdict("unsure", UNSURE, "no forecast: nothing was handed over in the last minute")
                : new Verdict("idle", WAITS, waiting(it, here.zone()));
    }

    private static Verdict done(@Nullable OffsetDateTime finished, @Nullable OffsetDateTime deadline) {
        if (finished == null || deadline == null) {
            return new Verdict("ok", IN_TIME, "done");
        }
        return finished.isAfter(deadline)
                ? new Verdict("late", TOO_LATE, "done " + span(deadline, finished) + " after its deadline")
                : new Verdict("ok", IN_TIME, "done " + span(finished, deadline) + " before its deadline");
    }

    private static boolean moving(Clock it) {
        return it.stage() == Stage.RUNNING || it.stage() == Stage.COMPLETING;
    }

    private static String waiting(Clock it, Zone zone) {
        return switch (it.stage()) {
            case DRAFT -> "not released: a draft";
            case AWAITING_APPROVAL -> "not released: waits for approval or release";
            case SCHEDULED -> "scheduled" + (it.notBefore() == null ? "" : " for " + Said.whole(it.notBefore(), zone));
            case PAUSED -> "paused: nothing is sent";
            case RUNNING, COMPLETING -> "being sent";
            case COMPLETED, COMPLETED_WITH_FAILURES -> "done";
            case CANCELLED -> "cancelled";
        };
    }

    private static String span(OffsetDateTime from, OffsetDateTime to) {
        return Said.length(Duration.between(from, to));
    }
}
