package org.candor.notice;

import jakarta.enterprise.context.ApplicationScoped;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
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

    /** The account of each channel: the one the notice names, else the first that is configured; 422 if there is none. */
    Map<Channel, String> of(Spec spec) {
        Violations wrong = new Violations();
        checkNames(spec, wrong);
        Map<Channel, String> chosen = new LinkedHashMap<>();
        for (int i = 0; i < spec.channels().size(); i++) {
            Channel channel = Channel.of(spec.channels().get(i));
            List<String> configured =
                    couriers.of(channel).stream().map(Courier::account).toList();
            if (configured.isEmpty()) {
                wrong.add("/channels/" + i, "no-account");
            } else {
                chosen.put(channel, named(spec, configured));
            }
        }
        wrong.orThrow();
        return chosen;
    }

    private void checkNames(Spec spec, Violations wrong) {
        List<String> known = couriers.all().stream().map(Courier::account).toList();
        for (int i = 0; i < spec.accounts().size(); i++) {
            wrong.addIf(!known.contains(spec.accounts().get(i)), "/accounts/" + i, "not-configured");
        }
    }

    private static String named(Spec spec, List<String> configured) {
        return spec.accounts().stream().filter(configured::contains).findFirst().orElse(configured.getFirst());
    }
}
