package org.candor.notice;

import jakarta.enterprise.context.ApplicationScoped;
import java.util.EnumSet;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Stream;
import org.candor.courier.Courier;
import org.candor.courier.Couriers;
import org.candor.delivery.Channel;
import org.candor.delivery.Network;
import org.candor.incident.Facts;
import org.candor.letter.PostRule;
import org.candor.plumbing.Hosts;
import org.candor.plumbing.Violations;

/** Reads what a caller wants to say in public, as it stands: link and code are added, and counted, when it is sent. */
@ApplicationScoped
class PublicWords {
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
        spec.content().forEach((locale, content) -> {
            PostRule.Fault fault = content.social() == null ? null : rule.check(content.social(), networks);
            if (fault != null) {
                wrong.add("/content/" + locale + "/social", fault.code(), fault.type());
            }
        });
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
