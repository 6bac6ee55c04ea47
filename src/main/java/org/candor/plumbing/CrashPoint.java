package org.candor.plumbing;

import java.util.Locale;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * Places at which a process can be told to die, for tests that kill real ones: environment variable {@code
 * CANDOR_CRASH_AT=after-begin:17} halts it the seventeenth time it gets there, with status 137, as {@code kill -9} would.
 * Without the variable a place costs one comparison with null.
 */
public enum CrashPoint {
    /** A call's work and its answer are written, not committed. */
    INTAKE_BEFORE_COMMIT,
    /** Committed, and the caller has not been answered. */
    INTAKE_AFTER_COMMIT,
    /** One batch of an upload is committed; the rest is to come. */
    IMPORT_AFTER_BATCH,
    /** An upload has been read to its end and is to count, not committed. */
    IMPORT_BEFORE_END,
    /** An upload counts, and the caller has not been answered. */
    IMPORT_AFTER_END,
    /** A page of people is in the queue and the cursor has moved, not committed. */
    FAN_OUT_BEFORE_COMMIT,
    /** A page is committed; the next is to come. */
    FAN_OUT_AFTER_PAGE,
    /** Deliveries are claimed, and none of them is begun. */
    AFTER_CLAIM,
    /** The attempt is on record, and the provider has not seen a byte. */
    AFTER_BEGIN,
    /** The provider has answered, and nothing of it is on record. */
    AFTER_ANSWER,
    /** The answer is on record; gates, meters and the lane know nothing of it. */
    AFTER_SETTLE,
    /** A dead worker is buried and its rows are to be taken, not committed. */
    IN_RESCUE,
    /** What a dead worker held is taken, and nobody was told. */
    AFTER_RESCUE,
    /** A receipt has come, and is not stored. */
    RECEIPT_BEFORE_STORE,
    /** A receipt is stored, and the caller has not been answered. */
    RECEIPT_AFTER_STORE,
    /** A receipt has moved its delivery, and is not noted as joined. */
    IN_JOIN,
    /** A process was asked to end and waits for what is in flight. */
    IN_DRAIN,
    /** Deltas are folded into sums, not committed. */
    IN_FOLD,
    /** A notice is about to be moved as its deliveries have, not committed. */
    NOTICE_BEFORE_MOVE,
    /** A notice has moved. */
    NOTICE_AFTER_MOVE;

    /** The environment variable that arms a place: its word, and behind a colon at which time. */
    public static final String VARIABLE = "CANDOR_CRASH_AT";

    private static final int KILLED = 137;
    private static final @Nullable Armed ARMED = Armed.read(System.getenv(VARIABLE));

    private record Armed(CrashPoint point, AtomicInteger left) {
        static @Nullable Armed read(@Nullable String text) {
            if (text == null || text.isBlank()) {
                return null;
            }
            String[] parts = text.split(":", 2);
            for (CrashPoint it : values()) {
                if (it.word().equals(parts[0])) {
                    return new Armed(it, new AtomicInteger(parts.length == 1 ? 1 : Integer.parseInt(parts[1])));
                }
            }
            throw new IllegalStateException(VARIABLE + " names no place at which a process can be told to die");
        }
    }

    /** Dies here if this place is armed and it is its time. */
    public static void at(CrashPoint point) {
        if (ARMED != null && ARMED.point() == point && ARMED.left().decrementAndGet() == 0) {
            Runtime.getRuntime().halt(KILLED);
        }
    }

    /** The same, where it depends on whether there was anything to do. */
    public static void at(CrashPoint point, boolean something) {
        if (something) {
            at(point);
        }
    }

    /** The place at which this process is going to die; null if at none. */
    public static @Nullable CrashPoint armed() {
        return ARMED == null ? null : ARMED.point();
    }

    /** As the environment variable has it, such as {@code after-begin}. */
    public String word() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
