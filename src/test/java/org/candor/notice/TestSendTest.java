package org.candor.notice;

import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.emptyString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.not;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import io.quarkus.test.junit.QuarkusTest;
import io.restassured.RestAssured;
import io.restassured.response.Response;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.SqlConnection;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.inject.Inject;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.UUID;
import java.util.stream.IntStream;
import org.candor.access.Scopes;
import org.candor.access.TestKeys;
import org.candor.plumbing.Ids;
import org.junit.jupiter.api.Test;

/** A message to whoever asks, before anybody gets one. */
@QuarkusTest
class TestSendTest {
    private static final Duration SOON = Duration.ofSeconds(30);
    /** By then the service knows that somebody hung up. */
    private static final Duration HEARD = Duration.ofMillis(300);

    private static final int AN_HOUR = 20;

    @Inject
    Pool pool;

    private final String owner = "tester-" + Ids.next();

    @Test
    void it_goes_to_the_contact_of_the_key_and_is_in_no_count() {
        Rest rest = with(owner + "@example.net");
        String notice = draft(rest);
        String again = Rest.fresh();
        Response begun = rest.post(Rest.path(notice) + "/test", Rest.json("{\"locale\": \"en\"}"), again);
        begun.then()
                .statusCode(202)
                .body("purpose", equalTo("test"))
                .body("channel", equalTo("email"))
                .body("account", equalTo("email:main"))
                .body("outcome", equalTo(null));
        String test = begun.header("Location");
        await().atMost(SOON).until(() -> rest.call().get(test).path("phase").equals("answered"));
        rest.call().get(test).then().body("outcome", equalTo("accepted"));
        assertFalse(rest.call().get(test).asString().contains("@"));

        rest.post(Rest.path(notice) + "/test", Rest.json("{\"locale\": \"en\"}"), again)
                .then()
                .statusCode(202)
                .header("Idempotency-Replayed", "true");
        assertEquals(1, count("SELECT count(*) FROM test_attempt WHERE notice = $1", notice));
        assertEquals(0, count("SELECT count(*) FROM delivery WHERE notice = $1", notice));
        assertEquals(1, count("SELECT count(*) FROM audit WHERE subject = $1 AND action = 'notice.tested'", notice));
        rest.get(notice).then().body("state", equalTo("draft")).body("counts.email.accepted", equalTo(0));
    }

    @Test
    void the_twenty_first_within_an_hour_waits_whatever_key_of_the_owner_asks() {
        String notice = draft(with(owner + "@example.net"));
        IntStream.range(0, AN_HOUR)
                .forEach(_ -> with(owner + "@example.net")
                        .post(Rest.path(notice) + "/test", Rest.json("{}"))
                        .then()
                        .statusCode(202));
        with(owner + "@example.net")
                .post(Rest.path(notice) + "/test", Rest.json("{}"))
                .then()
                .statusCode(429)
                .header("Retry-After", not(emptyString()))
                .body("type", equalTo("/problems/quota-exceeded"));
        assertEquals(AN_HOUR, count("SELECT count(*) FROM test_attempt WHERE notice = $1", notice));
    }

    @Test
    void a_key_without_a_contact_or_with_one_of_another_channel_sends_none() {
        Rest.ALICE
                .post(Rest.path(Ids.next().toString()) + "/test", Rest.json("{}"))
                .then()
                .statusCode(404);
        for (String contact : new String[] {null, "anna", "+14155550101"}) {
            Rest rest = with(contact);
            Response refused = rest.post(Rest.path(draft(rest)) + "/test", Rest.json("{}"));
            refused.then().statusCode(409).body("detail", containsString("contact"));
        }
        Rest rest = with(owner + "@example.net");
        rest.post(Rest.path(draft(rest)) + "/test", Rest.json("{\"locale\": \"!\"}"))
                .then()
                .statusCode(422);
    }

    @Test
    void a15_while_its_account_is_stopped_none_goes() {
        Rest rest = with(owner + "@example.net");
        String notice = draft(rest);
        rest.post("/v1/channels/email:main/close", Rest.json("{\"reason\": \"a test\"}"))
                .then()
                .statusCode(200);
        try {
            rest.post(Rest.path(notice) + "/test", Rest.json("{}")).then().statusCode(409);
            assertEquals(0, count("SELECT count(*) FROM test_attempt WHERE notice = $1", notice));
        } finally {
            rest.post("/v1/channels/email:main/open", Rest.json("{\"reason\": \"a test\"}"))
                    .then()
                    .statusCode(204);
        }
    }

    @Test
    void it_goes_out_although_whoever_asked_hung_up_meanwhile() throws Exception {
        String key = key(owner + "@example.net");
        String notice = draft(new Rest(() -> key));
        SqlConnection holding = pool.getConnection().await().atMost(SOON);
        try {
            holding.query("BEGIN").execute().await().atMost(SOON);
            holding.query("LOCK TABLE test_attempt IN EXCLUSIVE MODE")
                    .execute()
                    .await()
                    .atMost(SOON);
            try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), RestAssured.port)) {
                String head = "POST " + Rest.path(notice)
                        + "/test HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer " + key
                        + "\r\nIdempotency-Key: " + Rest.fresh()
                        + "\r\nContent-Type: application/json\r\nContent-Length: 2\r\n\r\n{}";
                socket.getOutputStream().write(head.getBytes(StandardCharsets.US_ASCII));
                await().atMost(SOON).until(() -> waiting() == 1);
            }
            Thread.sleep(HEARD);
        } finally {
            holding.query("COMMIT").execute().await().atMost(SOON);
            holding.close().await().atMost(SOON);
        }
        await().atMost(SOON)
                .until(() ->
                        count("SELECT count(*) FROM test_attempt WHERE notice = $1 AND outcome = 'accepted'", notice)
                                == 1);
    }

    private long waiting() {
        return pool.query("SELECT count(*) FROM pg_locks WHERE relation = 'test_attempt'::regclass AND NOT granted")
                .execute()
                .await()
                .atMost(SOON)
                .iterator()
                .next()
                .getLong(0);
    }

    private static String draft(Rest rest) {
        return rest.post("/v1/notices", Rest.inline(1)).path("id");
    }

    private Rest with(String contact) {
        String key = key(contact);
        return new Rest(() -> key);
    }

    private String key(String contact) {
        String key = TestKeys.make(pool, owner, Scopes.ALL);
        pool.preparedQuery("UPDATE api_key SET contact = $1 WHERE owner = $2")
                .execute(Tuple.of(contact, owner))
                .await()
                .atMost(SOON);
        return key;
    }

    private long count(String sql, String notice) {
        return pool.preparedQuery(sql)
                .execute(Tuple.of(UUID.fromString(notice)))
                .await()
                .atMost(SOON)
                .iterator()
                .next()
                .getLong(0);
    }
}
