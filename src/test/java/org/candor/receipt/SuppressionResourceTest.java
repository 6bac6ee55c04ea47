package org.candor.receipt;

import static io.restassured.RestAssured.given;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.not;
import static org.hamcrest.Matchers.nullValue;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import io.restassured.specification.RequestSpecification;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.inject.Inject;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.candor.access.Scopes;
import org.candor.access.TestKeys;
import org.candor.plumbing.Ids;
import org.candor.plumbing.StrictJson;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The list of addresses that are left alone, as an operator uses it. */
@QuarkusTest
class SuppressionResourceTest {
    private static final String PATH = "/v1/suppressions";

    @Inject
    Pool pool;

    private final String person = "p" + UUID.randomUUID().toString().replace("-", "");

    private String email() {
        return person + "@example.net";
    }

    @Test
    void an_address_is_left_alone_found_listed_and_lifted() {
        search("email", email()).then().statusCode(200).body("suppressed", equalTo(false));
        Response made = add("email", email(), null, TestKeys.operator());
        made.then()
                .statusCode(201)
                .body("channel", equalTo("email"))
                .body("reason", equalTo("asked us by letter"))
                .body("until", nullValue())
                .body("delivery", nullValue())
                .body("set_by", equalTo("alice"));
        String id = made.path("id");
        assertEquals(PATH + "/" + id, made.header("Location"));
        call().get(PATH + "/" + id).then().statusCode(200).body("id", equalTo(id));
        call().get(PATH + "?channel=email&limit=250").then().statusCode(200).body("items.id", hasItem(id));
        call().get(PATH + "?channel=sms&limit=250").then().statusCode(200).body("items.id", not(hasItem(id)));
        search("email", email())
                .then()
                .statusCode(200)
                .body("suppressed", equalTo(true))
                .body("suppression.id", equalTo(id));

        call().body("{\"reason\": \"asked again\"}")
                .post(PATH + "/" + id + "/lift")
                .then()
                .statusCode(400);
        lift(id, "{}").then().statusCode(422).body("errors[0].pointer", equalTo("/reason"));
        lift(id, "{\"reason\": \"asked again\"}").then().statusCode(204);
        lift(id, "{\"reason\": \"asked again\"}").then().statusCode(404);
        call().get(PATH + "/" + id).then().statusCode(404);
        search("email", email()).then().statusCode(200).body("suppressed", equalTo(false));
    }

    @ParameterizedTest
    @CsvSource({
        "email, EMAIL, @EXAMPLE.NET",
        "email, email, @example.net",
        "sms, ' +1 (415) 555-%s', ''",
        "sms, +1415555%s, ''",
    })
    void any_spelling_finds_it(String channel, String spelling, String domain) {
        String number = String.format("%04d", Math.floorMod(person.hashCode(), 10_000));
        boolean mail = channel.equals("email");
        add(channel, mail ? email() : "+1 415 555 " + number, null, TestKeys.operator());
        String upper = spelling.equals("EMAIL") ? person.toUpperCase(java.util.Locale.ROOT) : person;
        search(channel, mail ? upper + domain : spelling.formatted(number))
                .then()
                .statusCode(200)
                .body("suppressed", equalTo(true));
        call().get(PATH + "?limit=250").then().body(not(equalTo(number)));
    }

    @Test
    void a_longer_one_that_is_there_stays_and_is_answered() {
        String id = add("email", email(), null, TestKeys.operator()).path("id");
        add("email", email(), "2030-01-01T00:00:00Z", TestKeys.approver())
                .then()
                .statusCode(200)
                .body("id", equalTo(id))
                .body("until", nullValue())
                .body("set_by", equalTo("alice"));
    }

    @Test
    void the_same_call_twice_is_one() {
        String key = "test-" + UUID.randomUUID();
        String body = body("email", email(), "2030-01-01T00:00:00Z");
        String id = add(body, key, TestKeys.operator())
                .then()
                .statusCode(201)
                .extract()
                .path("id");
        Response again = add(body, key, TestKeys.operator());
        again.then().statusCode(201).body("id", equalTo(id)).header("Idempotency-Replayed", "true");
        add(body.replace("2030", "2031"), key, TestKeys.operator()).then().statusCode(422);
    }

