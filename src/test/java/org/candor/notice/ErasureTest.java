package org.candor.notice;

import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasSize;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.RowSet;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.inject.Inject;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import org.candor.access.Scopes;
import org.candor.access.TestKeys;
import org.candor.delivery.Channel;
import org.candor.delivery.Evidence;
import org.candor.delivery.News;
import org.candor.incident.Erasures;
import org.candor.plumbing.Ids;
import org.candor.queue.Late;
import org.candor.queue.Told;
import org.candor.vault.Vault;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Somebody asks to be forgotten (E2 to E5). */
@QuarkusTest
class ErasureTest {
    private static final Duration SOON = Duration.ofSeconds(30);

    @Inject
    Pool pool;

    @Inject
    Late late;

    @Inject
    Erasures erasures;

    @Inject
    Vault vault;

    @Test
    void e2_nothing_of_the_person_is_left_in_any_column_and_the_counts_stay() {
        String notice = sent(3);
        String incident = incident(notice);
        UUID person = person(incident, "c-1");
        Set<String> indexes = indexes(person);
        assertEquals(3, indexes.size(), "email, phone and the address of a delivery: " + indexes);
        Response erased = erase(incident, "c-1");
        erased.then().statusCode(200).body("recipient", equalTo(person.toString()));
        assertEquals(Set.of(), indexes(person));
        Row row = one(
                "SELECT sealed, locale, region, exposed, domain, octet_length(content_bi) AS said FROM recipient"
                        + " WHERE id = $1",
                person);
        for (String column : List.of("sealed", "locale", "region", "exposed", "domain")) {
            assertEquals(null, row.getValue(column), column);
        }
        assertEquals(0, row.getInteger("said"));
        people(incident).then().body("items", hasSize(2));
        Rest.ALICE.get(notice).then().body("state", equalTo("completed")).body("counts.email.accepted", equalTo(3));
        assertEquals(
                1,
                rows("SELECT 1 FROM audit WHERE subject = $1 AND action = 'recipient.erased'", person)
                        .size());
    }

    @Test
    void e2_no_table_holds_a_mark_of_the_person_but_those_that_keep_lists_out_for_a_while() {
        String word = "gone-" + Ids.next();
        String phone = "+1212555" + (7000 + Math.floorMod(word.hashCode(), 1000));
        ObjectNode order = Rest.inline(2).put("release", true);
        ((ObjectNode) order.get("recipients").get(0))
                .put("ref", word)
                .put("name", word)
                .put("account", word)
                .put("email", word + "@gone.example")
                .put("phone", phone);
        String notice = released(order);
        await().atMost(SOON).until(() -> Rest.ALICE.get(notice).path("state").equals("completed"));
        UUID incident = UUID.fromString(incident(notice));
        String email = hex(vault.index(Vault.EMAIL, word + "@gone.example"));
        String number = hex(vault.index(Vault.PHONE, phone));
        String ref = hex(vault.indexRef(incident, word));
        assertEquals(Set.of("delivery", "recipient"), tables(email));
        assertEquals(Set.of("recipient"), tables(number));
        assertEquals(Set.of("recipient"), tables(ref));

        UUID person = UUID.fromString(erase(incident.toString(), word)
                .then()
                .statusCode(200)
                .extract()
                .path("recipient"));
        assertEquals(Set.of("erasure"), tables(email));
        assertEquals(Set.of("erasure"), tables(number));
        assertEquals(Set.of("recipient"), tables(ref), "its own row alone, until the mark is forgotten");
        assertEquals(Set.of(), tables(word));

        run("UPDATE erasure SET forget_at = clock_timestamp() WHERE recipient = $1", person);
        await().atMost(SOON)
                .until(() -> erasures.forget().await().atMost(SOON) == 0
                        && tables(email).isEmpty());
        assertEquals(Set.of(), tables(number));
        assertEquals(Set.of(), tables(ref));
    }

    private static String hex(byte[] index) {
        return HexFormat.of().formatHex(index);
    }

    /** The tables with a row that has this text anywhere, as a dump would show it. */
    private Set<String> tables(String text) {
        Set<String> found = new TreeSet<>();
        String all = "SELECT quote_ident(schemaname) || '.' || quote_ident(tablename) AS name, tablename FROM pg_tables"
                + " WHERE schemaname !~ '^pg_' AND schemaname <> 'information_schema'";
        for (Row table : pool.query(all).execute().await().atMost(SOON)) {
            String question =
                    "SELECT 1 FROM " + table.getString("name") + " t WHERE position($1 IN t::text) > 0 LIMIT 1";
            if (pool.preparedQuery(question)
                            .execute(Tuple.of(text))
                            .await()
                            .atMost(SOON)
                            .size()
                    > 0) {
                found.add(table.getString("tablename"));
            }
        }
        return found;
    }

