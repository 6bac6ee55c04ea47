package org.candor.console;

import org.candor.incident.ImportView;

/**
 * An import as a list shows it.
 *
 * @param name as its sender calls it
 * @param tone as in {@link Verdict}
 * @param means what its state means, in a sentence
 * @param rows all of them: new, merged and rejected
 */
record ImportLine(
        String id,
        String name,
        String state,
        String tone,
        String shape,
        String means,
        String accepted,
        String merged,
        String rejected,
        int rows,
        boolean rejects,
        Said.At started,
        Said.At finished) {
    static ImportLine of(ImportView it) {
        String problem = it.problem() == null ? "" : it.problem();
        return new ImportLine(
                it.id().toString(),
                name(it.name()),
                it.state(),
                tone(it.state()),
                shape(it.state()),
                means(it.state(), problem),
                Sums.said(it.accepted()),
                Sums.said(it.merged()),
                Sums.said(it.rejected()),
                it.accepted() + it.merged() + it.rejected(),
                it.rejected() > 0,
                Said.at(it.startedAt()),
                Said.at(it.finishedAt()));
    }

    public String all() {
        return Sums.said(rows);
    }

    /** What came without a name of its own has one that only machines read. */
    private static String name(String name) {
        return name.startsWith("inline:") ? "with the notice" : name.startsWith("key:") ? "without a name" : name;
    }

    private static String tone(String state) {
        return switch (state) {
            case "complete" -> "ok";
            case "open" -> "busy";
            case "incomplete" -> "unsure";
            default -> "late";
        };
    }

    private static String shape(String state) {
        return switch (state) {
            case "complete" -> "✓";
            case "open" -> "…";
            case "incomplete" -> "?";
            default -> "▲";
        };
    }

    private static String means(String state, String problem) {
        return switch (state) {
            case "complete" ->
                "The whole list was read. Its people belong to the audience of notices that are submitted from now on.";
            case "open" -> "The list is being read. Its people count once it was read to its end.";
            case "incomplete" ->
                "The upload broke off before its end, so nobody of it counts yet. Send the same list again under the"
                        + " same name: rows that are here are recognised by their ref.";
            default ->
                "The list cannot be used, and nobody of it counts: " + because(problem)
                        + " Mend it and send it again under the same name.";
        };
    }

    private static String because(String problem) {
        return switch (problem) {
            case "empty-import" -> "it has no rows.";
            case "missing-column" ->
                "a column is missing. The first line of a CSV file names its columns; ref is needed, and email or"
                        + " phone.";
            case "too-many-rejects" -> "more than half of its rows cannot be used.";
            case "payload-too-large" ->
                "it is larger than one upload may be. Send it in parts, each under a name of its own.";
            case "unknown-field" -> "it has a column that is not known.";
            default -> "it cannot be read.";
        };
    }
}
