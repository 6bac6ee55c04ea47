package org.candor.notice;

import jakarta.enterprise.context.ApplicationScoped;
import java.util.EnumSet;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Stream;
import org.candor.courier.Courier;
import org.candor.courier.Couriers;
import org.candor.delivery.Channel;
import org.candor.delivery.Network;
import org.candor.incident.Facts;
import org.candor.letter.Content;
import org.candor.letter.PostRule;
import org.candor.plumbing.Hosts;
import org.candor.plumbing.Violations;

/** Reads what a caller wants to say in public, as it stands: link and code are added, and counted, when it is sent. */
@ApplicationScoped
class PublicWords {
    /** Code points in all languages together: they are read where nothing else goes on meanwhile. */
    static final int MOST = 64_000;

    private final Couriers couriers;
    private final Hosts hosts;

    PublicWords(Couriers couriers, Hosts hosts) {
        this.couriers = couriers;
        this.hosts = hosts;
    }

    /** Notes what is wrong with the public text of each language. */
    void check(Spec spec, Facts facts, Violations wrong) {
        check(spec, facts, networks(spec), wrong);
    }

    /**
     * The same for a notice that is sent: the organisation may have changed since it was written, and whatever was its own
     * then may be another's now. {@link Proof} counts.
     */
    void checkAgain(Spec spec, Facts facts, Violations wrong) {
        check(spec, facts, Set.of(), wrong);
    }

    private void check(Spec spec, Facts facts, Set<Network> networks, Violations wrong) {
        PostRule rule = new PostRule(facts.organisation(), hosts.publicHost());
        int read = 0;
        for (Map.Entry<String, Content> it : spec.content().entrySet()) {
            String text = it.getValue().social();
            if (text == null) {
                continue;
            }
            read += text.codePointCount(0, text.length());
            PostRule.Fault fault = read > MOST ? PostRule.Fault.TOO_LONG : rule.check(text, networks);
            if (fault != null) {
                wrong.add("/content/" + it.getKey() + "/social", fault.code(), fault.type());
            }
            if (read > MOST) {
                return;
            }
        }
    }

    /** Those of the accounts a notice names, whether they are configured or not; else those of all public accounts. */
    private Set<Network> networks(Spec spec) {
        Set<Network> named = networks(spec.accounts().stream());
        return named.isEmpty() ? networks(couriers.of(Channel.SOCIAL).stream().map(Courier::account)) : named;
    }

    private static Set<Network> networks(Stream<String> accounts) {
        Set<Network> networks = EnumSet.noneOf(Network.class);
        accounts.map(Network::ofAccount).filter(Objects::nonNull).forEach(networks::add);
        return networks;
    }
}
