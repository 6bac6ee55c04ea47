package org.candor.access;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quarkus.test.junit.QuarkusTest;
import io.smallrye.config.SmallRyeConfig;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.inject.Inject;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.candor.plumbing.Ids;
import org.eclipse.microprofile.config.ConfigProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Keys that are made and revoked beside the service. */
@QuarkusTest
class KeyCommandTest {
    private static final Duration SOON = Duration.ofSeconds(20);

    @TempDir
    Path folder;

    @Inject
    Pool pool;

    @Inject
    Keys keys;

    private final String owner = "command-" + Ids.next();

    @Test
    void a10_what_a_command_does_to_a_key_is_on_record() {
        String said = run("key", "create", "--owner", owner, "--scopes", "incidents:read,notices:read");
        String key = said.lines().toList().getLast();
        UUID id = UUID.fromString(said.split("[ ,]")[1]);
        assertNotNull(keys.find(key).await().atMost(SOON));
        assertEquals(List.of("command key.created " + owner), record(id));

        run("key", "revoke", "--id", id.toString());
        assertNull(keys.find(key).await().atMost(SOON));
        assertThrows(IllegalStateException.class, () -> run("key", "revoke", "--id", id.toString()));
        assertEquals(List.of("command key.created " + owner, "command key.revoked " + owner), record(id));
    }

    @Test
    void p4_an_older_kek_is_not_dropped_while_something_needs_it() throws IOException {
        // A key of another file's: none of the database's is wrapped by it.
        Path other = folder.resolve("keys.json");
        run("vault", "create", "--file", other.toString());
        run("vault", "add", "--file", other.toString());
        run("vault", "use", "--file", other.toString());
        String before = Files.readString(other);
        IllegalStateException refused =
                assertThrows(IllegalStateException.class, () -> run("vault", "drop", "--file", other.toString()));
        assertTrue(refused.getMessage().contains("nothing was changed"), refused.getMessage());
        assertEquals(before, Files.readString(other));
        run("vault", "reopen", "--file", other.toString());
    }

    @Test
    void an_incident_that_is_named_twice_is_one() {
        UUID incident = Ids.next();
        String said = run(
                "key",
                "create",
                "--owner",
                owner,
                "--scopes",
                "incidents:read",
                "--incidents",
                incident + "," + incident);
        String key = said.lines().toList().getLast();
        assertEquals(
                Set.of(incident), keys.find(key).await().atMost(SOON).caller().incidents());
        pool.preparedQuery("UPDATE api_key SET incidents = incidents || incidents WHERE owner = $1")
                .execute(Tuple.of(owner))
                .await()
                .atMost(SOON);
        assertEquals(
                Set.of(incident), keys.find(key).await().atMost(SOON).caller().incidents(), "stored twice before");
    }

    @Test
    void an_incident_that_the_key_file_names_twice_is_one() {
        UUID incident = Ids.next();
        String entry = "[{\"name\": \"n\", \"owner\": \"o\", \"scopes\": [\"incidents:read\"], \"sha256\": \""
                + "ab".repeat(32) + "\", \"incidents\": [\"" + incident + "\", \"" + incident + "\"]}]";
        List<NewKey> parsed = KeyFile.parse(Path.of("keys.json"), entry.getBytes(StandardCharsets.UTF_8));
        assertEquals(List.of(incident), parsed.getFirst().incidents());
    }

    private static String run(String... args) {
        return Commands.run(ConfigProvider.getConfig().unwrap(SmallRyeConfig.class), List.of(args));
    }

    private List<String> record(UUID key) {
        return pool
                .preparedQuery(
                        "SELECT actor || ' ' || action || ' ' || (detail ->> 'owner') AS said FROM audit WHERE subject = $1 ORDER BY id")
                .execute(Tuple.of(key))
                .await()
                .atMost(SOON)
                .stream()
                .map(row -> row.getString("said"))
                .toList();
    }
}
