package org.candor.incident;

import static io.restassured.RestAssured.given;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.not;
import static org.hamcrest.Matchers.nullValue;
import static org.hamcrest.Matchers.startsWith;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quarkus.runtime.configuration.MemorySize;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import io.restassured.specification.RequestSpecification;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.inject.Inject;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigInteger;
import java.net.Socket;
import java.net.URI;
import java.net.URL;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.awaitility.Awaitility;
import org.candor.access.TestKeys;
import org.candor.delivery.MailDomain;
import org.candor.plumbing.Problem;
import org.candor.vault.Vault;
import org.junit.jupiter.api.Test;

@QuarkusTest
class ImportTest {
    private static final String NDJSON = "application/x-ndjson";
    private static final String CSV = "text/csv";

    @Inject
    Pool pool;

    @Inject
    Incidents incidents;

    @Inject
    Recipients recipients;

    @Inject
    Imports imports;

    @Inject
    BatchWriter writer;

    @Inject
    Vault vault;

    @Inject
    IncidentConfig config;

    @TestHTTPResource("/")
    URL service;

    @Test
    void good_rows_are_taken_and_bad_ones_reported_by_number_and_code() {
        UUID incident = incident();
        Response done = upload(incident, "a", NDJSON, """
                {"ref": "c-1", "name": "Anna", "email": "anna@example.net", "locale": "de_at", "region": "at-9"}
                {"ref": "c-2", "email": "nobody"}

                {"ref": "c-3", "phone": "+1 (415) 555-0101", "exposed": ["names"], "e_consent": true}
                {"ref": "c-4", "phone": "911"}\r
                {"ref": "c-5", "email": "e@example.net", "colour": "red"}
                not json
                {"ref": "c-6", "email": "f@example.net"}
                {"ref": "c-7", "email": "g@example.net"}
                """);
        done.then()
                .statusCode(202)
                .body("import", startsWith("/v1/imports/"))
                .body("state", equalTo("complete"))
                .body("accepted", equalTo(4))
                .body("rejected", equalTo(4));
        assertEquals(
                List.of(
                        "{\"row\":2,\"code\":\"invalid-email\"}",
                        "{\"row\":5,\"code\":\"phone-no-country\"}",
                        "{\"row\":6,\"code\":\"unknown-field\"}",
                        "{\"row\":7,\"code\":\"malformed\"}"),
                rejects(done));
        Person anna = person(incident, "c-1");
        assertEquals("de-AT", anna.locale());
        assertEquals("AT-9", anna.region());
        Person third = person(incident, "c-3");
        assertEquals("+14155550101", third.phone());
        assertEquals(Set.of(ExposedClass.NAMES), third.exposed());
        assertTrue(third.eConsent());
    }

    @Test
    void the_connection_of_an_upload_that_was_read_stays_open_for_the_next_call() throws Exception {
        String incident = "/v1/incidents/" + incident();
        try (Socket socket = new Socket(service.getHost(), service.getPort())) {
            socket.setSoTimeout(10_000);
            String good = "{\"ref\": \"c-1\", \"email\": \"anna@example.net\"}\n";
            String bad = "{\"ref\": \"c-2\"}\n";
            for (String list : List.of(good, bad)) {
                call(
                        socket,
                        "POST " + incident + "/recipients?name=list-" + list.length(),
                        "Content-Type: " + NDJSON + "\r\n",
                        list,
                        list.equals(good) ? 202 : 422);
                // Longer than the rest of an upload may come late.
                Awaitility.await()
                        .pollDelay(config.importLate().multipliedBy(2))
                        .until(() -> true);
                call(socket, "GET " + incident, "", "", 200);
            }
        }
    }

    /** Sends a call and reads the first bytes of its answer, which begin with the status. */
    private static void call(Socket socket, String line, String headers, String body, int status) throws IOException {
        String request = line + " HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer " + TestKeys.operator() + "\r\n"
                + headers + "Content-Length: " + body.length() + "\r\n\r\n" + body;
        socket.getOutputStream().write(request.getBytes(StandardCharsets.UTF_8));
        byte[] answer = new byte[65_536];
        int read = socket.getInputStream().read(answer);
        assertTrue(read > 0, "the connection was closed");
        String said = new String(answer, 0, read, StandardCharsets.UTF_8);
        assertTrue(said.startsWith("HTTP/1.1 " + status), said);
    }

