package org.candor.drill;

import java.io.File;
import java.io.IOException;

/** Sees to it that the service never outlives the drill, nor the drill the build that runs it, however they end. */
final class Guard {
    /** $0 is the drill, $1 the service. Ctrl-C is left to those two; this one waits until either is gone. */
    private static final String WATCH =
            "trap '' INT; while kill -0 \"$0\" && kill -0 \"$1\"; do sleep 1; done; kill \"$1\"";

    private Guard() {}

    /** Ends the service when this process is gone, even if it was killed and could do nothing any more. */
    static void endWithUs(long service) throws IOException {
        watch(ProcessHandle.current().pid(), service);
    }

    static void watch(long drill, long service) throws IOException {
        new ProcessBuilder("sh", "-c", WATCH, Long.toString(drill), Long.toString(service))
                .redirectInput(ProcessBuilder.Redirect.from(new File("/dev/null")))
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
    }

    static void endWithParent() {
        ProcessHandle.current().parent().ifPresent(it -> it.onExit().thenRun(() -> System.exit(1)));
    }
}
