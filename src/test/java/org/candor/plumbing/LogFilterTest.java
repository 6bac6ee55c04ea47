package org.candor.plumbing;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quarkus.runtime.configuration.ConfigurationException;
import io.vertx.pgclient.PgException;
import java.util.logging.Level;
import org.jboss.logmanager.ExtLogRecord;
import org.jboss.logmanager.formatters.PatternFormatter;
import org.junit.jupiter.api.Test;

class LogFilterTest {
    private static final String CANARY = "canary.4471@example.net";

    @Test
    void p7_what_postgresql_says_of_a_row_never_reaches_the_log() {
        PgException duplicate = new PgException(
                "duplicate key value: Key (email)=(" + CANARY + ")", "ERROR", "23505", "Key (email)=(" + CANARY + ")");
        String line = logged("query failed: %s", new IllegalStateException("while adding " + CANARY, duplicate));
        assertFalse(line.contains(CANARY), line);
        assertTrue(line.contains("io.vertx.pgclient.PgException SQLSTATE 23505"), line);
        assertTrue(line.contains("LogFilterTest"), "frames stay: " + line);
    }

    @Test
    void p7_a_message_that_is_part_of_the_line_is_hidden_in_it() {
        String line = logged("the mail server said %s", new IllegalStateException("550 no such user " + CANARY));
        assertFalse(line.contains(CANARY), line);
        assertTrue(line.startsWith("the mail server said ***"), line);
    }

    @Test
    void what_is_wrong_with_the_configuration_is_said() {
        String line = logged("start failed", new ConfigurationException("candor.public.host is missing"));
        assertTrue(line.contains("candor.public.host is missing"), line);
    }

    @Test
    void a_failure_that_is_its_own_cause_in_the_end_is_told_all_the_same() {
        IllegalStateException one = new IllegalStateException(CANARY);
        one.initCause(new IllegalArgumentException(CANARY, one));
        assertFalse(logged("failed", one).contains(CANARY));
    }

    @Test
    void a_second_handler_tells_the_same_as_the_first() {
        ExtLogRecord record = new ExtLogRecord(Level.WARNING, "it failed", LogFilterTest.class.getName());
        record.setThrown(new IllegalStateException(CANARY));
        LogFilter filter = new LogFilter();
        filter.isLoggable(record);
        String once = new PatternFormatter("%s%e").format(record);
        filter.isLoggable(record);
        assertEquals(once, new PatternFormatter("%s%e").format(record));
        assertTrue(once.contains("IllegalStateException"), once);
    }

    @Test
    void p17_nothing_moves_the_terminal_or_looks_like_a_line_of_its_own() {
        ExtLogRecord record = new ExtLogRecord(
                Level.INFO,
                "asked for a\r\n2026-01-01 INFO forged\u001b[2J",
                ExtLogRecord.FormatStyle.NO_FORMAT,
                LogFilterTest.class.getName());
        assertTrue(new LogFilter().isLoggable(record));
        assertEquals("asked for a\\x0d\n    2026-01-01 INFO forged\\x1b[2J", new PatternFormatter("%s").format(record));
    }

    private static String logged(String message, Throwable thrown) {
        ExtLogRecord record = new ExtLogRecord(
                Level.WARNING, message, ExtLogRecord.FormatStyle.PRINTF, LogFilterTest.class.getName());
        record.setParameters(new Object[] {thrown.getMessage()});
        record.setThrown(thrown);
        assertTrue(new LogFilter().isLoggable(record));
        return new PatternFormatter("%s%e%n").format(record);
    }
}
