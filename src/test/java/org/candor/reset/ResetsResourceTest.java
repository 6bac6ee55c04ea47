package org.candor.reset;

import static io.restassured.RestAssured.given;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quarkus.test.junit.QuarkusTest;
import io.restassured.path.json.JsonPath;
import io.restassured.response.Response;
import io.restassured.specification.RequestSpecification;
import jakarta.inject.Inject;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.candor.access.TestKeys;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@QuarkusTest
class ResetsResourceTest {
    @Inject
    Breach breach;

    private Breach.Made made;
    private UUID notice;

    @BeforeEach
    void threePeopleAsked() {
        made = breach.incident(3);
        notice = breach.notice(made);
        made.people()
                .forEach(
                        it -> Browser.pressFrom(breach.token(notice, it)).then().statusCode(303));
    }

    @Test
    void requests_are_listed_by_pages_oldest_first_and_hold_ids_only() {
        List<String> seen = new ArrayList<>();
        String cursor = null;
        do {
            RequestSpecification call = call().queryParam("notice", notice).queryParam("limit", 2);
            JsonPath page = (cursor == null ? call : call.queryParam("cursor", cursor))
                    .get("/v1/resets")
                    .then()
                    .statusCode(200)
                    .extract()
                    .jsonPath();
            seen.addAll(page.getList("items.recipient"));
            cursor = page.getString("next");
        } while (cursor != null);
        assertEquals(made.people().stream().map(UUID::toString).toList(), seen);
        Response all = call().queryParam("notice", notice).get("/v1/resets");
        assertFalse(all.asString().contains("anary"));
        assertEquals(
                List.of("requested", "requested", "requested"), all.jsonPath().getList("items.state"));
        assertNotNull(all.jsonPath().getString("items[0].requested_at"));
        assertNull(all.jsonPath().getString("items[0].next_try_at"), "nobody is called here: it waits to be read");
    }

    @Test
    void a_request_is_found_by_the_reference_that_its_person_reads_out() {
        String reference =
                call().queryParam("notice", notice).get("/v1/resets").jsonPath().getString("items[1].reference");
        JsonPath found =
                call().queryParam("reference", reference).get("/v1/resets").jsonPath();
        assertEquals(List.of(made.people().get(1).toString()), found.getList("items.recipient"));
        String id = found.getString("items[0].id");
        assertEquals(
                reference,
                call().get("/v1/resets/" + id)
                        .then()
                        .statusCode(200)
                        .extract()
                        .jsonPath()
                        .getString("reference"));
    }

    @Test
    void the_identity_provider_reports_back_once() {
        String id =
                call().queryParam("notice", notice).get("/v1/resets").jsonPath().getString("items[0].id");
        Response first = completed(id, "").then().statusCode(200).extract().response();
        assertEquals("completed", first.jsonPath().getString("state"));
        String at = first.jsonPath().getString("completed_at");
        assertEquals(
                at,
                completed(id, "{}").then().statusCode(200).extract().jsonPath().getString("completed_at"));
        assertEquals(
                1,
                breach.number(
                        "SELECT count(*) FROM audit WHERE action = 'reset.completed' AND subject = $1",
                        UUID.fromString(id)));
        assertEquals(
                List.of(id),
                call().queryParam("notice", notice)
                        .queryParam("state", "completed")
                        .get("/v1/resets")
                        .jsonPath()
                        .getList("items.id"));
        assertEquals(new ResetCounts(3, 3, 1, 1, 0), Breach.await(links.counts(notice)));
    }

    @Inject
    ResetLinks links;

    @Test
    void what_is_wrong_is_said() {
        call().queryParam("state", "opened").get("/v1/resets").then().statusCode(400);
        call().queryParam("notice", "x").get("/v1/resets").then().statusCode(400);
        call().queryParam("limit", "0").get("/v1/resets").then().statusCode(400);
        call().queryParam("cursor", "x").get("/v1/resets").then().statusCode(400);
        call().queryParam("colour", "x").get("/v1/resets").then().statusCode(400);
        call().get("/v1/resets/" + UUID.randomUUID()).then().statusCode(404);
        call().get("/v1/resets/x").then().statusCode(404);
        completed(UUID.randomUUID().toString(), "").then().statusCode(404);
        String id =
                call().queryParam("notice", notice).get("/v1/resets").jsonPath().getString("items[0].id");
        completed(id, "{\"done\":true}").then().statusCode(422);
        completed(id, "x").then().statusCode(400);
        call().post("/v1/resets/" + id + "/completed").then().statusCode(400);
        assertEquals("requested", call().get("/v1/resets/" + id).jsonPath().getString("state"));
    }

    @Test
    void a1_nobody_reads_or_reports_without_a_key() {
        given().get("/v1/resets").then().statusCode(401);
        given().get("/v1/resets/" + UUID.randomUUID()).then().statusCode(401);
        given().header("Idempotency-Key", UUID.randomUUID())
                .post("/v1/resets/" + UUID.randomUUID() + "/completed")
                .then()
                .statusCode(401);
        assertTrue(call().get("/v1/resets")
                        .then()
                        .statusCode(200)
                        .extract()
                        .jsonPath()
                        .getList("items")
                        .size()
                > 2);
    }

    private static Response completed(String id, String body) {
        RequestSpecification call = call().header("Idempotency-Key", UUID.randomUUID());
        return (body.isEmpty() ? call : call.contentType("application/json").body(body))
                .post("/v1/resets/" + id + "/completed");
    }

    private static RequestSpecification call() {
        return given().header("Authorization", "Bearer " + TestKeys.operator());
    }
}
