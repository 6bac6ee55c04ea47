package org.candor.access;

import io.quarkus.runtime.LaunchMode;
import io.quarkus.runtime.Quarkus;
import io.quarkus.runtime.annotations.QuarkusMain;
import io.quarkus.runtime.configuration.ConfigUtils;
import io.smallrye.config.SmallRyeConfig;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.logging.Level;
import java.util.logging.Logger;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The way in from a terminal: starts the service, or runs {@code key create} and {@code key revoke}. Without a profile it
 * is {@code demo}: nobody goes live by accident. Whatever stops the start is one sentence on stderr and exit status 1.
 */
@QuarkusMain
public final class Main {
    private static final String PROFILE = "quarkus.profile";
    /** Talk before logging is set up; a start that fails so early would print it all. */
    private static final List<Logger> EARLY =
            Stream.of("org.hibernate", "io.zonky").map(Logger::getLogger).toList();

    private Main() {}

    public static void main(String... args) {
        // The framework would refuse odd addresses with an empty 400; ours is a problem document.
        System.setProperty("vertx.disableURIValidation", "true");
        if (LaunchMode.current() == LaunchMode.DEVELOPMENT) {
            Quarkus.run(args);
            return;
        }
        if (System.getProperty(PROFILE) == null && System.getenv("QUARKUS_PROFILE") == null) {
            System.setProperty(PROFILE, "demo");
        }
        SmallRyeConfig config = ConfigUtils.configBuilder().build();
        if (args.length > 0) {
            System.exit(command(config, Arrays.asList(args)));
        }
        Optional<String> refused = StartCheck.refuse(config);
        if (refused.isPresent()) {
            stop(refused.get());
        }
        EARLY.forEach(it -> it.setLevel(Level.WARNING));
        Quarkus.run(null, Main::ended);
    }

    private static int command(SmallRyeConfig config, List<String> args) {
        // One query needs no speed, and Java would print a warning about how it is got.
        System.setProperty("io.netty.noUnsafe", "true");
        try {
            String said = KeyCommand.run(config, args);
            System.out.println(said);
            return 0;
        } catch (IllegalArgumentException | IllegalStateException e) {
            System.err.println(e.getMessage());
            return 1;
        }
    }

    private static void ended(int status, @Nullable Throwable failure) {
        if (failure != null) {
            stop(StartFailure.sentence(failure));
        }
        System.exit(status);
    }

    private static void stop(String sentence) {
        System.err.println(sentence);
        System.exit(1);
    }
}
