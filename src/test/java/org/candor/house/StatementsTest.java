package org.candor.house;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quarkus.test.junit.QuarkusTest;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.inject.Inject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.candor.plumbing.Sql;
import org.junit.jupiter.api.Test;

/** Each named statement of each room fits the migrated database, and is used by its room. */
@QuarkusTest
class StatementsTest {
    private static final Path SOURCES = Path.of("src/main/java/org/candor");
    private static final Path STATEMENTS = Path.of("src/main/resources/org/candor");

    /** The time of the wall goes on within a statement: each row has to be asked whether it has passed by now. */
    private static final Pattern WALKS_ALL =
            Pattern.compile("\\b(\\w+)\\s*<=?\\s*clock_timestamp\\(\\)[^;]*?ORDER BY\\s+(?:\\w+\\.)?\\1\\b");

    @Inject
    Pool pool;

    @Test
    void each_statement_can_be_prepared() throws IOException {
        List<String> wrong = new ArrayList<>();
        for (Map.Entry<String, Sql> room : rooms().entrySet()) {
            room.getValue().all().forEach((name, text) -> {
                String why = prepare(text);
                if (!why.isEmpty()) {
                    wrong.add(room.getKey() + "." + name + ": " + why);
                }
            });
        }
        assertEquals(List.of(), wrong);
        assertTrue(prepare("SELECT nothing FROM nowhere").contains("nowhere"), "and a wrong one is noticed");
    }

    @Test
    void no_statement_lies_unused() throws IOException {
        List<String> unused = new ArrayList<>();
        for (Map.Entry<String, Sql> room : rooms().entrySet()) {
            StringBuilder sources = new StringBuilder();
            for (Path file : Tables.files(SOURCES.resolve(room.getKey()), ".java")) {
                sources.append(Files.readString(file));
            }
            room.getValue().all().keySet().stream()
                    .filter(it -> sources.indexOf('"' + it + '"') < 0)
                    .forEach(it -> unused.add(room.getKey() + "." + it));
        }
        assertEquals(List.of(), unused);
    }

    @Test
    void whoever_takes_what_is_due_compares_with_a_time_at_which_the_index_can_stop() throws IOException {
        List<String> wrong = new ArrayList<>();
        for (Map.Entry<String, Sql> room : rooms().entrySet()) {
            room.getValue().all().forEach((name, text) -> {
                if (WALKS_ALL.matcher(text).find()) {
                    wrong.add(room.getKey() + "." + name);
                }
            });
        }
        assertEquals(List.of(), wrong);
        assertTrue(WALKS_ALL
                .matcher("WHERE d.until < clock_timestamp() ORDER BY d.until LIMIT $1")
                .find());
    }

    /** Planning the longest ones takes longer than their work; the client keeps none by itself that has over 2,048 characters. */
    @Test
    void the_longest_statement_is_planned_once_a_connection() throws IOException {
        int longest = rooms().values().stream()
                .flatMap(it -> it.all().values().stream())
                .mapToInt(String::length)
                .max()
                .orElseThrow();
        assertEquals(1, kept(longest));
        assertEquals(0, kept(1_000_000), "and it is noticed if it is not");
    }

    /** How many statements of so many characters a connection still has after it was asked one. */
    private long kept(int characters) {
        String head = "SELECT 1 -- ";
        String question = head + "-".repeat(characters - head.length());
        return pool.withConnection(connection -> connection
                        .preparedQuery(question)
                        .execute()
                        .chain(() -> connection
                                .preparedQuery("SELECT count(*) AS n FROM pg_prepared_statements WHERE statement = $1")
                                .execute(Tuple.of(question))))
                .map(rows -> rows.iterator().next().getLong("n"))
                .await()
                .atMost(Duration.ofSeconds(10));
    }

    private static Map<String, Sql> rooms() throws IOException {
        Map<String, Sql> rooms = new TreeMap<>();
        for (Path file : Tables.files(STATEMENTS, ".sql")) {
            String room = file.getParent().getFileName().toString();
            rooms.put(room, Sql.of(room));
        }
        assertTrue(rooms.size() > 3);
        return rooms;
    }

    private String prepare(String text) {
        return pool.withConnection(it -> it.prepare(text).call(prepared -> prepared.close()))
                .map(it -> "")
                .onFailure()
                .recoverWithItem(Throwable::getMessage)
                .await()
                .atMost(Duration.ofSeconds(10));
    }
}
