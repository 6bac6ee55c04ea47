package org.candor.dispatch;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.time.Duration;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** How long a delivery waits for its slot. */
class LaneTest {
    @ParameterizedTest
    @CsvSource({"1,1", "999999,1", "1000000,1", "1000001,2", "250000000,250"})
    void a_slot_is_waited_for_in_whole_milliseconds_and_never_none(long nanos, long millis) {
        assertEquals(Duration.ofMillis(millis), Lane.timer(nanos));
    }
}
