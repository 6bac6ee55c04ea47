package org.candor.rig;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Holds what the service says of each delivery against the ledger of the other side.
 *
 * <ol>
 *   <li>accepted, delivered, bounced: the ledger has it exactly once, and once more at most for each earlier attempt that
 *       was in doubt
 *   <li>failed, suppressed, expired, cancelled: the ledger has nothing, and something at most for each attempt in doubt
 *   <li>unknown: nobody can know, so the ledger may have one for each attempt in doubt
 *   <li>whatever the ledger has twice is marked as a possible duplicate
 *   <li>any other state: not settled, which is a finding of its own
 *   <li>an entry without a delivery: a finding
 * </ol>
 */
public final class Comparison {
    /** One disagreement, in words. */
    public record Finding(String about, String what) {
        @Override
        public String toString() {
            return about + ": " + what;
        }
    }

    private Comparison() {}

    public static List<Finding> of(List<Delivered> deliveries, Ledger ledger) {
        List<Finding> findings = new ArrayList<>();
        Map<String, Integer> taken = new HashMap<>();
        ledger.entries().forEach(it -> taken.merge(it.mark(), 1, Integer::sum));
        for (Delivered it : deliveries) {
            int entries = 0;
            for (String mark : it.marks()) {
                Integer found = taken.remove(mark);
                entries += found == null ? 0 : found;
            }
            judge(it, entries, findings);
        }
        taken.forEach((mark, n) ->
                findings.add(new Finding(mark, "the ledger has " + n + " of it, the service does not know it")));
        return List.copyOf(findings);
    }

    /** The notice's own counts must be those of its deliveries. */
    public static List<Finding> withCounts(Map<String, Map<String, Long>> counts, List<Delivered> deliveries) {
        Map<String, Long> listed = new TreeMap<>();
        deliveries.forEach(it -> listed.merge(it.channel() + " " + it.state(), 1L, Long::sum));
        Map<String, Long> counted = new TreeMap<>();
        counts.forEach((channel, states) -> states.forEach((state, n) -> {
            // Who has no address for the channel has no delivery either.
            if (n > 0 && !state.equals("no_address")) {
                counted.put(channel + " " + state, n);
            }
        }));
        return counted.equals(listed)
                ? List.of()
                : List.of(new Finding("the notice", "counts " + counted + " and lists " + listed));
    }

    private static void judge(Delivered it, int entries, List<Finding> findings) {
        switch (it.state()) {
            case "accepted", "delivered", "bounced" -> between(it, entries, 1, 1 + it.inDoubt(), findings);
            case "failed", "suppressed", "expired", "cancelled", "unknown" ->
                between(it, entries, 0, it.inDoubt(), findings);
            default -> findings.add(new Finding(it.id().toString(), "is " + it.state() + ", not settled"));
        }
    }

    private static void between(Delivered it, int entries, int least, int most, List<Finding> findings) {
        if (entries < least || entries > most) {
            String right = least == most ? "" + least : least + " to " + most;
            findings.add(new Finding(
                    it.id().toString(),
                    "is " + it.state() + ", the ledger has " + entries + " of it instead of " + right));
        }
        if (entries > 1 && !it.flagged()) {
            findings.add(new Finding(it.id().toString(), "went out " + entries + " times and is not marked"));
        }
    }
}
