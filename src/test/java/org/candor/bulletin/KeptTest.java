package org.candor.bulletin;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.smallrye.mutiny.Uni;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

class KeptTest {
    private final AtomicReference<Instant> now = new AtomicReference<>(Instant.parse("2026-11-24T10:00:00Z"));
    private final AtomicInteger made = new AtomicInteger();
    private final Kept<Integer> kept = new Kept<>(now::get, Duration.ofSeconds(5), 2);

    @Test
    void a_thing_is_made_once_until_its_time_is_over() {
        assertEquals(1, get("a"));
        now.updateAndGet(it -> it.plusMillis(4_999));
        assertEquals(1, get("a"));
        now.updateAndGet(it -> it.plusMillis(1));
        assertEquals(2, get("a"));
    }

    @Test
    void who_comes_while_it_is_being_made_waits_for_the_same() {
        AtomicReference<io.smallrye.mutiny.subscription.UniEmitter<? super Integer>> emitter = new AtomicReference<>();
        var one = kept.get("a", () -> Uni.createFrom().<Integer>emitter(emitter::set))
                .subscribe()
                .asCompletionStage();
        var two = kept.get("a", this::next).subscribe().asCompletionStage();
        emitter.get().complete(7);
        assertEquals(7, one.join());
        assertEquals(7, two.join());
        assertEquals(0, made.get());
    }

    @Test
    void a_failure_is_not_kept() {
        assertThrows(
                IllegalStateException.class,
                () -> kept.get("a", () -> Uni.createFrom().failure(new IllegalStateException("away")))
                        .await()
                        .indefinitely());
        assertEquals(1, get("a"));
    }

    @Test
    void there_is_a_limit_and_the_least_wanted_goes_first() {
        assertEquals(1, get("a"));
        assertEquals(2, get("b"));
        assertEquals(1, get("a"));
        assertEquals(3, get("c"));
        assertEquals(1, get("a"));
        assertEquals(4, get("b"));
    }

    private int get(String name) {
        return kept.get(name, this::next).await().indefinitely();
    }

    private Uni<Integer> next() {
        return Uni.createFrom().item(made::incrementAndGet);
    }
}
