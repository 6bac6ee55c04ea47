package org.candor.house;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.Reader;
import java.io.StringReader;
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
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Looks for planted words and for secrets where none of them may be: words as they stand, in hexadecimal and in base 64,
 * wrapped over lines or not, and all of it inside columns of bytes too; secrets as they stand and inside columns of bytes.
 */
final class Canary {
    private static final int TOLD = 120;
    private static final int MOST = 20;
    /** Longer than every form: so much of two lines is looked at as one. */
    private static final int SEAM = 60;

    private static final Pattern BYTES = Pattern.compile("\\\\x([0-9a-f]{8,})");
    private static final Pattern TOKEN = Pattern.compile("[0-9A-Za-z]{22}");
    private static final Pattern CODE = Pattern.compile("[0-9A-Z]{4}-[0-9A-Z]{4}");
    private static final Pattern KEY = Pattern.compile("cnd_[0-9A-Za-z]{24}");

    private final Words forms;
    /** The planted telephone numbers: what they begin with, and all of them. */
    private final String digits;

    private final Pattern numbers;
    private final Words secrets;

    private Canary(Words forms, String digits, Words secrets) {
        this.forms = forms;
        this.digits = digits;
        this.numbers = Pattern.compile(digits + "\\d{4}");
        this.secrets = secrets;
    }

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
        return new Canary(new Words(forms, true), digits, new Words(Set.of(), false));
    }

    /** The same word, and these tokens of links, codes and keys. */
    Canary and(Set<String> more) {
        for (String it : more) {
            if (!TOKEN.matcher(it).matches()
                    && !CODE.matcher(it).matches()
                    && !KEY.matcher(it).matches()) {
                throw new IllegalArgumentException("this would be found nowhere");
            }
        }
        return new Canary(forms, digits, new Words(more, false));
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
        return in(place, new StringReader(text));
    }

    private List<String> in(String place, Reader text) {
        List<String> found = new ArrayList<>();
        try (BufferedReader lines = new BufferedReader(text)) {
            String before = "";
            for (String line = lines.readLine(); line != null && found.size() < MOST; line = lines.readLine()) {
                String bare = line.strip();
                if (has(line) || spells(end(before) + start(bare))) {
                    found.add("\n" + place + ": " + line.substring(0, Math.min(TOLD, line.length())));
                }
                before = bare;
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return found;
    }

    private static String end(String line) {
        return line.substring(Math.max(0, line.length() - SEAM));
    }

    private static String start(String line) {
        return line.substring(0, Math.min(SEAM, line.length()));
    }

    private boolean has(String line) {
        if (shows(line) || line.indexOf('\\') >= 0 && spells(unwrapped(line))) {
            return true;
        }
        if (!line.contains("\\x")) {
            return false;
        }
        Matcher bytes = BYTES.matcher(line);
        while (bytes.find()) {
            String hex = bytes.group(1);
            byte[] value = HexFormat.of().parseHex(hex.substring(0, hex.length() & ~1));
            String text = new String(value, StandardCharsets.ISO_8859_1);
            if (shows(text) || spells(text.replaceAll("\\s", ""))) {
                return true;
            }
        }
        return false;
    }

    /** Without line ends as JSON writes them within one line. */
    private static String unwrapped(String line) {
        return line.replaceAll("\\\\+[rn]", "");
    }

    private boolean shows(String text) {
        return spells(text) || text.contains(digits) && numbers.matcher(text).find() || secrets.anyIn(text);
    }

    private boolean spells(String text) {
        return forms.anyIn(text);
    }

    /** In every row of every table, as a dump of the database would show it. */
    List<String> inTables(Connection database) throws SQLException {
        return inTables(database, _ -> true);
    }

    /** The same in some tables only, by their names with the schema. */
    List<String> inTables(Connection database, Predicate<String> some) throws SQLException {
        List<String> found = new ArrayList<>();
        List<String> tables = new ArrayList<>();
        try (Statement statement = database.createStatement();
                ResultSet rows = statement.executeQuery(
                        "SELECT quote_ident(schemaname) || '.' || quote_ident(tablename)"
                                + " FROM pg_tables WHERE schemaname !~ '^pg_' AND schemaname <> 'information_schema'")) {
            while (rows.next()) {
                tables.add(rows.getString(1));
            }
        }
        for (String table : tables.stream().filter(some).toList()) {
            try (Statement statement = database.createStatement();
                    ResultSet rows = statement.executeQuery("SELECT t::text FROM " + table + " t")) {
                while (rows.next() && found.size() < TOLD) {
                    found.addAll(in("table " + table, rows.getString(1)));
                }
            }
        }
        return found;
    }

    /** In every file below a folder, but for those whose names start so, which are the test's own. */
    List<String> inFiles(Path folder, String... own) throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            return files.filter(Files::isRegularFile)
                    .filter(it -> Stream.of(own).noneMatch(it.getFileName().toString()::startsWith))
                    .flatMap(file -> in("file " + folder.relativize(file), reader(file)).stream())
                    .toList();
        }
    }

    private static Reader reader(Path file) {
        try {
            return Files.newBufferedReader(file, StandardCharsets.ISO_8859_1);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
