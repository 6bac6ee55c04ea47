package org.candor.delivery;

import java.time.Instant;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;

/**
 * One try to hand one delivery to a provider.
 *
 * @param delivery the delivery's id; constant over all attempts, and the stem of the Message-ID
 * @param attempt the number of this attempt, from 1
 * @param attemptId id of this attempt, put into the return path or the callback address
 * @param to where it goes
 * @param letter what it says
 * @param deadline after it the message is of no use: providers that can are told to give up by then
 * @param goes whether it may still go out, for a courier to ask when it has waited, right before the provider hears of the
 *     message: it may have been stopped meanwhile. Where nobody can tell, it does not.
 */
public record Handoff(
        UUID delivery,
        int attempt,
        UUID attemptId,
        Address to,
        Letter letter,
        Instant deadline,
        Supplier<CompletionStage<Boolean>> goes) {
    /** One that nobody stops. */
    public Handoff(UUID delivery, int attempt, UUID attemptId, Address to, Letter letter, Instant deadline) {
        this(delivery, attempt, attemptId, to, letter, deadline, () -> CompletableFuture.completedStage(true));
    }
}