    @Test
    void a_spreadsheets_rows_are_counted_as_it_counts_them() {
        UUID incident = incident();
        Response done = upload(
                incident,
                "a",
                CSV,
                "\ufeffRef, E-Mail\r\n".replace("E-Mail", "email, exposed, e_consent")
                        + "c-1, anna@example.net ,names; passwords,TRUE\r\n"
                        + "\r\n"
                        + "c-2,bad,,\r\n"
                        + "c-3,c@example.net,,maybe\r\n"
                        + "\"c \"\"4\"\"\",\"d@example.net\",,false\r\n"
                        + "c-5,e@example.net\r\n"
                        + "c-6,\"f@example.net,,\r\n"
                        + "c-7,g@example.net,,\r\n"
                        + "c-8,h@example.net,,\r\n"
                        + ",,,\r\n");
        done.then().statusCode(202).body("accepted", equalTo(4)).body("rejected", equalTo(4));
        assertEquals(
                List.of(
                        "{\"row\":4,\"code\":\"invalid-email\"}",
                        "{\"row\":5,\"code\":\"type\"}",
                        "{\"row\":7,\"code\":\"column-count\"}",
                        "{\"row\":8,\"code\":\"malformed\"}"),
                rejects(done));
        assertEquals(
                Set.of(ExposedClass.NAMES, ExposedClass.PASSWORDS),
                person(incident, "c-1").exposed());
        assertEquals("d@example.net", person(incident, "c \"4\"").email());
    }

    @Test
    void a_quote_that_is_never_closed_costs_its_own_row_only() {
        UUID incident = incident();
        Response done = upload(
                incident,
                "a",
                CSV,
                "ref,email,name\r"
                        + "c-1,a@example.net,\"Anna\r"
                        + "c-2,b@example.net,Bert\r"
                        + "c-3,c@example.net,\"Carl\"x\r"
                        + "c-4,d@example.net, \"Dora, Dr.\" \r"
                        + "c-5,e@example.net,Ed \"Eddy\" E\r"
                        + "c-6,f@example.net,\"Fred\r");
        done.then().statusCode(202).body("accepted", equalTo(3)).body("rejected", equalTo(3));
        assertEquals(
                List.of(
                        "{\"row\":2,\"code\":\"malformed\"}",
                        "{\"row\":4,\"code\":\"malformed\"}",
                        "{\"row\":7,\"code\":\"malformed\"}"),
                rejects(done));
        assertEquals("Dora, Dr.", person(incident, "c-4").name());
        assertEquals("Ed \"Eddy\" E", person(incident, "c-5").name());
    }

    @Test
    void bytes_that_are_no_utf8_cost_their_own_row_only() {
        UUID incident = incident();
        byte[] list = "ref,email,name\n1,a@example.net,M\u00fcller\n2,b@example.net,Bert\n3,c@example.net,Carl\n"
                .getBytes(StandardCharsets.ISO_8859_1);
        Response done = tool().queryParam("name", "a")
                .contentType(CSV)
                .body(list)
                .post("/v1/incidents/" + incident + "/recipients");
        done.then().statusCode(202).body("accepted", equalTo(2));
        assertEquals(List.of("{\"row\":2,\"code\":\"malformed\"}"), rejects(done));
        tool().queryParam("name", "sixteen")
                .contentType(CSV)
                .body("ref,email\n1,a@b.com\n".getBytes(StandardCharsets.UTF_16))
                .post("/v1/incidents/" + incident + "/recipients")
                .then()
                .statusCode(400)
                .body("type", equalTo("/problems/malformed-request"));
    }

    @Test
    void the_same_list_again_changes_nothing() {
        UUID incident = incident();
        String list = people(0, 50);
        String first = upload(incident, "a", NDJSON, list).jsonPath().getString("import");
        Response replayed = upload(incident, "a", NDJSON, "never read");
        replayed.then()
                .statusCode(202)
                .header("Idempotency-Replayed", "true")
                .body("import", equalTo(first))
                .body("accepted", equalTo(50));
        String before = fingerprint(incident);
        upload(incident, "b", NDJSON, list)
                .then()
                .statusCode(202)
                .body("accepted", equalTo(0))
                .body("merged", equalTo(50));
        assertEquals(before, fingerprint(incident), "not one row was written anew");
        assertEquals(50, count(incident));
    }

