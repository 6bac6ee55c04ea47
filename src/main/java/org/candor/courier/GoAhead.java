package org.candor.courier;

import java.time.Duration;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.candor.delivery.Handoff;

/** Asks whether a hand-off may still go out, before the provider hears of it. Blocks; for virtual threads. */
final class GoAhead {
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private GoAhead() {}

    /** No as well where nobody can tell in time: nothing has been sent, so it can go out later. */
    static boolean given(Handoff handoff) throws InterruptedException {
        try {
            return handoff.goes().get().toCompletableFuture().get(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
        } catch (ExecutionException | TimeoutException unheard) {
            return false;
        }
    }
}
