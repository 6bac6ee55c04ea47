package org.candor.notice;

import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.candor.delivery.Channel;
import org.candor.delivery.Letter;
import org.candor.delivery.Network;
import org.candor.letter.PostLength;
import org.candor.letter.Segments;
import org.candor.plumbing.Violations;

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

    Proof(Notices notices, Sampler sampler, Posts posts, PublicWords words) {
        this.notices = notices;
        this.sampler = sampler;
        this.posts = posts;
        this.words = words;
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

    /** A text that is too long for two networks is wrong once. */
    private void checkPosts(Sending sending, List<String> accounts, Violations wrong) {
        Set<String> tooLong = new TreeSet<>();
        for (String account : accounts) {
            Network network = Network.ofAccount(account);
            Letter post = posts.write(sending, account);
            if (network != null && post != null && !PostLength.fits(network, post.text())) {
                tooLong.add(post.language());
            }
        }
        tooLong.forEach(locale -> wrong.add("/content/" + locale + "/social", "too-long", "post-too-long"));
    }
}
