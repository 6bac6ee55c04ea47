package org.candor.plumbing;

import de.siegmar.fastcsv.writer.CsvWriter;
import de.siegmar.fastcsv.writer.QuoteStrategy;
import java.io.StringWriter;
import java.util.function.Consumer;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** CSV as RFC 4180 has it, that may be opened in a spreadsheet, whichever sign that takes for the one between cells. */
public final class CsvText {
    // In a spreadsheet that parts cells elsewhere, quotes in the middle of one of its cells hold nothing together.
    private static final Pattern BEHIND = Pattern.compile("([;\\t\\r\\n][\\s\"]*)(?=[=+\\-@|%])");

    /** Beside what has to be quoted here: what parts cells elsewhere. */
    private static final class Parting implements QuoteStrategy {
        @Override
        public boolean quoteValue(int line, int column, String value) {
            return value.indexOf(';') >= 0 || value.indexOf('\t') >= 0;
        }
    }

    private CsvText() {}

    /** The records that are written, as lines. */
    public static String lines(Consumer<CsvWriter> records) {
        StringWriter text = new StringWriter();
        records.accept(
                CsvWriter.builder().bufferSize(0).quoteStrategy(new Parting()).build(text));
        return text.toString();
    }

    /**
     * A text that a spreadsheet would take for a formula is preceded by an apostrophe (security.md P14), and so is what
     * would begin a cell of its own where cells are parted by another sign. Empty for null.
     */
    public static String plain(@Nullable String text) {
        if (text == null || text.isEmpty()) {
            return "";
        }
        String harmless = BEHIND.matcher(text).replaceAll("$1'");
        return "=+-@\t\r\n|%".indexOf(harmless.charAt(0)) >= 0 ? "'" + harmless : harmless;
    }
}