    @Test
    void a_corrected_row_changes_its_person_once_the_list_is_complete() {
        UUID incident = incident();
        upload(incident, "a", NDJSON, people(0, 3)).then().statusCode(202);
        UUID id = Samples.await(recipients.findByRef(incident, "r-1"));
        upload(incident, "b", NDJSON, people(0, 3).replace("p1@example.net", "corrected@gmail.com") + people(3, 4))
                .then()
                .body("accepted", equalTo(1))
                .body("merged", equalTo(3));
        Person corrected = Samples.await(recipients.open(incident, List.of(id))).get(id);
        assertEquals("corrected@gmail.com", corrected.email());
        Entry entry =
                Samples.await(recipients.entries(pool, incident, List.of(id))).getFirst();
        assertEquals("gmail", MailDomain.name(entry.domain()));
        assertEquals("p2@example.net", person(incident, "r-2").email());
    }

    @Test
    void a_list_that_cannot_be_used_neither_adds_nor_changes_anybody() {
        UUID incident = incident();
        upload(incident, "a", NDJSON, people(0, 3)).then().statusCode(202);
        String before = fingerprint(incident);
        Response refused = upload(
                incident,
                "b",
                NDJSON,
                people(0, 3).replace("p1@", "wrong@") + people(3, 6) + "{\"ref\":\"x\"}\n".repeat(8));
        refused.then()
                .statusCode(422)
                .body("type", equalTo("/problems/too-many-rejects"))
                .header("Location", startsWith("/v1/imports/"));
        assertEquals(before, fingerprint(incident));
        assertEquals(3, count(incident));
        tool().get(refused.header("Location"))
                .then()
                .body("state", equalTo("failed"))
                .body("problem", equalTo("too-many-rejects"))
                .body("accepted", equalTo(0))
                .body("rejected", equalTo(8));
        tool().get(refused.header("Location") + "/rejects")
                .then()
                .statusCode(200)
                .body(containsString("{\"row\":7,\"code\":\"no-address\"}"))
                .body(not(containsString("\"x\"")));
        upload(incident, "b", NDJSON, people(3, 6)).then().statusCode(202).body("accepted", equalTo(3));
        assertEquals(6, count(incident));
    }

    @Test
    void half_of_the_rows_may_be_wrong_but_not_one_more() {
        UUID incident = incident();
        upload(incident, "a", NDJSON, people(0, 2) + "{}\n{}\n").then().statusCode(202);
        upload(incident, "b", NDJSON, people(2, 4) + "{}\n{}\n{}\n").then().statusCode(422);
        assertEquals(2, count(incident));
    }

    @Test
    void one_ref_twice_in_a_list_is_a_duplicate_or_a_conflict() {
        UUID incident = incident();
        upload(incident, "old", NDJSON, people(8, 10)).then().statusCode(202);
        Response done = upload(
                incident,
                "a",
                NDJSON,
                people(0, 10)
                        + people(1, 2)
                        + people(2, 3).replace("p2@", "other@")
                        + people(8, 9)
                        + people(9, 10).replace("p9@", "other@"));
        done.then().body("accepted", equalTo(8)).body("merged", equalTo(2)).body("rejected", equalTo(4));
        assertEquals(
                List.of(
                        "{\"row\":11,\"code\":\"duplicate\"}",
                        "{\"row\":12,\"code\":\"ref-conflict\"}",
                        "{\"row\":13,\"code\":\"duplicate\"}",
                        "{\"row\":14,\"code\":\"ref-conflict\"}"),
                rejects(done));
        assertEquals("p2@example.net", person(incident, "r-2").email());
        assertEquals("p9@example.net", person(incident, "r-9").email());
    }

    @Test
    void duplicates_are_found_over_the_borders_of_batches() {
        UUID incident = incident();
        Response done = upload(incident, "a", NDJSON, people(0, 12_000) + people(0, 12_000));
        done.then().statusCode(202).body("accepted", equalTo(12_000)).body("rejected", equalTo(12_000));
        assertEquals(12_000, count(incident));
    }

