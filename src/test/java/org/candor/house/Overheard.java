package org.candor.house;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.logging.Formatter;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import java.util.logging.SimpleFormatter;

/** What is logged while a request is answered: it must not have what the request said. */
final class Overheard extends Handler implements AutoCloseable {
    private static final Formatter WORDS = new SimpleFormatter();

    private final Logger root = Logger.getLogger("");
    private final List<String> lines = new CopyOnWriteArrayList<>();

    private Overheard() {
        root.addHandler(this);
    }

    static Overheard everything() {
        return new Overheard();
    }

    /** The values of this request that the log repeats. */
    List<String> told(JsonNode request) {
        return Verdict.values(request).stream()
                .filter(value -> lines.stream().anyMatch(line -> line.contains(value)))
                .map(value -> "the log has what the request said")
                .toList();
    }

    @Override
    public void publish(LogRecord line) {
        lines.add(WORDS.formatMessage(line) + (line.getThrown() == null ? "" : line.getThrown()));
    }

    @Override
    public void flush() {
        // Nothing is held back.
    }

    @Override
    public void close() {
        root.removeHandler(this);
    }
}
