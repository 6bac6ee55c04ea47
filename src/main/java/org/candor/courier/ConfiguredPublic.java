package org.candor.courier;

import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.function.BiFunction;
import java.util.stream.Stream;
import org.candor.delivery.Network;
import org.candor.delivery.Pace;

/** Builds the couriers of public accounts; what is wrong with one is said in one sentence without the value. */
final class ConfiguredPublic {
    private ConfiguredPublic() {}

    private record Made(int order, PublicCourier courier) {}

    /** In configured order, then by account. */
    static List<Courier> couriers(CourierConfig config, InstantSource clock) {
        return Stream.of(
                        made(Network.MASTODON, config.mastodon(), (name, it) -> mastodon(name, it, clock)),
                        made(Network.BLUESKY, config.bluesky(), (name, it) -> bluesky(name, it, clock)),
                        made(Network.DISCOURSE, config.discourse(), (name, it) -> discourse(name, it, clock)))
                .flatMap(it -> it)
                .sorted(Comparator.comparingInt(Made::order)
                        .thenComparing(it -> it.courier().account()))
                .<Courier>map(Made::courier)
                .toList();
    }

    private static <C extends PublicConfig.Account> Stream<Made> made(
            Network network, Map<String, C> accounts, BiFunction<String, C, PublicCourier> maker) {
        return accounts.entrySet().stream().map(it -> {
            try {
                return new Made(it.getValue().order(), maker.apply(it.getKey(), it.getValue()));
            } catch (IllegalArgumentException wrong) {
                throw new IllegalArgumentException(
                        "candor.courier." + network.word() + "." + it.getKey() + ": " + wrong.getMessage(), wrong);
            }
        });
    }

    private static MastodonCourier mastodon(String name, PublicConfig.Mastodon config, InstantSource clock) {
        PublicAccount account =
                account(Network.MASTODON, name, config.url(), secret(config.tokenFile(), "token-file"), config);
        return new MastodonCourier(account, new MastodonCourier.Manners(config.visibility(), config.limit()), clock);
    }

    private static BlueskyCourier bluesky(String name, PublicConfig.Bluesky config, InstantSource clock) {
        PublicAccount account =
                account(Network.BLUESKY, name, config.url(), secret(config.passwordFile(), "password-file"), config);
        return new BlueskyCourier(account, config.identifier(), clock);
    }

    private static DiscourseCourier discourse(String name, PublicConfig.Discourse config, InstantSource clock) {
        PublicAccount account =
                account(Network.DISCOURSE, name, config.url(), secret(config.apiKeyFile(), "api-key-file"), config);
        return new DiscourseCourier(
                account, new DiscourseCourier.Author(config.apiUsername(), config.category()), clock);
    }

    private static PublicAccount account(
            Network network, String name, URI url, SecretFile secret, PublicConfig.Account config) {
        PublicConfig.Timeouts times = config.timeouts();
        return new PublicAccount(
                network,
                name,
                url,
                secret,
                config.language().orElse(null),
                config.pace().map(Pace::of).orElse(null),
                new OneCall.Limits(
                        config.connections(),
                        ConfiguredCouriers.positive(times.queue(), "timeout.queue"),
                        ConfiguredCouriers.positive(times.connect(), "timeout.connect"),
                        ConfiguredCouriers.positive(times.answer(), "timeout.answer")),
                ConfiguredCouriers.positive(times.close(), "timeout.close"));
    }

    private static SecretFile secret(Path file, String key) {
        if (!Files.isReadable(file)) {
            throw new IllegalArgumentException(key + " cannot be read");
        }
        return new SecretFile(file);
    }
}
