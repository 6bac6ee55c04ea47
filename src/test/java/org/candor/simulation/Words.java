package org.candor.simulation;

import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.RowSet;
import io.vertx.mutiny.sqlclient.Tuple;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** Values and rows as the trace shows them, ids by their labels. */
final class Words {
    private Words() {}

    static String of(@Nullable Tuple values, History history) {
        return values == null
                ? ""
                : IntStream.range(0, values.size())
                        .mapToObj(i -> word(values.getDelegate().getValue(i), history))
                        .collect(Collectors.joining(", ", "(", ")"));
    }

    /** In an order of their own: what is locked by id comes in the order of ids, which chance makes. */
    static String of(RowSet<Row> rows, History history) {
        List<String> words = new ArrayList<>();
        for (Row row : rows) {
            words.add(IntStream.range(0, row.size())
                    .mapToObj(i ->
                            row.getColumnName(i) + "=" + word(row.getDelegate().getValue(i), history))
                    .collect(Collectors.joining(" ", "{", "}")));
        }
        words.sort(null);
        return words.isEmpty() ? rows.rowCount() + " rows" : String.join("", words);
    }

    private static String word(@Nullable Object value, History history) {
        if (value instanceof UUID id) {
            return history.label(id);
        }
        return value instanceof Object[] array
                ? Arrays.stream(array).map(it -> word(it, history)).collect(Collectors.joining(" ", "[", "]"))
                : String.valueOf(value);
    }
}
