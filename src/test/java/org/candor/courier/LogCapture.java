package org.candor.courier;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.logging.Formatter;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import java.util.logging.SimpleFormatter;

/** Everything that is logged while it is open, at every level a category lets through. */
public final class LogCapture extends Handler implements AutoCloseable {
    private static final Formatter WORDS = new SimpleFormatter();

    private final Logger root = Logger.getLogger("");
    private final Logger ours = Logger.getLogger("org.candor");
    private final Level rootBefore = root.getLevel();
    private final Level oursBefore = ours.getLevel();
    private final List<Handler> others = List.of(root.getHandlers());
    private final List<String> lines = new CopyOnWriteArrayList<>();

    private LogCapture() {
        setLevel(Level.ALL);
        others.forEach(root::removeHandler);
        root.addHandler(this);
        root.setLevel(Level.ALL);
        ours.setLevel(Level.ALL);
    }

    public static LogCapture ofEverything() {
        return new LogCapture();
    }

    public List<String> lines() {
        return lines;
    }

    void expectNone(String word) {
        assertEquals(
                List.of(), lines.stream().filter(line -> line.contains(word)).toList());
    }

    @Override
    public void publish(LogRecord line) {
        StringWriter text = new StringWriter();
        text.append(line.getLoggerName()).append(' ').append(WORDS.formatMessage(line));
        if (line.getThrown() != null) {
            line.getThrown().printStackTrace(new PrintWriter(text));
        }
        lines.add(text.toString());
    }

    @Override
    public void flush() {}

    @Override
    public void close() {
        root.removeHandler(this);
        others.forEach(root::addHandler);
        root.setLevel(rootBefore);
        ours.setLevel(oursBefore);
    }
}
