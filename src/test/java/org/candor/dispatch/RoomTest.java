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
    void a_full_room_lets_nobody_in_until_half_has_left() {
        Room room = new Room(8);
        room.take(8);
        AtomicReference<Integer> seen = new AtomicReference<>();
        room.free().subscribe().with(seen::set);
        room.leave();
        room.leave();
        room.leave();
        assertNull(seen.get());
        room.leave();
        assertEquals(4, seen.get());
    }
}
