package org.candor.notice;

import jakarta.enterprise.context.ApplicationScoped;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.candor.courier.Courier;
import org.candor.courier.Couriers;
import org.candor.delivery.Channel;
import org.candor.plumbing.Violations;

/** Which provider account each channel of a notice goes through. */
@ApplicationScoped
class Accounts {
    private final Couriers couriers;

    Accounts(Couriers couriers) {
        this.couriers = couriers;
    }

    /**
     * The accounts of each channel; 422 if there is none. Letters to people go through one: the one the notice names, else
     * the first that is configured. A post goes to each public account that the notice names, else to all of them.
     */
    Map<Channel, List<String>> of(Spec spec) {
        Violations wrong = new Violations();
        checkNames(spec, wrong);
        Map<Channel, List<String>> chosen = new LinkedHashMap<>();
        for (int i = 0; i < spec.channels().size(); i++) {
            Channel channel = Channel.of(spec.channels().get(i));
            List<String> accounts = chosen(spec, channel);
            wrong.addIf(accounts.isEmpty(), "/channels/" + i, "no-account");
            chosen.put(channel, accounts);
        }
        wrong.orThrow();
        return chosen;
    }

    /** The account that letters of a notice go through on one channel; empty if there is none. */
    Optional<String> first(Spec spec, Channel channel) {
        return chosen(spec, channel).stream().findFirst();
    }

    private void checkNames(Spec spec, Violations wrong) {
        List<String> known = couriers.all().stream().map(Courier::account).toList();
        for (int i = 0; i < spec.accounts().size(); i++) {
            wrong.addIf(!known.contains(spec.accounts().get(i)), "/accounts/" + i, "not-configured");
        }
    }

    /** The accounts a notice with this spec would use on one channel; empty if there is none. */
    private List<String> chosen(Spec spec, Channel channel) {
        List<String> configured =
                couriers.of(channel).stream().map(Courier::account).toList();
        List<String> named =
                spec.accounts().stream().filter(configured::contains).toList();
        List<String> wanted = named.isEmpty() ? configured : named;
        return switch (channel) {
            case EMAIL, SMS -> wanted.stream().limit(1).toList();
            case SOCIAL -> wanted;
        };
    }
}
