package org.candor.house;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A room's statements name its own tables only; {@code progress} may read any. */
class TablesTest {
    private static final Path RESOURCES = Path.of("src/main/resources");
    private static final Tables SPECIMENS =
            new Tables(Map.of("delivery", "queue", "attempt", "queue", "notice", "notice", "person", "incident"));

    @Test
    void a_room_names_its_own_tables_only() throws Exception {
        Tables tables = Tables.ofMigrations(RESOURCES.resolve("db/migration"));
        for (Path file : Tables.files(RESOURCES.resolve("org/candor"), ".sql")) {
            String room = file.getParent().getFileName().toString();
            assertEquals(room + ".sql", file.getFileName().toString(), "one file of statements a room");
            if (!room.equals("progress")) {
                assertEquals(List.of(), tables.foreign(room, Files.readString(file)), "tables of others in " + file);
            }
        }
    }

    @Test
    void only_rooms_of_the_list_own_tables() throws Exception {
        Tables tables = Tables.ofMigrations(RESOURCES.resolve("db/migration"));
        assertTrue(
                Floors.OWNERS.containsAll(tables.owners()),
                "rooms with tables: " + tables.owners() + ", allowed: " + Floors.OWNERS);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "SELECT id FROM notice",
                "SELECT d.id FROM delivery d JOIN notice n ON n.id = d.notice",
                "SELECT d.id FROM delivery AS d, notice WHERE d.notice = notice.id",
                "SELECT d.id FROM delivery AS d, attempt a, public.notice n",
                "INSERT INTO notice (id) VALUES ($1)",
                "UPDATE notice SET state = $1",
                "UPDATE ONLY notice SET state = $1",
                "DELETE FROM delivery USING notice WHERE TRUE",
                "WITH due AS (SELECT id FROM notice) SELECT id FROM due",
                "SELECT id FROM delivery WHERE EXISTS (SELECT 1 FROM notice)",
                "select id\n  from\n  -- the other's\n  notice"
            })
    void a_table_of_another_room_is_found(String sql) {
        assertEquals(List.of("notice"), SPECIMENS.foreign("queue", sql));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "SELECT notice, state FROM delivery FOR UPDATE SKIP LOCKED",
                "SELECT 1 FROM delivery WHERE notice IS DISTINCT FROM $1",
                "SELECT 1 FROM delivery d WHERE d.notice IS NOT DISTINCT FROM notice",
                "SELECT 'FROM notice' FROM delivery -- FROM notice",
                "WITH notice AS (SELECT $1::uuid AS id) SELECT 1 FROM delivery, notice",
                "INSERT INTO delivery (notice) SELECT id FROM unnest($1::uuid[]) AS notice (id)",
                "SELECT 1 FROM delivery JOIN attempt a ON a.delivery = delivery.id ORDER BY notice"
            })
    void a_column_or_a_name_of_its_own_is_no_table(String sql) {
        assertEquals(List.of(), SPECIMENS.foreign("queue", sql));
    }
}
