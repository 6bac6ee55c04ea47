package org.candor.plumbing;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.junit.jupiter.api.Test;

class SqlTest {
    @Test
    void a_statement_ends_where_the_next_begins() {
        var found = Sql.parse("x", "-- a comment\n-- name: one\nSELECT 1;\n\n-- name: two\n-- why\nSELECT 2\n");
        assertEquals("SELECT 1", found.get("one"));
        assertEquals("-- why\nSELECT 2", found.get("two"));
    }

    @Test
    void a_name_used_twice_is_refused() {
        assertThrows(
                IllegalStateException.class, () -> Sql.parse("x", "-- name: one\nSELECT 1\n-- name: one\nSELECT 2"));
    }
}
