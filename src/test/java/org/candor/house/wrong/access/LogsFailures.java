package org.candor.house.wrong.access;

import org.jboss.logging.Logger;

final class LogsFailures {
    private static final Logger LOG = Logger.getLogger(LogsFailures.class);

    private LogsFailures() {}

    static void first(RuntimeException fault) {
        LOG.warn("it failed", fault);
    }

    static void second(RuntimeException fault) {
        LOG.errorf(fault, "it failed for the %s time", "second");
    }
}
