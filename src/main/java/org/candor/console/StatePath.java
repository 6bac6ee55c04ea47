package org.candor.console;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.candor.progress.DeliveryView.Attempt;
import org.candor.progress.DeliveryView.Whole;
import org.jspecify.annotations.Nullable;

/**
 * The way of a delivery through its states, drawn as boxes: where it was, and where it is.
 *
 * @param says the same in a sentence
 */
record StatePath(String says, List<Box> boxes) {
    /**
     * @param kind {@code is}, {@code was} or {@code not}
     * @param mark before the word, so that nothing is said by colour alone
     */
    record Box(String word, String mark, String kind, int x, int y) {
        public int middle() {
            return x + WIDTH / 2;
        }

        public int base() {
            return y + 23;
        }
    }

    static final int WIDTH = 140;
    private static final String[][] PLACES = {
        {"queued", "handing_off", "accepted", "delivered"},
        {"suppressed", "waiting", "unknown", "bounced"},
        {"cancelled", "expired", "failed"}
    };

    static StatePath of(Whole it) {
        Set<String> was = was(it);
        String now = it.state().equals("claimed") ? "queued" : it.state();
        List<Box> boxes = new ArrayList<>();
        for (int row = 0; row < PLACES.length; row++) {
            for (int column = 0; column < PLACES[row].length; column++) {
                String state = PLACES[row][column];
                String kind = state.equals(now) ? "is" : was.contains(state) ? "was" : "not";
                String mark = kind.equals("is") ? "● " : kind.equals("was") ? "✓ " : "";
                boxes.add(new Box(Meaning.ofState(state), mark, kind, 10 + column * 180, 10 + row * 70));
            }
        }
        return new StatePath(says(it), boxes);
    }

    private static Set<String> was(Whole it) {
        Set<String> was = new LinkedHashSet<>();
        if (it.tries() > 0 || !it.state().equals("suppressed")) {
            was.add("queued");
        }
        if (it.tries() > 0) {
            was.add("handing_off");
        }
        List<Attempt> attempts = it.attempts();
        for (int i = 0; i < attempts.size(); i++) {
            String outcome = attempts.get(i).outcome();
            if ("accepted".equals(outcome)) {
                was.add("accepted");
            }
            if ("unknown".equals(outcome) || attempts.get(i).phase().equals("lost")) {
                was.add("unknown");
            } else if (i < attempts.size() - 1) {
                was.add("waiting");
            }
        }
        return was;
    }

    private static String says(Whole it) {
        StringBuilder says = new StringBuilder("Queued");
        if (it.tries() == 0 && it.state().equals("suppressed")) {
            return "Left alone from the start.";
        }
        for (Attempt attempt : it.attempts()) {
            says.append(", handed over");
            String came = attempt.phase().equals("lost") ? "unknown" : word(attempt.outcome());
            says.append(came.isEmpty() ? "" : ": " + came);
        }
        return says.append("; now ")
                .append(Meaning.ofState(it.state()))
                .append('.')
                .toString();
    }

    /** What an answer came to. */
    static String word(@Nullable String outcome) {
        return switch (outcome) {
            case null -> "";
            case "accepted" -> "taken";
            case "busy" -> "asked us to slow down";
            case "failed" -> "failed for now";
            case "refused" -> "refused for good";
            case "indicted" -> "refused, and not because of this message";
            case "unknown" -> "unknown";
            default -> outcome;
        };
    }
}
