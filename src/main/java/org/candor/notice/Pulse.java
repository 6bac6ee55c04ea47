package org.candor.notice;

import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import io.smallrye.mutiny.subscription.Cancellable;
import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.util.ArrayList;
import java.util.List;
import org.candor.plumbing.Rounds;
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
        beats.add(Rounds.every(config.fanOutEvery(), LOG, "fan-out", fanOut::run));
        beats.add(Rounds.every(config.sweep(), LOG, "look at the notices", completion::round));
        beats.add(Rounds.every(config.forgetEvery(), LOG, "erasing", retention::round));
    }

    /** Early: the pool still answers what is under way. */
    void stop(@Observes @Priority(1) ShutdownEvent event) {
        beats.forEach(Cancellable::cancel);
        beats.clear();
    }
}
