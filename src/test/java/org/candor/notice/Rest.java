package org.candor.notice;

import static io.restassured.RestAssured.given;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.restassured.filter.Filter;
import io.restassured.response.Response;
import io.restassured.specification.RequestSpecification;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.UUID;
import java.util.function.Supplier;
import org.candor.access.TestKeys;
import org.candor.plumbing.StrictJson;

/** Calls of a caller that knows only the REST API. */
public final class Rest {
    public static final Rest ALICE = new Rest(TestKeys::operator);
    public static final Rest BOB = new Rest(TestKeys::approver);

    private final Supplier<String> key;
    private final List<Filter> filters;

    public Rest(Supplier<String> key) {
        this(key, List.of());
    }

    /** With filters that see each call. */
    public Rest(Supplier<String> key, List<Filter> filters) {
        this.key = key;
        this.filters = filters;
    }

    public RequestSpecification call() {
        return given().filters(filters).header("Authorization", "Bearer " + key.get());
    }

    public Response post(String path, JsonNode body) {
        return post(path, body, fresh());
    }

    public Response post(String path, JsonNode body, String idempotencyKey) {
        return call().header("Idempotency-Key", idempotencyKey)
                .contentType("application/json")
                .body(body.toString())
                .post(path);
    }

    /** A step of a notice, with the ETag of now. */
    public Response step(String notice, String step) {
        return step(notice, step, get(notice).header("ETag"));
    }

    public Response step(String notice, String step, String etag) {
        return call().header("Idempotency-Key", fresh())
                .header("If-Match", etag)
                .post(path(notice) + "/" + step);
    }

    public Response get(String notice) {
        return call().get(path(notice));
    }

    public Response patch(String notice, String etag, String json) {
        return call().header("If-Match", etag)
                .contentType("application/json")
                .body(json)
                .patch(path(notice));
    }

    public static String path(String notice) {
        return "/v1/notices/" + notice;
    }

    public static String fresh() {
        return "test-" + UUID.randomUUID();
    }

    /** A notice about an incident that is there. */
    public static ObjectNode notice(UUID incident) {
        ObjectNode body = json(StrictJson.write(Samples.body()));
        body.put("deadline", Instant.now().plus(10, ChronoUnit.DAYS).toString());
        return body.put("incident", incident.toString());
    }

    /** The one-call form: an incident and so many people. */
    public static ObjectNode inline(int people) {
        ObjectNode body = notice(new UUID(0, 0));
        body.set("incident", json("""
                {"reference": "IR-2026-015", "title": "Customer portal credential exposure",
                 "organisation": {"name": "Example Bank", "email": "privacy@example.com", "phone": "+14155550100",
                                  "url": "https://example.com/privacy", "postal": "1 Main St, Springfield"},
                 "occurred": {"from": "2026-11-02", "to": "2026-11-05"}, "discovered_at": "2026-11-07T09:30:00Z",
                 "exposed": ["names", "email-addresses", "passwords"],
                 "compromised_channels": [], "email_needs_consent_in": ["US-NY"]}"""));
        ArrayNode list = body.putArray("recipients");
        for (int i = 0; i < people; i++) {
            list.add(person(i));
        }
        return body;
    }

    public static ObjectNode person(int i) {
        return json("""
                {"ref": "c-%d", "name": "Person %d", "email": "person%d@example.net", "phone": "+14155550101",
                 "locale": "en", "region": "US-CA", "exposed": ["names", "passwords"], "e_consent": true,
                 "account": "acct-%d"}""".formatted(i, i, i, i));
    }

    public static ObjectNode json(String text) {
        return (ObjectNode) StrictJson.tree(text.getBytes(StandardCharsets.UTF_8));
    }

    public static List<String> pointers(Response answer) {
        return answer.jsonPath().getList("errors.pointer");
    }
}
