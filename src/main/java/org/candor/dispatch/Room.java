package org.candor.dispatch;

import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.subscription.UniEmitter;
import org.jspecify.annotations.Nullable;

/**
 * How many more deliveries of one account may be claimed. The feed waits here until a quarter of the room is free, so that
 * claims stay batches while the rest keeps the lane busy: with half of it, a provider that takes its time left a quarter of
 * the lane empty on average. What hangs keeps nothing busy and does not count.
 */
final class Room {
    private final int size;
    private int taken;
    private int hanging;
    private int wanted;
    private @Nullable UniEmitter<? super Integer> waiting;

    Room(int size) {
        this.size = size;
    }

    /** How many may be claimed, as soon as that is worth a claim. One waiter at a time: the account's feed. */
    Uni<Integer> free() {
        return free(size / 4);
    }

    /** The same with less: for a feed that brought some who did not stay. */
    Uni<Integer> some() {
        return free(size / 8);
    }

    /** The same as soon as there is one place: for a feed that has waited long enough. */
    Uni<Integer> any() {
        return free(1);
    }

    private Uni<Integer> free(int atLeast) {
        return Uni.createFrom().emitter(emitter -> {
            int free;
            synchronized (this) {
                wanted = atLeast;
                free = size - taken;
                if (free < worthwhile()) {
                    waiting = emitter;
                    return;
                }
            }
            emitter.complete(free);
        });
    }

    /** So many places are taken by what hangs. */
    synchronized void hanging(int n) {
        hanging = n;
    }

    synchronized void take(int n) {
        taken += n;
    }

    /** One delivery left the lane, however it ended. */
    void leave() {
        UniEmitter<? super Integer> woken = null;
        int free;
        synchronized (this) {
            taken--;
            free = size - taken;
            if (waiting != null && free >= worthwhile()) {
                woken = waiting;
                waiting = null;
            }
        }
        if (woken != null) {
            woken.complete(free);
        }
    }

    synchronized int taken() {
        return taken;
    }

    private int worthwhile() {
        return Math.max(1, Math.min(wanted, (size - hanging) / 4));
    }
}
