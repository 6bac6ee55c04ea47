package org.candor.dispatch;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import io.smallrye.mutiny.Uni;
import java.time.Duration;
import java.util.List;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

class WatchTest {
    private static final Duration WITHIN = Duration.ofSeconds(10);
    private static final int FEW = 3;

    private final Queue<Set<String>> asked = new ConcurrentLinkedQueue<>();
    private volatile Uni<Set<String>> due = Uni.createFrom().item(Set.of());
    private final Watch watch = new Watch(Duration.ofMillis(20), accounts -> {
        asked.add(accounts);
        return due;
    });

    private CompletableFuture<Void> wait(String account) {
        return watch.wakes(account).subscribeAsCompletionStage();
    }

    @Test
    void who_is_due_is_woken_and_the_others_go_on_waiting() {
        var one = wait("email:one");
        var other = wait("email:other");
        due = Uni.createFrom().item(Set.of("email:one"));
        Awaitility.await().atMost(WITHIN).until(one::isDone);
        assertFalse(other.isDone());
        due = Uni.createFrom().item(Set.of("email:other"));
        Awaitility.await().atMost(WITHIN).until(other::isDone);
    }

    @Test
    void all_that_wait_are_in_one_question() {
        wait("email:one");
        wait("sms:one");
        wait("social:one");
        Awaitility.await().atMost(WITHIN).until(() -> asked.size() >= FEW);
        assertEquals(
                Set.of("email:one", "sms:one", "social:one"),
                asked.stream().toList().getLast());
    }

    @Test
    void nobody_is_asked_about_while_nobody_waits() {
        due = Uni.createFrom().item(Set.of("email:one"));
        Awaitility.await().atMost(WITHIN).until(wait("email:one")::isDone);
        int before = asked.size();
        Awaitility.await().during(Duration.ofMillis(100)).atMost(WITHIN).until(() -> asked.size() == before);
        Awaitility.await().atMost(WITHIN).until(wait("email:one")::isDone);
    }

    @Test
    void when_the_question_fails_each_finds_out_for_itself() {
        due = Uni.createFrom().failure(new IllegalStateException("no database"));
        List<CompletableFuture<Void>> all = List.of(wait("email:one"), wait("sms:one"));
        Awaitility.await().atMost(WITHIN).until(() -> all.stream().allMatch(CompletableFuture::isDone));
    }
}
