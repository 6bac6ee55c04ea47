package org.candor.keys;

import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.not;
import static org.hamcrest.Matchers.notNullValue;
import static org.hamcrest.Matchers.nullValue;
import static org.hamcrest.Matchers.startsWith;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.SqlConnection;
import io.vertx.mutiny.sqlclient.Transaction;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.inject.Inject;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.candor.access.Scopes;
import org.candor.access.TestKeys;
import org.candor.notice.Rest;
import org.candor.plumbing.Ids;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Keys that are administered by a key (A4). */
@QuarkusTest
class KeyRestTest {
    private static final Duration SOON = Duration.ofSeconds(20);

    @Inject
    Pool pool;

    private final String owner = "keys-" + Ids.next();

    @Test
    void a4_a_key_is_shown_once_and_works_and_is_not_among_what_is_kept() {
        String again = Rest.fresh();
        Response made = Rest.ALICE.post("/v1/keys", wish("incidents:read", "incidents:write"), again);
        made.then()
                .statusCode(201)
                .header("Location", startsWith("/v1/keys/"))
                .body("secret", startsWith("cnd_"))
                .body("scopes", contains("incidents:read", "incidents:write"))
                .body("source", equalTo("api"))
                .body("made_by", contains("alice"))
                .body("active", equalTo(true))
                .body("last_used_at", nullValue());
        String secret = made.path("secret");
        calls(secret).get("/v1/incidents?limit=1").then().statusCode(200);
        calls(secret).get("/v1/notices?limit=1").then().statusCode(403);

        Response replayed = Rest.ALICE.post("/v1/keys", wish("incidents:read", "incidents:write"), again);
        replayed.then()
                .statusCode(201)
                .header("Idempotency-Replayed", "true")
                .body("id", equalTo(made.path("id")))
                .body("secret", nullValue());
        assertEquals(0, rows("SELECT 1 FROM idempotency WHERE body LIKE '%' || $1 || '%'", secret));
        assertEquals(0, rows("SELECT 1 FROM audit WHERE detail::text LIKE '%' || $1 || '%'", secret));

        Response seen = Rest.ALICE.call().get(made.header("Location"));
        seen.then()
                .statusCode(200)
                .body("owner", equalTo(owner))
                .body("last_used_at", notNullValue())
                .body("secret", nullValue());
        assertFalse(seen.asString().contains("cnd_"));
        Rest.ALICE.call().get("/v1/keys?limit=250").then().statusCode(200).body("items.id", hasItem(id(made)));
        assertEquals(List.of("key.created"), record(id(made)));
    }

    @ParameterizedTest
    @CsvSource({
        "name, '', /name",
        "owner, anna@example.net, /owner",
        "owner, two words, /owner",
        "expires_at, 2020-01-01T00:00:00Z, /expires_at",
        "expires_at, 2199-01-01T00:00:00Z, /expires_at",
        "expires_at, +999999999-01-01T00:00:00Z, /expires_at"
    })
    void what_cannot_be_a_key_is_refused(String field, String value, String pointer) {
        Rest.ALICE
                .post("/v1/keys", wish("incidents:read").put(field, value))
                .then()
                .statusCode(422)
                .body("errors.pointer", contains(pointer));
        ObjectNode none = wish();
        none.withArray("scopes").add("everything");
        Rest.ALICE.post("/v1/keys", none).then().statusCode(422).body("errors.pointer", contains("/scopes/0"));
        Rest.ALICE
                .post("/v1/keys", wish("incidents:read").put("contact", "a@example.net"))
                .then()
                .statusCode(422)
                .body("type", equalTo("/problems/unknown-field"));
    }

    @Test
    void a4_a_key_gives_no_scope_that_it_has_not() {
        Rest admin = rest(owner, Set.of(Scopes.KEYS_ADMIN, Scopes.NOTICES_READ));
        admin.post("/v1/keys", wish("notices:read")).then().statusCode(201);
        admin.post("/v1/keys", wish("notices:read", "notices:write")).then().statusCode(403);
        String strong = Rest.ALICE.post("/v1/keys", wish("notices:write")).path("id");
        admin.post("/v1/keys/" + strong + "/rotate", Rest.json("{}")).then().statusCode(403);
        rest(owner, without(Scopes.KEYS_ADMIN)).call().get("/v1/keys").then().statusCode(403);
    }

