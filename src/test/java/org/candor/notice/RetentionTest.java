package org.candor.notice;

import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.notNullValue;
import static org.hamcrest.Matchers.nullValue;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import io.vertx.core.buffer.Buffer;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.RowSet;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.inject.Inject;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.candor.incident.Person;
import org.candor.incident.Recipients;
import org.candor.plumbing.Ids;
import org.candor.vault.CannotOpen;
import org.candor.vault.Vault;
import org.junit.jupiter.api.Test;

/** All people of an incident, when it is over (E1, E2). */
@QuarkusTest
class RetentionTest {
    private static final Duration SOON = Duration.ofSeconds(30);

    @Inject
    Pool pool;

    @Inject
    Retention retention;

    @Inject
    Recipients recipients;

    @Inject
    Vault vault;

    @Test
    void e1_who_was_kept_long_enough_is_erased_and_others_stay() {
        String old = sent(2);
        String fresh = sent(1);
        older(old, "91 days");
        older(fresh, "89 days");
        round();
        erased(incident(old), 2);
        Rest.ALICE.call().get("/v1/incidents/" + incident(fresh)).then().body("erased_at", nullValue());
        people(incident(fresh)).then().body("items", hasSize(1));
        assertEquals(
                "retention",
                rows(
                                "SELECT actor FROM audit WHERE subject = $1 AND action = 'incident.erased'",
                                UUID.fromString(incident(old)))
                        .iterator()
                        .next()
                        .getString("actor"));
    }

    @Test
    void e1_an_incident_with_a_notice_under_way_or_just_done_keeps_its_people() {
        String old = sent(1);
        older(old, "91 days");
        ObjectNode update = Rest.notice(UUID.fromString(incident(old)))
                .put("kind", "update")
                .put("follows", old);
        Rest.ALICE.post("/v1/notices", update).then().statusCode(201);
        round();
        people(incident(old)).then().body("items", hasSize(1));
    }

    @Test
    void e2_the_key_of_an_incident_is_destroyed_with_its_reference_typed_and_a_reason() {
        String notice = sent(2);
        String incident = incident(notice);
        Response wrong = erase(incident, "IR-2026-999");
        wrong.then().statusCode(422).body("errors.pointer", hasItem("/reference"));
        people(incident).then().body("items", hasSize(2));
        Response done = erase(incident, "IR-2026-015");
        done.then().statusCode(200).body("erased_at", notNullValue());
        assertNull(one("SELECT sealed_key FROM incident WHERE id = $1", UUID.fromString(incident))
                .getBuffer("sealed_key"));
        people(incident).then().body("items", hasSize(0));
        round();
        erased(incident, 2);
        erase(incident, "IR-2026-015").then().statusCode(200).body("erased_at", equalTo(done.path("erased_at")));
    }

    @Test
    void e2_an_incident_is_not_erased_while_a_notice_of_it_is_not_done() {
        String draft = Rest.ALICE.post("/v1/notices", Rest.inline(1)).path("id");
        String incident = incident(draft);
        erase(incident, "IR-2026-015").then().statusCode(409);
        people(incident).then().body("items", hasSize(1));
        Rest.ALICE.step(draft, "cancel").then().statusCode(200);
        erase(incident, "IR-2026-015").then().statusCode(200);
    }

    @Test
    void e2_an_erased_incident_takes_nobody_and_its_notice_keeps_its_counts_and_evidence() {
        String notice = sent(2);
        String incident = incident(notice);
        erase(incident, "IR-2026-015").then().statusCode(200);
        round();
        Rest.ALICE
                .call()
                .header("Idempotency-Key", Rest.fresh())
                .contentType("application/x-ndjson")
                .body("{\"ref\": \"n\", \"email\": \"n@example.net\"}\n".getBytes(StandardCharsets.UTF_8))
                .post("/v1/incidents/" + incident + "/recipients?name=later")
                .then()
                .statusCode(409);
        Rest.ALICE.get(notice).then().body("counts.email.accepted", equalTo(2)).body("audience", equalTo(2));
        Rest.ALICE.call().get("/v1/notices/" + notice + "/evidence").then().statusCode(200);
        Rest.ALICE
                .call()
                .get("/v1/notices/" + notice + "/preview?channel=email&locale=en")
                .then()
                .statusCode(200);
    }

    @Test
    void e2_an_incident_that_is_not_there_is_not_found() {
        erase(Ids.next().toString(), "IR-2026-015").then().statusCode(404);
    }

