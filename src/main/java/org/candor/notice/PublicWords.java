package org.candor.notice;

import jakarta.enterprise.context.ApplicationScoped;
import java.util.EnumMap;
import java.util.Map;
import java.util.stream.Stream;
import org.candor.courier.Courier;
import org.candor.courier.Couriers;
import org.candor.delivery.Channel;
import org.candor.delivery.Network;
import org.candor.incident.Facts;
import org.candor.letter.Content;
import org.candor.letter.PostLength;
import org.candor.letter.PostRule;
import org.candor.plumbing.Hosts;
import org.candor.plumbing.Violations;
import org.jspecify.annotations.Nullable;

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
        check(spec, facts, most(spec), wrong);
    }

    /**
     * The same for a notice that is sent: the organisation may have changed since it was written, and whatever was its own
     * then may be another's now. {@link Proof} counts.
     */
    void checkAgain(Spec spec, Facts facts, Violations wrong) {
        check(spec, facts, Map.of(), wrong);
    }

    private void check(Spec spec, Facts facts, Map<Network, Integer> most, Violations wrong) {
        if (spec.channels().contains(Channel.SOCIAL.word())) {
            spec.content().forEach((locale, content) -> checkPage("/content/" + locale, content, wrong));
        }
        PostRule rule = new PostRule(facts.organisation(), hosts.publicHost());
        int read = 0;
        for (Map.Entry<String, Content> it : spec.content().entrySet()) {
            String text = it.getValue().social();
            if (text == null) {
                continue;
            }
            read += text.codePointCount(0, text.length());
            PostRule.Fault fault = read > MOST ? PostRule.Fault.TOO_LONG : rule.check(text, most);
            if (fault != null) {
                wrong.add("/content/" + it.getKey() + "/social", fault.code(), fault.type());
            }
            if (read > MOST) {
                return;
            }
        }
    }

    /** A post leads to the notice's page, where everybody reads what people are told. */
    private static void checkPage(String pointer, Content content, Violations wrong) {
        checkSection(pointer + "/what_happened", content.whatHappened(), wrong);
        checkSection(pointer + "/what_we_are_doing", content.whatWeAreDoing(), wrong);
        checkSection(pointer + "/what_you_can_do", content.whatYouCanDo(), wrong);
        checkSection(pointer + "/more_information", content.moreInformation(), wrong);
    }

    private static void checkSection(String pointer, @Nullable String section, Violations wrong) {
        PostRule.Fault fault = section == null ? null : PostRule.checkSection(section);
        if (fault != null) {
            wrong.add(pointer, fault.code(), fault.type());
        }
    }

    /** What the accounts take that a notice names, whether they are configured or not; else what all public accounts do. */
    private Map<Network, Integer> most(Spec spec) {
        Map<Network, Integer> named = most(spec.accounts().stream());
        return named.isEmpty() ? most(couriers.of(Channel.SOCIAL).stream().map(Courier::account)) : named;
    }

    private Map<Network, Integer> most(Stream<String> accounts) {
        Map<Network, Integer> most = new EnumMap<>(Network.class);
        accounts.forEach(it -> {
            Network network = Network.ofAccount(it);
            if (network != null) {
                most.merge(network, most(couriers, it, network), Math::min);
            }
        });
        return most;
    }

    /** The longest post an account takes: its own limit, else what its network does by itself. */
    static int most(Couriers couriers, String account, Network network) {
        return couriers.all().stream()
                .filter(it -> it.account().equals(account) && it.longest() > 0)
                .mapToInt(Courier::longest)
                .findFirst()
                .orElse(PostLength.most(network));
    }
}
