package org.candor.bulletin;

import io.smallrye.mutiny.Uni;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Supplier;

/**
 * What was made a moment ago, by name. Whoever asks while it is being made waits for the same; what failed is not kept.
 * Bounded: names that somebody makes up drive out those that nobody asks for.
 */
final class Kept<T> {
    private record Item<E>(Uni<E> made, Instant until) {}

    private final InstantSource clock;
    private final Duration time;
    private final Map<String, Item<T>> entries;

    Kept(InstantSource clock, Duration time, int most) {
        this.clock = clock;
        this.time = time;
        this.entries = new LinkedHashMap<>(16, 0.75f, true) {
            private static final long serialVersionUID = 1L;

            @Override
            protected boolean removeEldestEntry(Map.Entry<String, Item<T>> eldest) {
                return size() > most;
            }
        };
    }

    synchronized Uni<T> get(String name, Supplier<Uni<T>> make) {
        Instant now = clock.instant();
        Item<T> known = entries.get(name);
        if (known != null && now.isBefore(known.until())) {
            return known.made();
        }
        Uni<T> made = Uni.createFrom()
                .deferred(make::get)
                .onFailure()
                .invoke(() -> forget(name))
                .memoize()
                .indefinitely();
        entries.put(name, new Item<>(made, now.plus(time)));
        return made;
    }

    private synchronized void forget(String name) {
        entries.remove(name);
    }
}