    @Test
    void who_is_of_another_list_and_named_by_two_batches_of_this_one_is_a_duplicate() {
        UUID incident = incident();
        upload(incident, "a", NDJSON, people(0, 5)).then().statusCode(202);
        int batch = config.importBatch();
        upload(incident, "b", NDJSON, people(5, batch) + people(0, 5) + people(0, 5))
                .then()
                .statusCode(202)
                .body("accepted", equalTo(batch - 5))
                .body("merged", equalTo(5))
                .body("rejected", equalTo(5));
        assertEquals(batch, count(incident));
    }

    @Test
    void a_broken_upload_belongs_to_no_audience_until_it_is_sent_again() throws Exception {
        UUID incident = incident();
        String list = people(0, 6_000);
        cut(incident, "a", list);
        String id = imported(incident, "a", "incomplete");
        assertEquals(0, count(incident));
        assertNull(Samples.await(recipients.findByRef(incident, "r-0")));
        upload(incident, "a", NDJSON, list)
                .then()
                .statusCode(202)
                .body("import", equalTo("/v1/imports/" + id))
                .body("accepted", equalTo(6_000))
                .body("merged", equalTo(0))
                .body("rejected", equalTo(0));
        assertEquals(6_000, count(incident));
        assertEquals("p17@example.net", person(incident, "r-17").email());
    }

    @Test
    void who_is_missing_when_a_broken_list_is_sent_again_is_out_of_it() throws Exception {
        UUID incident = incident();
        int batch = config.importBatch();
        cut(incident, "a", people(0, 6 * batch));
        imported(incident, "a", "incomplete");
        assertTrue(rows(incident) >= 5 * batch, "whole batches came before the cut");
        upload(incident, "a", NDJSON, people(5, 10).replace("p7@", "seventh@"))
                .then()
                .statusCode(202)
                .body("accepted", equalTo(5));
        assertEquals(5, count(incident));
        assertEquals(5, rows(incident));
        assertEquals("seventh@example.net", person(incident, "r-7").email());
    }

    @Test
    void people_of_a_list_that_never_came_to_its_end_belong_to_the_one_that_did() throws Exception {
        UUID incident = incident();
        cut(incident, "broken", people(0, 6_000));
        imported(incident, "broken", "incomplete");
        upload(incident, "whole", NDJSON, people(0, 10)).then().statusCode(202).body("merged", equalTo(10));
        assertEquals(10, count(incident));
        upload(incident, "broken", NDJSON, people(3, 12)).then().statusCode(202);
        assertEquals(12, count(incident), "and they stay, whatever becomes of the other");
    }

    @Test
    void a_second_upload_of_an_open_name_is_told_to_wait() throws Exception {
        UUID incident = incident();
        try (Socket held = begin(incident, "a", people(0, 10), 1_000_000)) {
            imported(incident, "a", "open");
            upload(incident, "a", NDJSON, people(0, 10))
                    .then()
                    .statusCode(409)
                    .body("type", equalTo("/problems/conflict"))
                    .header("Retry-After", equalTo("30"));
            upload(incident, "b", NDJSON, people(0, 10)).then().statusCode(202);
            assertFalse(held.isClosed());
        }
        imported(incident, "a", "incomplete");
    }

    @Test
    void no_more_uploads_are_read_at_once_than_there_is_room_for() throws Exception {
        UUID incident = incident();
        List<Socket> held = new ArrayList<>();
        try {
            for (int i = 0; i < config.importsAtOnce(); i++) {
                held.add(begin(incident, "held-" + i, people(0, 1), 1_000_000));
                imported(incident, "held-" + i, "open");
            }
            upload(incident, "one-more", NDJSON, people(0, 1))
                    .then()
                    .statusCode(429)
                    .body("type", equalTo("/problems/rate-limited"))
                    .header("Retry-After", equalTo("5"));
        } finally {
            for (Socket socket : held) {
                socket.close();
            }
        }
        for (int i = 0; i < held.size(); i++) {
            imported(incident, "held-" + i, "incomplete");
        }
        assertEquals(0, count(incident));
        upload(incident, "one-more", NDJSON, people(0, 1)).then().statusCode(202);
    }

