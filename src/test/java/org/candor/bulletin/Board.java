package org.candor.bulletin;

import static io.restassured.RestAssured.given;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.restassured.response.Response;
import io.restassured.specification.RequestSpecification;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.temporal.ChronoUnit;
import java.util.Set;
import java.util.UUID;
import org.candor.delivery.Channel;
import org.candor.incident.ExposedClass;
import org.candor.incident.Facts;
import org.candor.incident.Incidents;
import org.candor.incident.Organisation;
import org.candor.notice.Rest;
import org.candor.plumbing.StrictJson;

/** Makes notices of a bank in the states that the public sees or must not see, without sending them to anybody. */
@ApplicationScoped
public class Board {
    static final String HOST = "notices.example.org";
    private static final Duration SOON = Duration.ofSeconds(20);
    static final Facts FACTS = new Facts(
            "IR-2026-099",
            "Internal title of the incident",
            new Organisation(
                    "Example <b>Bank</b>",
                    "privacy@example.com",
                    "+14155550100",
                    "https://example.com/privacy",
                    "1 Main St\nSpringfield"),
            LocalDate.of(2026, 11, 2),
            LocalDate.of(2026, 11, 5),
            OffsetDateTime.parse("2026-11-07T09:30:00Z"),
            Set.of(ExposedClass.NAMES, ExposedClass.PASSWORDS),
            Set.<Channel>of(),
            Set.of("US-NY"));

    private final Pool pool;
    private final Incidents incidents;

    Board(Pool pool, Incidents incidents) {
        this.pool = pool;
        this.incidents = incidents;
    }

    UUID incident() {
        return pool.withTransaction(tx -> incidents.create(tx, FACTS, "alice"))
                .await()
                .atMost(SOON);
    }

    /** A draft in English and German, for these channels. */
    String draft(UUID incident, String... channels) {
        return made(order(incident, channels));
    }

    String followUp(UUID incident, String kind, String follows, String happened, String... channels) {
        ObjectNode body = order(incident, channels).put("kind", kind).put("follows", follows);
        ((ObjectNode) body.at("/content/en")).put("what_happened", happened);
        ((ObjectNode) body.at("/content")).remove("de");
        return made(body);
    }

    static ObjectNode order(UUID incident, String... channels) {
        ObjectNode body = Rest.notice(incident);
        var list = body.putArray("channels");
        for (String it : channels) {
            list.add(it);
        }
        ((ObjectNode) body.at("/content")).set("de", Rest.json("""
                {"what_happened": "Am 5. November hat jemand einen Teil unserer Kundenliste kopiert.",
                 "what_we_are_doing": "Wir haben die Tür geschlossen.",
                 "what_you_can_do": "- Ändern Sie Ihr Passwort.\\n- Rufen Sie uns an."}"""));
        return body;
    }

    static String made(ObjectNode body) {
        Response made = Rest.ALICE.post("/v1/notices", body);
        made.then().statusCode(201);
        return made.path("id");
    }

    /** Puts a draft into a state after its release, as of a time. */
    public void release(String notice, String state, OffsetDateTime at) {
        run(
                "UPDATE notice SET state = $2, submitted_by = 'alice', submitted_at = $3, audience = 0,"
                        + " audience_imports = '{}', facts = $4, content_hash = repeat('0', 64), released_by = 'alice',"
                        + " released_at = $3, deadline = $3::timestamptz + interval '3 days',"
                        + " not_before = CASE WHEN $2 = 'scheduled' THEN clock_timestamp() + interval '1 hour' END,"
                        + " finished_at = CASE WHEN $2 IN ('completed', 'cancelled') THEN clock_timestamp() END"
                        + " WHERE id = $1",
                UUID.fromString(notice),
                state,
                at,
                StrictJson.write(FACTS));
        run(
                "INSERT INTO notice_channel (notice, channel, account)"
                        + " SELECT id, c.name, c.name || ':test' FROM notice,"
                        + " jsonb_array_elements_text(spec::jsonb -> 'channels') AS c (name) WHERE id = $1"
                        + " ON CONFLICT DO NOTHING",
                UUID.fromString(notice));
    }

    void run(String sql, Object... values) {
        pool.preparedQuery(sql).execute(Tuple.from(values)).await().atMost(SOON);
    }

    public String slug(String notice) {
        return pool.preparedQuery("SELECT slug FROM notice WHERE id = $1")
                .execute(Tuple.of(UUID.fromString(notice)))
                .await()
                .atMost(SOON)
                .iterator()
                .next()
                .getString(0);
    }

    static OffsetDateTime ago(int minutes) {
        return OffsetDateTime.now().minusMinutes(minutes).truncatedTo(ChronoUnit.SECONDS);
    }

    /** A person's browser on the public host. */
    static RequestSpecification browser() {
        return given().header("Host", HOST).header("Accept", "text/html,*/*;q=0.8");
    }

    static RequestSpecification program() {
        return given().header("Host", HOST).header("Accept", "application/json");
    }
}
