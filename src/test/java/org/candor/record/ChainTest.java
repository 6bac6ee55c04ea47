package org.candor.record;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quarkus.test.junit.QuarkusTest;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.stream.IntStream;
import org.candor.plumbing.Ids;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The record's chain (A10). */
@QuarkusTest
class ChainTest {
    private static final int MANY = 50;

    @Inject
    Record record;

    @Inject
    Chain chain;

    @Inject
    Pool pool;

    @Test
    void a10_what_is_noted_becomes_a_link_after_those_before_it() {
        long first = get(chain.sealed(noted()));
        long second = get(chain.sealed(noted()));
        assertTrue(second > first);
        Chain.Walk walk = get(chain.walk());
        assertNull(walk.broken());
        assertTrue(walk.head().no() >= second);
    }

    @Test
    void a10_sealers_at_once_give_each_row_one_number_and_leave_none_out() {
        List<UUID> entries = IntStream.range(0, MANY).mapToObj(_ -> noted()).toList();
        List<Long> numbers =
                get(Uni.join().all(entries.stream().map(chain::sealed).toList()).andFailFast());
        Set<Long> different = new HashSet<>(numbers);
        assertEquals(MANY, different.size());
        assertNull(get(chain.walk()).broken());
    }

    @Test
    void a10_what_commits_late_is_not_left_out() {
        UUID late = get(pool.withTransaction(tx -> record.entry(tx, "alice", "test.late", null, Map.of())
                .call(() -> pool.withTransaction(other -> record.entry(other, "bob", "test.early", null, Map.of()))
                        .chain(chain::sealed))));
        assertTrue(get(chain.sealed(late)) > 0);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "UPDATE audit SET detail = detail || '{\"n\": 2}' WHERE id = $1",
                "UPDATE audit SET actor = 'mallory' WHERE id = $1",
                "UPDATE audit SET at = at + interval '1 microsecond' WHERE id = $1",
                "DELETE FROM audit WHERE id = $1"
            })
    void a10_a_row_that_is_changed_behind_our_back_is_found(String change) {
        UUID entry = noted();
        long no = get(chain.sealed(entry));
        get(pool.query("CREATE TABLE IF NOT EXISTS test_audit AS SELECT * FROM audit WHERE false")
                .execute());
        get(pool.preparedQuery("INSERT INTO test_audit SELECT * FROM audit WHERE id = $1")
                .execute(Tuple.of(entry)));
        without("audit", () -> get(pool.preparedQuery(change).execute(Tuple.of(entry))));
        try {
            Chain.Walk walk = get(chain.walk());
            assertNotNull(walk.broken());
            assertEquals(no, walk.broken().longValue());
        } finally {
            without("audit", () -> {
                get(pool.preparedQuery("DELETE FROM audit WHERE id = $1").execute(Tuple.of(entry)));
                get(pool.query("ALTER TABLE audit DISABLE TRIGGER audit_opens").execute());
                get(pool.preparedQuery("INSERT INTO audit SELECT * FROM test_audit WHERE id = $1")
                        .execute(Tuple.of(entry)));
                get(pool.query("ALTER TABLE audit ENABLE TRIGGER audit_opens").execute());
            });
            get(pool.query("DROP TABLE test_audit").execute());
        }
        assertNull(get(chain.walk()).broken());
    }

    @Test
    void a10_a_link_that_is_changed_is_found() {
        long no = get(chain.sealed(noted()));
        String flip = "UPDATE audit_link SET hash = set_byte(hash, 7, get_byte(hash, 7) # 1) WHERE no = $1";
        without("audit_link", () -> get(pool.preparedQuery(flip).execute(Tuple.of(no))));
        try {
            assertEquals(no, get(chain.walk()).broken().longValue());
        } finally {
            without("audit_link", () -> get(pool.preparedQuery(flip).execute(Tuple.of(no))));
        }
    }

    @Test
    void a10_nobody_changes_a_link_or_takes_one_out() {
        get(chain.sealed(noted()));
        assertThrows(
                RuntimeException.class,
                () -> get(pool.query("UPDATE audit_link SET at = at").execute()));
        assertThrows(
                RuntimeException.class,
                () -> get(pool.query("DELETE FROM audit_link").execute()));
        assertThrows(
                RuntimeException.class,
                () -> get(pool.query("TRUNCATE audit_link").execute()));
    }

    private UUID noted() {
        return get(pool.withTransaction(
                tx -> record.entry(tx, "alice", "test.noted", Ids.next(), Map.of("n", 1, "words", List.of("a", "ü")))));
    }

    /** As somebody can who owns the database. */
    private void without(String table, Runnable change) {
        get(pool.query("ALTER TABLE " + table + " DISABLE TRIGGER " + table + "_append_only")
                .execute());
        try {
            change.run();
        } finally {
            get(pool.query("ALTER TABLE " + table + " ENABLE TRIGGER " + table + "_append_only")
                    .execute());
        }
    }

    private static <T> T get(Uni<T> answer) {
        return answer.await().atMost(Duration.ofSeconds(30));
    }
}
