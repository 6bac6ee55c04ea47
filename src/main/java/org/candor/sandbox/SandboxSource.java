package org.candor.sandbox;

import io.smallrye.config.ConfigSourceContext;
import io.smallrye.config.ConfigSourceFactory;
import io.smallrye.config.ConfigValue;
import io.smallrye.config.DefaultValuesConfigSource;
import io.smallrye.config.PropertiesConfigSource;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.eclipse.microprofile.config.spi.ConfigSource;

/**
 * Starts the sandbox in profiles {@code demo}, {@code dev} and {@code test}, tells the configuration its ports and offers it
 * as the relay of email account {@code main}, unless that has a relay elsewhere, and likewise the servers of {@link TwilioSource}
 * and {@link SocialStages}; what they take is shown by {@link CaptureSource}. Where {@code prod} is among the profiles
 * nothing starts.
 *
 * <p>A configuration source, since a free port must be known before the first bean reads its configuration. The factory is
 * also asked while the application is built; only a running application has a source of the name below.
 */
public final class SandboxSource implements ConfigSourceFactory {
    static final String RUNNING = "BuildTime RunTime Fixed";
    private static final String MAIN = "candor.courier.email.main.";
    private static final Set<String> PROFILES = Set.of("demo", "dev", "test");
    static final int OVER_THE_FILES = 270;
    static final int UNDER_THE_FILES = 100;
    /** Ordinal of what a config interface names as default: nobody has set that. */
    private static final int DEFAULTS = DefaultValuesConfigSource.ORDINAL;

    private static final Map<Path, SmtpLedger> STARTED = new ConcurrentHashMap<>();

    @Override
    public Iterable<ConfigSource> getConfigSources(ConfigSourceContext context) {
        boolean running = context.getConfigSources().stream().anyMatch(it -> RUNNING.equals(it.getName()));
        if (!running
                || !welcome(context.getProfiles())
                || value(context, "enabled", "true").equals("false")) {
            return List.of();
        }
        String data = read(context, "candor.data-dir", "candor-data");
        Path folder = Path.of(value(context, "folder", data + "/sandbox")).toAbsolutePath();
        SmtpSettings settings = SmtpSettings.in(folder)
                .onPort(Integer.parseInt(value(context, "smtp-port", "0")))
                .keepingMail(value(context, "keep-mail", "true").equals("true"));
        List<ConfigSource> sources = new ArrayList<>(CaptureSource.sources(context, folder));
        SmtpLedger server = STARTED.computeIfAbsent(folder, _ -> start(settings));
        server.captureIn(CaptureSource.of(folder));
        String port = Integer.toString(server.port());
        ConfigSource known =
                new PropertiesConfigSource(Map.of("candor.sandbox.smtp-port", port), "sandbox", OVER_THE_FILES);
        sources.addAll(TwilioSource.sources(context, folder));
        sources.add(known);
        // Another sink on this machine needs no more than its port; a relay elsewhere is described by who sets it.
        boolean here = Set.of("127.0.0.1", "localhost").contains(read(context, MAIN + "host", "127.0.0.1"));
        if (here) {
            sources.add(account(port));
        }
        sources.addAll(SocialStages.sources(
                folder,
                (key, otherwise) -> read(context, key, otherwise),
                context.getProfiles().contains("demo"),
                OVER_THE_FILES,
                UNDER_THE_FILES));
        return sources;
    }

    /** An account that can reach nobody outside: what a file says of it counts more than this. */
    private static ConfigSource account(String port) {
        return new PropertiesConfigSource(
                Map.of(
                        MAIN + "host", "127.0.0.1",
                        MAIN + "port", port,
                        MAIN + "tls", "none",
                        MAIN + "from", "privacy@example.com",
                        MAIN + "from-name", "Example Bank",
                        MAIN + "reply-to", "questions@example.com"),
                "sandbox account",
                UNDER_THE_FILES);
    }

    static boolean welcome(List<String> profiles) {
        return !profiles.contains("prod") && profiles.stream().anyMatch(PROFILES::contains);
    }

    /** Ends all servers this process has started; the next start of the application starts them anew. */
    static void stop() {
        TwilioSource.stop();
        SocialStages.stop();
        CaptureSource.stop();
        STARTED.values().removeIf(server -> {
            try {
                server.close();
            } catch (IOException late) {
                throw new UncheckedIOException(late);
            }
            return true;
        });
    }

    static int started() {
        return STARTED.size();
    }

    private static SmtpLedger start(SmtpSettings settings) {
        try {
            return SmtpLedger.start(settings);
        } catch (IOException e) {
            throw new UncheckedIOException(
                    "the sandbox cannot start; set candor.sandbox.smtp-port to a free port, 0 finds one", e);
        }
    }

    static String value(ConfigSourceContext context, String key, String otherwise) {
        return read(context, "candor.sandbox." + key, otherwise);
    }

    /** What somebody has set; the default that a key's own mapping has is nobody's. */
    static String read(ConfigSourceContext context, String name, String otherwise) {
        ConfigValue found = context.getValue(name);
        boolean given = found != null
                && found.getConfigSourceOrdinal() != DEFAULTS
                && found.getValue() != null
                && !found.getValue().isBlank();
        return given ? found.getValue() : otherwise;
    }
}
