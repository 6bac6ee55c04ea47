package org.candor.house;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Which room owns which table, read from the migrations ({@code V012__queue.sql} makes tables of the room {@code queue}),
 * and which tables a text of SQL names.
 */
final class Tables {
    private static final Pattern MIGRATION = Pattern.compile("V\\d+__([a-z]+)(_\\w+)?\\.sql");
    private static final Pattern CREATED =
            Pattern.compile("create\\s+(?:unlogged\\s+)?table\\s+(?:if\\s+not\\s+exists\\s+)?(?:public\\.)?(\\w+)");
    private static final Pattern NOISE = Pattern.compile("--[^\\n]*|/\\*.*?\\*/|'(?:[^']|'')*'", Pattern.DOTALL);
    private static final Pattern COMMON = Pattern.compile(
            "(?:\\bwith(?:\\s+recursive)?|,)\\s+(\\w+)\\s*(?:\\([^()]*\\)\\s*)?as\\s+(?:(?:not\\s+)?materialized\\s+)?\\(");
    private static final Pattern NAMED = Pattern.compile(
            "(?<!\\bdistinct\\s)\\b(?:from|join|into|update|using|truncate|table)\\s+(?:only\\s+|lateral\\s+)?(?:public\\.)?(\\w+)"
                    + "((?:\\s+(?:as\\s+)?\\w+)?(?:\\s*,\\s*(?:public\\.)?\\w+(?:\\s+(?:as\\s+)?\\w+)?)*)");

    private final Map<String, String> roomOf;

    Tables(Map<String, String> roomOf) {
        this.roomOf = Map.copyOf(roomOf);
    }

    static Tables ofMigrations(Path folder) throws IOException {
        Map<String, String> found = new LinkedHashMap<>();
        for (Path file : files(folder, ".sql")) {
            Matcher name = MIGRATION.matcher(file.getFileName().toString());
            if (!name.matches()) {
                throw new AssertionError("a migration is named V<number>__<room>[_<what>].sql, not " + file);
            }
            Matcher created = CREATED.matcher(quiet(Files.readString(file)));
            while (created.find()) {
                String before = found.put(created.group(1), name.group(1));
                if (before != null && !before.equals(name.group(1))) {
                    throw new AssertionError("two rooms make the table " + created.group(1));
                }
            }
        }
        return new Tables(found);
    }

    static List<Path> files(Path folder, String end) throws IOException {
        if (!Files.isDirectory(folder)) {
            return List.of();
        }
        try (Stream<Path> all = Files.walk(folder)) {
            return all.filter(it -> it.toString().endsWith(end)).sorted().toList();
        }
    }

    Set<String> owners() {
        return new TreeSet<>(roomOf.values());
    }

    /** The tables that a room's statements name and that belong to another room. */
    List<String> foreign(String room, String sql) {
        String quiet = quiet(sql);
        Set<String> local = new HashSet<>();
        Matcher common = COMMON.matcher(quiet);
        while (common.find()) {
            local.add(common.group(1));
        }
        List<String> found = new ArrayList<>();
        Matcher named = NAMED.matcher(quiet);
        while (named.find()) {
            List<String> names = new ArrayList<>(List.of(named.group(1)));
            for (String more : named.group(2).split(",")) {
                names.add(more.strip().split("\\s+")[0].replace("public.", ""));
            }
            for (String name : names.stream().filter(it -> !local.contains(it)).toList()) {
                if (roomOf.containsKey(name) && !roomOf.get(name).equals(room)) {
                    found.add(name);
                }
            }
            // What follows a name may be a clause of its own: FROM a JOIN b.
            named.region(named.end(1), quiet.length());
        }
        return found;
    }

    private static String quiet(String sql) {
        return NOISE.matcher(sql).replaceAll(" ").toLowerCase(Locale.ROOT);
    }
}
