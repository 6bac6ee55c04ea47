package org.candor.console;

import java.time.LocalDate;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.candor.incident.Actions;
import org.jspecify.annotations.Nullable;

/**
 * An action as a list shows it. One that was noted as still to do and one that says that it is done are one line.
 *
 * @param due a day; empty for none
 * @param late whether it is still to be done, and was due before today
 * @param doneAt when it was done, as the record says
 */
record ActionLine(
        String id,
        String kind,
        String summary,
        String owner,
        String due,
        boolean late,
        boolean done,
        Said.At doneAt,
        String reference,
        String notedBy,
        Said.At notedAt) {
    static List<ActionLine> of(List<Actions.Action> actions, LocalDate today) {
        Map<String, Actions.Action> endings = new HashMap<>();
        Map<String, Actions.Action> known = new HashMap<>();
        actions.forEach(it -> known.put(it.id().toString(), it));
        for (Actions.Action it : actions) {
            Actions.Action begun = it.reference() == null ? null : known.get(it.reference());
            if (it.doneAt() != null && begun != null && begun.doneAt() == null) {
                endings.putIfAbsent(it.reference(), it);
            }
        }
        List<ActionLine> lines = new ArrayList<>();
        for (Actions.Action it : actions) {
            if (it.reference() == null || !it.equals(endings.get(it.reference()))) {
                lines.add(line(it, endings.get(it.id().toString()), today));
            }
        }
        return lines;
    }

    private static ActionLine line(Actions.Action it, Actions.@Nullable Action ending, LocalDate today) {
        boolean done = it.doneAt() != null || ending != null;
        return new ActionLine(
                it.id().toString(),
                it.kind(),
                it.summary(),
                Objects.requireNonNullElse(it.owner(), ""),
                it.due() == null ? "" : it.due().toString(),
                !done && it.due() != null && it.due().isBefore(today),
                done,
                Said.at(ending == null ? it.doneAt() : ending.doneAt()),
                Objects.requireNonNullElse(it.reference(), ""),
                it.notedBy(),
                Said.at(it.notedAt()));
    }
}
