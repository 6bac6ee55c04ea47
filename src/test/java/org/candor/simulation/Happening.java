package org.candor.simulation;

import org.jspecify.annotations.Nullable;

/**
 * Something that happens once, when the history picks it: a request reaches the database, an answer reaches a process, a
 * timer rings.
 */
final class Happening {
    final @Nullable Machine owner;
    /** True if it happens inside the process: it waits while the process stands still, and dies with it. */
    final boolean inside;
    /** Microseconds of the monotonic clock; not before. */
    final long due;

    final String what;
    final Runnable act;
    boolean cancelled;

    Happening(@Nullable Machine owner, boolean inside, long due, String what, Runnable act) {
        this.owner = owner;
        this.inside = inside;
        this.due = due;
        this.what = what;
        this.act = act;
    }

    boolean over() {
        return cancelled || inside && owner != null && owner.dead;
    }

    boolean mayHappen(long now) {
        return due <= now && !(inside && owner != null && owner.stillUntil > now);
    }
}
