package org.candor.receipt;

import java.util.UUID;
import org.candor.delivery.Channel;
import org.candor.delivery.News;
import org.jspecify.annotations.Nullable;

/**
 * One thing that a provider said of one attempt.
 *
 * @param reference the provider's id for the message
 * @param status its word for what became of it; said once more, it is not kept again
 * @param call the call's own id with the name of who made it; null where calls have none
 */
record Receipt(
        UUID attempt,
        Channel channel,
        String reference,
        String status,
        @Nullable String call,
        News news) {}
