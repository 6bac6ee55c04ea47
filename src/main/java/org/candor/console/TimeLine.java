package org.candor.console;

import java.time.Duration;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.candor.access.Zone;
import org.candor.incident.IncidentView;
import org.candor.notice.Clocks.Clock;
import org.jspecify.annotations.Nullable;

/**
 * What happened when, drawn: a lane for the incident, one for each notice, the deadlines, and now.
 *
 * @param now where now is
 * @param marks everything that is drawn as a point, numbered in the order of time; the table says what each is
 */
record TimeLine(int height, int now, List<Lane> lanes, List<Tick> ticks, List<Mark> marks, String said) {
    static final int WIDTH = 800;
    private static final int EDGE = 14;
    private static final int TOP = 26;
    private static final int LANE = 52;
    private static final int APART = 13;
    private static final int TICKS = 4;
    private static final int MOST_NOTICES = 8;

    /** A line across the picture; a notice that was released has a bar on it. */
    record Lane(String name, int y, int x, int width) {}

    record Tick(int x, String text) {}

    /** A point, and where its number is. Its shape says what kind it is: {@code event}, {@code deadline} or {@code forecast}. */
    record Mark(int number, int x, int y, int label, String shape, String what, Said.At at) {}

    private record Point(OffsetDateTime at, int lane, String shape, String what) {}

    static TimeLine of(IncidentView incident, List<Clock> notices, Here here) {
        OffsetDateTime now = here.now();
        List<Clock> shown = notices.stream()
                .sorted(Comparator.comparing(Clock::createdAt))
                .limit(MOST_NOTICES)
                .toList();
        List<Point> points = points(incident, shown, here.zone());
        points.sort(Comparator.comparing(Point::at));
        OffsetDateTime from = points.getFirst().at();
        OffsetDateTime to =
                points.getLast().at().isAfter(now) ? points.getLast().at() : now;
        double scale = (WIDTH - 2 * EDGE)
                / Math.max(1.0, (double) Duration.between(from, to).toMillis());
        List<Mark> marks = marks(points, from, scale);
        List<Lane> lanes = new ArrayList<>();
        lanes.add(new Lane("Incident", y(0), EDGE, 0));
        for (Clock it : shown) {
            lanes.add(lane(it, y(lanes.size()), from, now, scale));
        }
        return new TimeLine(
                TOP + LANE * lanes.size() + 22,
                place(from, now, scale),
                lanes,
                ticks(from, to, scale, here.zone()),
                marks,
                "Time line with " + marks.size() + " points, from "
                        + Said.whole(from, here.zone()) + " to " + Said.whole(to, here.zone())
                        + "; the table below says what they are");
    }

    /** Numbers that would lie on each other stand side by side. */
    private static List<Mark> marks(List<Point> points, OffsetDateTime from, double scale) {
        List<Mark> marks = new ArrayList<>();
        Map<Integer, Integer> last = new HashMap<>();
        for (Point it : points) {
            int x = place(from, it.at(), scale);
            int label = Math.max(x, last.getOrDefault(it.lane(), -APART) + APART);
            last.put(it.lane(), label);
            marks.add(new Mark(marks.size() + 1, x, y(it.lane()), label, it.shape(), it.what(), Said.at(it.at())));
        }
        return marks;
    }

    private static Lane lane(Clock it, int y, OffsetDateTime from, OffsetDateTime now, double scale) {
        if (it.releasedAt() == null) {
            return new Lane(ClockBar.name(it), y, EDGE, 0);
        }
        int begin = place(from, it.releasedAt(), scale);
        int end = place(from, it.finishedAt() == null ? now : it.finishedAt(), scale);
        return new Lane(ClockBar.name(it), y, begin, Math.max(2, end - begin));
    }

    private static List<Point> points(IncidentView incident, List<Clock> notices, Zone zone) {
        List<Point> points = new ArrayList<>();
        if (incident.occurred() != null && incident.occurred().from() != null) {
            add(
                    points,
                    incident.occurred().from().atStartOfDay(zone.id()).toOffsetDateTime(),
                    0,
                    "event",
                    "First day of the breach");
        }
        add(points, incident.discoveredAt(), 0, "event", "Discovered");
        add(points, incident.createdAt(), 0, "event", "Reported here");
        int lane = 0;
        for (Clock it : notices) {
            lane++;
            String name = ClockBar.name(it);
            add(points, it.createdAt(), lane, "event", name + ": written");
            add(points, it.releasedAt(), lane, "event", name + ": released");
            add(points, it.finishedAt(), lane, "event", name + ": " + ClockBar.state(it));
            add(points, it.deadline(), lane, "deadline", name + ": deadline");
            add(points, it.forecast(), lane, "forecast", name + ": forecast to be done");
        }
        return points;
    }

    private static void add(List<Point> points, @Nullable OffsetDateTime at, int lane, String shape, String what) {
        if (at != null) {
            points.add(new Point(at, lane, shape, what));
        }
    }

    private static List<Tick> ticks(OffsetDateTime from, OffsetDateTime to, double scale, Zone zone) {
        List<Tick> ticks = new ArrayList<>();
        long step = Duration.between(from, to).toMillis() / TICKS;
        for (int i = 0; i < TICKS; i++) {
            OffsetDateTime at = from.plus(Duration.ofMillis(step * i));
            String text = Said.brief(at, zone);
            if (ticks.isEmpty() || !ticks.getLast().text().equals(text)) {
                ticks.add(new Tick(place(from, at, scale), text));
            }
        }
        return ticks;
    }

    private static int y(int lane) {
        return TOP + LANE * lane + 26;
    }

    private static int place(OffsetDateTime from, OffsetDateTime at, double scale) {
        return EDGE + Math.clamp(Math.round(Duration.between(from, at).toMillis() * scale), 0, WIDTH - 2 * EDGE);
    }
}