    @Test
    void a_list_with_more_rows_or_bytes_than_the_limit_is_refused_and_leaves_nothing() {
        UUID incident = incident();
        byte[] list = people(0, 9).getBytes(StandardCharsets.UTF_8);
        ImportReader few = new ImportReader(imports, writer, vault, new Limits(8, 3));
        Upload rows = Samples.await(imports.open(incident, "rows", "alice")).upload();
        Problem refused =
                assertThrows(Problem.class, () -> few.read(rows, () -> new NdjsonRows(new ByteArrayInputStream(list))));
        assertEquals(413, refused.status());
        Upload bytes = Samples.await(imports.open(incident, "bytes", "alice")).upload();
        ImportReader many = new ImportReader(imports, writer, vault, new Limits(100, 3));
        refused = assertThrows(
                Problem.class,
                () -> many.read(
                        bytes,
                        () -> new NdjsonRows(
                                new Limited(new ByteArrayInputStream(list), list.length - 1, 1, System::nanoTime))));
        assertEquals(413, refused.status());
        assertEquals("payload-too-large", Samples.await(imports.view(bytes.id)).problem());
        assertEquals(0, rows(incident));
    }

    private record Limits(int importRows, int importBatch) implements IncidentConfig {
        @Override
        public MemorySize importBytes() {
            return new MemorySize(BigInteger.valueOf(1_000_000));
        }

        @Override
        public int importsAtOnce() {
            return 1;
        }

        @Override
        public Duration importLease() {
            return Duration.ofSeconds(30);
        }

        @Override
        public Duration importWrite() {
            return Duration.ofSeconds(30);
        }

        @Override
        public MemorySize importSlowest() {
            return new MemorySize(BigInteger.ONE);
        }

        @Override
        public Duration importLate() {
            return Duration.ofSeconds(30);
        }

        @Override
        public Duration rewrapEvery() {
            return Duration.ofMinutes(1);
        }

        @Override
        public Duration erasedFor() {
            return Duration.ofDays(30);
        }

        @Override
        public int revealsAnHour() {
            return 1;
        }
    }

    @Test
    void an_upload_that_a_dead_process_left_open_may_be_sent_again() {
        UUID incident = incident();
        UUID left = UUID.randomUUID();
        Samples.await(pool.preparedQuery("INSERT INTO import (id, incident, name, state, touched_at)"
                        + " VALUES ($1, $2, 'a', 'open', clock_timestamp() - interval '10 minutes')")
                .execute(Tuple.of(left, incident)));
        tool().get("/v1/imports/" + left).then().body("state", equalTo("incomplete"));
        upload(incident, "a", NDJSON, people(0, 2))
                .then()
                .statusCode(202)
                .body("import", equalTo("/v1/imports/" + left));
    }

    @Test
    void a_slow_upload_stays_open_as_long_as_its_process_lives() {
        UUID incident = incident();
        Upload upload = Samples.await(imports.open(incident, "a", "alice")).upload();
        assertNotNull(upload);
        Samples.await(
                pool.preparedQuery("UPDATE import SET touched_at = clock_timestamp() - interval '1 hour' WHERE id = $1")
                        .execute(Tuple.of(upload.id)));
        assertEquals("incomplete", Samples.await(imports.view(upload.id)).state());
        Samples.await(imports.touchAll());
        assertEquals("open", Samples.await(imports.view(upload.id)).state());
        imports.release(upload);
        Samples.await(imports.breakOff(upload));
    }

    @Test
    void an_upload_that_was_taken_over_writes_nothing_more() {
        UUID incident = incident();
        Upload upload = Samples.await(imports.open(incident, "a", "alice")).upload();
        assertNotNull(upload);
        Batch batch = one(upload, "r-1", 1);
        // As if this process had stood still until another one opened the list anew.
        Samples.await(pool.preparedQuery("UPDATE import SET pass = pass + 1 WHERE id = $1")
                .execute(Tuple.of(upload.id)));
        Problem refused = assertThrows(Problem.class, () -> Samples.await(writer.write(upload, batch)));
        assertEquals(409, refused.status());
        assertThrows(Problem.class, () -> Samples.await(imports.complete(upload)));
        assertEquals(0, rows(incident));
        imported(incident, "a", "open");
    }

