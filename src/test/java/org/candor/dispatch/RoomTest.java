package org.candor.dispatch;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

class RoomTest {
    @Test
    void an_empty_room_is_free_at_once() {
        assertEquals(8, new Room(8).free().await().atMost(Duration.ofSeconds(1)));
    }

    @Test
    void a_full_room_lets_nobody_in_until_a_quarter_has_left() {
        Room room = new Room(16);
        room.take(16);
        AtomicReference<Integer> seen = new AtomicReference<>();
        room.free().subscribe().with(seen::set);
        room.leave();
        room.leave();
        room.leave();
        assertNull(seen.get());
        room.leave();
        assertEquals(4, seen.get());
    }

    @Test
    void a_quarter_of_what_does_not_hang_is_enough() {
        Room room = new Room(16);
        room.take(16);
        room.hanging(8);
        AtomicReference<Integer> seen = new AtomicReference<>();
        room.free().subscribe().with(seen::set);
        room.leave();
        assertNull(seen.get());
        room.leave();
        assertEquals(2, seen.get());
    }

    @Test
    void who_has_waited_long_enough_is_content_with_one_place() {
        Room room = new Room(8);
        room.take(8);
        AtomicReference<Integer> seen = new AtomicReference<>();
        room.free().subscribe().with(_ -> {}).cancel();
        room.any().subscribe().with(seen::set);
        assertNull(seen.get());
        room.leave();
        assertEquals(1, seen.get());
    }

    @Test
    void whoever_brought_some_who_did_not_stay_fetches_others_sooner() {
        Room room = new Room(16);
        room.take(15);
        AtomicReference<Integer> seen = new AtomicReference<>();
        room.some().subscribe().with(seen::set);
        assertNull(seen.get());
        room.leave();
        assertEquals(2, seen.get());
    }
}
