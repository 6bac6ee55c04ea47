package org.candor.courier;

import io.smallrye.mutiny.Uni;
import java.util.UUID;
import org.candor.delivery.Channel;
import org.candor.delivery.Handoff;
import org.candor.delivery.Outcome;
import org.jspecify.annotations.Nullable;

/** Speaks to one provider account. */
public interface Courier extends AutoCloseable {
    /** The account's id, {@code <channel>:<name>}, such as {@code email:main}: names its lane, gate and pace. */
    String account();

    Channel channel();

    /** The account's configured pace in hand-offs per second; null for unlimited. The queue keeps it, not the courier. */
    @Nullable
    Double perSecond();

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

    /**
     * Ends kept-open connections. Hand-offs in flight are waited for first, for the time the account's configuration gives
     * them; a later {@link #send} is answered {@link Outcome.Busy}.
     */
    @Override
    void close();
}
