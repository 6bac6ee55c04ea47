package org.candor.house;

import static io.restassured.RestAssured.given;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.filter.FilterContext;
import io.restassured.response.Response;
import io.restassured.specification.FilterableRequestSpecification;
import io.restassured.specification.FilterableResponseSpecification;
import io.restassured.specification.RequestSpecification;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.inject.Inject;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.UUID;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import org.candor.access.Scopes;
import org.candor.access.TestKeys;
import org.candor.notice.Rest;
import org.candor.plumbing.Ids;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * Each command is one row of the record, without anybody in it (A10): every operation of the API's description that may change
 * something is called here, by somebody who has done nothing else since it was counted.
 */
@QuarkusTest
class AuditTest {
    private static final Duration SOON = Duration.ofSeconds(60);
    private static final Set<String> READING = Set.of("get", "head", "options");

    /** A POST for the sake of its body: it changes nothing, and is on no record. */
    private static final String ASKS_ONLY = "searchSuppression";

    /** Not by a key: people's pages, whose requests have a row of their own, and news of providers, which are evidence. */
    private static final Set<String> OF_NO_CALLER =
            Set.of("/r", "/verify", "/hooks/twilio/{attempt}", "/hooks/email/{provider}");

    /** They take no key: what they do is done again, or is on record each time. */
    private static final Set<String> EACH_TIME = Set.of("closeGate", "panicStop", "pauseNotice", "revealRecipient");

    /** What the service notes by itself at its own time, such as the end of a notice of another test. */
    private static final Set<String> BY_THE_WAY = Set.of("notice.completed");

    private static final String REF = "late-";
    private static final Pattern NUMBER = Pattern.compile("(?<![0-9a-f-])\\d{10,}(?![0-9a-f-])");

    @TestHTTPResource(value = "/openapi", management = true)
    URI openapi;

    @Inject
    Pool pool;

    private final String owner = "audit-" + Ids.next();
    private final String domain = owner + ".example.net";
    private Rest rest;
    private Rest other;
    private @Nullable FilterableRequestSpecification last;

    /** A command to be called, once its scene is set: the call itself is the only thing that is counted. */
    private final Map<String, Supplier<Supplier<Response>>> commands = new TreeMap<>();

    @BeforeEach
    void somebody() {
        String key = TestKeys.make(pool, owner, Scopes.ALL);
        change("UPDATE api_key SET contact = 'tester@example.net' WHERE owner = $1", owner);
        rest = new Rest(() -> key, List.of(this::sees));
        String others = TestKeys.make(pool, owner + "-2", Scopes.ALL);
        other = new Rest(() -> others);
        incidents();
        notices();
        doubts();
        channels();
        keys();
    }

    private void incidents() {
        commands.put(
                "createIncident",
                () -> () -> rest.post("/v1/incidents", Rest.inline(1).get("incident")));
        commands.put("changeIncident", () -> {
            String incident = incident();
            return () -> rest.call()
                    .header("If-Match", "\"1\"")
                    .contentType("application/json")
                    .body("{\"title\": \"Changed\"}")
                    .patch("/v1/incidents/" + incident);
        });
        commands.put("addAction", () -> {
            String incident = incident();
            return () -> rest.post(
                    "/v1/incidents/" + incident + "/actions",
                    Rest.json("{\"kind\": \"containment\", \"summary\": \"Closed the door\"}"));
        });
        commands.put("importRecipients", () -> {
            String incident = incident();
            return () -> list(incident, "late-1");
        });
        commands.put("revealRecipient", () -> {
            String incident = incident();
            list(incident, "late-2");
            String person =
                    rest.call().get("/v1/incidents/" + incident + "/recipients").path("items[0].id");
            return () -> rest.post("/v1/incidents/" + incident + "/recipients/" + person + "/reveal", why());
        });
        commands.put("eraseRecipient", () -> {
            String incident = incident();
            list(incident, "late-3");
            return () -> rest.post("/v1/incidents/" + incident + "/erasures", why().put("ref", "late-3"));
        });
        commands.put("eraseIncident", () -> {
            String incident = incident();
            return () -> rest.post("/v1/incidents/" + incident + "/erase", why().put("reference", "IR-2026-015"));
        });
        commands.put("completeReset", () -> {
            String notice = scheduled(1);
            change("""
                    INSERT INTO reset_request (id, reference, notice, recipient, incident, kind, state)
                    SELECT gen_random_uuid(), 'ABCDE-23456', l.notice, l.recipient, l.incident, 'password', 'requested'
                    FROM reset_link l WHERE l.notice = $1""", UUID.fromString(notice));
            String request = rest.call().get("/v1/resets?notice=" + notice).path("items[0].id");
            return () -> rest.post("/v1/resets/" + request + "/completed", Rest.json("{}"));
        });
    }

