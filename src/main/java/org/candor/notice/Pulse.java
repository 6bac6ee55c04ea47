package org.candor.notice;

import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.subscription.Cancellable;
import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import org.candor.plumbing.Faults;
import org.jboss.logging.Logger;

/**
 * What goes on by itself while the service runs: the fan-out of released notices, the look at their clocks, and
 * the end of what is kept of people.
 */
@ApplicationScoped
class Pulse {
    private static final Logger LOG = Logger.getLogger(Pulse.class);

    private final FanOut fanOut;
    private final Completion completion;
    private final Retention retention;
    private final NoticeConfig config;
    private final List<Cancellable> beats = new ArrayList<>();

    Pulse(FanOut fanOut, Completion completion, Retention retention, NoticeConfig config) {
        this.fanOut = fanOut;
        this.completion = completion;
        this.retention = retention;
        this.config = config;
    }

    void start(@Observes StartupEvent event) {
        beats.add(every(config.fanOutEvery(), "fan-out", fanOut::run));
        beats.add(every(config.sweep(), "look at the notices", completion::round));
        beats.add(every(config.forgetEvery(), "erasing", retention::round));
    }

    /** Early: the pool still answers what is under way. */
    void stop(@Observes @Priority(1) ShutdownEvent event) {
        beats.forEach(Cancellable::cancel);
        beats.clear();
    }

    /** Rounds one after the other; one that fails is told and tried again at the next beat. */
    private static Cancellable every(Duration period, String what, Supplier<Uni<Void>> round) {
        return Multi.createFrom()
                .ticks()
                .every(period)
                .onOverflow()
                .drop()
                .onItem()
                .transformToUniAndConcatenate(tick -> round.get().onFailure().recoverWithUni(e -> {
                    LOG.warnf("%s failed, will be tried again: %s", what, Faults.describe(e));
                    return Uni.createFrom().voidItem();
                }))
                .subscribe()
                .with(done -> {});
    }
}
