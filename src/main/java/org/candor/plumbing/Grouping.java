package org.candor.plumbing;

import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.infrastructure.Infrastructure;
import io.smallrye.mutiny.subscription.UniEmitter;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;

/**
 * Commits single items in groups. A group closes when it is full or when its first item has waited long enough, but not
 * while the group before it is still being committed: a slow database gets bigger groups, not more of them. Each item's Uni
 * ends with its group.
 *
 * @param <I> what goes in
 * @param <O> what comes out for each item, in the order of the group
 */
public final class Grouping<I, O> {
    private record Waiting<I, O>(I item, UniEmitter<? super O> emitter) {}

    private final int size;
    private final Duration wait;
    private final Function<List<I>, Uni<List<O>>> commit;
    private final ArrayDeque<Waiting<I, O>> open = new ArrayDeque<>();
    private boolean committing;
    private boolean ripe;

    public Grouping(int size, Duration wait, Function<List<I>, Uni<List<O>>> commit) {
        this.size = size;
        this.wait = wait;
        this.commit = commit;
    }

    public Uni<O> add(I item) {
        return Uni.createFrom().emitter(emitter -> {
            List<Waiting<I, O>> group;
            synchronized (this) {
                open.add(new Waiting<>(item, emitter));
                if (open.size() == 1) {
                    ripen();
                }
                group = next();
            }
            flush(group);
        });
    }

    /** The first item of a group sets its clock. */
    private void ripen() {
        ripe = false;
        var _ = Infrastructure.getDefaultWorkerPool().schedule(this::ripened, wait.toNanos(), TimeUnit.NANOSECONDS);
    }

    private void ripened() {
        List<Waiting<I, O>> group;
        synchronized (this) {
            ripe = true;
            group = next();
        }
        flush(group);
    }

    private void committed() {
        List<Waiting<I, O>> group;
        synchronized (this) {
            committing = false;
            group = next();
        }
        flush(group);
    }

    /** The group to commit now, or none. */
    private List<Waiting<I, O>> next() {
        if (committing || open.isEmpty() || !(ripe || open.size() >= size)) {
            return List.of();
        }
        committing = true;
        List<Waiting<I, O>> group = new ArrayList<>(Math.min(size, open.size()));
        while (group.size() < size && !open.isEmpty()) {
            group.add(open.poll());
        }
        if (!open.isEmpty()) {
            ripen();
        }
        return group;
    }

    private void flush(List<Waiting<I, O>> group) {
        if (group.isEmpty()) {
            return;
        }
        Uni.createFrom()
                .deferred(() -> commit.apply(group.stream().map(Waiting::item).toList()))
                .onTermination()
                .invoke(this::committed)
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
