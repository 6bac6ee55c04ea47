package org.candor.queue;

import java.time.Instant;
import java.util.UUID;
import org.candor.delivery.Channel;

/**
 * A delivery in doubt that is to be looked up now.
 *
 * @param attempt its last attempt, with its number and when it began, by the database's clock
 * @param mayRepeat sending is not stopped, so that a provider may be asked by making the same request again
 */
public record Look(
        UUID delivery,
        UUID notice,
        UUID recipient,
        Channel channel,
        String account,
        UUID attempt,
        int no,
        Instant begunAt,
        Instant deadline,
        boolean mayRepeat) {}
