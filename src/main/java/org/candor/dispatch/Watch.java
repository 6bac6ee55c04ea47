package org.candor.dispatch;

import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.infrastructure.Infrastructure;
import io.smallrye.mutiny.subscription.UniEmitter;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;

/**
 * Waits for accounts that have nothing to do: one question for all of them every so often, instead of a claim by each.
 *
 * <p>It only wakes; what there is to claim, and how much of it, is for the claim to find out.
 */
final class Watch {
    private final Duration every;
    private final Function<Set<String>, Uni<Set<String>>> due;
    private final Map<String, UniEmitter<? super Void>> waiting = new HashMap<>();
    private boolean watching;

    /**
     * @param every the pause before each question
     * @param due which of these accounts have something to do; when that fails, each finds out for itself
     */
    Watch(Duration every, Function<Set<String>, Uni<Set<String>>> due) {
        this.every = every;
        this.due = due;
    }

    /** Waits until there may be something to do for an account, at least until the next question. One waiter an account; never fails. */
    Uni<Void> wakes(String account) {
        return Uni.createFrom()
                .<Void>emitter(emitter -> {
                    if (isFirst(account, emitter)) {
                        watch();
                    }
                })
                // Not on the thread of the connection that answered: a whole batch is worked on from here.
                .emitOn(Infrastructure.getDefaultExecutor());
    }

    private synchronized boolean isFirst(String account, UniEmitter<? super Void> emitter) {
        waiting.put(account, emitter);
        boolean first = !watching;
        watching = true;
        return first;
    }

    private void watch() {
        Uni.createFrom()
                .voidItem()
                .onItem()
                .delayIt()
                .by(every)
                .chain(this::ask)
                .subscribe()
                // What asks answers in any case; only once the program has ended there is nothing to ask in, and nobody
                // waits.
                .with(this::wake, _ -> {});
    }

    private Uni<Set<String>> ask() {
        Set<String> all = accounts();
        return Uni.createFrom().deferred(() -> due.apply(all)).onFailure().recoverWithItem(all);
    }

    private synchronized Set<String> accounts() {
        return Set.copyOf(waiting.keySet());
    }

    private void wake(Set<String> accounts) {
        List<UniEmitter<? super Void>> woken = new ArrayList<>();
        boolean more;
        synchronized (this) {
            for (String it : accounts) {
                var emitter = waiting.remove(it);
                if (emitter != null) {
                    woken.add(emitter);
                }
            }
            watching = !waiting.isEmpty();
            more = watching;
        }
        if (more) {
            watch();
        }
        woken.forEach(it -> it.complete(null));
    }
}
