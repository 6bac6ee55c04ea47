package org.candor.plumbing;

import de.siegmar.fastcsv.writer.CsvWriter;
import java.io.StringWriter;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** CSV as RFC 4180 has it, that may be opened in a spreadsheet. */
public final class CsvText {
    private CsvText() {}

    /** The records that are written, as lines. */
    public static String lines(Consumer<CsvWriter> records) {
        StringWriter text = new StringWriter();
        records.accept(CsvWriter.builder().bufferSize(0).build(text));
        return text.toString();
    }

    /** A text that a spreadsheet would take for a formula is preceded by an apostrophe (security.md P14). Empty for null. */
    public static String plain(@Nullable String text) {
        if (text == null || text.isEmpty()) {
            return "";
        }
        return "=+-@\t\r\n|%".indexOf(text.charAt(0)) >= 0 ? "'" + text : text;
    }
}
