package org.candor.console;

import java.time.Duration;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.candor.access.Zone;
import org.candor.delivery.Channel;
import org.candor.notice.Plan;

/**
 * What a release would do, in sentences and bars, for {@code outlook.html}.
 *
 * @param sentence how many messages to how many people: what somebody agrees to
 * @param bars until when each account is busy
 * @param deadline where it stands on the bars, in hundredths of their width
 * @param verdict whether all is out before the deadline
 */
record Outlook(
        String sentence,
        List<Bar> bars,
        List<Plan.Place> places,
        int deadline,
        String begins,
        String ends,
        String deadlineAt,
        boolean late,
        String verdict) {
    private static final int WIDTH = 100;

    /**
     * One account.
     *
     * @param width hundredths; 0 where there is no pace
     * @param notes what else there is to know
     */
    record Bar(
            String channel, String account, String amount, int width, boolean late, String said, List<String> notes) {}

    static Outlook of(Plan plan, Zone zone) {
        OffsetDateTime last = plan.ways().stream()
                .map(Plan.Way::ends)
                .filter(Objects::nonNull)
                .max(OffsetDateTime::compareTo)
                .orElse(plan.begins());
        OffsetDateTime end = last.isAfter(plan.deadline()) ? last : plan.deadline();
        double all = Math.max(1, Duration.between(plan.begins(), end).toSeconds());
        List<Bar> bars = new ArrayList<>();
        for (Plan.Way it : plan.ways()) {
            bars.add(bar(plan, it, all, zone));
        }
        boolean late = last.isAfter(plan.deadline());
        return new Outlook(
                sentence(plan),
                bars,
                plan.places(),
                position(plan, plan.deadline(), all),
                Said.whole(plan.begins(), zone),
                Said.whole(end, zone),
                Said.whole(plan.deadline(), zone),
                late,
                verdict(plan, late, zone));
    }

    private static int position(Plan plan, OffsetDateTime at, double all) {
        double share = Duration.between(plan.begins(), at).toSeconds() / all;
        return Math.clamp(Math.round(share * WIDTH), 0, WIDTH);
    }

    private static Bar bar(Plan plan, Plan.Way it, double all, Zone zone) {
        OffsetDateTime ends = it.ends();
        boolean late = ends != null && ends.isAfter(plan.deadline());
        String said = ends == null
                ? "as fast as the account takes them: no pace is set"
                : "done in " + Said.about(Duration.between(plan.begins(), ends)) + ", at " + Said.whole(ends, zone)
                        + (late ? ", after the deadline" : "");
        return new Bar(
                Hints.word(it.channel().word()),
                it.account(),
                amount(it),
                // What takes no time to speak of is seen all the same.
                ends == null ? 0 : Math.max(1, position(plan, ends, all)),
                late,
                said,
                notes(it));
    }

    private static String amount(Plan.Way it) {
        return switch (it.channel()) {
            case EMAIL -> Said.count(it.messages(), "email");
            case SMS -> texts(it.messages(), it.ifNeeded());
            case SOCIAL -> Said.count(it.messages(), "post");
        };
    }

    private static String texts(long sure, long ifNeeded) {
        return ifNeeded == 0
                ? Said.count(sure, "text message")
                : "up to " + Said.count(sure + ifNeeded, "text message");
    }

    private static List<String> notes(Plan.Way it) {
        List<String> notes = new ArrayList<>();
        if (!it.open()) {
            notes.add("Its gate is closed" + (it.closedFor() == null ? "" : " (" + it.closedFor() + ")")
                    + ": nothing goes before it opens.");
        }
        if (it.ahead() > 0) {
            notes.add(Said.count(it.ahead(), "message") + " of other notices " + (it.ahead() == 1 ? "waits" : "wait")
                    + " before these.");
        }
        if (it.ifNeeded() > 0) {
            notes.add(Said.count(it.ifNeeded(), "text message") + " of these only if the email fails.");
        }
        if (it.withheld() > 0) {
            notes.add(
                    it.channel() == Channel.SOCIAL
                            ? "Nothing is posted: the channel is compromised."
                            : Said.people(it.withheld())
                                    + " with an address left out: the channel is compromised, or they did not consent to it.");
        }
        if (it.missing() > 0) {
            notes.add(Said.people(it.missing()) + " without an address for it.");
        }
        return notes;
    }

    private static String verdict(Plan plan, boolean late, Zone zone) {
        String deadline = "the deadline, " + Said.whole(plan.deadline(), zone);
        if (plan.ways().stream().anyMatch(it -> !it.open())) {
            return "Nobody can tell whether this is done before " + deadline + ": a gate is closed.";
        }
        if (late) {
            return "At these paces it is not done before " + deadline + ".";
        }
        boolean unpaced = plan.ways().stream().anyMatch(it -> it.ends() == null);
        return unpaced
                ? "What has a pace is done before " + deadline + "; what has none goes as fast as it is taken."
                : "At these paces it is done before " + deadline + ".";
    }

    /** As in "180,412 emails and 12,030 text messages to people in 14 regions". */
    private static String sentence(Plan plan) {
        List<String> parts = new ArrayList<>();
        long posts = 0;
        for (Plan.Way it : plan.ways()) {
            if (it.channel() == Channel.SOCIAL) {
                posts += it.messages();
            } else {
                parts.add(amount(it));
            }
        }
        long regions =
                plan.places().stream().filter(it -> !it.region().isEmpty()).count();
        String people = parts.isEmpty()
                ? ""
                : String.join(" and ", parts) + " to people in " + Said.count(regions, "region")
                        + (plan.places().size() > regions ? ", and people of no known region" : "");
        String post = posts == 0 ? "" : Said.count(posts, "public post");
        return people.isEmpty() || post.isEmpty() ? people + post : people + ", and " + post;
    }
}
