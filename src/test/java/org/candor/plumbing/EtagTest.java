package org.candor.plumbing;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
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

    @Test
    void if_none_match_names_a_tag_weakly_among_others_or_any() {
        for (String header : List.of("\"a\"", "W/\"a\"", "\"b\", \"a\"", "*")) {
            assertTrue(Etag.names(header, "\"a\""), header);
        }
        for (String header : Arrays.asList(null, "", "a", "\"b\"", "\"ab\"")) {
            assertFalse(Etag.names(header, "\"a\""), header);
        }
    }
}
