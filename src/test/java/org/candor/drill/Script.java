package org.candor.drill;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.candor.rig.Comparison.Finding;
import org.candor.rig.Delivered;
import org.candor.rig.Ledger;

/** Holds what happened against what the sandbox was told to do to each address. */
final class Script {
    private Script() {}

    /**
     * Holds both against what the sandbox was told to do to each person: a mail that went to somebody else, or a service
     * that calls everything unknown, would pass the comparison above.
     */
    static List<Finding> withScript(List<Cast.Person> people, List<Delivered> deliveries, Ledger ledger) {
        List<Finding> findings = new ArrayList<>();
        Map<String, Integer> taken = new HashMap<>();
        ledger.entries().forEach(it -> taken.merge(it.recipient(), 1, Integer::sum));
        Map<String, Integer> scripted = new TreeMap<>();
        for (Cast.Person it : people) {
            Integer mails = taken.remove(it.email());
            int right = it.fate().end.equals("failed") ? 0 : 1;
            if ((mails == null ? 0 : mails) != right) {
                findings.add(
                        new Finding(it.ref(), "has " + (mails == null ? 0 : mails) + " mails instead of " + right));
            }
            scripted.merge(it.fate().end, 1, Integer::sum);
        }
        taken.forEach((_, n) -> findings.add(new Finding("a stranger", "has " + n + " mails")));
        Map<String, Integer> ended = new TreeMap<>();
        deliveries.forEach(it -> ended.merge(it.state(), 1, Integer::sum));
        if (!ended.equals(scripted)) {
            findings.add(new Finding("deliveries", "ended as " + ended + " instead of " + scripted));
        }
        return List.copyOf(findings);
    }
}
