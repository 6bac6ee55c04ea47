package org.candor.incident;

import java.util.Arrays;

/** A part of an upload on its way to the database: rows to store and rows that were refused. */
final class Batch {
    final Rows rows;
    private final int most;
    private final Integer[] rejectedRows;
    private final String[] rejectedCodes;
    private int rejected;

    Batch(Rows rows, int most) {
        this.rows = rows;
        this.most = most;
        // Of the rows to store, each may yet turn out to be refused.
        rejectedRows = new Integer[2 * most];
        rejectedCodes = new String[2 * most];
    }

    boolean full() {
        return rows.full() || rejected >= most;
    }

    boolean empty() {
        return rows.size() == 0 && rejected == 0;
    }

    void reject(int row, String code) {
        rejectedRows[rejected] = row;
        rejectedCodes[rejected] = code;
        rejected++;
    }

    int rejected() {
        return rejected;
    }

    Integer[] rejectedRows() {
        return Arrays.copyOf(rejectedRows, rejected);
    }

    String[] rejectedCodes() {
        return Arrays.copyOf(rejectedCodes, rejected);
    }

    void clear() {
        rows.clear();
        rejected = 0;
    }
}
