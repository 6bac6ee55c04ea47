package org.candor.notice;

import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.candor.courier.Couriers;
import org.candor.delivery.Channel;
import org.candor.delivery.Letter;
import org.candor.delivery.Network;
import org.candor.letter.Brief;
import org.candor.letter.Content;
import org.candor.letter.PostLength;
import org.candor.letter.PostRule;
import org.candor.letter.Segments;
import org.candor.plumbing.Hosts;
import org.candor.plumbing.Violations;
import org.jspecify.annotations.Nullable;

/**
 * Writes the short texts of a notice before anybody gets one, as they will go out, and looks whether they fit. A caller's
 * own text was counted when it was sent to us; link, address and code make it longer.
 */
@ApplicationScoped
class Proof {
    private final Notices notices;
    private final Sampler sampler;
    private final Posts posts;
    private final PublicWords words;
    private final Couriers couriers;
    private final Hosts hosts;

    Proof(Notices notices, Sampler sampler, Posts posts, PublicWords words, Couriers couriers, Hosts hosts) {
        this.notices = notices;
        this.sampler = sampler;
        this.posts = posts;
        this.words = words;
        this.couriers = couriers;
        this.hosts = hosts;
    }

    /**
     * 422 for what does not fit or may not be said.
     *
     * @param notice as it was submitted
     * @param accounts those that it goes through, by channel
     */
    void check(Notice notice, Map<Channel, List<String>> accounts) {
        Sending sending = notices.of(notice);
        Violations wrong = new Violations();
        if (accounts.containsKey(Channel.SMS)) {
            checkTexts(sending, wrong);
        }
        if (accounts.containsKey(Channel.SOCIAL)) {
            words.checkAgain(notice.spec(), sending.brief().facts(), wrong);
        }
        checkPosts(sending, accounts.getOrDefault(Channel.SOCIAL, List.of()), wrong);
        wrong.orThrow();
    }

    private void checkTexts(Sending sending, Violations wrong) {
        for (String locale : new TreeSet<>(sending.brief().contents().keySet())) {
            Letter text = sampler.text(
                    sending, Sampler.anybody(locale, sending.brief().facts().exposed(), null));
            if (!Segments.of(text.text()).fit()) {
                wrong.add("/content/" + locale + "/sms", "too-long", "sms-too-long");
            }
        }
    }

    /**
     * A text that is too long for two networks is wrong once. So is the organisation's name, which stands in our own words
     * and in every title: the caller's own words were read as they stand.
     */
    private void checkPosts(Sending sending, List<String> accounts, Violations wrong) {
        Set<String> tooLong = new TreeSet<>();
        PostRule rule = new PostRule(sending.brief().facts().organisation(), hosts.publicHost());
        PostRule.Fault named = null;
        for (String account : accounts) {
            Network network = Network.ofAccount(account);
            Letter post = posts.write(sending, account);
            if (network == null || post == null) {
                continue;
            }
            if (!PostLength.fits(network, post.text(), PublicWords.most(couriers, account, network))) {
                tooLong.add(post.language());
            }
            named = named == null ? named(rule, sending, post) : named;
        }
        if (named != null) {
            wrong.add("/incident/organisation/name", named.code(), named.type());
        }
        tooLong.forEach(locale -> wrong.add("/content/" + locale + "/social", "too-long", "post-too-long"));
    }

    private static PostRule.@Nullable Fault named(PostRule rule, Sending sending, Letter post) {
        Content content = sending.brief().contents().get(post.language());
        boolean own = content != null && content.social() != null;
        return Stream.of(own ? "" : post.text(), post.subject())
                .filter(it -> !it.isEmpty())
                .map(it -> rule.check(withoutOurs(it, sending), Set.of()))
                .filter(Objects::nonNull)
                .findFirst()
                .orElse(null);
    }

    /** Link and code are ours, whatever they look like. */
    private static String withoutOurs(String text, Sending sending) {
        Brief brief = sending.brief();
        String page = brief.pageUrl() == null ? brief.verifyUrl() : brief.pageUrl();
        return text.replace(page, " ").replace(sending.code(), " ");
    }
}
