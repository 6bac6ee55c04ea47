package org.candor.house.wrong.access;

import java.time.Instant;
import java.time.LocalDate;
import java.util.function.Supplier;

/** Wrong three times: a test cannot turn this clock. */
class ReadsTheClock {
    Instant called() {
        return Instant.now();
    }

    Supplier<LocalDate> referred() {
        return LocalDate::now;
    }

    long counted() {
        return System.currentTimeMillis();
    }
}
