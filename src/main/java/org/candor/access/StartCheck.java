package org.candor.access;

import io.smallrye.config.SmallRyeConfig;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.candor.plumbing.Hosts;

/**
 * What profile {@code prod} must have before anything starts: a database, the key file, a real provider and a public host
 * of the company's own. Nothing embedded or simulated stands in for any of them; and in no other profile is there a way out.
 */
final class StartCheck {
    private static final Pattern RELAY = Pattern.compile("candor\\.courier\\.email\\.(?:[^.]+|\"[^\"]+\")\\.host");

    private static final List<String> TELLING = List.of(
            "quarkus.http.access-log.enabled",
            "quarkus.hibernate-orm.log.sql",
            "quarkus.hibernate-orm.log.bind-parameters",
            "mail.debug",
            "javax.net.debug",
            "jdk.httpclient.HttpClient.log",
            "jdk.internal.httpclient.debug");

    private StartCheck() {}

    /** The sentence to stop with; empty if the service may start. */
    static Optional<String> refuse(SmallRyeConfig config) {
        Optional<String> telling = telling(config);
        if (telling.isPresent() || !config.getProfiles().contains("prod")) {
            return telling.or(() -> realRelay(config));
        }
        return missing(config, "quarkus.datasource.reactive.url", "the PostgreSQL database that notices are kept in")
                .or(() -> missing(config, "quarkus.datasource.jdbc.url", "the same database, by which it is migrated"))
                .or(() -> missing(
                        config,
                        "candor.vault.key-file",
                        "the file with the keys of this installation, made once by: vault create --file <where>"))
                .or(() -> missing(config, "candor.public.host", "the host name of the pages that notices link to"))
                .or(() -> publicHost(value(config, "candor.public.host").orElseThrow()))
                .or(() -> bothSides(config))
                .or(() -> relay(config));
    }

    /** What would write down paths, parameters or memory, and with them who was hurt. */
    private static Optional<String> telling(SmallRyeConfig config) {
        return TELLING.stream()
                .filter(it -> value(config, it)
                        .filter(said -> !said.equalsIgnoreCase("false"))
                        .isPresent())
                .findFirst()
                .map(
                        it -> it + " would write personal data or the tokens of links to the log: leave it out."
                                + " The log of org.candor.plumbing.AccessLog at level DEBUG tells of each request without them.");
    }

    private static Optional<String> missing(SmallRyeConfig config, String key, String what) {
        return value(config, key).isPresent()
                ? Optional.empty()
                : Optional.of("Profile prod does not start without " + key + ": set it to " + what + ".");
    }

    private static Optional<String> publicHost(String host) {
        if (host.contains("/")) {
            return Optional.of(
                    "candor.public.host is a host name such as notice.example.com, without https:// or a path:"
                            + " pages are always https.");
        }
        return Hosts.loopback(host)
                ? Optional.of(
                        "candor.public.host is this machine itself, which nobody who gets a notice can open: set it"
                                + " to a host name of your own that is served by https.")
                : Optional.empty();
    }

    private static Optional<String> bothSides(SmallRyeConfig config) {
        String host = value(config, "candor.public.host").orElseThrow();
        List<String> api = value(config, "candor.api.hosts").stream()
                .flatMap(it -> Arrays.stream(it.split(",")))
                .map(String::strip)
                .toList();
        return api.stream().anyMatch(it -> it.equalsIgnoreCase(host))
                ? Optional.of("candor.public.host is also one of candor.api.hosts: people's pages and the API must have"
                        + " different host names.")
                : Optional.empty();
    }

    /** Outside of prod nothing may leave this machine, whatever is configured. */
    private static Optional<String> realRelay(SmallRyeConfig config) {
        return relays(config)
                .filter(it -> !Hosts.loopback(config.getValue(it, String.class)))
                .findFirst()
                .map(it -> "Outside of profile prod nothing leaves this machine: " + it
                        + " must be 127.0.0.1 here, or start with -Dquarkus.profile=prod.");
    }

    private static Stream<String> relays(SmallRyeConfig config) {
        return StreamSupport.stream(config.getPropertyNames().spliterator(), false)
                .filter(it -> RELAY.matcher(it).matches());
    }

    private static Optional<String> relay(SmallRyeConfig config) {
        return relays(config).findAny().isPresent()
                ? Optional.empty()
                : Optional.of("Profile prod does not start without a mail relay: set candor.courier.email.main.host and"
                        + " candor.courier.email.main.from.");
    }

    private static Optional<String> value(SmallRyeConfig config, String key) {
        return config.getOptionalValue(key, String.class).filter(it -> !it.isBlank());
    }
}