    @Test
    void it_is_on_record_without_the_address() {
        String id = add("email", email(), "2030-01-01T00:00:00Z", TestKeys.operator())
                .path("id");
        lift(id, "{\"reason\": \"asked again\"}").then().statusCode(204);
        List<String> record = new ArrayList<>();
        for (Row row : pool.preparedQuery(
                        "SELECT action, actor, detail::text FROM audit WHERE subject = $1 ORDER BY id")
                .execute(Tuple.of(UUID.fromString(id)))
                .await()
                .atMost(Duration.ofSeconds(10))) {
            record.add(row.getString(0) + " " + row.getString(1) + " " + row.getString(2));
        }
        assertEquals(2, record.size());
        assertTrue(record.getFirst().startsWith("suppression.added alice"), record::toString);
        assertTrue(record.getFirst().contains("asked us by letter"), record::toString);
        assertTrue(record.getLast().startsWith("suppression.lifted alice"), record::toString);
        assertTrue(record.getLast().contains("asked again"), record::toString);
        assertFalse(record.toString().contains(person));
    }

    @Test
    void who_reads_may_not_write_and_a_key_of_one_incident_may_do_neither() {
        String reader = TestKeys.make(pool, "reader", Set.of(Scopes.DELIVERIES_READ));
        given().header("Authorization", "Bearer " + reader).get(PATH).then().statusCode(200);
        add("email", email(), null, reader).then().statusCode(403);
        String admin = TestKeys.make(pool, "admin", Set.of(Scopes.CHANNELS_ADMIN));
        given().header("Authorization", "Bearer " + admin).get(PATH).then().statusCode(403);
        Set<String> both = Set.of(Scopes.DELIVERIES_READ, Scopes.CHANNELS_ADMIN);
        String bound = TestKeys.make(pool, "bound", both, Ids.next());
        given().header("Authorization", "Bearer " + bound).get(PATH).then().statusCode(403);
        add("email", email(), null, bound).then().statusCode(403);
    }

    @Test
    void the_list_goes_on_from_page_to_page() {
        List<String> made = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            made.addFirst(add("email", i + email(), null, TestKeys.operator()).path("id"));
        }
        Response first = call().get(PATH + "?channel=email&limit=2");
        Response second = call().get(PATH + "?channel=email&limit=2&cursor=" + first.path("next"));
        List<String> seen = new ArrayList<>(first.<List<String>>path("items.id"));
        seen.addAll(second.<List<String>>path("items.id"));
        assertEquals(made, seen.subList(0, 3));
        assertTrue(first.header("Link").contains("rel=\"next\""));
    }

    @Test
    void each_example_of_the_description_is_what_it_stands_for() {
        assertEquals(
                2, read(Examples.LIST, SuppressionView.Listed.class).items().size());
        assertTrue(read(Examples.FOUND, SuppressionView.Found.class).suppressed());
        assertEquals(
                "+14155550101",
                read(Examples.NEW, SuppressionForms.New.class)
                        .checked(java.time.Instant.EPOCH)
                        .target()
                        .address());
        assertEquals(
                "anna@example.net",
                read(Examples.SEARCH, SuppressionForms.Search.class).checked().address());
        assertFalse(read(Examples.LIFT, SuppressionForms.Lift.class).checked().isEmpty());
    }

    private static <T> T read(String json, Class<T> type) {
        return StrictJson.read(json.getBytes(StandardCharsets.UTF_8), type);
    }

    private static Response add(String channel, String address, String until, String key) {
        return add(body(channel, address, until), "test-" + UUID.randomUUID(), key);
    }

    private static String body(String channel, String address, String until) {
        return """
                {"channel": "%s", "address": "%s", "reason": "asked us by letter", "until": %s}""".formatted(channel, address, until == null ? "null" : "\"" + until + "\"");
    }

    private static Response add(String body, String idempotencyKey, String key) {
        return given().header("Authorization", "Bearer " + key)
                .header("Idempotency-Key", idempotencyKey)
                .contentType("application/json")
                .body(body)
                .post(PATH);
    }

    private static Response search(String channel, String address) {
        return call().body("{\"channel\": \"" + channel + "\", \"address\": \"" + address + "\"}")
                .post(PATH + "/search");
    }

    private static Response lift(String id, String body) {
        return call().header("Idempotency-Key", "test-" + UUID.randomUUID())
                .body(body)
                .post(PATH + "/" + id + "/lift");
    }

    private static RequestSpecification call() {
        return given().header("Authorization", "Bearer " + TestKeys.operator()).contentType("application/json");
    }
}