    @Test
    void an_upload_of_which_the_database_has_lost_rows_is_broken_off() {
        UUID incident = incident();
        Upload upload = Samples.await(imports.open(incident, "a", "alice")).upload();
        assertNotNull(upload);
        Samples.await(writer.write(upload, one(upload, "r-1", 1)));
        // As after a crash: the last batch is not there any more, neither its people nor its count.
        Samples.await(
                pool.preparedQuery("DELETE FROM recipient WHERE incident = $1").execute(Tuple.of(incident)));
        Samples.await(pool.preparedQuery("UPDATE import SET accepted = 0 WHERE id = $1")
                .execute(Tuple.of(upload.id)));
        assertThrows(UncheckedIOException.class, () -> Samples.await(imports.complete(upload)));
        Batch next = one(upload, "r-2", 2);
        assertThrows(UncheckedIOException.class, () -> Samples.await(writer.write(upload, next)));
        assertEquals(0, rows(incident));
        Samples.await(imports.breakOff(upload));
        imported(incident, "a", "incomplete");
        upload(incident, "a", NDJSON, people(1, 3)).then().statusCode(202).body("accepted", equalTo(2));
        assertEquals(2, rows(incident));
    }

    private Batch one(Upload upload, String ref, int number) {
        Batch batch = new Batch(new Rows(vault, upload.key, upload.incident, 10), 10);
        batch.rows.add(Samples.person(ref), number);
        return batch;
    }

    @Test
    void whole_uploads_that_make_no_sense_are_refused() {
        UUID incident = incident();
        refused(incident, NDJSON, "", 422, "empty-import");
        refused(incident, NDJSON, "\n \n", 422, "empty-import");
        refused(incident, CSV, "", 422, "empty-import");
        refused(incident, CSV, "ref,email\n", 422, "empty-import");
        refused(incident, CSV, "ref\temail\n1\ta@b.com\n", 422, "missing-column");
        refused(incident, CSV, "email\na@b.com\n", 422, "missing-column");
        refused(incident, CSV, "ref,name\n1,Anna\n", 422, "missing-column");
        refused(incident, CSV, "ref,email,shoe\n1,a@b.com,44\n", 422, "unknown-field");
        refused(incident, CSV, "ref,email,email\n1,a@b.com,a@b.com\n", 400, "malformed-request");
        refused(incident, CSV, "\"ref,email\n1,a@b.com\n", 400, "malformed-request");
        refused(incident, CSV, "\n1,a@b.com\n", 422, "missing-column");
        refused(incident, CSV, "x,".repeat(10_000) + "\n", 422, "missing-column");
        refused(incident, NDJSON, "[{\"ref\":\"1\"}]", 422, "too-many-rejects");
        refused(incident, "application/vnd.ms-excel", people(0, 2), 415, "unsupported-media-type");
        refused(incident, "text/csv; charset=UTF-16", "ref,email\n1,a@b.com\n", 415, "unsupported-media-type");
        assertEquals(0, rows(incident));
        assertEquals(0, count(incident));
    }

    @Test
    void a_name_or_a_key_is_needed_and_a_name_is_plain() {
        UUID incident = incident();
        tool().contentType(NDJSON)
                .body(people(0, 1).getBytes(StandardCharsets.UTF_8))
                .post("/v1/incidents/" + incident + "/recipients")
                .then()
                .statusCode(400)
                .body("type", equalTo("/problems/idempotency-key-missing"));
        String key = "import-" + UUID.randomUUID();
        for (String replayed : new String[] {null, "true"}) {
            tool().contentType(NDJSON)
                    .header("Idempotency-Key", key)
                    .body(people(0, 1).getBytes(StandardCharsets.UTF_8))
                    .post("/v1/incidents/" + incident + "/recipients")
                    .then()
                    .statusCode(202)
                    .header("Idempotency-Replayed", equalTo(replayed));
        }
        for (String name : List.of("", " a", "a/b", "x".repeat(101), "inline:1")) {
            upload(incident, name, NDJSON, people(0, 1)).then().statusCode(400);
        }
        upload(UUID.randomUUID(), "a", NDJSON, people(0, 1)).then().statusCode(404);
    }

    @Test
    void a_complete_name_is_answered_at_once_however_long_the_new_upload_is() throws Exception {
        UUID incident = incident();
        upload(incident, "a", NDJSON, people(0, 2)).then().statusCode(202);
        try (Socket late = begin(incident, "a", people(0, 10), 500_000_000)) {
            late.setSoTimeout(10_000);
            byte[] answer = new byte[12];
            assertEquals(12, late.getInputStream().readNBytes(answer, 0, 12));
            assertEquals("HTTP/1.1 202", new String(answer, StandardCharsets.US_ASCII));
        }
    }

