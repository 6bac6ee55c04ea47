package org.candor.courier;

import io.quarkus.runtime.StartupEvent;
import io.quarkus.runtime.configuration.ConfigUtils;
import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.inject.Disposes;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import org.candor.delivery.Pace;
import org.jspecify.annotations.Nullable;

/** Builds the couriers from the configuration; what is wrong with it ends the start in one sentence. */
@ApplicationScoped
class ConfiguredCouriers {
    private static final int EARLY = 100;

    @Produces
    @Singleton
    Couriers couriers(CourierConfig config, InstantSource clock) {
        Stream<Courier> emails =
                emails(config).stream().<Courier>map(it -> email(it, of(config.email(), it.name()), clock));
        Stream<Courier> texts = ConfiguredTwilio.accounts(config).stream()
                .<Courier>map(it ->
                        new TwilioCourier(it, pace(of(config.sms(), it.name()).pace()), clock));
        List<Courier> posts = ConfiguredPublic.couriers(config, clock);
        return new Couriers(
                Stream.concat(Stream.concat(emails, texts), posts.stream()).toList());
    }

    private static EmailCourier email(EmailAccount account, CourierConfig.Email config, InstantSource clock) {
        Duration hold = positive(config.domainHold(), "domain-hold");
        return new EmailCourier(
                account, pace(config.pace()), pace(config.domainPace()), Storm.of(config.outage(), hold), clock);
    }

    @Produces
    @Singleton
    TwilioCallbacks callbacks(CourierConfig config) {
        return new TwilioCallbacks(ConfiguredTwilio.accounts(config));
    }

    void close(@Disposes Couriers couriers) {
        couriers.close();
    }

    void start(@Observes @Priority(EARLY) StartupEvent event, Couriers couriers, CourierConfig config) {
        boolean production = ConfigUtils.isProfileActive("prod");
        demandProvider(couriers, production);
        ConfiguredTwilio.demandReceipts(ConfiguredTwilio.accounts(config), production);
    }

    /** A service that can reach nobody must not look as if it could. */
    static void demandProvider(Couriers couriers, boolean production) {
        if (production && couriers.all().isEmpty()) {
            throw new IllegalStateException(
                    "no provider account: set candor.courier.email.<name>.host and .from to your mail relay");
        }
    }

    private static <T> T of(Map<String, T> accounts, String name) {
        return Objects.requireNonNull(accounts.get(name));
    }

    private static @Nullable Pace pace(Optional<String> text) {
        return text.map(Pace::of).orElse(null);
    }

    static List<EmailAccount> emails(CourierConfig config) {
        return config.email().entrySet().stream()
                .sorted(Comparator.<Map.Entry<String, CourierConfig.Email>>comparingInt(
                                it -> it.getValue().order())
                        .thenComparing(Map.Entry::getKey))
                .map(it -> email(it.getKey(), it.getValue()))
                .toList();
    }

    private static EmailAccount email(String name, CourierConfig.Email config) {
        String domain = config.sendingDomain()
                .orElse(config.from().substring(config.from().indexOf('@') + 1));
        try {
            return new EmailAccount(
                    name,
                    config.host(),
                    config.port().orElse(port(config.tls())),
                    config.tls(),
                    config.allowClear(),
                    config.username().orElse(null),
                    readable(config.passwordFile(), "password-file").orElse(null),
                    readable(config.trustFile(), "trust-file").orElse(null),
                    new EmailAccount.Sender(
                            config.from(),
                            config.fromName().orElse(""),
                            config.replyTo().orElse(""),
                            domain,
                            config.bounceDomain().orElse(domain),
                            config.heloName().orElse(domain)),
                    new EmailAccount.Pooling(
                            config.connections(),
                            config.messagesPerConnection(),
                            positive(config.idle(), "idle"),
                            config.idleUnasked()),
                    limits(config.timeouts(), config.waits()));
        } catch (IllegalArgumentException wrong) {
            throw new IllegalArgumentException("candor.courier.email." + name + ": " + wrong.getMessage(), wrong);
        }
    }

    private static EmailAccount.Limits limits(CourierConfig.Timeouts config, double waits) {
        return new EmailAccount.Limits(
                positive(config.connect(), "timeout.connect"),
                positive(config.command(), "timeout.command"),
                positive(config.data(), "timeout.data"),
                positive(config.dot(), "timeout.dot"),
                positive(config.queue(), "timeout.queue"),
                positive(config.close(), "timeout.close"),
                waits);
    }

    private static int port(EmailAccount.Tls tls) {
        return switch (tls) {
            case NONE -> 25;
            case STARTTLS -> 587;
            case SMTPS -> 465;
        };
    }

    private static Optional<Path> readable(Optional<Path> file, String key) {
        if (file.isPresent() && !Files.isReadable(file.get())) {
            throw new IllegalArgumentException(key + " cannot be read");
        }
        return file;
    }

    static Duration positive(Duration time, String key) {
        if (time.toMillis() < 1 || time.compareTo(Duration.ofHours(1)) > 0) {
            throw new IllegalArgumentException(key + " must be between 1 ms and 1 h");
        }
        return time;
    }
}
