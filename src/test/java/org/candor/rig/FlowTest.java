package org.candor.rig;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** A flow that keeps its pace is told from one that does not. */
class FlowTest {
    private static final Duration SECOND = Duration.ofSeconds(1);
    private static final Duration LONG = Duration.ofSeconds(10);

    private static Flow at(LongStream millis) {
        return new Flow(millis.mapToObj(Instant::ofEpochMilli).toList());
    }

    /** Ten a second for twenty seconds. */
    private static LongStream steady() {
        return LongStream.range(0, 200).map(i -> i * 100);
    }

    @Test
    void an_even_flow_keeps_its_pace() {
        assertEquals(10, at(steady()).most(SECOND));
        assertEquals(10, at(steady()).fewest(SECOND));
        assertEquals(List.of(), at(steady()).tooFast(10, List.of(SECOND, LONG)));
        assertTrue(at(steady()).fastEnough(10, LONG));
    }

    @Test
    void a_burst_is_found_in_the_window_that_it_fills() {
        Flow burst = at(LongStream.concat(steady(), LongStream.of(5_010, 5_020)));
        assertEquals(12, burst.most(SECOND));
        assertEquals(1, burst.tooFast(10, List.of(SECOND, LONG)).size());
    }

    @Test
    void a_gap_is_found_in_the_window_that_it_leaves_empty() {
        Flow gap = at(steady().filter(it -> it < 5_000 || it > 6_000));
        assertEquals(0, gap.fewest(Duration.ofMillis(900)));
        assertEquals(List.of(), gap.tooFast(10, List.of(SECOND, LONG)));
        assertFalse(gap.fastEnough(10, LONG));
    }

    @Test
    void a_part_of_it_can_be_looked_at() {
        Instant start = Instant.ofEpochMilli(5_000);
        Flow part = at(steady()).between(start, start.plus(SECOND));
        assertEquals(10, part.times().size());
        assertEquals(Stream.of(start).toList(), part.times().subList(0, 1));
    }
}
