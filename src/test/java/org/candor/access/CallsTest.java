package org.candor.access;

import static io.restassured.RestAssured.given;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.matchesPattern;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import org.candor.plumbing.Ids;
import org.junit.jupiter.api.Test;

/** How many calls a key has (A11). */
@QuarkusTest
class CallsTest {
    private static final Duration SOON = Duration.ofSeconds(20);
    private static final int FEW = 20;

    @Inject
    Pool pool;

    @Inject
    Keys keys;

    private final String owner = "calls-" + Ids.next();

    @Test
    void a11_a_key_has_its_calls_and_then_waits_while_others_go_on() {
        String few = key(FEW);
        for (int i = 1; i <= FEW; i++) {
            ask(few).then()
                    .statusCode(200)
                    .header("RateLimit-Policy", equalTo("\"calls\";q=20;w=60"))
                    .header("RateLimit", matchesPattern("\"calls\";r=\\d+;t=\\d+"));
        }
        Response refused = ask(few);
        refused.then()
                .statusCode(429)
                .body("type", equalTo("/problems/rate-limited"))
                .header("RateLimit", matchesPattern("\"calls\";r=0;t=\\d+"));
        int wait = Integer.parseInt(refused.header("Retry-After"));
        assertTrue(wait >= 1 && wait <= 4, () -> "a call comes back every three seconds, and not in " + wait);
        ask(key(FEW)).then().statusCode(200);
    }

    @Test
    void a11_what_is_left_is_told_with_every_answer() {
        // Calls come back as time goes by: what is told exactly is told of two calls within the same second.
        for (int time = 1; !toldWithinASecond(); time++) {
            assertTrue(time < 10, "two calls take more than a second, again and again");
        }
    }

    private boolean toldWithinASecond() {
        String few = key(FEW);
        long begin = System.nanoTime();
        String first = ask(few).header("RateLimit");
        Response missing = given().header("Authorization", "Bearer " + few).get("/v1/notices/" + Ids.next());
        if (System.nanoTime() - begin > Duration.ofMillis(900).toNanos()) {
            return false;
        }
        assertEquals("\"calls\";r=19;t=3", first);
        missing.then().statusCode(404);
        assertEquals("\"calls\";r=18;t=6", missing.header("RateLimit"));
        return true;
    }

    @Test
    void a11_calls_at_once_are_counted_each_whichever_process_is_asked() {
        String few = key(FEW);
        List<Called> called = Uni.join()
                .all(IntStream.range(0, 3 * FEW).mapToObj(_ -> keys.find(few)).toList())
                .andFailFast()
                .await()
                .atMost(SOON);
        long passed = called.stream().filter(Called::may).count();
        assertTrue(passed >= FEW && passed <= FEW + 1, () -> passed + " of " + FEW);
    }

    @Test
    void a11_calls_come_back_evenly() {
        String few = key(FEW);
        IntStream.range(0, FEW).forEach(_ -> find(few));
        assertEquals(false, find(few).may());
        pool.preparedQuery("UPDATE call_budget SET full_at = full_at - interval '6 seconds' WHERE key ="
                        + " (SELECT id FROM api_key WHERE owner = $1)")
                .execute(Tuple.of(owner))
                .await()
                .atMost(SOON);
        assertEquals(true, find(few).may());
        assertEquals(true, find(few).may());
        assertEquals(false, find(few).may());
    }

    private Called find(String key) {
        return keys.find(key).await().atMost(SOON);
    }

    private String key(int calls) {
        String key = TestKeys.make(pool, owner, Scopes.ALL);
        pool.preparedQuery("UPDATE api_key SET calls_per_minute = $1 WHERE owner = $2")
                .execute(Tuple.of(calls, owner))
                .await()
                .atMost(SOON);
        return key;
    }

    private static Response ask(String key) {
        return given().header("Authorization", "Bearer " + key).get("/v1/notices?limit=1");
    }
}