    @Test
    void e2_what_was_not_sent_yet_is_not_sent_and_is_accounted_for() {
        ObjectNode order = Rest.inline(3).put("release", true);
        order.put("not_before", Instant.now().plus(1, ChronoUnit.HOURS).toString());
        String notice = released(order);
        String incident = incident(notice);
        await().atMost(SOON)
                .until(() -> Rest.ALICE.get(notice).path("counts.email.queued").equals(3));
        erase(incident, "c-0").then().statusCode(200);
        Rest.ALICE
                .get(notice)
                .then()
                .body("counts.email.queued", equalTo(2))
                .body("counts.email.suppressed", equalTo(1));
        assertEquals(
                "erased",
                one("SELECT reason FROM delivery WHERE notice = $1 AND state = 'suppressed'", UUID.fromString(notice))
                        .getString("reason"));
    }

    @Test
    void e2_who_is_erased_between_the_audience_and_the_fan_out_is_counted_as_without_an_address() {
        String notice = Rest.ALICE.post("/v1/notices", Rest.inline(3)).path("id");
        String incident = incident(notice);
        Rest.ALICE.step(notice, "submit").then().statusCode(200).body("audience", equalTo(3));
        erase(incident, "c-2").then().statusCode(200);
        Rest.ALICE.step(notice, "release").then().statusCode(202);
        await().atMost(SOON).until(() -> Rest.ALICE.get(notice).path("state").equals("completed"));
        Rest.ALICE.get(notice).then().body("counts.email.accepted", equalTo(2)).body("audience", equalTo(3));
        assertEquals(
                1,
                one(
                                "SELECT sum(no_address)::int AS n FROM notice_channel WHERE notice = $1 AND channel = 'email'",
                                UUID.fromString(notice))
                        .getInteger("n"));
        assertEquals(
                2,
                rows("SELECT 1 FROM reset_link WHERE notice = $1", UUID.fromString(notice))
                        .size());
    }

    @Test
    void e2_links_end_with_their_person() {
        String notice = sent(1);
        assertEquals(1, usable(notice));
        erase(incident(notice), "c-0").then().statusCode(200);
        assertEquals(0, usable(notice));
    }

    @ParameterizedTest
    @ValueSource(strings = {"application/x-ndjson", "text/csv"})
    void e3_no_list_brings_the_person_back_by_ref_or_by_addresses(String type) {
        String notice = sent(2);
        String incident = incident(notice);
        UUID person = person(incident, "c-1");
        erase(incident, "c-1").then().statusCode(200);
        boolean csv = type.equals("text/csv");
        String list = csv
                ? "ref,email,phone\nc-1,person1@example.net,\nnew-ref,Person1@Example.net,\na,a@example.net,\nb,b@example.net,\nc,c@example.net,\n"
                : """
                  {"ref": "c-1", "email": "person1@example.net"}
                  {"ref": "new-ref", "email": "Person1@Example.net"}
                  {"ref": "a", "email": "a@example.net"}
                  {"ref": "b", "email": "b@example.net"}
                  {"ref": "c", "email": "c@example.net"}
                  """;
        String report = upload(incident, type, list);
        Rest.ALICE.call().get(report).then().body("accepted", equalTo(3)).body("rejected", equalTo(2));
        String rejects = Rest.ALICE.call().get(report + "/rejects").asString();
        assertEquals(2, rejects.lines().filter(it -> it.contains("\"erased\"")).count(), rejects);
        people(incident).then().body("items", hasSize(4));
        Rest.ALICE.step(notice, "extend").then().statusCode(202);
        await().atMost(SOON).until(() -> Rest.ALICE.get(notice).path("state").equals("completed"));
        assertEquals(
                5,
                rows("SELECT 1 FROM delivery WHERE notice = $1", UUID.fromString(notice))
                        .size());
        assertEquals(
                1,
                rows("SELECT 1 FROM delivery WHERE recipient = $1", person).size(),
                "what was sent before it was asked for");
        assertEquals(
                0,
                pool.preparedQuery("SELECT 1 FROM delivery WHERE notice = $1 AND address_bi = $2")
                        .execute(Tuple.of(
                                UUID.fromString(notice),
                                Buffer.buffer(vault.index(Vault.EMAIL, "person1@example.net"))))
                        .await()
                        .atMost(SOON)
                        .size());
        assertEquals(
                1,
                rows(
                                "SELECT 1 FROM erasure WHERE recipient = $1 AND abs(extract(epoch FROM"
                                        + " forget_at - clock_timestamp() - interval '30 days')) < 300",
                                person)
                        .size(),
                "the mark is kept for thirty days");
    }

