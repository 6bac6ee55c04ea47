package org.candor.access;

import io.smallrye.config.SmallRyeConfig;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.candor.plumbing.Hosts;

/**
 * What profile {@code prod} must have before anything starts: a database, the key file, a real provider and a public host
 * of the company's own. Nothing embedded or simulated stands in for any of them; and in no other profile is there a way out.
 * And what no profile has: a log that tells, an issuer that somebody on the way could play.
 */
final class StartCheck {
    private static final Pattern RELAY = Pattern.compile("candor\\.courier\\.email\\.(?:[^.]+|\"[^\"]+\")\\.host");

    private static final String OIDC = "candor.access.oidc.";
    private static final String ISSUER = OIDC + "issuer";
    /** Ordinal of a property file; what lies below was not set by anybody here. */
    private static final int FILES = 100;

    private static final List<String> TELLING = List.of(
            "quarkus.http.access-log.enabled",
            "quarkus.hibernate-orm.log.sql",
            "quarkus.hibernate-orm.log.bind-parameters",
            "mail.debug",
            "javax.net.debug",
            "jdk.httpclient.HttpClient.log",
            "jdk.internal.httpclient.debug");

    /** What these write at a low level is what was asked for, bound, read or claimed: a start that wants it is a mistake. */
    private static final List<String> WIRES = List.of(
            "io.vertx.ext.web",
            "io.quarkus.micrometer.runtime.binder.vertx",
            "io.quarkus.oidc",
            "org.hibernate.orm.jdbc.bind",
            "org.hibernate.orm.jdbc.extract");

    private static final Set<String> HIGH = Set.of("INFO", "WARN", "WARNING", "ERROR", "SEVERE", "FATAL", "OFF");

    private static final String LOG = "quarkus.log.";
    private static final String FILTER = "candor";
    private static final Pattern HANDLER =
            Pattern.compile("(quarkus\\.log\\.handler\\.[a-z-]+\\.(?:\"[^\"]+\"|[^.\"]+))\\..+");

    private StartCheck() {}

    /** The sentence to stop with; empty if the service may start. */
    static Optional<String> refuse(SmallRyeConfig config) {
        Optional<String> telling = telling(config)
                .or(() -> wire(config))
                .or(() -> unfiltered(config))
                .or(() -> issuer(config))
                .or(() -> bypass(config));
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

    /** A level at which a library writes down what goes through it. */
    private static Optional<String> wire(SmallRyeConfig config) {
        return names(config)
                .filter(it -> isWire(plain(it)))
                .filter(it -> value(config, it)
                        .filter(level -> !HIGH.contains(level.toUpperCase(Locale.ROOT)))
                        .isPresent())
                .findFirst()
                .map(it -> it + " would write down what people are told or the tokens of links: INFO is the lowest.");
    }

    private static boolean isWire(String name) {
        return name.endsWith(".level")
                && WIRES.stream().map(it -> LOG + "category." + it).anyMatch(it -> name.startsWith(it + "."));
    }

    /** Whatever writes the log writes what the filter leaves of it. */
    private static Optional<String> unfiltered(SmallRyeConfig config) {
        return names(config)
                .filter(it -> !isFiltered(config, it))
                .findFirst()
                .map(it -> it + " is of a log without filter=" + FILTER
                        + ", which keeps personal data out of it: set that as well, under the same name.");
    }

    private static boolean isFiltered(SmallRyeConfig config, String name) {
        Matcher handler = HANDLER.matcher(name);
        if (handler.matches()) {
            return isOurs(config, handler.group(1) + ".filter");
        }
        String plain = plain(name);
        if (plain.startsWith(LOG + "handler.")) {
            // From the environment: where a handler's name ends there cannot be told.
            return false;
        }
        boolean main =
                Stream.of("console", "file", "syslog", "socket").anyMatch(it -> plain.equals(LOG + it + ".filter"));
        return !main || isOurs(config, name);
    }

    private static boolean isOurs(SmallRyeConfig config, String key) {
        return value(config, key).filter(FILTER::equals).isPresent();
    }

    private static Stream<String> names(SmallRyeConfig config) {
        return StreamSupport.stream(config.getPropertyNames().spliterator(), false);
    }

    /** A name as a file would have it, wherever it comes from: small letters, words between dots. */
    private static String plain(String name) {
        return name.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9]+", ".");
    }

    /** An issuer that somebody on the way could play, or whose tokens could be taken for one another. */
    private static Optional<String> issuer(SmallRyeConfig config) {
        Optional<String> issuer = value(config, ISSUER);
        Optional<String> client = value(config, OIDC + "client-id");
        if (issuer.isEmpty()) {
            return Stream.of("client-id", "client-secret-file")
                    .filter(it -> value(config, OIDC + it).isPresent())
                    .findFirst()
                    .map(it -> OIDC + it + " is of no use without " + ISSUER + ": set both or neither.");
        }
        if (!isIssuer(issuer.orElseThrow(), config.getProfiles().contains("prod"))) {
            return Optional.of(
                    ISSUER + " is an https address without a query, as the issuer's tokens name it; http only on"
                            + " this machine itself, and not in profile prod.");
        }
        if (client.isEmpty() && value(config, OIDC + "client-secret-file").isPresent()) {
            return Optional.of(OIDC + "client-secret-file is of no use without " + OIDC + "client-id: set both.");
        }
        if (client.isPresent() && client.equals(value(config, OIDC + "audience").or(() -> Optional.of("candor")))) {
            return Optional.of(
                    OIDC + "audience is also " + OIDC + "client-id: then the token of somebody who signs in would"
                            + " pass for one to call the API with. Give them different names.");
        }
        return value(config, OIDC + "token-type")
                .filter(it -> !it.equalsIgnoreCase("at+jwt") && !it.equalsIgnoreCase("JWT"))
                .map(_ -> OIDC + "token-type is at+jwt, or JWT at an issuer that says no more of its access tokens.");
    }

    private static boolean isIssuer(String issuer, boolean live) {
        try {
            URI address = new URI(issuer);
            return IssuerDesk.isSafe(address)
                    && address.getQuery() == null
                    && !(live && "http".equalsIgnoreCase(address.getScheme()));
        } catch (URISyntaxException e) {
            return false;
        }
    }

    /** The framework's own settings would take tokens by rules of its own, beside ours. */
    private static Optional<String> bypass(SmallRyeConfig config) {
        return names(config)
                .filter(it -> it.toLowerCase(Locale.ROOT).replace('_', '.').startsWith("quarkus.oidc."))
                .filter(it -> !(it.equals("quarkus.oidc.tenant-enabled")
                        && value(config, it).filter("false"::equals).isPresent()))
                .filter(it -> set(config, it))
                .findFirst()
                .map(it -> it
                        + " would let tokens in past the rules of Candor: leave it out, and see candor.access.oidc.*.");
    }

    /** False for what is there as a default of the framework. */
    private static boolean set(SmallRyeConfig config, String name) {
        return config.getConfigValue(name).getConfigSourceOrdinal() >= FILES;
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
        return names(config).filter(it -> RELAY.matcher(it).matches());
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