    @Test
    void a4_a_key_gives_no_more_time_and_no_more_calls_than_it_has() {
        Rest admin = rest(owner, Set.of(Scopes.KEYS_ADMIN, Scopes.INCIDENTS_READ));
        String tool = byCommand("tool-" + owner, Set.of(Scopes.INCIDENTS_READ));
        String end = Instant.now()
                .plus(Duration.ofDays(1))
                .truncatedTo(ChronoUnit.SECONDS)
                .toString();
        pool.preparedQuery(
                        "UPDATE api_key SET expires_at = $2::text::timestamptz, calls_per_minute = 70 WHERE owner = $1")
                .execute(Tuple.of(owner, end))
                .await()
                .atMost(SOON);
        admin.post("/v1/keys", wish("incidents:read").put("owner", "t-" + owner))
                .then()
                .statusCode(201)
                .body("expires_at", equalTo(end))
                .body("calls_per_minute", equalTo(70));
        admin.post(
                        "/v1/keys",
                        wish("incidents:read")
                                .put("owner", "t-" + owner)
                                .put("expires_at", "2099-01-01T00:00:00Z")
                                .put("calls_per_minute", 71))
                .then()
                .statusCode(201)
                .body("expires_at", equalTo(end))
                .body("calls_per_minute", equalTo(70));
        String sooner =
                Instant.now().plusSeconds(600).truncatedTo(ChronoUnit.SECONDS).toString();
        admin.post(
                        "/v1/keys",
                        wish("incidents:read")
                                .put("owner", "t-" + owner)
                                .put("expires_at", sooner)
                                .put("calls_per_minute", 5))
                .then()
                .statusCode(201)
                .body("expires_at", equalTo(sooner))
                .body("calls_per_minute", equalTo(5));
        admin.post("/v1/keys/" + tool + "/rotate", Rest.json("{}"))
                .then()
                .statusCode(201)
                .body("expires_at", equalTo(end))
                .body("calls_per_minute", equalTo(70));
    }

    @Test
    void a8_nobody_makes_themselves_a_second_person() {
        Rest.ALICE
                .post("/v1/keys", wish("notices:approve"))
                .then()
                .statusCode(403)
                .body("type", equalTo("/problems/second-person-required"));
        Rest.ALICE
                .post("/v1/keys", wish("notices:approve").put("owner", "alice"))
                .then()
                .statusCode(201);
        String bobs = byCommand("second-" + owner, Scopes.ALL);
        Rest.ALICE.post("/v1/keys/" + bobs + "/rotate", Rest.json("{}")).then().statusCode(403);

        // What the key writes, its maker has written as well.
        String secret = Rest.ALICE
                .post("/v1/keys", wish("incidents:write", "recipients:write", "notices:write", "notices:read"))
                .path("secret");
        Rest tool = new Rest(() -> secret);
        Response draft = tool.post("/v1/notices", Rest.inline(101));
        draft.then().statusCode(201).body("created_by", equalTo(owner));
        tool.step(draft.path("id"), "submit").then().statusCode(200);
        Rest.ALICE
                .step(draft.path("id"), "approve")
                .then()
                .statusCode(403)
                .body("type", equalTo("/problems/second-person-required"));
        Rest.BOB.step(draft.path("id"), "approve").then().statusCode(200);
    }

