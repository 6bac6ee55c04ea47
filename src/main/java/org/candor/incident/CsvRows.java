package org.candor.incident;

import de.siegmar.fastcsv.reader.CsvParseException;
import de.siegmar.fastcsv.reader.CsvReader;
import de.siegmar.fastcsv.reader.CsvRecord;
import de.siegmar.fastcsv.reader.FieldMismatchStrategy;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.candor.plumbing.Problem;
import org.jspecify.annotations.Nullable;

/**
 * CSV of RFC 4180 with a header: {@code ref} and {@code email} or {@code phone} must be there, the other columns may be, in
 * any order. Row numbers are a spreadsheet's: the header is 1, the first person 2, and an empty row counts.
 *
 * <p>Each line is a row of its own, also inside quotes: no field of ours has a line break, and a quote that was never
 * closed would else swallow the people after it. Blanks around a value are the format's and are dropped.
 */
final class CsvRows implements RowSource {
    private static final Set<String> COLUMNS =
            Set.of("ref", "name", "email", "phone", "locale", "region", "exposed", "e_consent", "account");
    private static final int LONGEST_LINE = 64 * 1024;
    private static final CsvReader.CsvReaderBuilder CSV = CsvReader.builder()
            .skipEmptyLines(false)
            .allowUnclosedQuote(false)
            .trimWhitespacesAroundQuotes(true)
            .extraFieldStrategy(FieldMismatchStrategy.IGNORE)
            .missingFieldStrategy(FieldMismatchStrategy.IGNORE);

    private final Lines lines;
    private final CharsetDecoder utf8 = StandardCharsets.UTF_8.newDecoder();
    private final Map<String, Integer> columns = new HashMap<>();
    private boolean started;
    private int number;
    private @Nullable String code;
    private @Nullable CsvRecord record;

    CsvRows(InputStream in) {
        lines = Lines.endingLikeCsv(in, LONGEST_LINE);
    }

    @Override
    public boolean next() throws IOException {
        if (!started) {
            started = true;
            if (!line()) {
                return false;
            }
            header();
        }
        while (line()) {
            code = null;
            if (lines.tooLong()) {
                code = "too-long";
                return true;
            }
            record = lines.length() == 0 ? null : parse();
            if (code != null) {
                return true;
            }
            if (record != null && !empty(record)) {
                code = unreadable(record);
                return true;
            }
        }
        return false;
    }

    @Override
    public int number() {
        return number;
    }

    @Override
    public @Nullable String code() {
        return code;
    }

    @Override
    public RecipientForm form() {
        String consent = value("e_consent");
        return new RecipientForm(
                value("ref"),
                value("name"),
                value("email"),
                value("phone"),
                value("locale"),
                value("region"),
                list(value("exposed")),
                consent == null ? null : (Boolean) consent.equalsIgnoreCase("true"),
                value("account"));
    }

    private boolean line() throws IOException {
        number++;
        return lines.next();
    }

    private void header() {
        if (lines.length() == 0 && !lines.tooLong()) {
            throw missing("ref");
        }
        CsvRecord first = lines.tooLong() || utf16() ? null : parse();
        if (first == null) {
            throw Problem.of(400, "malformed-request", "The first row is no header of a CSV in UTF-8.");
        }
        List<String> names = first.getFields().stream()
                .map(it -> bare(it).toLowerCase(Locale.ROOT))
                .toList();
        if (!names.contains("ref") || !names.contains("email") && !names.contains("phone")) {
            throw missing(names.contains("ref") ? "email" : "ref");
        }
        for (int i = 0; i < names.size(); i++) {
            if (!COLUMNS.contains(names.get(i))) {
                throw Problem.invalid("unknown-field", List.of(new Problem.At("/" + i, "unknown-field")));
            }
            if (columns.put(names.get(i), i) != null) {
                throw Problem.of(400, "malformed-request", "The CSV header names a column twice.");
            }
        }
    }

    /** Another encoding's mark at the beginning; that of UTF-8 is passed over. */
    private boolean utf16() {
        int first = lines.buffer()[lines.from()] & 0xFF;
        return first == 0xFE || first == 0xFF;
    }

    private static Problem missing(String column) {
        return Problem.invalid("missing-column", List.of(new Problem.At("/" + column, "missing-column")));
    }

    /** The line as a record; null and a code if it is none. */
    private @Nullable CsvRecord parse() {
        try {
            String text = utf8.decode(ByteBuffer.wrap(lines.buffer(), lines.from(), lines.length()))
                    .toString();
            return CSV.ofSingleCsvRecord(number == 1 && text.startsWith("\ufeff") ? text.substring(1) : text);
        } catch (CharacterCodingException | CsvParseException e) {
            code = "malformed";
            return null;
        }
    }

    private @Nullable String unreadable(CsvRecord row) {
        if (row.getFieldCount() != columns.size()) {
            return "column-count";
        }
        String consent = value("e_consent");
        boolean truth = consent == null || consent.equalsIgnoreCase("true") || consent.equalsIgnoreCase("false");
        return truth ? null : "type";
    }

    private @Nullable String value(String column) {
        Integer at = columns.get(column);
        if (at == null || record == null) {
            return null;
        }
        String bare = bare(record.getField(at));
        return bare.isEmpty() ? null : bare;
    }

    private static @Nullable List<@Nullable String> list(@Nullable String joined) {
        if (joined == null) {
            return null;
        }
        List<@Nullable String> parts = new ArrayList<>();
        for (String part : joined.split(";")) {
            String bare = bare(part);
            if (!bare.isEmpty()) {
                parts.add(bare);
            }
        }
        return parts;
    }

    /** An empty line, or the row of separators alone that spreadsheets leave at the end: nobody is in it. */
    private static boolean empty(CsvRecord row) {
        for (int i = 0; i < row.getFieldCount(); i++) {
            if (!bare(row.getField(i)).isEmpty()) {
                return false;
            }
        }
        return true;
    }

    private static String bare(String field) {
        int from = 0;
        int to = field.length();
        while (from < to && blank(field.charAt(from))) {
            from++;
        }
        while (to > from && blank(field.charAt(to - 1))) {
            to--;
        }
        return field.substring(from, to);
    }

    private static boolean blank(char c) {
        return c == ' ' || c == '\t' || c == '\u00a0';
    }
}
