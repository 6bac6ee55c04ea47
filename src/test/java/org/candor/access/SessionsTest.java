package org.candor.access;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import io.quarkus.test.junit.QuarkusTest;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.List;
import org.candor.plumbing.Ids;
import org.junit.jupiter.api.Test;

/** Who a session stands for. */
@QuarkusTest
class SessionsTest {
    private static final Duration SOON = Duration.ofSeconds(20);

    @Inject
    Sessions sessions;

    @Inject
    Keys keys;

    @Inject
    Pool pool;

    private final String owner = "session-" + Ids.next();

    /** Else whoever made a key could agree with themselves at the console. */
    @Test
    void a8_whoever_made_a_key_is_behind_its_session_as_well() {
        String key = TestKeys.make(pool, owner, Scopes.ALL);
        pool.preparedQuery("UPDATE api_key SET makers = '{alice}' WHERE owner = $1")
                .execute(Tuple.of(owner))
                .await()
                .atMost(SOON);
        Caller caller = found(start(key)).session().caller();
        assertEquals(List.of(owner, "alice"), caller.persons());
        assertEquals(keys.find(key).await().atMost(SOON).caller(), caller);
    }

    @Test
    void what_is_no_id_is_not_looked_for() {
        for (String id : new String[] {null, "", "x", "A".repeat(42), "A".repeat(44), "A".repeat(42) + "'"}) {
            assertNull(sessions.find(id).await().atMost(SOON));
        }
        assertNull(found("A".repeat(43)));
    }

    private String start(String key) {
        Caller caller = keys.find(key).await().atMost(SOON).caller();
        String header = sessions.start(
                        new Operator(caller, true), null, _ -> Uni.createFrom().voidItem())
                .await()
                .atMost(SOON);
        return header.split("[=;]")[1];
    }

    private Sessions.Found found(String id) {
        return sessions.find(id).await().atMost(SOON);
    }
}