    @Test
    void a_key_that_is_bound_to_incidents_has_no_part_in_keys() {
        String bound = TestKeys.make(pool, owner, Scopes.ALL, Ids.next());
        Rest rest = new Rest(() -> bound);
        String some = Rest.ALICE.post("/v1/keys", wish("incidents:read")).path("id");
        rest.call().get("/v1/keys").then().statusCode(403);
        rest.call().get("/v1/keys/" + some).then().statusCode(403);
        rest.post("/v1/keys", wish("incidents:read")).then().statusCode(403);
        rest.post("/v1/keys/" + some + "/rotate", Rest.json("{}")).then().statusCode(403);
        rest.post("/v1/keys/" + some + "/revoke", Rest.json("{}")).then().statusCode(403);
    }

    @Test
    void a4_a_key_that_is_revoked_is_refused_from_then_on() {
        Response made = Rest.ALICE.post("/v1/keys", wish("incidents:read"));
        String secret = made.path("secret");
        calls(secret).get("/v1/incidents?limit=1").then().statusCode(200);
        Rest.ALICE
                .post("/v1/keys/" + id(made) + "/revoke", Rest.json("{\"reason\": \"lost by anna@example.net\"}"))
                .then()
                .statusCode(422);
        Rest.ALICE
                .post("/v1/keys/" + id(made) + "/revoke", Rest.json("{\"reason\": \"its machine was lost\"}"))
                .then()
                .statusCode(200)
                .body("active", equalTo(false))
                .body("revoked_at", notNullValue());
        calls(secret).get("/v1/incidents?limit=1").then().statusCode(401);
        Rest.ALICE
                .post("/v1/keys/" + id(made) + "/revoke", Rest.json("{}"))
                .then()
                .statusCode(409);
        Rest.ALICE
                .post("/v1/keys/" + id(made) + "/rotate", Rest.json("{}"))
                .then()
                .statusCode(409);
        Rest.ALICE
                .post("/v1/keys/" + Ids.next() + "/revoke", Rest.json("{}"))
                .then()
                .statusCode(404);
        Rest.ALICE.post("/v1/keys/1/revoke", Rest.json("{}")).then().statusCode(404);
        assertEquals(List.of("key.created", "key.revoked"), record(id(made)));
    }

    @Test
    void a4_two_keys_work_while_one_takes_the_place_of_the_other() {
        Response first = Rest.ALICE.post("/v1/keys", wish("incidents:read"));
        Response second = Rest.ALICE.post(
                "/v1/keys/" + id(first) + "/rotate",
                Rest.json("{\"old_expires_at\": \"" + Instant.now().plusSeconds(3600) + "\"}"));
        second.then()
                .statusCode(201)
                .body("replaces", equalTo(id(first)))
                .body("owner", equalTo(owner))
                .body("scopes", contains("incidents:read"))
                .body("secret", not(equalTo(first.<String>path("secret"))));
        calls(first.path("secret")).get("/v1/incidents?limit=1").then().statusCode(200);
        calls(second.path("secret")).get("/v1/incidents?limit=1").then().statusCode(200);
        Rest.ALICE
                .post("/v1/keys/" + id(first) + "/rotate", Rest.json("{}"))
                .then()
                .statusCode(409);

        pool.preparedQuery("UPDATE api_key SET retires_at = clock_timestamp() WHERE id = $1")
                .execute(Tuple.of(UUID.fromString(id(first))))
                .await()
                .atMost(SOON);
        calls(first.path("secret")).get("/v1/incidents?limit=1").then().statusCode(401);
        calls(second.path("secret")).get("/v1/incidents?limit=1").then().statusCode(200);
        assertEquals(List.of("key.created"), record(id(first)));
        assertEquals(List.of("key.rotated"), record(id(second)));
    }