    /** A copy of the rows that comes back from elsewhere is of no use without the key, in a process that had it open too. */
    @Test
    void e2_who_comes_back_from_a_copy_is_not_read() {
        String incident = incident(sent(1));
        UUID id = UUID.fromString(incident);
        UUID person = one("SELECT id FROM recipient WHERE incident = $1", id).getUUID("id");
        assertEquals(1, open(id, person).size());
        Buffer copy = Buffer.buffer(one("SELECT sealed FROM recipient WHERE incident = $1", id)
                .getBuffer("sealed")
                .getBytes());
        erase(incident, "IR-2026-015").then().statusCode(200);
        round();
        erased(incident, 1);
        comesBack(person, copy);
        assertEquals(0, open(id, person).size());
        people(incident).then().body("items", hasSize(0));
        // Not even with a key that the incident is given anew.
        pool.preparedQuery("UPDATE incident SET sealed_key = $2, erased_at = NULL, people_gone = false WHERE id = $1")
                .execute(Tuple.of(
                        id, Buffer.buffer(vault.newIncidentKey(id).await().atMost(SOON))))
                .await()
                .atMost(SOON);
        comesBack(person, copy);
        assertThrows(CannotOpen.class, () -> open(id, person));
    }

    private void comesBack(UUID person, Buffer sealed) {
        pool.preparedQuery("UPDATE recipient SET sealed = $2, erased_at = NULL WHERE id = $1")
                .execute(Tuple.of(person, sealed))
                .await()
                .atMost(SOON);
    }

    private Map<UUID, Person> open(UUID incident, UUID person) {
        return recipients.open(incident, List.of(person)).await().atMost(SOON);
    }

    /** Nothing tells any more who these people were. */
    private void erased(String incident, int people) {
        UUID id = UUID.fromString(incident);
        await().atMost(SOON)
                .until(() -> one("SELECT people_gone FROM incident WHERE id = $1", id)
                        .getBoolean("people_gone"));
        assertEquals(people, rows("""
                        SELECT 1 FROM recipient WHERE incident = $1 AND sealed IS NULL AND email_bi IS NULL AND phone_bi IS NULL
                            AND content_bi = '' AND locale IS NULL AND region IS NULL AND domain IS NULL""", id).size());
        assertEquals(0, rows("""
                        SELECT 1 FROM delivery d JOIN notice n ON n.id = d.notice
                        WHERE n.incident = $1 AND (d.address_bi IS NOT NULL OR d.domain IS NOT NULL)""", id).size());
        assertEquals(0, rows("""
                        SELECT 1 FROM reset_notice WHERE incident = $1 AND revoked_at IS NULL""", id).size());
        assertNotNull(Rest.ALICE.call().get("/v1/incidents/" + incident).path("erased_at"));
    }

    @Test
    void e1_a_list_that_came_since_keeps_the_people() {
        String old = sent(1);
        older(old, "91 days");
        pool.preparedQuery("UPDATE import SET touched_at = clock_timestamp() WHERE incident = $1")
                .execute(Tuple.of(UUID.fromString(incident(old))))
                .await()
                .atMost(SOON);
        round();
        people(incident(old)).then().body("items", hasSize(1));
    }

    private void older(String notice, String age) {
        pool.preparedQuery("UPDATE import SET touched_at = touched_at - $2::text::interval,"
                        + " finished_at = finished_at - $2::text::interval"
                        + " WHERE incident = (SELECT incident FROM notice WHERE id = $1)")
                .execute(Tuple.of(UUID.fromString(notice), age))
                .await()
                .atMost(SOON);
        pool.preparedQuery("UPDATE notice SET finished_at = finished_at - $2::text::interval,"
                        + " created_at = created_at - $2::text::interval WHERE id = $1")
                .execute(Tuple.of(UUID.fromString(notice), age))
                .await()
                .atMost(SOON);
    }

    private void round() {
        retention.round().await().atMost(SOON);
    }

    private static Response erase(String incident, String reference) {
        return Rest.ALICE.post(
                "/v1/incidents/" + incident + "/erase",
                Rest.json("{\"reference\": \"" + reference + "\", \"reason\": \"the case is closed\"}"));
    }

    private static String sent(int people) {
        String notice = Rest.ALICE
                .post("/v1/notices", Rest.inline(people).put("release", true))
                .path("id");
        await().atMost(SOON).until(() -> Rest.ALICE.get(notice).path("state").equals("completed"));
        return notice;
    }

    private static String incident(String notice) {
        return Rest.ALICE.get(notice).path("incident");
    }

    private static Response people(String incident) {
        return Rest.ALICE.call().get("/v1/incidents/" + incident + "/recipients");
    }

    private Row one(String question, UUID id) {
        return rows(question, id).iterator().next();
    }

    private RowSet<Row> rows(String question, UUID id) {
        return pool.preparedQuery(question).execute(Tuple.of(id)).await().atMost(SOON);
    }
}
