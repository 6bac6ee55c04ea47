package org.candor.plumbing;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.List;
import org.junit.jupiter.api.Test;

class EtagTest {
    @Test
    void only_the_revision_that_was_seen_may_be_changed() {
        assertDoesNotThrow(() -> Etag.require(Etag.of(7), 7));
        assertEquals(
                428, assertThrows(Problem.class, () -> Etag.require(null, 7)).status());
        for (String stale : List.of("\"6\"", "*", "W/\"7\"", "7", "\"7\", \"8\"")) {
            assertEquals(
                    412,
                    assertThrows(Problem.class, () -> Etag.require(stale, 7)).status());
        }
    }
}
