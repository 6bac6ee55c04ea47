package org.candor.courier;

import io.smallrye.mutiny.Uni;
import java.time.Duration;
import java.time.Instant;
import java.util.UUID;
import org.candor.delivery.Channel;
import org.candor.delivery.Evidence;
import org.candor.delivery.Handoff;
import org.candor.delivery.News;
import org.candor.delivery.Outcome;
import org.jspecify.annotations.Nullable;

/** Speaks to one provider account. */
public interface Courier extends AutoCloseable {
    /**
     * The account's id, such as {@code email:main} or {@code sms:main}: names its lane, gate and pace. A public account has
     * its network in place of the channel: {@code mastodon:main}.
     */
    String account();

    Channel channel();

    /** The account's configured pace in hand-offs per second; null for unlimited. The queue keeps it, not the courier. */
    @Nullable
    Double perSecond();

    /** The most hand-offs per second to one receiving domain, over all processes; null for no limit. The queue keeps it. */
    default @Nullable Double perSecondAndDomain() {
        return null;
    }

    /**
     * What a message of this delivery is known by wherever it goes, the same at every attempt: for email the content of
     * Message-ID. Null where the provider has nothing of the kind.
     */
    default @Nullable String messageId(UUID delivery) {
        return null;
    }

    /**
     * Hands one letter over, exactly once: no hidden retry. Never fails: whatever goes wrong is an outcome. May be called
     * from any thread and answers on any thread; blocking work runs on a virtual thread of the courier's own.
     */
    Uni<Outcome> send(Handoff handoff);

    /** How long the provider's answer to a hand-off is waited for at most: after that, no answer comes late. */
    Duration longestAnswer();

    /** BCP 47 tag of the language that a public account posts in; null for the notice's default, and for letters to people. */
    default @Nullable String language() {
        return null;
    }

    /** Characters that a public account takes at most, as its network counts them; 0 for the network's own limit. */
    default int longest() {
        return 0;
    }

    /** True if it can look for what became of a hand-off that ended in doubt. */
    default boolean looksUp() {
        return false;
    }

    /**
     * Looks for evidence of a hand-off in doubt. Sends nothing that could double the message, and nothing at all that could
     * make it appear only now unless it may repeat the request. Never fails: what cannot be told now is
     * {@link News.Nothing}.
     *
     * @param handoff as it was handed over, written anew
     * @param begunAt when that attempt began, by the database's clock
     * @param mayRepeat false while sending is stopped: a provider is not asked by making the same request again then
     */
    default Uni<News> lookUp(Handoff handoff, Instant begunAt, boolean mayRepeat) {
        return Uni.createFrom().item(new News.Nothing(Evidence.of("cannot-look-up")));
    }

    /**
     * Ends kept-open connections. Hand-offs in flight are waited for first, for the time the account's configuration gives
     * them; a later {@link #send} is answered {@link Outcome.Busy}.
     */
    @Override
    void close();
}
