package org.candor.house;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HexFormat;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Looks for planted words where none of them may be, as they stand, in hexadecimal and in base 64.
 *
 * @param forms what to look for, in small letters
 * @param numbers the planted telephone numbers
 */
record Canary(Set<String> forms, Pattern numbers) {
    private static final int TOLD = 80;

    /** For a word that is part of every planted value but the numbers, which start with these digits. */
    static Canary of(String word, String digits) {
        Set<String> forms = new LinkedHashSet<>();
        for (String text : List.of(word, digits)) {
            byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
            forms.add(HexFormat.of().formatHex(bytes));
            for (int shift = 0; shift < 3; shift++) {
                forms.add(base64(bytes, shift).toLowerCase(Locale.ROOT));
            }
        }
        forms.add(word);
        return new Canary(forms, Pattern.compile(digits + "\\d{4}"));
    }

    /** How the bytes look within a longer text in base 64, at each of the three places where a group may begin. */
    private static String base64(byte[] bytes, int shift) {
        byte[] shifted = new byte[shift + bytes.length];
        System.arraycopy(bytes, 0, shifted, shift, bytes.length);
        String text = Base64.getEncoder().withoutPadding().encodeToString(shifted);
        // The first and the last character are of the neighbours as well.
        return text.substring(shift == 0 ? 0 : shift + 1, text.length() - 1);
    }

    /** Where something was found: the place, and the start of the line without what was found. */
    List<String> in(String place, String text) {
        List<String> found = new ArrayList<>();
        text.lines().filter(this::has).limit(3).forEach(line -> found.add(place + ": " + hidden(line)));
        return found;
    }

    private boolean has(String line) {
        String small = line.toLowerCase(Locale.ROOT);
        return forms.stream().anyMatch(small::contains) || numbers.matcher(line).find();
    }

    private static String hidden(String line) {
        return line.substring(0, Math.min(TOLD, line.length()));
    }

    /** In every row of every table, as a dump of the database would show it. */
    List<String> inTables(Connection database) throws SQLException {
        List<String> found = new ArrayList<>();
        List<String> tables = new ArrayList<>();
        try (Statement statement = database.createStatement();
                ResultSet rows =
                        statement.executeQuery("SELECT tablename FROM pg_tables WHERE schemaname = 'public'")) {
            while (rows.next()) {
                tables.add(rows.getString(1));
            }
        }
        for (String table : tables) {
            try (Statement statement = database.createStatement();
                    ResultSet rows = statement.executeQuery("SELECT t::text FROM \"" + table + "\" t")) {
                while (rows.next() && found.size() < TOLD) {
                    found.addAll(in("table " + table, rows.getString(1)));
                }
            }
        }
        return found;
    }

    /** In every file below a folder. */
    List<String> inFiles(Path folder) throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            return files.filter(Files::isRegularFile)
                    .flatMap(file -> in("file " + folder.relativize(file), text(file)).stream())
                    .toList();
        }
    }

    private static String text(Path file) {
        try {
            return Files.readString(file, StandardCharsets.ISO_8859_1);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
