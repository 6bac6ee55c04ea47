package org.candor.plumbing;

import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.time.InstantSource;

/** The one source of time; injected, so that a test can turn the clock. */
public class Time {
    @Produces
    @Singleton
    InstantSource clock() {
        return InstantSource.system();
    }
}