    @Test
    void a4_of_two_rotations_at_once_one_is_refused() throws Exception {
        String key = Rest.ALICE.post("/v1/keys", wish("incidents:read")).path("id");
        SqlConnection other = pool.getConnection().await().atMost(SOON);
        Transaction held = other.begin().await().atMost(SOON);
        other.preparedQuery("SELECT 1 FROM api_key WHERE id = $1 FOR UPDATE")
                .execute(Tuple.of(UUID.fromString(key)))
                .await()
                .atMost(SOON);
        List<CompletableFuture<Integer>> both = Stream.of(Rest.ALICE, Rest.BOB)
                .map(it -> CompletableFuture.supplyAsync(
                        () -> it.post("/v1/keys/" + key + "/rotate", Rest.json("{}"))
                                .statusCode(),
                        call -> Thread.ofPlatform().start(call)))
                .toList();
        Thread.sleep(1000);
        held.commit().chain(other::close).await().atMost(SOON);
        Set<Integer> answers = new TreeSet<>();
        for (CompletableFuture<Integer> one : both) {
            answers.add(one.get(SOON.toSeconds(), TimeUnit.SECONDS));
        }
        assertEquals(Set.of(201, 409), answers);
    }

    @Test
    void a10_the_record_of_a_rotation_tells_when_the_old_key_ends() {
        String first = Rest.ALICE.post("/v1/keys", wish("incidents:read")).path("id");
        Rest.ALICE
                .post("/v1/keys/" + first + "/rotate", Rest.json("{\"old_expires_at\": \"2199-01-01T00:00:00Z\"}"))
                .then()
                .statusCode(422)
                .body("errors.pointer", contains("/old_expires_at"));
        String second = Rest.ALICE
                .post("/v1/keys/" + first + "/rotate", Rest.json("{\"old_expires_at\": \"2099-01-01T00:00:00Z\"}"))
                .path("id");
        String end = pool.preparedQuery("SELECT detail ->> 'old_expires_at' FROM audit WHERE subject = $1")
                .execute(Tuple.of(UUID.fromString(second)))
                .await()
                .atMost(SOON)
                .iterator()
                .next()
                .getString(0);
        assertTrue(end.startsWith("2099-01-01T00:00:00"), end);
    }

    @Test
    void a10_the_record_tells_whose_key_it_is_and_not_what_it_is_called() {
        String made = Rest.ALICE
                .post("/v1/keys", wish("incidents:read").put("name", "for Anna Example"))
                .path("id");
        String detail = pool.preparedQuery("SELECT actor || detail::text AS said FROM audit WHERE subject = $1")
                .execute(Tuple.of(UUID.fromString(made)))
                .await()
                .atMost(SOON)
                .iterator()
                .next()
                .getString("said");
        assertTrue(detail.startsWith("alice") && detail.contains(owner), detail);
        assertFalse(detail.contains("Anna"), detail);
    }

    private ObjectNode wish(String... scopes) {
        ObjectNode wish = Rest.json("{\"name\": \"a test's\", \"owner\": \"" + owner + "\"}");
        List.of(scopes).forEach(wish.putArray("scopes")::add);
        return wish;
    }

    /** A key that nobody made over the API; answers its id. */
    private String byCommand(String who, Set<String> scopes) {
        TestKeys.make(pool, who, scopes);
        return pool.preparedQuery("SELECT id FROM api_key WHERE owner = $1")
                .execute(Tuple.of(who))
                .await()
                .atMost(SOON)
                .iterator()
                .next()
                .getUUID("id")
                .toString();
    }

    private Rest rest(String who, Set<String> scopes) {
        String key = TestKeys.make(pool, who, scopes);
        return new Rest(() -> key);
    }

    private static Set<String> without(String scope) {
        Set<String> others = new TreeSet<>(Scopes.ALL);
        others.remove(scope);
        return others;
    }

    private static io.restassured.specification.RequestSpecification calls(String key) {
        return new Rest(() -> key).call();
    }

    private static String id(Response answer) {
        return answer.path("id");
    }

    private List<String> record(String key) {
        List<String> actions = new ArrayList<>();
        pool.preparedQuery("SELECT action FROM audit WHERE subject = $1 ORDER BY id")
                .execute(Tuple.of(UUID.fromString(key)))
                .await()
                .atMost(SOON)
                .forEach(row -> actions.add(row.getString("action")));
        return actions;
    }

    private int rows(String sql, String value) {
        return pool.preparedQuery(sql)
                .execute(Tuple.of(value))
                .await()
                .atMost(SOON)
                .size();
    }
}
