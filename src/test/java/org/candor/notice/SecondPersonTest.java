package org.candor.notice;

import static org.hamcrest.Matchers.equalTo;

import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import io.restassured.response.Response;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.inject.Inject;
import java.time.Duration;
import java.time.Instant;
import java.util.UUID;
import org.candor.access.IssuerProfile;
import org.candor.access.Scopes;
import org.candor.access.TestKeys;
import org.candor.plumbing.Ids;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Who is a second person where some come with keys and some are named by an issuer (A8). */
@QuarkusTest
@TestProfile(IssuerProfile.class)
class SecondPersonTest {
    @Inject
    Pool pool;

    private final String run = Ids.next().toString();

    @BeforeEach
    void issuer_is_there() {
        IssuerProfile.issuer().down(false);
    }

    @Test
    void a8_a_key_and_an_identity_of_the_issuer_are_not_two_persons() {
        assertRefused(submitted(key("tool")), issued("olga"));
        assertRefused(submitted(issued("olga")), key("olgas"));
    }

    @Test
    void a8_two_keys_are_two_persons_and_two_identities_of_the_issuer_are() {
        approve(submitted(key("tool")), key("other")).then().statusCode(200);
        approve(submitted(issued("olga")), issued("pete")).then().statusCode(200);
        assertRefused(submitted(issued("olga")), issued("olga"));
    }

    @Test
    void a8_nor_is_whoever_made_a_key_over_the_api_somebody_else() {
        Rest made = key("made");
        pool.preparedQuery("UPDATE api_key SET makers = '{oidc:olga}' WHERE owner = $1")
                .execute(Tuple.of("made-" + run))
                .await()
                .atMost(Duration.ofSeconds(20));
        assertRefused(submitted(made), issued("olga"));
        assertRefused(submitted(key("tool")), made);
    }

    @Test
    void a8_an_extension_is_approved_by_one_of_the_same_kind_too() {
        Rest tool = key("tool");
        String notice = submitted(tool);
        approve(notice, key("other")).then().statusCode(200);
        tool.step(notice, "release").then().statusCode(202);
        pool.preparedQuery("UPDATE notice SET extension_audience = 1, extension_imports = '{}',"
                        + " extension_by = '{tool}', extension_at = clock_timestamp() WHERE id = $1")
                .execute(Tuple.of(UUID.fromString(notice)))
                .await()
                .atMost(Duration.ofSeconds(20));
        assertRefused(notice, issued("olga"));
    }

    private static String submitted(Rest author) {
        Response draft = author.post("/v1/notices", Rest.inline(101).put("not_before", tomorrow()));
        draft.then().statusCode(201);
        author.step(draft.path("id"), "submit").then().statusCode(200);
        return draft.path("id");
    }

    private static String tomorrow() {
        return Instant.now().plus(Duration.ofDays(1)).toString();
    }

    private static Response approve(String notice, Rest by) {
        return by.step(notice, "approve");
    }

    private static void assertRefused(String notice, Rest by) {
        approve(notice, by).then().statusCode(403).body("type", equalTo("/problems/second-person-required"));
    }

    private Rest key(String who) {
        String key = TestKeys.make(pool, who + "-" + run, Scopes.ALL);
        return new Rest(() -> key);
    }

    private static Rest issued(String who) {
        return new Rest(() -> IssuerProfile.issuer()
                .accessToken(who, String.join(" ", Scopes.ALL))
                .text());
    }
}
