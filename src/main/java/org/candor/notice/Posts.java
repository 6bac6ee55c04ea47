package org.candor.notice;

import jakarta.enterprise.context.ApplicationScoped;
import java.util.Objects;
import java.util.stream.Stream;
import org.candor.courier.Courier;
import org.candor.courier.Couriers;
import org.candor.delivery.Channel;
import org.candor.delivery.Letter;
import org.candor.delivery.Network;
import org.jspecify.annotations.Nullable;

/** Writes posts that are not published, exactly as those that are. */
@ApplicationScoped
class Posts {
    /** Where nothing is configured yet, the network that anybody can have an account of. */
    private static final String SAMPLE_ACCOUNT = "mastodon:main";

    private final Sampler sampler;
    private final Couriers couriers;

    Posts(Sampler sampler, Couriers couriers) {
        this.sampler = sampler;
        this.couriers = couriers;
    }

    /** What an account would post, in its language; null for one that is on no public network. */
    @Nullable
    Letter write(Sending sending, String account) {
        Network network = Network.ofAccount(account);
        return network == null ? null : sampler.post(sending, network, language(account));
    }

    /**
     * The post of one account.
     *
     * @param account it need not be configured; null for the first that the notice names or that is configured
     * @param locale null for the account's language
     */
    Preview preview(Spec spec, Sending sending, @Nullable String account, @Nullable String locale) {
        String chosen = account == null ? first(spec) : account;
        Network network = Objects.requireNonNull(Network.ofAccount(chosen));
        return Preview.post(sampler.post(sending, network, locale == null ? language(chosen) : locale), network);
    }

    private String first(Spec spec) {
        Stream<String> configured = couriers.of(Channel.SOCIAL).stream().map(Courier::account);
        return Stream.concat(spec.accounts().stream(), configured)
                .filter(it -> Network.ofAccount(it) != null)
                .findFirst()
                .orElse(SAMPLE_ACCOUNT);
    }

    private @Nullable String language(String account) {
        return couriers.all().stream()
                .filter(it -> it.account().equals(account))
                .findFirst()
                .map(Courier::language)
                .orElse(null);
    }
}
