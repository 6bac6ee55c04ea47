package org.candor.incident;

import static io.restassured.RestAssured.given;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.hasItems;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.notNullValue;
import static org.hamcrest.Matchers.nullValue;
import static org.hamcrest.Matchers.startsWith;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import io.restassured.specification.RequestSpecification;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.pgclient.PgException;
import jakarta.inject.Inject;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.UUID;
import org.candor.access.TestKeys;
import org.junit.jupiter.api.Test;

@QuarkusTest
class IncidentRestTest {
    static final String FACTS = """
            {"reference": "IR-2026-014", "title": "Customer portal credential exposure",
             "organisation": {"name": "Example Bank", "email": "privacy@example.com", "phone": "+1 (415) 555-0100",
               "url": "https://example.com/privacy", "postal": "1 Main St, Springfield"},
             "occurred": {"from": "2026-11-02", "to": "2026-11-05"}, "discovered_at": "2026-11-07T10:30:00+01:00",
             "exposed": ["names", "email-addresses", "passwords"],
             "compromised_channels": [], "email_needs_consent_in": ["US-NY"]}
            """;

    @Inject
    Pool pool;

    @Test
    void a_breach_is_reported_and_read_again() {
        Response made = post("/v1/incidents", FACTS);
        made.then()
                .statusCode(201)
                .header("ETag", "\"1\"")
                .header("Location", startsWith("/v1/incidents/"))
                .body("discovered_at", equalTo("2026-11-07T09:30:00Z"))
                .body("organisation.phone", equalTo("+14155550100"))
                .body("owner", equalTo("alice"));
        tool().get(made.header("Location"))
                .then()
                .statusCode(200)
                .header("ETag", "\"1\"")
                .body("reference", equalTo("IR-2026-014"))
                .body("occurred.from", equalTo("2026-11-02"))
                .body("discovered_at", equalTo("2026-11-07T09:30:00Z"))
                .body("exposed", contains("names", "email-addresses", "passwords"))
                .body("email_needs_consent_in", contains("US-NY"))
                .body("created_at", equalTo(made.jsonPath().getString("created_at")));
    }

    @Test
    void everything_wrong_with_a_report_is_said_at_once() {
        post("/v1/incidents", """
                {"reference": " ", "title": "a\\u0000b",
                 "organisation": {"name": "Example", "email": "nobody", "phone": "911", "url": "https://127.0.0.1/"},
                 "occurred": {"from": "2026-11-05", "to": "2026-11-02"}, "discovered_at": "yesterday",
                 "exposed": ["names", "shoe-sizes", "names"], "compromised_channels": ["fax"],
                 "email_needs_consent_in": ["Bavaria"]}
                """)
                .then()
                .statusCode(422)
                .body("type", equalTo("/problems/validation-failed"))
                .body(
                        "errors.pointer",
                        hasItems(
                                "/reference",
                                "/title",
                                "/organisation/email",
                                "/organisation/phone",
                                "/organisation/url",
                                "/occurred/to",
                                "/discovered_at",
                                "/exposed/1",
                                "/exposed/2",
                                "/compromised_channels/0",
                                "/email_needs_consent_in/0"));
        post("/v1/incidents", "{}").then().statusCode(422).body("errors.pointer", hasItem("/organisation"));
        post("/v1/incidents", FACTS.replace("\"title\"", "\"titel\""))
                .then()
                .statusCode(422)
                .body("type", equalTo("/problems/unknown-field"));
        post("/v1/incidents", FACTS.replace("\"Customer portal credential exposure\"", "{}"))
                .then()
                .statusCode(422)
                .body("errors[0].pointer", equalTo("/title"));
    }

