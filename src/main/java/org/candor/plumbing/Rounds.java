package org.candor.plumbing;

import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.subscription.Cancellable;
import java.time.Duration;
import java.util.function.Supplier;
import org.jboss.logging.Logger;

/** What goes on by itself while the service runs. */
public final class Rounds {
    private Rounds() {}

    /**
     * Rounds one after the other, the first one after a period; one that fails is told and tried again at the next. A round that
     * takes longer than a period costs the next one.
     *
     * @param what it does, as in "the fan-out"
     */
    public static Cancellable every(Duration period, Logger log, String what, Supplier<Uni<Void>> round) {
        return Multi.createFrom()
                .ticks()
                .startingAfter(period)
                .every(period)
                .onOverflow()
                .drop()
                .onItem()
                .transformToUniAndConcatenate(_ -> round.get().onFailure().recoverWithUni(failure -> {
                    log.warnf("%s failed, will be tried again: %s", what, Faults.describe(failure));
                    return Uni.createFrom().voidItem();
                }))
                .subscribe()
                .with(_ -> {});
    }
}
