package org.candor.console;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.candor.incident.Assessment;

/** Counts of the people of an incident, as lines with bars. */
record Sums(long people, List<Line> classes, List<Line> regions, List<Line> languages, List<Line> channels) {
    private static final int MOST = 40;
    static final int WIDTH = 100;

    /**
     * One line.
     *
     * @param width of its bar, in parts of {@link #WIDTH}: the share of all
     */
    record Line(String word, long people, int width) {
        public String figure() {
            return said(people);
        }
    }

    /** As in "180,412". */
    static String said(long number) {
        return String.format(Locale.ROOT, "%,d", number);
    }

    public String all() {
        return said(people);
    }

    static Sums of(Assessment it) {
        long all = it.recipients();
        return new Sums(
                all,
                lines(it.exposed(), all, word -> IncidentFacts.title(IncidentFacts.say(word))),
                lines(it.regions(), all, word -> word.equals("none") ? "not known" : word),
                lines(it.locales(), all, word -> word.equals("none") ? "not known" : word),
                channels(it.reachable(), all));
    }

    private static List<Line> lines(Map<String, Long> counts, long all, UnaryOperator<String> words) {
        List<Line> lines = new ArrayList<>();
        counts.entrySet().stream()
                .sorted(Map.Entry.<String, Long>comparingByValue(Comparator.reverseOrder())
                        .thenComparing(Map.Entry.comparingByKey()))
                .forEach(it -> lines.add(new Line(words.apply(it.getKey()), it.getValue(), width(it.getValue(), all))));
        if (lines.size() <= MOST) {
            return lines;
        }
        List<Line> rest = lines.subList(MOST, lines.size());
        long people = rest.stream().mapToLong(Line::people).sum();
        List<Line> shown = new ArrayList<>(lines.subList(0, MOST));
        shown.add(new Line(rest.size() + " others", people, width(people, all)));
        return shown;
    }

    private static List<Line> channels(Map<String, Long> reachable, long all) {
        List<Line> lines = new ArrayList<>();
        Map<String, String> words = Map.of(
                "email", "By email", "sms", "By SMS", "both", "By both", "nobody", "By neither: write them a letter");
        for (String it : List.of("email", "sms", "both", "nobody")) {
            long people = reachable.getOrDefault(it, 0L);
            lines.add(new Line(words.getOrDefault(it, it), people, width(people, all)));
        }
        return lines;
    }

    static int width(long part, long all) {
        return all == 0 ? 0 : Math.clamp(Math.round((double) WIDTH * part / all), part > 0 ? 1 : 0, WIDTH);
    }
}
