package org.candor.dispatch;

import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.infrastructure.Infrastructure;
import io.smallrye.mutiny.subscription.UniEmitter;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;

/**
 * Commits single items in groups: a group closes when it is full or when its first item has waited long enough. Each item's
 * Uni ends with its group.
 *
 * @param <I> what goes in
 * @param <O> what comes out for each item, in the order of the group
 */
final class Grouping<I, O> {
    private record Waiting<I, O>(I item, UniEmitter<? super O> emitter) {}

    private final int size;
    private final Duration wait;
    private final Function<List<I>, Uni<List<O>>> commit;
    private List<Waiting<I, O>> open = new ArrayList<>();

    Grouping(int size, Duration wait, Function<List<I>, Uni<List<O>>> commit) {
        this.size = size;
        this.wait = wait;
        this.commit = commit;
    }

    Uni<O> add(I item) {
        return Uni.createFrom().emitter(emitter -> {
            List<Waiting<I, O>> full = null;
            synchronized (this) {
                open.add(new Waiting<>(item, emitter));
                if (open.size() >= size) {
                    full = take();
                } else if (open.size() == 1) {
                    List<Waiting<I, O>> group = open;
                    Infrastructure.getDefaultWorkerPool()
                            .schedule(() -> expire(group), wait.toNanos(), TimeUnit.NANOSECONDS);
                }
            }
            if (full != null) {
                flush(full);
            }
        });
    }

    private void expire(List<Waiting<I, O>> group) {
        synchronized (this) {
            if (open != group) {
                return;
            }
            take();
        }
        flush(group);
    }

    private List<Waiting<I, O>> take() {
        List<Waiting<I, O>> group = open;
        open = new ArrayList<>();
        return group;
    }

    private void flush(List<Waiting<I, O>> group) {
        Uni.createFrom()
                .deferred(() -> commit.apply(group.stream().map(Waiting::item).toList()))
                .subscribe()
                .with(
                        results -> {
                            for (int i = 0; i < group.size(); i++) {
                                group.get(i).emitter().complete(results.get(i));
                            }
                        },
                        failure -> group.forEach(it -> it.emitter().fail(failure)));
    }
}
