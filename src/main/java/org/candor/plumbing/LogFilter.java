package org.candor.plumbing;

import io.quarkus.logging.LoggingFilter;
import io.quarkus.runtime.configuration.ConfigurationException;
import io.smallrye.config.ConfigValidationException;
import jakarta.enterprise.inject.spi.DeploymentException;
import java.net.BindException;
import java.util.HexFormat;
import java.util.logging.Filter;
import java.util.logging.LogRecord;
import org.jboss.logmanager.ExtLogRecord;
import org.jboss.logmanager.formatters.PatternFormatter;
import org.jspecify.annotations.Nullable;

/**
 * What the libraries below us log of a failure: its class, SQLSTATE and frames, never its message, since messages of
 * PostgreSQL, parsers and providers quote values of persons. What is wrong with the configuration is said in full. Whatever
 * would move a terminal, or look like a line of its own, is written out.
 */
@LoggingFilter(name = "candor")
public final class LogFilter implements Filter {
    private static final PatternFormatter LINE = new PatternFormatter("%s");
    private static final String HIDDEN = "***";
    private static final int DEPTH = 8;
    /** A shorter message than this is a word of the line's own more likely than a value. */
    private static final int WORTH_HIDING = 4;

    @Override
    public boolean isLoggable(LogRecord record) {
        Throwable thrown = record.getThrown();
        // Each handler asks; the first one has done it.
        if (thrown != null && !(thrown instanceof Told)) {
            hideIn(record, thrown);
            record.setThrown(Told.of(thrown, 0));
        }
        String line = line(record);
        if (line != null && line.chars().anyMatch(LogFilter::moves)) {
            set(record, written(line));
        }
        return true;
    }

    private static @Nullable String line(LogRecord record) {
        return record instanceof ExtLogRecord it ? LINE.format(it) : record.getMessage();
    }

    private static void set(LogRecord record, String line) {
        if (record instanceof ExtLogRecord it) {
            it.setMessage(line, ExtLogRecord.FormatStyle.NO_FORMAT);
        } else {
            record.setMessage(line);
        }
        record.setParameters(null);
    }

    private static boolean moves(int c) {
        return Character.isISOControl(c) && c != '\t';
    }

    /** A line that goes on is indented, so that it is none of its own; other control characters become their numbers. */
    private static String written(String line) {
        StringBuilder written = new StringBuilder(line.length() + 16);
        line.chars().forEach(c -> {
            if (c == '\n') {
                written.append("\n    ");
            } else if (moves(c)) {
                written.append("\\x").append(HexFormat.of().toHexDigits((byte) c));
            } else {
                written.append((char) c);
            }
        });
        return written.toString();
    }

    /** Some log the message of a failure as part of the line as well. */
    private static void hideIn(LogRecord record, Throwable thrown) {
        String line = line(record);
        String hidden = line;
        Throwable next = thrown;
        for (int depth = 0; hidden != null && next != null && depth < DEPTH; depth++) {
            String message = next.getMessage();
            if (message != null && message.length() >= WORTH_HIDING && !ofConfiguration(next)) {
                hidden = hidden.replace(message, HIDDEN);
            }
            next = next.getCause();
        }
        if (hidden != null && !hidden.equals(line)) {
            set(record, hidden);
        }
    }

    private static boolean ofConfiguration(Throwable fault) {
        return fault instanceof ConfigurationException
                || fault instanceof ConfigValidationException
                || fault instanceof DeploymentException
                || fault instanceof BindException;
    }

    /** A failure as it may be told. */
    private static final class Told extends Throwable {
        private static final long serialVersionUID = 1L;
        private final String said;

        private Told(String said, @Nullable Throwable cause) {
            super(said, cause, true, true);
            this.said = said;
        }

        static Told of(Throwable fault, int depth) {
            Throwable cause = fault.getCause();
            Told told = new Told(
                    ofConfiguration(fault) ? fault.toString() : Faults.name(fault),
                    cause == null || depth == DEPTH ? null : of(cause, depth + 1));
            told.setStackTrace(fault.getStackTrace());
            return told;
        }

        @Override
        public Throwable fillInStackTrace() {
            return this;
        }

        @Override
        @SuppressWarnings("OverrideThrowableToString")
        public String toString() {
            return said;
        }
    }
}
