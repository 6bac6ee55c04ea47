package org.candor.access;

import io.quarkus.runtime.QuarkusBindException;
import io.quarkus.runtime.configuration.ConfigurationException;
import io.smallrye.config.ConfigValidationException;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.candor.plumbing.Faults;

/** Says in one sentence why a start failed, and what to do. */
final class StartFailure {
    private static final Pattern UNKNOWN = Pattern.compile("SRCFG00050: (\\S+) in .*");
    private static final int DEPTH = 20;

    private StartFailure() {}

    static String sentence(Throwable failure) {
        List<Throwable> causes = causes(failure);
        for (Throwable cause : causes.reversed()) {
            switch (cause) {
                case QuarkusBindException it -> {
                    return port(it);
                }
                case ConfigValidationException it -> {
                    return settings(it);
                }
                case SQLException it -> {
                    return "The database of quarkus.datasource.jdbc.url does not let us in (SQLSTATE "
                            + it.getSQLState() + "): is it running, and are its address, user and password right?";
                }
                // These carry sentences of our own about configuration.
                case ConfigurationException it -> {
                    return text(it);
                }
                case IllegalStateException it
                when ours(it) -> {
                    return text(it);
                }
                default -> {
                    // Look at what it caused.
                }
            }
        }
        return "Candor could not start: " + Faults.describe(failure);
    }

    private static String port(QuarkusBindException taken) {
        return "Port " + taken.getPort() + " is taken: stop the program that listens there, or set quarkus.http.port or"
                + " quarkus.management.port to a free one.";
    }

    private static String settings(ConfigValidationException wrong) {
        List<String> problems = new ArrayList<>();
        for (int i = 0; i < wrong.getProblemCount(); i++) {
            String message = wrong.getProblem(i).getMessage();
            Matcher unknown = UNKNOWN.matcher(message);
            problems.add(
                    unknown.matches()
                            ? unknown.group(1) + " is no setting of Candor: correct its name or take it out."
                            : message.replaceFirst("^SRCFG\\d+: ", ""));
        }
        return String.join(" ", problems);
    }

    private static String text(Throwable cause) {
        return cause.getMessage() == null ? "Candor could not start: " + Faults.describe(cause) : cause.getMessage();
    }

    private static boolean ours(Throwable cause) {
        StackTraceElement[] trace = cause.getStackTrace();
        return trace.length > 0 && trace[0].getClassName().startsWith("org.candor.");
    }

    private static List<Throwable> causes(Throwable failure) {
        List<Throwable> causes = new ArrayList<>();
        for (Throwable next = failure; next != null && causes.size() < DEPTH; next = next.getCause()) {
            causes.add(next);
        }
        return causes;
    }
}