    @Test
    void who_is_still_sending_when_the_answer_is_there_gets_to_read_it() throws Exception {
        UUID incident = incident();
        upload(incident, "a", NDJSON, people(0, 2)).then().statusCode(202);
        String much = " ".repeat(1_000).concat("\n").repeat(20_000);
        HttpResponse<String> again = send(incident, "a", NDJSON, much);
        assertEquals(202, again.statusCode());
        assertEquals("true", again.headers().firstValue("Idempotency-Replayed").orElse(""));
        HttpResponse<String> refused = send(incident, "b", CSV, "ref\n" + much);
        assertEquals(422, refused.statusCode());
        assertTrue(refused.body().contains("/problems/missing-column"), refused.body());
    }

    /** For a body of many megabytes, of which the other client makes text first. */
    private HttpResponse<String> send(UUID incident, String name, String type, String body) throws Exception {
        URI place = service.toURI().resolve("/v1/incidents/" + incident + "/recipients?name=" + name);
        HttpRequest request = HttpRequest.newBuilder(place)
                .header("Authorization", "Bearer " + TestKeys.tool())
                .header("Content-Type", type)
                .POST(HttpRequest.BodyPublishers.ofString(body))
                .build();
        try (HttpClient http = HttpClient.newHttpClient()) {
            return http.send(request, HttpResponse.BodyHandlers.ofString());
        }
    }

    @Test
    void the_list_of_people_is_masked_and_of_complete_imports_only() throws Exception {
        UUID incident = incident();
        upload(
                        incident,
                        "a",
                        NDJSON,
                        "{\"ref\":\"john@example.com\",\"name\":\"John\",\"email\":\"john@example.com\"}\n"
                                + "{\"ref\":\"c-2\",\"phone\":\"+14155550101\"}\n")
                .then()
                .statusCode(202);
        cut(incident, "broken", people(0, 6_000));
        imported(incident, "broken", "incomplete");
        String path = "/v1/incidents/" + incident + "/recipients";
        Response list = tool().get(path);
        list.then().statusCode(200).body("items", hasSize(2)).body("next", equalTo(null));
        String text = list.asString();
        assertFalse(text.contains("john@example.com") || text.contains("John") || text.contains("4155550101"), text);
        assertTrue(text.contains("j***@e***.com") && text.contains("+1***01"), text);
        tool().get(path + "?limit=1").then().body("items", hasSize(1));
        tool().get(path + "?ref=c-2").then().body("items", hasSize(1)).body("items[0].ref", equalTo("c-2"));
        tool().get(path + "?ref=nobody").then().body("items", hasSize(0));
    }

    @Test
    void people_are_counted_by_what_leaked_and_how_they_can_be_reached() {
        UUID incident = incident();
        upload(incident, "a", NDJSON, """
                        {"ref":"1","email":"a@example.net","region":"US-NY","locale":"en"}
                        {"ref":"2","email":"b@example.net","region":"US-NY","e_consent":true,"locale":"en"}
                        {"ref":"3","email":"c@example.net","phone":"+14155550101","exposed":["passwords"]}
                        {"ref":"4","phone":"+14155550101","exposed":["passwords","names"]}
                        """).then().statusCode(202);
        tool().get("/v1/incidents/" + incident + "/assessment")
                .then()
                .statusCode(200)
                .body("recipients", equalTo(4))
                .body("exposed.names", equalTo(3))
                .body("exposed.passwords", equalTo(4))
                .body("regions.US-NY", equalTo(2))
                .body("regions.none", equalTo(2))
                .body("locales.en", equalTo(2))
                .body("reachable.email", equalTo(2))
                .body("reachable.sms", equalTo(2))
                .body("reachable.both", equalTo(1))
                .body("reachable.nobody", equalTo(1));
        upload(incident, "b", NDJSON, """
                        {"ref":"5","email":"e@example.net"}
                        {"ref":"1","email":"a@example.net","region":"US-CA","locale":"en"}
                        """).then().statusCode(202);
        counted(incident, 5, "US-NY", 1);
        tool().contentType("application/json")
                .header("Idempotency-Key", UUID.randomUUID().toString())
                .body("{\"ref\": \"2\", \"reason\": \"asked for it\"}")
                .post("/v1/incidents/" + incident + "/erasures")
                .then()
                .statusCode(200);
        counted(incident, 4, "US-NY", null);
        tool().contentType("application/json")
                .header("If-Match", "\"1\"")
                .body("{\"exposed\": [\"passwords\"]}")
                .patch("/v1/incidents/" + incident)
                .then()
                .statusCode(200);
        tool().get("/v1/incidents/" + incident + "/assessment").then().body("exposed.names", equalTo(1));
    }

