package org.candor.plumbing;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.smallrye.mutiny.Uni;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

class GroupingTest {
    private final List<Integer> groups = Collections.synchronizedList(new ArrayList<>());

    @Test
    void a_full_group_is_committed_at_once_and_each_item_gets_its_own_answer() {
        Grouping<Integer, String> grouping = grouping(3, Duration.ofMinutes(1));
        List<String> answers = Uni.join()
                .all(IntStream.range(0, 6).mapToObj(grouping::add).toList())
                .andFailFast()
                .await()
                .atMost(Duration.ofSeconds(5));
        assertEquals(List.of("0", "1", "2", "3", "4", "5"), answers);
        assertEquals(List.of(3, 3), groups);
    }

    @Test
    void a_lonely_item_waits_no_longer_than_the_limit() {
        assertEquals("7", grouping(64, Duration.ofMillis(5)).add(7).await().atMost(Duration.ofSeconds(5)));
        assertEquals(List.of(1), groups);
    }

    @Test
    void while_a_group_is_committed_the_next_one_gathers_and_the_wait_does_not_split_it() {
        CompletableFuture<Boolean> slow = new CompletableFuture<>();
        Grouping<Integer, String> grouping = new Grouping<>(10, Duration.ofMillis(1), items -> {
            groups.add(items.size());
            return Uni.createFrom()
                    .completionStage(slow)
                    .map(_ -> items.stream().map(String::valueOf).toList());
        });
        var first = grouping.add(0).subscribeAsCompletionStage();
        Awaitility.await().until(() -> groups.size() == 1);
        var rest = Uni.join()
                .all(IntStream.range(1, 8).mapToObj(grouping::add).toList())
                .andFailFast()
                .subscribeAsCompletionStage();
        slow.complete(true);
        assertEquals("0", first.join());
        assertEquals(7, rest.join().size());
        assertEquals(List.of(1, 7), groups);
    }

    @Test
    void a_failed_commit_fails_every_item_of_its_group() {
        Grouping<Integer, String> broken = new Grouping<>(
                1, Duration.ofMillis(1), _ -> Uni.createFrom().failure(new IllegalStateException("down")));
        assertThrows(IllegalStateException.class, () -> broken.add(1).await().atMost(Duration.ofSeconds(5)));
    }

    private Grouping<Integer, String> grouping(int size, Duration wait) {
        return new Grouping<>(size, wait, items -> {
            groups.add(items.size());
            return Uni.createFrom().item(items.stream().map(String::valueOf).toList());
        });
    }
}