    private void notices() {
        commands.put("createNotice", () -> () -> rest.post("/v1/notices", Rest.inline(1)));
        commands.put("editNotice", () -> {
            String notice = draft(1);
            return () -> rest.patch(notice, "\"1\"", "{\"sms_hours\": \"09:00-20:00\"}");
        });
        commands.put("submitNotice", () -> step(draft(1), "submit"));
        commands.put("approveNotice", () -> {
            String notice = other.post("/v1/notices", Rest.inline(1)).path("id");
            other.step(notice, "submit").then().statusCode(200);
            return step(notice, "approve");
        });
        commands.put("releaseNotice", () -> step(draft(1), "release"));
        commands.put("pauseNotice", () -> step(scheduled(1), "pause"));
        commands.put("resumeNotice", () -> {
            String notice = scheduled(1);
            rest.step(notice, "pause").then().statusCode(200);
            return step(notice, "resume");
        });
        commands.put("cancelNotice", () -> step(scheduled(1), "cancel"));
        commands.put("testNotice", () -> step(draft(1), "test"));
        commands.put("extendNotice", () -> {
            String notice = scheduled(1);
            String incident = rest.get(notice).path("incident");
            list(incident, "late-4");
            return step(notice, "extend");
        });
        commands.put("retryFailed", () -> {
            String notice = scheduled(1);
            UUID id = UUID.fromString(notice);
            change("UPDATE delivery SET state = 'expired', reason = 'deadline', due_at = NULL WHERE notice = $1", id);
            change(
                    "INSERT INTO tally_delta (notice, channel, state, n) VALUES ($1, 'email', 'queued', -1), ($1, 'email', 'expired', 1)",
                    id);
            change(
                    "UPDATE notice SET state = 'completed_with_failures', finished_at = clock_timestamp() WHERE id = $1",
                    id);
            return step(notice, "retry-failed");
        });
    }

    private void doubts() {
        commands.put("resolveNotice", () -> {
            String notice = inDoubt();
            return () -> rest.post(
                    Rest.path(notice) + "/resolve", why().put("as", "give_up").put("count", 1));
        });
        commands.put("resolveDelivery", () -> {
            String notice = inDoubt();
            String delivery = rest.call().get("/v1/deliveries?notice=" + notice).path("items[0].id");
            return () -> rest.post("/v1/deliveries/" + delivery + "/resolve", why().put("as", "accepted"));
        });
    }

    private void channels() {
        commands.put("closeGate", () -> () -> rest.post("/v1/channels/" + account() + "/close", why()));
        commands.put("openGate", () -> {
            String account = account();
            rest.post("/v1/channels/" + account + "/close", why()).then().statusCode(200);
            return () -> rest.post("/v1/channels/" + account + "/open", why());
        });
        commands.put("setPace", () -> {
            String account = account();
            return () -> rest.call()
                    .contentType("application/json")
                    .body("{\"pace\": \"14/s\"}")
                    .put("/v1/channels/" + account + "/pace");
        });
        commands.put("panicStop", () -> () -> rest.post("/v1/panic-stop", why()));
        commands.put("liftPanicStop", () -> () -> rest.post("/v1/panic-stop/lift", why()));
        commands.put("addSuppression", () -> () -> rest.post("/v1/suppressions", suppression()));
        commands.put("liftSuppression", () -> {
            String entry = rest.post("/v1/suppressions", suppression()).path("id");
            return () -> rest.post("/v1/suppressions/" + entry + "/lift", why());
        });
        commands.put(
                ASKS_ONLY,
                () -> () -> rest.post(
                        "/v1/suppressions/search",
                        Rest.json("{\"channel\": \"email\", \"address\": \"left@" + domain + "\"}")));
        commands.put("decideRestored", () -> {
            change("DELETE FROM epoch WHERE true OR token = $1", "");
            change("INSERT INTO epoch (token, held_since) VALUES ($1, clock_timestamp())", owner);
            return () -> rest.post("/v1/restored", why().put("as", "continue"));
        });
    }

