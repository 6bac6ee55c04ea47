package org.candor.access;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.quarkus.test.junit.QuarkusTest;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.inject.Inject;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.UUID;
import java.util.stream.Collectors;
import org.candor.plumbing.Sql;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The keys of a file, while the service runs (A4). */
@QuarkusTest
class KeyFileWatchTest {
    @TempDir
    Path folder;

    @Inject
    AccessConfig config;

    @Inject
    Keys keys;

    @Inject
    Pool pool;

    private final ApiKey one = ApiKey.make();
    private final ApiKey other = ApiKey.make();
    private Path file;
    private KeyFileWatch watch;

    @BeforeEach
    void a_file() {
        file = folder.resolve("keys.json");
        watch = new KeyFileWatch(config, keys);
    }

    @AfterEach
    void no_keys_of_a_file() {
        get(keys.replace("file", List.of()));
    }

    @Test
    void a4_a_key_that_is_put_in_works_and_one_that_is_taken_out_does_not() throws Exception {
        says(one);
        assertNotNull(get(keys.find(one.text())));
        assertNull(get(keys.find(other.text())));
        says(other);
        assertNull(get(keys.find(one.text())));
        assertNotNull(get(keys.find(other.text())));
        says(one, other);
        assertNotNull(get(keys.find(one.text())), "put back");
    }

    @Test
    void a4_a_key_that_a_person_revoked_stays_so_whatever_the_file_says() throws Exception {
        says(one);
        Caller caller = get(keys.find(one.text())).caller();
        assertEquals(
                1,
                get(pool.preparedQuery(Sql.of("access").get("revoke")).execute(Tuple.of(caller.key(), "test", null)))
                        .size());
        says();
        says(one, other);
        assertNull(get(keys.find(one.text())));
        assertNotNull(get(keys.find(other.text())));
    }

    @Test
    void a10_each_change_of_the_file_is_on_record_once_however_often_it_is_read() throws Exception {
        says(one);
        UUID key = get(keys.find(one.text())).caller().key();
        get(watch.take(file, Files.readAllBytes(file)));
        get(watch.take(file, Files.readAllBytes(file)));
        assertEquals(List.of("key.created"), record(key));
        says();
        get(watch.take(file, Files.readAllBytes(file)));
        says(one);
        assertEquals(List.of("key.created", "key.revoked", "key.changed"), record(key));
    }

    private List<String> record(UUID key) {
        return get(pool.preparedQuery("SELECT action FROM audit WHERE subject = $1 AND actor = 'key-file' ORDER BY id")
                        .execute(Tuple.of(key)))
                .stream()
                .map(row -> row.getString("action"))
                .toList();
    }

    @Test
    void a_file_that_is_broken_or_gone_changes_nothing() throws Exception {
        says(one);
        Files.writeString(file, "[{");
        assertThrows(IllegalStateException.class, () -> get(watch.look(file)));
        Files.delete(file);
        assertThrows(IllegalStateException.class, () -> get(watch.look(file)));
        assertNotNull(get(keys.find(one.text())));
    }

    private void says(ApiKey... all) throws Exception {
        Files.writeString(
                file,
                List.of(all).stream()
                        .map(it -> """
                                {"name": "n", "owner": "file-owner", "scopes": ["incidents:read"], "sha256": "%s"}""".formatted(HexFormat.of().formatHex(it.hash())))
                        .collect(Collectors.joining(",", "[", "]")));
        get(watch.look(file));
    }

    private static <T> T get(Uni<T> answer) {
        return answer.await().atMost(Duration.ofSeconds(20));
    }
}
