package org.candor.incident;

import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** The rows of an upload, one at a time. What cannot be read of a row is said by a code, and the next row follows. */
sealed interface RowSource permits NdjsonRows, CsvRows {
    /**
     * Moves to the next row; false at the end. Throws {@link IOException} if the upload breaks off, and a
     * {@link org.candor.plumbing.Problem} if nothing more of it can be read.
     */
    boolean next() throws IOException;

    /** The row's number as its sender counts: see the implementations. */
    int number();

    /** Why this row cannot be read; null if it can. */
    @Nullable
    String code();

    /** What the row says; only if {@link #code} is null. */
    RecipientForm form();
}