    @Test
    void e3_who_shares_an_address_with_an_erased_person_and_was_there_before_stays() {
        String incident = incident(sent(1));
        String two = """
                {"ref": "parent", "email": "family@example.net"}
                {"ref": "child", "email": "family@example.net"}
                """;
        upload(incident, "application/x-ndjson", two);
        erase(incident, "parent").then().statusCode(200);
        String report = upload(incident, "application/x-ndjson", two);
        Rest.ALICE.call().get(report).then().body("merged", equalTo(1)).body("rejected", equalTo(1));
        people(incident).then().body("items", hasSize(2));
    }

    @Test
    void e3_after_its_time_the_mark_is_gone_and_nothing_tells_who_it_was() {
        String incident = incident(sent(1));
        UUID person = person(incident, "c-0");
        erase(incident, "c-0").then().statusCode(200);
        String ref = one("SELECT encode(ref_bi, 'hex') AS ref FROM recipient WHERE id = $1", person)
                .getString("ref");
        run("UPDATE erasure SET forget_at = clock_timestamp() WHERE recipient = $1", person);
        await().atMost(SOON)
                .until(() -> erasures.forget().await().atMost(SOON) == 0
                        && rows("SELECT 1 FROM erasure WHERE recipient = $1", person)
                                        .size()
                                == 0);
        assertFalse(ref.equals(one("SELECT encode(ref_bi, 'hex') AS ref FROM recipient WHERE id = $1", person)
                .getString("ref")));
        upload(incident, "application/x-ndjson", "{\"ref\": \"c-0\", \"email\": \"person0@example.net\"}\n");
        people(incident).then().body("items", hasSize(1));
    }

    @Test
    void e4_a_receipt_that_comes_later_resurrects_nothing_and_suppresses_no_address() {
        String notice = sent(1);
        erase(incident(notice), "c-0").then().statusCode(200);
        UUID attempt = one(
                        "SELECT a.id FROM attempt a JOIN delivery d ON d.id = a.delivery WHERE d.notice = $1",
                        UUID.fromString(notice))
                .getUUID("id");
        long before = rows("SELECT 1 FROM suppression WHERE $1::uuid IS NOT NULL", attempt)
                .size();
        late.receive(
                        Late.Source.RECEIPT,
                        List.of(new Told(
                                Ids.next(),
                                attempt,
                                Channel.EMAIL,
                                new News.CameBack(Duration.ofDays(90), new Evidence("bounced", "550", "5.1.1")))))
                .await()
                .atMost(SOON);
        Rest.ALICE.get(notice).then().body("counts.email.bounced", equalTo(1));
        assertEquals(Set.of(), indexes(person(notice)));
        assertEquals(
                before,
                rows("SELECT 1 FROM suppression WHERE $1::uuid IS NOT NULL", attempt)
                        .size());
    }

    @Test
    void e5_an_address_that_is_left_alone_stays_so() {
        ObjectNode order = Rest.inline(1).put("release", true);
        ((ObjectNode) order.get("recipients").get(0)).put("email", "erased5@example.net");
        String notice = released(order);
        Response added = Rest.ALICE.post(
                "/v1/suppressions",
                Rest.json(
                        "{\"channel\": \"email\", \"address\": \"erased5@example.net\", \"reason\": \"asked for it\"}"));
        assertTrue(added.statusCode() < 300, added::asString);
        erase(incident(notice), "c-0").then().statusCode(200);
        Rest.ALICE.call().get("/v1/suppressions/" + added.path("id")).then().statusCode(200);
        assertEquals(Set.of(), tables("erased5"));
        assertEquals(
                Set.of("erasure", "suppression"),
                tables(hex(vault.index(Vault.EMAIL, "erased5@example.net"))),
                "a blind index is all that is left");
        String later = released(order);
        await().atMost(SOON).until(() -> Rest.ALICE.get(later).path("state").equals("completed"));
        Rest.ALICE.get(later).then().body("counts.email.suppressed", equalTo(1));
        Rest.ALICE
                .post("/v1/suppressions/" + added.path("id") + "/lift", Rest.json("{\"reason\": \"test\"}"))
                .then()
                .statusCode(204);
    }