    private void keys() {
        commands.put("makeKey", () -> () -> rest.post("/v1/keys", key()));
        commands.put("rotateKey", () -> {
            String key = rest.post("/v1/keys", key()).path("id");
            return () -> rest.post("/v1/keys/" + key + "/rotate", Rest.json("{}"));
        });
        commands.put("revokeKey", () -> {
            String key = rest.post("/v1/keys", key()).path("id");
            return () -> rest.post("/v1/keys/" + key + "/revoke", why());
        });
    }

    @Test
    void a10_each_command_of_the_api_is_one_row_of_the_record() throws Exception {
        Set<String> described = described();
        assertEquals(commands.keySet(), described, "commands that are called here, and those of the description");
        List<String> wrong = new ArrayList<>();
        commands.forEach((name, scene) -> {
            Supplier<Response> call = scene.get();
            Set<UUID> before = record().keySet();
            Response answer = call.get();
            List<String> rows = since(before);
            everythingGoes();
            if (answer.statusCode() >= 300 || rows.size() != (name.equals(ASKS_ONLY) ? 0 : 1)) {
                wrong.add(name + ": " + answer.statusCode() + ", " + rows + ", " + answer.asString());
            }
            rows.stream().filter(this::names).forEach(it -> wrong.add(name + " names somebody: " + it));
        });
        assertEquals(List.of(), wrong);
    }

    /** What is sent again with its key is answered again: it was done once, and is on record once. */
    @Test
    void a10_a_command_that_is_repeated_is_no_second_row() {
        List<String> wrong = new ArrayList<>();
        Set<String> repeated = new TreeSet<>();
        commands.forEach((name, scene) -> {
            Supplier<Response> call = scene.get();
            Response first = call.get();
            FilterableRequestSpecification sent = Objects.requireNonNull(last);
            if (!EACH_TIME.contains(name) && sent.getHeaders().hasHeaderWithName("Idempotency-Key")) {
                Set<UUID> before = record().keySet();
                Response again = again(sent);
                List<String> rows = since(before);
                repeated.add(name);
                if (again.statusCode() != first.statusCode() || !rows.isEmpty()) {
                    wrong.add(name + ": " + first.statusCode() + ", again " + again.statusCode() + ", " + rows);
                }
            }
            everythingGoes();
        });
        assertEquals(List.of(), wrong);
        assertTrue(
                repeated.containsAll(List.of("createIncident", "eraseRecipient", "releaseNotice", "addSuppression")),
                repeated::toString);
    }

    private Response sees(
            FilterableRequestSpecification request, FilterableResponseSpecification answer, FilterContext context) {
        last = request;
        return context.next(request, answer);
    }

    private static Response again(FilterableRequestSpecification sent) {
        RequestSpecification call = given().urlEncodingEnabled(false);
        for (String header : List.of("Authorization", "Idempotency-Key", "If-Match", "Content-Type")) {
            if (sent.getHeaders().hasHeaderWithName(header)) {
                call = call.header(header, sent.getHeaders().getValue(header));
            }
        }
        Object body = sent.getBody();
        if (body instanceof byte[] bytes) {
            call = call.body(bytes);
        } else if (body != null) {
            call = call.body(body.toString());
        }
        return call.request(sent.getMethod(), URI.create(sent.getURI()));
    }

    private boolean names(String row) {
        return row.contains("@")
                || row.contains("Person")
                || row.contains(domain)
                || row.contains(REF)
                || NUMBER.matcher(row).find();
    }

