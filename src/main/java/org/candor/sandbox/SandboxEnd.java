package org.candor.sandbox;

import io.quarkus.runtime.ShutdownEvent;
import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;

/** Closes the sandbox with the application that started it, after everything that may still speak to it. */
@ApplicationScoped
class SandboxEnd {
    private static final int LATE = 100_000;

    void end(@Observes @Priority(LATE) ShutdownEvent event) {
        SandboxSource.stop();
    }
}