    /** Whatever was kept of a count, it is the one of now. */
    private static void counted(UUID incident, int all, String region, Integer there) {
        for (int look = 0; look < 2; look++) {
            tool().get("/v1/incidents/" + incident + "/assessment")
                    .then()
                    .body("recipients", equalTo(all))
                    .body("regions." + region, there == null ? nullValue() : equalTo(there));
        }
    }

    static String people(int from, int to) {
        StringBuilder list = new StringBuilder();
        for (int i = from; i < to; i++) {
            list.append("{\"ref\":\"r-%d\",\"name\":\"Person %d\",\"email\":\"p%d@example.net\"}\n".formatted(i, i, i));
        }
        return list.toString();
    }

    private UUID incident() {
        return Samples.incident(pool, incidents, recipients, List.of());
    }

    private static Response upload(UUID incident, String name, String type, String body) {
        return tool().queryParam("name", name)
                .contentType(type)
                .body(body.getBytes(StandardCharsets.UTF_8))
                .post("/v1/incidents/" + incident + "/recipients");
    }

    private static void refused(UUID incident, String type, String body, int status, String problem) {
        upload(incident, "refused", type, body).then().statusCode(status).body("type", equalTo("/problems/" + problem));
    }

    private static List<String> rejects(Response done) {
        String all = tool().get(done.jsonPath().getString("import") + "/rejects")
                .then()
                .statusCode(200)
                .contentType(NDJSON)
                .extract()
                .asString();
        return all.lines().toList();
    }

    private static RequestSpecification tool() {
        return given().auth().oauth2(TestKeys.operator());
    }

    /** Sends all of a list, announces more, and goes away. */
    private void cut(UUID incident, String name, String list) throws IOException {
        begin(incident, name, list, list.length() + 1_000).close();
    }

    private Socket begin(UUID incident, String name, String list, int announced) throws IOException {
        Socket socket = new Socket(service.getHost(), service.getPort());
        socket.getOutputStream()
                .write(("POST /v1/incidents/" + incident + "/recipients?name=" + name + " HTTP/1.1\r\nHost: "
                                + service.getHost() + ":" + service.getPort() + "\r\nAuthorization: Bearer "
                                + TestKeys.operator() + "\r\nContent-Type: application/x-ndjson\r\nContent-Length: "
                                + announced + "\r\n\r\n" + list)
                        .getBytes(StandardCharsets.UTF_8));
        socket.getOutputStream().flush();
        return socket;
    }

    private String imported(UUID incident, String name, String state) {
        String[] id = new String[1];
        Awaitility.await().atMost(Duration.ofSeconds(20)).until(() -> {
            for (var row : Samples.await(
                    pool.preparedQuery("SELECT id FROM import WHERE incident = $1 AND name = $2 AND state = $3")
                            .execute(Tuple.of(incident, name, state)))) {
                id[0] = row.getUUID(0).toString();
            }
            return id[0] != null;
        });
        return id[0];
    }

    private Person person(UUID incident, String ref) {
        UUID id = Samples.await(recipients.findByRef(incident, ref));
        assertNotNull(id, ref);
        return Samples.await(recipients.open(incident, List.of(id))).get(id);
    }

    private long count(UUID incident) {
        return Samples.await(recipients.count(incident));
    }

    private long rows(UUID incident) {
        return Samples.await(pool.preparedQuery("SELECT count(*) FROM recipient WHERE incident = $1")
                        .execute(Tuple.of(incident)))
                .iterator()
                .next()
                .getLong(0);
    }

    /** Where each row is and who wrote it last: any change of a row shows in it. */
    private String fingerprint(UUID incident) {
        return Samples.await(pool.preparedQuery("SELECT string_agg(id::text || xmin || ctid, ',' ORDER BY id)"
                                + " FROM recipient WHERE incident = $1")
                        .execute(Tuple.of(incident)))
                .iterator()
                .next()
                .getString(0);
    }
}
