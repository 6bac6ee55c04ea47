package org.candor.courier;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Reads the accounts at Twilio out of the configuration; what is wrong with one is said in one sentence without the value. */
final class ConfiguredTwilio {
    private static final String PREFIX = "candor.courier.sms.";

    private ConfiguredTwilio() {}

    /** In configured order. */
    static List<TwilioAccount> accounts(CourierConfig config) {
        return config.sms().entrySet().stream()
                .sorted(Comparator.<Map.Entry<String, CourierConfig.Sms>>comparingInt(
                                it -> it.getValue().order())
                        .thenComparing(Map.Entry::getKey))
                .map(it -> account(it.getKey(), it.getValue()))
                .toList();
    }

    /** In production a message whose fate nobody is told of would stay unknown: receipts need an address. */
    static void demandReceipts(List<TwilioAccount> accounts, boolean production) {
        for (TwilioAccount account : accounts) {
            if (production && account.callbackUrl() == null) {
                throw new IllegalStateException("no receipts: set " + PREFIX + account.name()
                        + ".callback-url to the https address at which Twilio reaches this service");
            }
        }
    }

    private static TwilioAccount account(String name, CourierConfig.Sms config) {
        try {
            return new TwilioAccount(
                    name,
                    config.baseUrl(),
                    config.accountSid(),
                    secret(config.authTokenFile(), "auth-token-file"),
                    key(config),
                    new TwilioAccount.Senders(config.from(), config.senders()),
                    config.callbackUrl().orElse(null),
                    limits(config));
        } catch (IllegalArgumentException wrong) {
            throw new IllegalArgumentException(PREFIX + name + ": " + wrong.getMessage(), wrong);
        }
    }

    private static TwilioAccount.@Nullable Key key(CourierConfig.Sms config) {
        Optional<Path> file = config.apiKeySecretFile();
        if (config.apiKeySid().isPresent() != file.isPresent()) {
            throw new IllegalArgumentException("api-key-sid and api-key-secret-file need each other");
        }
        return file.isEmpty()
                ? null
                : new TwilioAccount.Key(config.apiKeySid().orElseThrow(), secret(file.get(), "api-key-secret-file"));
    }

    private static SecretFile secret(Path file, String key) {
        if (!Files.isReadable(file)) {
            throw new IllegalArgumentException(key + " cannot be read");
        }
        return new SecretFile(file);
    }

    private static TwilioAccount.Limits limits(CourierConfig.Sms config) {
        CourierConfig.CallTimeouts times = config.timeouts();
        CourierConfig.Outage outage = config.outage();
        return new TwilioAccount.Limits(
                new OneCall.Limits(
                        config.connections(),
                        positive(times.queue(), "timeout.queue"),
                        positive(times.connect(), "timeout.connect"),
                        positive(times.answer(), "timeout.answer")),
                new Ramp.Limits(config.connections(), outage.count(), positive(outage.within(), "outage.within")),
                positive(times.turn(), "timeout.turn"),
                positive(outage.pause(), "outage.pause"),
                positive(times.close(), "timeout.close"));
    }

    private static Duration positive(Duration time, String key) {
        return ConfiguredCouriers.positive(time, key);
    }
}
