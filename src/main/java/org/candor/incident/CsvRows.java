package org.candor.incident;

import de.siegmar.fastcsv.reader.CloseableIterator;
import de.siegmar.fastcsv.reader.CsvParseException;
import de.siegmar.fastcsv.reader.CsvReader;
import de.siegmar.fastcsv.reader.CsvRecord;
import de.siegmar.fastcsv.reader.FieldMismatchStrategy;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.SequenceInputStream;
import java.io.UncheckedIOException;
import java.nio.charset.CodingErrorAction;
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
 * <p>Blanks around a value are the format's and are dropped. A value with a line break is refused: a quote that was never
 * closed would else swallow the people after it.
 */
final class CsvRows implements RowSource {
    private static final Set<String> COLUMNS =
            Set.of("ref", "name", "email", "phone", "locale", "region", "exposed", "e_consent", "account");
    private static final int LONGEST_FIELD = 2 * 1024 * 1024;
    // What bytes that are no UTF-8 are read as; no text has it, since it is no character.
    private static final char BROKEN = '\uffff';

    private final CloseableIterator<CsvRecord> records;
    private final Map<String, Integer> columns = new HashMap<>();
    private boolean started;
    private int number;
    private @Nullable String code;
    private @Nullable CsvRecord record;

    // What follows a closing quote is the row's mistake, not the upload's; the library has no other word for that yet.
    @SuppressWarnings("removal")
    CsvRows(InputStream in) throws IOException {
        InputStreamReader reader = new InputStreamReader(
                unmarked(in),
                StandardCharsets.UTF_8
                        .newDecoder()
                        .onMalformedInput(CodingErrorAction.REPLACE)
                        .onUnmappableCharacter(CodingErrorAction.REPLACE)
                        .replaceWith(String.valueOf(BROKEN)));
        records = CsvReader.builder()
                .skipEmptyLines(false)
                .allowUnclosedQuote(false)
                .allowExtraCharsAfterClosingQuote(true)
                .extraFieldStrategy(FieldMismatchStrategy.IGNORE)
                .missingFieldStrategy(FieldMismatchStrategy.IGNORE)
                .maxBufferSize(LONGEST_FIELD)
                .ofCsvRecord(reader)
                .iterator();
    }

    /** The stream without the mark that some programs put before UTF-8; another encoding's mark ends the upload. */
    private static InputStream unmarked(InputStream in) throws IOException {
        byte[] first = in.readNBytes(3);
        boolean utf8 =
                first.length == 3 && first[0] == (byte) 0xEF && first[1] == (byte) 0xBB && first[2] == (byte) 0xBF;
        boolean utf16 = first.length >= 2 && (first[0] & first[1] & 0xFE) == 0xFE && first[0] != first[1];
        if (utf16) {
            throw Problem.of(400, "malformed-request", "The CSV is in UTF-16; save it as UTF-8.");
        }
        return utf8 ? in : new SequenceInputStream(new ByteArrayInputStream(first), in);
    }

    @Override
    public boolean next() throws IOException {
        try {
            if (!started) {
                started = true;
                header();
            }
            while (records.hasNext()) {
                CsvRecord next = records.next();
                number++;
                if (!empty(next)) {
                    record = next;
                    code = readable(next);
                    return true;
                }
            }
            return false;
        } catch (UncheckedIOException e) {
            throw e.getCause();
        } catch (CsvParseException e) {
            if (e.getCause() instanceof IOException broken) {
                throw broken;
            }
            throw Problem.of(
                    400,
                    "malformed-request",
                    "The CSV cannot be read after row " + number + ": a quote is not closed or a field is too long.");
        }
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

    private void header() {
        if (!records.hasNext()) {
            return;
        }
        CsvRecord first = records.next();
        number = 1;
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

    private static Problem missing(String column) {
        return Problem.invalid("missing-column", List.of(new Problem.At("/" + column, "missing-column")));
    }

    private @Nullable String readable(CsvRecord row) {
        if (row.getFieldCount() != columns.size()) {
            return "column-count";
        }
        for (int i = 0; i < row.getFieldCount(); i++) {
            String field = row.getField(i);
            if (field.indexOf(BROKEN) >= 0 || field.indexOf('\n') >= 0 || field.indexOf('\r') >= 0) {
                return "malformed";
            }
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