    private Set<String> described() throws Exception {
        JsonNode document = new ObjectMapper()
                .readTree(given().accept("application/json").get(openapi).asByteArray());
        Set<String> names = new TreeSet<>();
        Set<String> elsewhere = new TreeSet<>();
        for (var path : document.path("paths").properties()) {
            for (var call : path.getValue().properties()) {
                if (READING.contains(call.getKey()) || path.getKey().contains("-test")) {
                    continue;
                }
                if (path.getKey().startsWith("/v1/")) {
                    names.add(call.getValue().path("operationId").asText());
                } else {
                    elsewhere.add(path.getKey());
                }
            }
        }
        assertTrue(OF_NO_CALLER.containsAll(elsewhere), elsewhere::toString);
        return names;
    }

    /** All rows, whoever did it. */
    private Map<UUID, String> record() {
        Map<UUID, String> rows = new LinkedHashMap<>();
        for (Row it : pool.query("SELECT id, action, actor || ' ' || action || detail::text AS said FROM audit")
                .execute()
                .await()
                .atMost(SOON)) {
            if (!BY_THE_WAY.contains(it.getString("action"))) {
                rows.put(it.getUUID("id"), it.getString("said"));
            }
        }
        return rows;
    }

    private List<String> since(Set<UUID> before) {
        Map<UUID, String> now = record();
        now.keySet().removeAll(before);
        return List.copyOf(now.values());
    }

    private Supplier<Response> step(String notice, String step) {
        String etag = rest.get(notice).header("ETag");
        return () -> rest.step(notice, step, etag);
    }

    private String incident() {
        return rest.post("/v1/incidents", Rest.inline(1).get("incident")).path("id");
    }

    private Response list(String incident, String ref) {
        return rest.call()
                .header("Idempotency-Key", Rest.fresh())
                .contentType("application/x-ndjson")
                .body(("{\"ref\": \"" + ref + "\", \"email\": \"" + ref + "@" + domain + "\"}\n")
                        .getBytes(StandardCharsets.UTF_8))
                .post("/v1/incidents/" + incident + "/recipients?name=list-" + UUID.randomUUID());
    }

    private String draft(int people) {
        return rest.post("/v1/notices", Rest.inline(people)).path("id");
    }

    /** Released, its fan-out done, and not sent within this test. */
    private String scheduled(int people) {
        ObjectNode order = Rest.inline(people).put("release", true);
        order.put("not_before", Instant.now().plus(1, ChronoUnit.DAYS).toString());
        String notice = rest.post("/v1/notices", order).path("id");
        await().atMost(SOON).until(() -> rest.get(notice).<Integer>path("counts.email.not_queued") == 0);
        return notice;
    }

    private String inDoubt() {
        ObjectNode order = Rest.inline(1).put("release", true);
        ((ObjectNode) order.get("recipients").get(0)).put("email", "cut-after-dot+1@" + domain);
        String notice = rest.post("/v1/notices", order).path("id");
        await().atMost(SOON).until(() -> rest.get(notice).<Integer>path("counts.email.unknown") == 1);
        return notice;
    }

    private String account() {
        String account = "email:" + UUID.randomUUID();
        change("INSERT INTO gate (account, channel) VALUES ($1, 'email')", account);
        change("INSERT INTO pace (account) VALUES ($1)", account);
        return account;
    }

    private ObjectNode suppression() {
        return why().put("channel", "email").put("address", UUID.randomUUID() + "@" + domain);
    }

    private ObjectNode key() {
        ObjectNode key = Rest.json("{\"name\": \"Person\", \"owner\": \"" + owner + "\"}");
        key.putArray("scopes").add(Scopes.INCIDENTS_READ);
        return key;
    }

    private static ObjectNode why() {
        return Rest.json("{\"reason\": \"a test\"}");
    }

    /** Whatever was stopped: the next command waits for mail. */
    private void everythingGoes() {
        change("DELETE FROM epoch WHERE true OR token = $1", "");
        change(
                "UPDATE gate SET open = true, reason = NULL WHERE reason = ANY (ARRAY['restored-backup', $1, 'panic-stop'])",
                "");
    }

    private void change(String sql, Object value) {
        pool.preparedQuery(sql).execute(Tuple.of(value)).await().atMost(SOON);
    }
}
