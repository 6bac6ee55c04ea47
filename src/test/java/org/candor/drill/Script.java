package org.candor.drill;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.candor.rig.Comparison.Finding;
import org.candor.rig.Delivered;
import org.candor.rig.Ledger;

/** Holds what happened against what the sandbox was told to do to each address, number and account. */
final class Script {
    private Script() {}

    /** How deliveries must end: by channel and state, such as {@code sms delivered}, how many. */
    static Map<String, Long> ends(List<Cast.Person> people) {
        Map<String, Long> ends = new TreeMap<>();
        for (Cast.Person it : people) {
            ends.merge("email " + it.fate().end, 1L, Long::sum);
            if (!it.phone().isEmpty()) {
                ends.merge("sms " + it.textFate().end, 1L, Long::sum);
            }
        }
        Cast.ACCOUNTS.values().forEach(end -> ends.merge("social " + end, 1L, Long::sum));
        return ends;
    }

    /**
     * Holds both against what the sandbox was told to do to each person: a message that went to somebody else, or a service
     * that calls everything unknown, would pass the comparison of marks.
     *
     * @param ledgers by channel
     */
    static List<Finding> withScript(List<Cast.Person> people, List<Delivered> deliveries, Map<String, Ledger> ledgers) {
        List<Finding> findings = new ArrayList<>();
        Map<String, Integer> mails = new HashMap<>();
        Map<String, Integer> texts = new HashMap<>();
        Map<String, Integer> posts = new HashMap<>();
        for (Cast.Person it : people) {
            mails.merge(it.email(), it.fate().end.equals("failed") ? 0 : 1, Integer::sum);
            if (!it.phone().isEmpty()) {
                texts.merge(it.phone(), it.textFate().taken, Integer::sum);
            }
        }
        Cast.ACCOUNTS.keySet().forEach(it -> posts.put(it.substring(0, it.indexOf(':')), 1));
        taken("mails", mails, ledgers.get("email"), findings);
        taken("text messages", texts, ledgers.get("sms"), findings);
        taken("posts", posts, ledgers.get("social"), findings);
        Map<String, Long> ended = new TreeMap<>();
        deliveries.forEach(it -> ended.merge(it.channel() + " " + it.state(), 1L, Long::sum));
        if (!ended.equals(ends(people))) {
            findings.add(new Finding("deliveries", "ended as " + ended + " instead of " + ends(people)));
        }
        return List.copyOf(findings);
    }

    private static void taken(String what, Map<String, Integer> right, Ledger ledger, List<Finding> findings) {
        Map<String, Integer> taken = new HashMap<>();
        ledger.entries().forEach(it -> taken.merge(it.recipient(), 1, Integer::sum));
        right.forEach((recipient, n) -> {
            Integer found = taken.remove(recipient);
            if ((found == null ? 0 : found) != n) {
                findings.add(new Finding(
                        "somebody of the list",
                        "has " + (found == null ? 0 : found) + " " + what + " instead of " + n));
            }
        });
        taken.forEach((_, n) -> findings.add(new Finding("a stranger", "has " + n + " " + what)));
    }
}
