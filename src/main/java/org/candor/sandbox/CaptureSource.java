package org.candor.sandbox;

import io.smallrye.config.ConfigSourceContext;
import io.smallrye.config.PropertiesConfigSource;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.eclipse.microprofile.config.spi.ConfigSource;
import org.jspecify.annotations.Nullable;

/** Starts what shows the messages that a sandbox took, unless none are to be kept, and tells the configuration where it is. */
final class CaptureSource {
    private static final Map<Path, CaptureServer> STARTED = new ConcurrentHashMap<>();

    private CaptureSource() {}

    static List<ConfigSource> sources(ConfigSourceContext context, Path folder) {
        int most = Integer.parseInt(SandboxSource.value(context, "capture-messages", "1000"));
        if (most == 0) {
            return List.of();
        }
        long bytes = Long.parseLong(SandboxSource.value(context, "capture-megabytes", "64")) << 20;
        int port = Integer.parseInt(SandboxSource.value(context, "capture-port", "0"));
        CaptureServer server = STARTED.computeIfAbsent(folder, _ -> start(most, bytes, port));
        return List.of(
                new PropertiesConfigSource(
                        Map.of("candor.sandbox.capture-port", Integer.toString(server.port())),
                        "sandbox captures",
                        SandboxSource.OVER_THE_FILES),
                new PropertiesConfigSource(
                        Map.of("candor.console.sandbox.url", server.url()),
                        "sandbox at the console",
                        SandboxSource.UNDER_THE_FILES));
    }

    private static CaptureServer start(int most, long bytes, int port) {
        try {
            return new CaptureServer(new Captures(most, bytes, InstantSource.system()), port);
        } catch (IOException e) {
            throw new UncheckedIOException(
                    "the sandbox cannot start; set candor.sandbox.capture-port to a free port, 0 finds one", e);
        }
    }

    /** Where the servers of this folder put what they take; null where nothing is kept. */
    static @Nullable Captures of(Path folder) {
        CaptureServer server = STARTED.get(folder);
        return server == null ? null : server.captures();
    }

    static void stop() {
        STARTED.values().removeIf(server -> {
            server.close();
            return true;
        });
    }
}
