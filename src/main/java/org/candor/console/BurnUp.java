package org.candor.console;

import java.time.Duration;
import java.time.OffsetDateTime;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.candor.notice.Overviews.Lane;
import org.candor.notice.Overviews.Overview;
import org.candor.queue.Tallies.Rise;
import org.jspecify.annotations.Nullable;

/**
 * How far a notice has come over time, against its deadline, as the lines of a drawing.
 *
 * @param says the same in a sentence
 * @param done points of the line of what is settled
 * @param forecast points of the line from now on at this rate; empty if nobody can tell
 * @param deadlineX where the deadline is; -1 if it lies beyond the right edge or there is none
 * @param beyond the deadline, if it lies beyond the edge
 * @param rows the same as a table, a few of them
 */
record BurnUp(
        String says,
        String done,
        String forecast,
        int nowX,
        int deadlineX,
        String deadline,
        String beyond,
        String whole,
        String from,
        String to,
        List<Row> rows) {
    record Row(Said.At at, String done, String percent) {}

    static final int LEFT = 10;
    static final int RIGHT = 710;
    static final int TOP = 20;
    static final int BOTTOM = 190;
    private static final int MOST_ROWS = 12;

    /** How many times as long as the sending itself the time until the deadline may be and still be drawn to scale. */
    private static final int FAR = 6;

    private record Point(OffsetDateTime at, long done) {}

    private record Frame(OffsetDateTime start, OffsetDateTime end, long whole) {
        String point(OffsetDateTime at, long done) {
            return String.format(Locale.ROOT, "%d,%d", x(at), y(done));
        }

        int x(OffsetDateTime at) {
            double part = (double) Duration.between(start, at).toMillis()
                    / Math.max(1, Duration.between(start, end).toMillis());
            return (int) Math.round(LEFT + Math.clamp(part, 0, 1) * (RIGHT - LEFT));
        }

        int y(long done) {
            return (int) Math.round(BOTTOM - Math.clamp((double) done / Math.max(1, whole), 0, 1) * (BOTTOM - TOP));
        }
    }

    /** In how many seconds a step of its curve is to be read: a hundred of them, of whole minutes. */
    static long step(Overview it, OffsetDateTime now) {
        OffsetDateTime from = it.released() == null || it.released().at() == null
                ? now
                : it.released().at();
        long minutes = Math.max(0, Duration.between(from, now).toMinutes());
        return 60 * Math.max(1, minutes / 100);
    }

    /** Null before the release, and where there is nothing to be sent. */
    static @Nullable BurnUp of(Overview it, List<Rise> curve, long step, Here here) {
        long whole = it.lanes().stream()
                .mapToLong(lane -> LaneBar.sum(lane) - absent(lane))
                .sum();
        if (it.released() == null || it.released().at() == null || whole == 0) {
            return null;
        }
        long done = it.lanes().stream()
                .mapToLong(lane -> LaneBar.settled(lane) - absent(lane))
                .sum();
        OffsetDateTime start =
                it.notBefore() != null && it.notBefore().isAfter(it.released().at())
                        ? it.notBefore()
                        : it.released().at();
        OffsetDateTime last = it.over() && it.finishedAt() != null
                ? it.finishedAt()
                : here.now().truncatedTo(ChronoUnit.MINUTES);
        last = last.isAfter(start) ? last : start.plusMinutes(1);
        OffsetDateTime eta = it.eta() == null ? null : it.eta().truncatedTo(ChronoUnit.MINUTES);
        OffsetDateTime end = eta != null && eta.isAfter(last) ? eta : last;
        OffsetDateTime deadline = it.deadline();
        boolean near = deadline != null
                && Duration.between(start, deadline).toSeconds()
                        <= FAR * Math.max(60, Duration.between(start, end).toSeconds());
        Frame frame = new Frame(start, edge(start, end, near ? deadline : null), whole);
        List<Point> points = points(curve, step, start, last, done);
        return new BurnUp(
                says(done, whole, it.eta(), deadline, here),
                line(frame, points),
                eta == null || !eta.isAfter(last) ? "" : frame.point(last, done) + " " + frame.point(eta, whole),
                frame.x(last),
                deadline == null || !near ? -1 : frame.x(deadline),
                deadline == null ? "" : "deadline " + Said.near(deadline, here),
                deadline == null || near ? "" : "deadline " + Said.near(deadline, here) + " →",
                Said.number(whole),
                Said.near(start, here),
                Said.near(frame.end(), here),
                rows(points, whole));
    }

    private static long absent(Lane lane) {
        return lane.counts().getOrDefault("no_address", 0L);
    }

    private static OffsetDateTime edge(OffsetDateTime start, OffsetDateTime end, @Nullable OffsetDateTime deadline) {
        OffsetDateTime far = deadline != null && deadline.isAfter(end) ? deadline : end;
        return far.plus(Duration.between(start, far).dividedBy(12));
    }

    /** What is not folded into the curve yet is the newest: it is in the last point alone. */
    private static List<Point> points(
            List<Rise> curve, long step, OffsetDateTime start, OffsetDateTime last, long done) {
        List<Point> points = new ArrayList<>();
        points.add(new Point(start, 0));
        long sum = 0;
        for (Rise it : curve) {
            sum += it.n();
            OffsetDateTime at = it.at().plusSeconds(step);
            if (at.isAfter(start) && at.isBefore(last)) {
                points.add(new Point(at, Math.clamp(sum, 0, Math.max(done, sum))));
            }
        }
        points.add(new Point(last, done));
        return points;
    }

    private static String line(Frame frame, List<Point> points) {
        StringBuilder line = new StringBuilder();
        for (Point it : points) {
            line.append(line.isEmpty() ? "" : " ").append(frame.point(it.at(), it.done()));
        }
        return line.toString();
    }

    private static List<Row> rows(List<Point> points, long whole) {
        List<Row> rows = new ArrayList<>();
        int every = Math.max(1, (points.size() + MOST_ROWS - 1) / MOST_ROWS);
        for (int i = points.size() - 1; i >= 0; i -= every) {
            Point it = points.get(i);
            rows.addFirst(new Row(Said.at(it.at()), Said.number(it.done()), Said.percent(it.done(), whole)));
        }
        return rows;
    }

    private static String says(
            long done, long whole, @Nullable OffsetDateTime eta, @Nullable OffsetDateTime deadline, Here here) {
        String sum = Said.number(done) + " of " + Said.deliveries(whole) + " are settled.";
        String end = eta == null
                ? ""
                : " " + LaneBar.Forecast.at(eta, deadline, here).text();
        String until = eta == null && deadline != null ? " The deadline is " + Said.near(deadline, here) + "." : "";
        return sum + end + until;
    }
}
