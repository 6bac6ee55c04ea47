package org.candor.access;

import io.quarkus.runtime.LaunchMode;
import io.quarkus.runtime.Quarkus;
import io.quarkus.runtime.configuration.ConfigUtils;
import io.smallrye.config.SmallRyeConfig;
import java.io.PrintStream;
import java.util.List;
import java.util.logging.Level;
import java.util.logging.Logger;
import java.util.stream.Stream;
import org.candor.plumbing.HeadClock;

/**
 * Starts the service, or runs a command beside it. Without a profile it is {@code demo}: nobody goes live by accident.
 * Whatever stops the start is one sentence on stderr and exit status 1.
 */
final class Launch {
    private static final String PROFILE = "quarkus.profile";
    /** Talk before logging is set up; a start that fails so early would print it all. */
    private static final List<Logger> EARLY =
            Stream.of("org.hibernate", "io.zonky").map(Logger::getLogger).toList();

    private final PrintStream out;
    private final PrintStream err;

    Launch(PrintStream out, PrintStream err) {
        this.out = out;
        this.err = err;
    }

    void run(String... args) {
        // The framework would refuse odd addresses with an empty 400; ours is a problem document.
        System.setProperty("vertx.disableURIValidation", "true");
        // Closes connections on which the head of a request never ends.
        System.setProperty(HeadClock.PROPERTY, "serviceload");
        if (LaunchMode.current() == LaunchMode.DEVELOPMENT) {
            Quarkus.run(args);
            return;
        }
        if (System.getProperty(PROFILE) == null && System.getenv("QUARKUS_PROFILE") == null) {
            System.setProperty(PROFILE, "demo");
        }
        SmallRyeConfig config = ConfigUtils.configBuilder().build();
        if (args.length > 0) {
            System.exit(command(config, List.of(args)));
        }
        StartCheck.refuse(config).ifPresent(this::stop);
        EARLY.forEach(it -> it.setLevel(Level.WARNING));
        Quarkus.run(null, (status, failure) -> {
            if (failure != null) {
                stop(StartFailure.sentence(failure));
            }
            System.exit(status);
        });
    }

    private int command(SmallRyeConfig config, List<String> args) {
        // One query needs no speed, and Java would print a warning about how it is got.
        System.setProperty("io.netty.noUnsafe", "true");
        try {
            out.println(Commands.run(config, args));
            return 0;
        } catch (IllegalArgumentException | IllegalStateException e) {
            err.println(e.getMessage());
            return 1;
        }
    }

    private void stop(String sentence) {
        err.println(sentence);
        System.exit(1);
    }
}
