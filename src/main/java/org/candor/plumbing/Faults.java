package org.candor.plumbing;

import io.vertx.pgclient.PgException;
import java.util.StringJoiner;
import org.jspecify.annotations.Nullable;

/**
 * Says what went wrong without saying with what: class names, SQLSTATE and our own stack frames, never a message, since
 * messages of PostgreSQL, parsers and providers quote values of persons.
 */
public final class Faults {
    private static final int DEPTH = 8;
    private static final int FRAMES = 12;

    private Faults() {}

    /** One line for the log. */
    @SuppressWarnings("ReferenceEquality")
    public static String describe(Throwable fault) {
        StringJoiner line = new StringJoiner(" <- ");
        Throwable next = fault;
        for (int depth = 0; next != null && depth < DEPTH; depth++) {
            line.add(name(next) + " at " + frames(next));
            next = next.getCause() == next ? null : next.getCause();
        }
        return line.toString();
    }

    /** The SQLSTATE somewhere in the causes, or null. */
    public static @Nullable String sqlState(Throwable fault) {
        Throwable next = fault;
        for (int depth = 0; next != null && depth < DEPTH; depth++) {
            if (next instanceof PgException answer) {
                return answer.getSqlState();
            }
            next = next.getCause();
        }
        return null;
    }

    static String name(Throwable fault) {
        String state = fault instanceof PgException answer ? " SQLSTATE " + answer.getSqlState() : "";
        return fault.getClass().getName() + state;
    }

    private static String frames(Throwable fault) {
        StringJoiner frames = new StringJoiner(" < ");
        StackTraceElement[] trace = fault.getStackTrace();
        for (int i = 0; i < trace.length && i < FRAMES * 10; i++) {
            StackTraceElement frame = trace[i];
            if (i == 0 || ours(frame.getClassName())) {
                frames.add(frame.getClassName() + "." + frame.getMethodName() + ":" + frame.getLineNumber());
            }
        }
        return frames.length() == 0 ? "no frame" : frames.toString();
    }

    /** Classes that the framework generates beside ours repeat each call. */
    private static boolean ours(String className) {
        return className.startsWith("org.candor.")
                && !className.contains("_Subclass")
                && !className.contains("$quarkus");
    }
}