    @Test
    void a_web_address_of_the_organisation_is_public_and_https() {
        for (String url : List.of(
                "http://example.com/",
                "ftp://example.com/",
                "javascript:x",
                "data:,x",
                "https://2130706433/",
                "https://0177.0.0.1/",
                "https://0x7f.1/",
                "https://0/",
                "https://[::1]/",
                "https://[2002:7f00:1::]/",
                "https://user@example.com/",
                "https://example.com:444/",
                "https://localhost/",
                "https://kubernetes.default.svc/",
                "https://printer.local/",
                "https://example\u2024com/",
                "https://exa mple.com/",
                "https://example.com\\\\@evil.example/",
                "//example.com/",
                "example.com")) {
            post("/v1/incidents", FACTS.replace("https://example.com/privacy", url))
                    .then()
                    .statusCode(422)
                    .body("errors.pointer", contains("/organisation/url"));
        }
        for (String url : List.of("https://example.com", "https://a.b-c.example:8443/x?y=%20#z")) {
            post("/v1/incidents", FACTS.replace("https://example.com/privacy", url))
                    .then()
                    .statusCode(201);
        }
    }

    @Test
    void a_change_needs_the_revision_that_was_seen() {
        String path = post("/v1/incidents", FACTS).header("Location");
        patch(path, null, "{\"title\": \"x\"}").then().statusCode(428);
        patch(path, "\"7\"", "{\"title\": \"x\"}").then().statusCode(412);
        patch(path, "\"1\"", "{\"title\": \"Changed\", \"organisation\": {\"phone\": null}, \"occurred\": null}")
                .then()
                .statusCode(200)
                .header("ETag", "\"2\"")
                .body("title", equalTo("Changed"))
                .body("organisation.name", equalTo("Example Bank"))
                .body("organisation.phone", nullValue())
                .body("occurred", nullValue());
        patch(path, "\"1\"", "{\"title\": \"lost\"}").then().statusCode(412);
        patch(path, "\"2\"", "{\"title\": null}").then().statusCode(422).body("errors.pointer", contains("/title"));
        patch(path, "\"2\"", "{\"colour\": \"red\"}").then().statusCode(422);
        patch(path, "\"2\"", "[]").then().statusCode(422);
        tool().get(path).then().body("title", equalTo("Changed")).header("ETag", "\"2\"");
        assertEquals(1, audited(path, "incident.changed"));
        assertEquals(1, audited(path, "incident.created"));
    }

    @Test
    void a_change_that_is_repeated_under_its_key_gets_its_first_answer() {
        String path = post("/v1/incidents", FACTS).header("Location");
        String key = "test-" + UUID.randomUUID();
        for (String replayed : new String[] {null, "true"}) {
            tool().contentType("application/json")
                    .header("Idempotency-Key", key)
                    .header("If-Match", "\"1\"")
                    .body("{\"title\": \"Changed\"}")
                    .patch(path)
                    .then()
                    .statusCode(200)
                    .header("ETag", "\"2\"")
                    .header("Idempotency-Replayed", equalTo(replayed))
                    .body("title", equalTo("Changed"))
                    .body("revision", equalTo(2));
        }
        tool().contentType("application/json")
                .header("Idempotency-Key", key)
                .header("If-Match", "\"2\"")
                .body("{\"title\": \"Another\"}")
                .patch(path)
                .then()
                .statusCode(422)
                .body("type", equalTo("/problems/idempotency-key-reused"));
        assertEquals(1, audited(path, "incident.changed"));
    }

    @Test
    void ids_that_are_malformed_missing_or_anybodys_guess_look_the_same() {
        for (String id : List.of("0", "undefined", "00000000-0000-0000-0000-000000000000", "x".repeat(300))) {
            for (String rest : List.of("", "/assessment", "/actions", "/recipients")) {
                tool().get("/v1/incidents/" + id + rest)
                        .then()
                        .statusCode(404)
                        .body("type", equalTo("/problems/not-found"));
            }
        }
    }