    @Test
    void to_erase_again_is_answered_as_the_first_time_and_done_once() {
        String incident = incident(sent(1));
        Response first = erase(incident, "c-0");
        Response again = erase(incident, "c-0");
        again.then()
                .statusCode(200)
                .body("recipient", equalTo(first.path("recipient")))
                .body("erased_at", equalTo(first.path("erased_at")));
        assertEquals(
                1,
                rows(
                                "SELECT 1 FROM audit WHERE subject = $1 AND action = 'recipient.erased'",
                                UUID.fromString(first.path("recipient")))
                        .size());
    }

    @Test
    void who_is_not_there_or_not_ones_own_is_not_found_and_a_reason_is_needed() {
        String incident = incident(sent(1));
        erase(incident, "nobody").then().statusCode(404);
        erase(Ids.next().toString(), "c-0").then().statusCode(404);
        Rest.ALICE
                .post(path(incident), Rest.json("{\"ref\": \"c-0\"}"))
                .then()
                .statusCode(422)
                .body("errors[0].pointer", equalTo("/reason"));
        Set<String> others = new TreeSet<>(Scopes.ALL);
        others.remove(Scopes.ERASURE);
        String key = TestKeys.make(pool, "carol", others);
        new Rest(() -> key).post(path(incident), wish("c-0")).then().statusCode(403);
        people(incident).then().body("items", hasSize(1));
    }

    private static String path(String incident) {
        return "/v1/incidents/" + incident + "/erasures";
    }

    private static ObjectNode wish(String ref) {
        return Rest.json(new JsonObject()
                .put("ref", ref)
                .put("reason", "asked for it by letter")
                .encode());
    }

    private static Response erase(String incident, String ref) {
        return Rest.ALICE.post(path(incident), wish(ref));
    }

    private static String sent(int people) {
        String notice = released(Rest.inline(people).put("release", true));
        await().atMost(SOON).until(() -> Rest.ALICE.get(notice).path("state").equals("completed"));
        return notice;
    }

    private static String released(ObjectNode order) {
        Response made = Rest.ALICE.post("/v1/notices", order);
        made.then().statusCode(202);
        return made.path("id");
    }

    private static String incident(String notice) {
        return Rest.ALICE.get(notice).path("incident");
    }

    private static Response people(String incident) {
        return Rest.ALICE.call().get("/v1/incidents/" + incident + "/recipients");
    }

    private static UUID person(String incident, String ref) {
        return UUID.fromString(Rest.ALICE
                .call()
                .get("/v1/incidents/" + incident + "/recipients?ref=" + ref)
                .path("items[0].id"));
    }

    /** Of a notice to one person. */
    private UUID person(String notice) {
        return one("SELECT recipient FROM delivery WHERE notice = $1", UUID.fromString(notice))
                .getUUID("recipient");
    }

    private String upload(String incident, String type, String list) {
        Response done = Rest.ALICE
                .call()
                .header("Idempotency-Key", Rest.fresh())
                .contentType(type)
                .body(list.getBytes(StandardCharsets.UTF_8))
                .post("/v1/incidents/" + incident + "/recipients?name=list-" + UUID.randomUUID());
        done.then().statusCode(202);
        return done.path("import");
    }

    /** Where a blind index of an address of the person stands. */
    private Set<String> indexes(UUID person) {
        Set<String> found = new TreeSet<>();
        rows("""
                SELECT 'recipient.email' AS place FROM recipient WHERE id = $1 AND email_bi IS NOT NULL
                UNION ALL SELECT 'recipient.phone' FROM recipient WHERE id = $1 AND phone_bi IS NOT NULL
                UNION ALL SELECT 'delivery' FROM delivery WHERE recipient = $1 AND (address_bi IS NOT NULL OR domain IS NOT NULL)
                UNION ALL SELECT 'import_match' FROM import_match WHERE recipient = $1""", person).forEach(row -> found.add(row.getString("place")));
        return found;
    }

    private int usable(String notice) {
        return rows("SELECT 1 FROM reset_link WHERE notice = $1 AND revoked_at IS NULL", UUID.fromString(notice))
                .size();
    }

    private Row one(String question, UUID id) {
        return rows(question, id).iterator().next();
    }

    private RowSet<Row> rows(String question, UUID id) {
        return pool.preparedQuery(question).execute(Tuple.of(id)).await().atMost(SOON);
    }

    private void run(String statement, UUID id) {
        rows(statement, id);
    }
}
