package org.candor.sandbox;

import io.quarkus.vertx.http.HttpServer;
import io.quarkus.vertx.http.HttpServerStart;
import io.smallrye.config.ConfigSourceContext;
import io.smallrye.config.PropertiesConfigSource;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.ObservesAsync;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.eclipse.microprofile.config.spi.ConfigSource;

/**
 * Starts the server that speaks Twilio's API, tells the configuration its port and offers it as account {@code sms:main},
 * unless that is an account elsewhere.
 *
 * <p>Callbacks are addressed and signed for the service's configured port, but go to the one it really listens at: in
 * tests that is a free one, which nobody knows before it listens.
 */
@ApplicationScoped
class TwilioSource {
    private static final String MAIN = "candor.courier.sms.main.";
    private static final Set<String> HERE = Set.of("127.0.0.1", "localhost");
    private static final Map<Path, TwilioServer> STARTED = new ConcurrentHashMap<>();

    static List<ConfigSource> sources(ConfigSourceContext context, Path folder) {
        int chosen = Integer.parseInt(SandboxSource.value(context, "twilio-port", "0"));
        TwilioServer server = STARTED.computeIfAbsent(folder, _ -> start(folder, chosen));
        server.captureIn(CaptureSource.of(folder));
        List<ConfigSource> sources = new ArrayList<>();
        sources.add(new PropertiesConfigSource(
                Map.of("candor.sandbox.twilio-port", Integer.toString(server.port())),
                "sandbox twilio",
                SandboxSource.OVER_THE_FILES));
        String given = SandboxSource.read(context, MAIN + "base-url", "http://127.0.0.1");
        if (HERE.contains(URI.create(given).getHost())) {
            sources.add(account(server));
        }
        return sources;
    }

    /** An account that can reach nobody outside: what a file says of it counts more than this. */
    private static ConfigSource account(TwilioServer server) {
        return new PropertiesConfigSource(
                Map.of(
                        MAIN + "base-url",
                        "http://127.0.0.1:" + server.port(),
                        MAIN + "account-sid",
                        TwilioServer.ACCOUNT,
                        MAIN + "auth-token-file",
                        server.tokenFile().toString(),
                        MAIN + "from",
                        "+15005550006",
                        MAIN + "callback-url",
                        "http://localhost:${quarkus.http.port}"),
                "sandbox sms account",
                SandboxSource.UNDER_THE_FILES);
    }

    private static TwilioServer start(Path folder, int port) {
        try {
            return TwilioServer.start(folder, port);
        } catch (IOException e) {
            throw new UncheckedIOException(
                    "the sandbox cannot start; set candor.sandbox.twilio-port to a free port, 0 finds one", e);
        }
    }

    static void stop() {
        STARTED.values().removeIf(server -> {
            try {
                server.close();
            } catch (IOException late) {
                throw new UncheckedIOException(late);
            }
            return true;
        });
    }

    static Collection<TwilioServer> started() {
        return STARTED.values();
    }

    void listens(@ObservesAsync HttpServerStart start, HttpServer service) {
        // The management interface may be the first of the two to listen.
        int port = service.getPort();
        if (port > 0) {
            STARTED.values().forEach(server -> server.reroute(port));
        }
    }
}