    @Test
    void the_list_is_paged_newest_first() {
        List<String> made = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            made.add(post("/v1/incidents", FACTS).jsonPath().getString("id"));
        }
        List<String> seen = new ArrayList<>();
        String next = "/v1/incidents?limit=2";
        for (int page = 0; page < 2; page++) {
            Response answer = tool().get(next);
            answer.then().statusCode(200).body("items", hasSize(2)).header("Link", notNullValue());
            seen.addAll(answer.jsonPath().getList("items.id"));
            next = "/v1/incidents?limit=2&cursor=" + answer.jsonPath().getString("next");
        }
        assertEquals(4, new HashSet<>(seen).size());
        assertTrue(made.containsAll(seen));
        assertEquals(
                seen, seen.stream().sorted(java.util.Comparator.reverseOrder()).toList());
        tool().get("/v1/incidents?limit=251").then().statusCode(400);
        tool().get("/v1/incidents?cursor=AAAA").then().statusCode(400);
        tool().get("/v1/incidents?fields=*").then().statusCode(400);
    }

    @Test
    void actions_are_added_and_never_changed() {
        String path = post("/v1/incidents", FACTS).header("Location") + "/actions";
        post(path, "{\"kind\": \"fix\", \"summary\": \"Closed the door.\\nTwice.\", \"due\": \"2026-12-01\"}")
                .then()
                .statusCode(201)
                .body("noted_by", equalTo("alice"))
                .body("id", notNullValue());
        post(path, "{\"kind\": \"dance\", \"due\": \"soon\"}")
                .then()
                .statusCode(422)
                .body("errors.pointer", hasItems("/kind", "/summary", "/due"));
        post(
                        path,
                        "{\"kind\": \"authority\", \"summary\": \"Told the regulator.\", \"done_at\": \"2026-11-09T08:00:00Z\"}")
                .then()
                .statusCode(201);
        tool().get(path)
                .then()
                .body("items.kind", contains("fix", "authority"))
                .body("items[0].due", equalTo("2026-12-01"))
                .body("items[1].done_at", equalTo("2026-11-09T08:00:00Z"));
        for (String change : List.of("UPDATE incident_action SET summary = 'x'", "DELETE FROM incident_action")) {
            assertThrows(
                    PgException.class, () -> Samples.await(pool.query(change).execute()));
        }
    }

    @Test
    void a_repeated_report_makes_one_incident() {
        String key = "once-" + UUID.randomUUID();
        String first = tool().header("Idempotency-Key", key)
                .contentType("application/json")
                .body(FACTS)
                .post("/v1/incidents")
                .jsonPath()
                .getString("id");
        tool().header("Idempotency-Key", key)
                .contentType("application/json")
                .body(FACTS)
                .post("/v1/incidents")
                .then()
                .statusCode(201)
                .header("Idempotency-Replayed", "true")
                .body("id", equalTo(first));
        assertNotEquals(first, post("/v1/incidents", FACTS).jsonPath().getString("id"));
    }

    @Test
    void without_a_key_nothing_is_told() {
        for (String path : List.of("/v1/incidents", "/v1/incidents/0", "/v1/imports/0", "/v1/incidents/0/recipients")) {
            given().get(path).then().statusCode(401).body("type", equalTo("/problems/unauthenticated"));
        }
    }

    private static Response post(String path, String json) {
        return tool().header("Idempotency-Key", "test-" + UUID.randomUUID())
                .contentType("application/json")
                .body(json)
                .post(path);
    }

    private static Response patch(String path, String etag, String json) {
        RequestSpecification request = tool().contentType("application/json").body(json);
        return (etag == null ? request : request.header("If-Match", etag)).patch(path);
    }

    private static RequestSpecification tool() {
        return given().auth().oauth2(TestKeys.operator());
    }

    private long audited(String path, String action) {
        return Samples.await(pool.preparedQuery("SELECT count(*) FROM audit WHERE subject = $1 AND action = $2")
                        .execute(io.vertx.mutiny.sqlclient.Tuple.of(
                                UUID.fromString(path.substring(path.lastIndexOf('/') + 1)), action)))
                .iterator()
                .next()
                .getLong(0);
    }
}
