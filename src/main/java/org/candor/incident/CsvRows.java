package org.candor.incident;

import de.siegmar.fastcsv.reader.CsvParseException;
import de.siegmar.fastcsv.reader.CsvReader;
import de.siegmar.fastcsv.reader.FieldMismatchStrategy;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
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
    private static final List<String> COLUMNS =
            List.of("ref", "name", "email", "phone", "locale", "region", "exposed", "e_consent", "account");
    private static final int CONSENT = COLUMNS.indexOf("e_consent");
    private static final int LONGEST_LINE = 64 * 1024;
    private static final int SHORT = 4 * 1024;
    private static final CsvReader.CsvReaderBuilder CSV = CsvReader.builder()
            .skipEmptyLines(false)
            .allowUnclosedQuote(false)
            .trimWhitespacesAroundQuotes(true)
            .extraFieldStrategy(FieldMismatchStrategy.IGNORE)
            .missingFieldStrategy(FieldMismatchStrategy.IGNORE);

    private final Lines lines;
    private final CharsetDecoder utf8 = StandardCharsets.UTF_8.newDecoder();
    /** Where each of {@link #COLUMNS} stands in a row, or -1. */
    private final int[] places = new int[COLUMNS.size()];

    private boolean started;
    private int number;
    private @Nullable String code;
    private String @Nullable [] record;
    private int width;

    CsvRows(InputStream in) {
        lines = Lines.endingLikeCsv(in, LONGEST_LINE);
        Arrays.fill(places, -1);
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
        String consent = value(CONSENT);
        return new RecipientForm(
                value(0),
                value(1),
                value(2),
                value(3),
                value(4),
                value(5),
                list(value(6)),
                consent == null ? null : (Boolean) consent.equalsIgnoreCase("true"),
                value(8));
    }

    private boolean line() throws IOException {
        number++;
        return lines.next();
    }

    private void header() {
        if (lines.length() == 0 && !lines.tooLong()) {
            throw missing("ref");
        }
        String[] first = lines.tooLong() || utf16() ? null : parse();
        if (first == null) {
            throw Problem.of(400, "malformed-request", "The first row is no header of a CSV in UTF-8.");
        }
        List<String> names = Arrays.stream(first)
                .map(it -> bare(it).toLowerCase(Locale.ROOT))
                .toList();
        if (!names.contains("ref") || !names.contains("email") && !names.contains("phone")) {
            throw missing(names.contains("ref") ? "email" : "ref");
        }
        for (int i = 0; i < names.size(); i++) {
            int column = COLUMNS.indexOf(names.get(i));
            if (column < 0) {
                throw Problem.invalid("unknown-field", List.of(new Problem.At("/" + i, "unknown-field")));
            }
            if (places[column] >= 0) {
                throw Problem.of(400, "malformed-request", "The CSV header names a column twice.");
            }
            places[column] = i;
        }
        width = names.size();
    }

    /** Another encoding's mark at the beginning; that of UTF-8 is passed over. */
    private boolean utf16() {
        int first = lines.buffer()[lines.from()] & 0xFF;
        return first == 0xFE || first == 0xFF;
    }

    private static Problem missing(String column) {
        return Problem.invalid("missing-column", List.of(new Problem.At("/" + column, "missing-column")));
    }

    /** The fields of the line; null and a code if it is no record. */
    private String @Nullable [] parse() {
        try {
            String text = text();
            String bare = number == 1 && text.startsWith("\ufeff") ? text.substring(1) : text;
            return plain(bare)
                    ? split(bare)
                    : CSV.ofSingleCsvRecord(bare).getFields().toArray(String[]::new);
        } catch (CharacterCodingException | CsvParseException e) {
            code = "malformed";
            return null;
        }
    }

    /** Bytes that are no UTF-8 show as U+FFFD: then is looked whether they really say that. */
    private String text() throws CharacterCodingException {
        String text = new String(lines.buffer(), lines.from(), lines.length(), StandardCharsets.UTF_8);
        return text.indexOf('\ufffd') < 0
                ? text
                : utf8.decode(ByteBuffer.wrap(lines.buffer(), lines.from(), lines.length()))
                        .toString();
    }

    /** Without a quote, a comma is always an end, and there is nothing to parse. */
    private static boolean plain(String text) {
        return !text.isEmpty() && text.length() < SHORT && text.indexOf('"') < 0;
    }

    private static String[] split(String text) {
        List<String> fields = new ArrayList<>(COLUMNS.size());
        int from = 0;
        for (int comma = text.indexOf(','); comma >= 0; comma = text.indexOf(',', from)) {
            fields.add(text.substring(from, comma));
            from = comma + 1;
        }
        fields.add(text.substring(from));
        return fields.toArray(String[]::new);
    }

    private @Nullable String unreadable(String[] row) {
        if (row.length != width) {
            return "column-count";
        }
        String consent = value(CONSENT);
        boolean truth = consent == null || consent.equalsIgnoreCase("true") || consent.equalsIgnoreCase("false");
        return truth ? null : "type";
    }

    private @Nullable String value(int column) {
        if (places[column] < 0 || record == null) {
            return null;
        }
        String bare = bare(record[places[column]]);
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
    private static boolean empty(String[] row) {
        for (String field : row) {
            if (!bare(field).isEmpty()) {
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
