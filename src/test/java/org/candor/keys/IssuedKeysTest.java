package org.candor.keys;

import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.equalTo;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.inject.Inject;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Set;
import org.candor.access.IssuerProfile;
import org.candor.access.Scopes;
import org.candor.access.TestKeys;
import org.candor.notice.Rest;
import org.candor.plumbing.Ids;
import org.junit.jupiter.api.Test;

/** Keys that somebody makes whom the issuer names (A4): a token is good for an hour, and what it makes is not good for ever. */
@QuarkusTest
@TestProfile(IssuerProfile.class)
class IssuedKeysTest {
    @Inject
    Pool pool;

    private final Rest olga = new Rest(() -> IssuerProfile.issuer()
            .accessToken("olga", Scopes.KEYS_ADMIN + " " + Scopes.INCIDENTS_READ)
            .text());

    @Test
    void a4_who_comes_with_a_token_makes_keys_for_a_year_at_most() {
        IssuerProfile.issuer().down(false);
        Instant now = Instant.now().truncatedTo(ChronoUnit.SECONDS);
        olga.post("/v1/keys", wish()).then().statusCode(422).body("errors.pointer", contains("/expires_at"));
        olga.post(
                        "/v1/keys",
                        wish().put("expires_at", now.plus(Duration.ofDays(400)).toString()))
                .then()
                .statusCode(422)
                .body("errors.pointer", contains("/expires_at"));
        String end = now.plus(Duration.ofDays(300)).toString();
        olga.post("/v1/keys", wish().put("expires_at", end))
                .then()
                .statusCode(201)
                .body("made_by", contains("oidc:olga"))
                .body("expires_at", equalTo(end));
    }

    @Test
    void a4_and_a_key_that_they_rotate_is_followed_by_one_for_a_year() {
        IssuerProfile.issuer().down(false);
        String owner = "tool-" + Ids.next();
        TestKeys.make(pool, owner, Set.of(Scopes.INCIDENTS_READ));
        String id = pool.preparedQuery("SELECT id FROM api_key WHERE owner = $1")
                .execute(Tuple.of(owner))
                .await()
                .atMost(Duration.ofSeconds(20))
                .iterator()
                .next()
                .getUUID("id")
                .toString();
        String end = olga.post("/v1/keys/" + id + "/rotate", Rest.json("{}"))
                .then()
                .statusCode(201)
                .extract()
                .path("expires_at");
        Instant ends = Instant.parse(end);
        assertTrue(ends.isBefore(Instant.now().plus(Duration.ofDays(367))), end);
        assertTrue(ends.isAfter(Instant.now().plus(Duration.ofDays(360))), end);
    }

    private static ObjectNode wish() {
        return Rest.json("{\"name\": \"a test's\", \"owner\": \"a-tool\", \"scopes\": [\"incidents:read\"]}");
    }
}
