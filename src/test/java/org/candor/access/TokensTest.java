package org.candor.access;

import static io.restassured.RestAssured.given;
import static org.hamcrest.Matchers.anyOf;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.matchesPattern;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quarkus.security.identity.SecurityIdentity;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import io.restassured.response.Response;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.annotation.security.RolesAllowed;
import jakarta.inject.Inject;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.candor.plumbing.Ids;
import org.candor.rig.Issuer;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Access tokens of an issuer (A4). */
@QuarkusTest
@TestProfile(IssuerProfile.class)
class TokensTest {
    private static final String SCOPE = "notices:read channels:admin";

    @Path("/v1/token-test")
    public static class Probe {
        @Inject
        SecurityIdentity identity;

        @GET
        @RolesAllowed(Scopes.CHANNELS_ADMIN)
        public String who() {
            Caller caller = Caller.of(identity);
            return caller.owner() + " " + caller.scopes().stream().sorted().toList();
        }
    }

    private final Issuer issuer = IssuerProfile.issuer();

    @Inject
    Pool pool;

    @BeforeEach
    void issuer_is_there() {
        issuer.down(false);
    }

    @ParameterizedTest
    @ValueSource(strings = {"RS256", "ES256", "EdDSA"})
    void a4_a_token_is_taken_by_the_algorithms_of_the_list(String algorithm) {
        ask(good().by(issuer.signer(algorithm)).text())
                .then()
                .statusCode(200)
                .body(equalTo("oidc:tool [channels:admin, notices:read]"));
    }

    @Test
    void a4_a_machine_gets_a_token_by_its_credentials_and_calls_with_it() throws Exception {
        String pair = encode(Issuer.CLIENT) + ":" + encode(Issuer.SECRET);
        HttpRequest request = HttpRequest.newBuilder(URI.create(issuer.name() + "/token"))
                .header("Authorization", "Basic " + Base64.getEncoder().encodeToString(pair.getBytes()))
                .POST(HttpRequest.BodyPublishers.ofString("grant_type=client_credentials&scope=channels:admin"))
                .build();
        String answer = HttpClient.newHttpClient()
                .send(request, HttpResponse.BodyHandlers.ofString())
                .body();
        String token = io.restassured.path.json.JsonPath.from(answer).getString("access_token");
        ask(token).then().statusCode(200).body(equalTo("oidc:" + Issuer.CLIENT + " [channels:admin]"));
    }

    @Test
    void scopes_that_are_none_of_ours_are_left_out_and_without_one_nothing_is_allowed() {
        ask(good().claim("scope", "openid channels:admin console superuser").text())
                .then()
                .statusCode(200)
                .body(equalTo("oidc:tool [channels:admin]"));
        ask(good().claim("scope", "openid console").text()).then().statusCode(403);
        ask(good().claim("scope", null).text()).then().statusCode(403);
        ask(good().claim("scope", List.of("channels:admin")).text()).then().statusCode(200);
    }

    static Stream<Arguments> defects() {
        long now = System.currentTimeMillis() / 1000;
        return Stream.of(
                defect("over", it -> it.claim("iat", now - 900).claim("exp", now - 60)),
                defect("without an end", it -> it.claim("exp", null)),
                defect("without a beginning", it -> it.claim("iat", null)),
                defect("for longer than an hour", it -> it.claim("exp", now + 3700)),
                defect("of tomorrow", it -> it.claim("iat", now + 86_000).claim("exp", now + 86_400)),
                defect("not good yet", it -> it.claim("nbf", now + 600)),
                defect("the end is a text", it -> it.claim("exp", Long.toString(now + 300))),
                defect("the end is no whole number", it -> it.claim("exp", now + 300.5)),
                defect("of another issuer", it -> it.claim("iss", "http://127.0.0.1:1")),
                defect("of no issuer", it -> it.claim("iss", null)),
                defect("for another service", it -> it.claim("aud", "other")),
                defect("for the client that operators sign in at", it -> it.claim("aud", Issuer.CLIENT)),
                defect("for nobody", it -> it.claim("aud", null)),
                defect("about nobody", it -> it.claim("sub", null)),
                defect("about a number", it -> it.claim("sub", 7)),
                defect("about somebody with a blank", it -> it.claim("sub", "a b")),
                defect("an ID token by its header", it -> it.head("typ", "JWT")),
                defect("without a type", it -> it.head("typ", null)),
                defect("an ID token by its nonce", it -> it.claim("nonce", "n")),
                defect("an ID token by a hash", it -> it.claim("at_hash", "h")),
                defect("an ID token as keycloak says it", it -> it.claim("typ", "ID")),
                defect("bound to another key", it -> it.claim("cnf", Map.of("jkt", "x"))),
                defect("without a key's name", it -> it.head("kid", null)),
                defect("with a key that is not known", it -> it.head("kid", "rsa-2")),
                defect("with another's key", it -> it.head("kid", "ec-1")),
                defect(
                        "with its own key",
                        it -> it.head("jwk", Issuer.stranger().jwk())),
                defect("with an address for its key", it -> it.head("jku", "http://127.0.0.1:1/keys")),
                defect("with a certificate", it -> it.head("x5c", List.of("MIIB"))),
                defect("with something critical", it -> it.head("crit", List.of("exp"))),
                defect("by a stranger", it -> it.forgedBy(Issuer.stranger())),
                defect("by an algorithm that is not on the list", it -> it.head("alg", "RS384")),
                defect("by another's algorithm", it -> it.head("alg", "ES256")));
    }

    private static Arguments defect(String what, UnaryOperator<Issuer.Token> change) {
        return Arguments.of(what, change);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("defects")
    void a4_a_token_with_anything_wrong_is_refused_and_nobody_is_told_what(
            String what, UnaryOperator<Issuer.Token> change) {
        Response refused = ask(change.apply(good()).text());
        refused.then().statusCode(401).body("type", equalTo("/problems/unauthenticated"));
        assertEquals(detail(ask("nonsense")), detail(refused));
    }

    @Test
    void a4_what_is_signed_by_nobody_or_by_a_secret_is_refused() {
        String unsigned = good().head("alg", "none").unsigned();
        for (String token : List.of(unsigned + ".", unsigned, good().text() + "=", good().text() + ".e30")) {
            ask(token).then().statusCode(401);
        }
    }

    /** The framework has ways in of its own, which must be shut. */
    @Test
    void a4_a_good_token_comes_in_by_its_header_alone() {
        String token = good().text();
        for (String header :
                List.of("Bearer\t" + token, "Basic " + token, "DPoP " + token, token, "Bearer, " + token)) {
            given().header("Authorization", header).get("/v1/token-test").then().statusCode(401);
        }
        given().get("/v1/token-test?access_token=" + token).then().statusCode(anyOf(equalTo(400), equalTo(401)));
        for (String cookie : List.of("q_session", "q_session_issuer", "access_token", Sessions.COOKIE)) {
            given().header("Cookie", cookie + "=" + token)
                    .get("/v1/token-test")
                    .then()
                    .statusCode(401);
        }
        given().header("X-Access-Token", token).get("/v1/token-test").then().statusCode(401);
    }

    @Test
    void a4_the_id_token_of_somebody_who_signed_in_opens_nothing_here() {
        ask(issuer.idToken("olga", "n", List.of("channels:admin")).text())
                .then()
                .statusCode(401);
        ask(issuer.idToken("olga", "n", List.of("channels:admin"))
                        .claim("scope", SCOPE)
                        .text())
                .then()
                .statusCode(401);
    }

    @Test
    void a11_a_client_has_its_calls_as_a_key_has() {
        String subject = "calls-" + Ids.next();
        String token = issuer.accessToken(subject, SCOPE).text();
        ask(token)
                .then()
                .statusCode(200)
                .header("RateLimit-Policy", equalTo("\"calls\";q=1000000;w=60"))
                .header("RateLimit", matchesPattern("\"calls\";r=\\d+;t=\\d+"));
        UUID key = Caller.issued("oidc:" + subject, Set.of()).key();
        pool.preparedQuery("UPDATE call_budget SET full_at = clock_timestamp() + interval '2 minutes' WHERE key = $1")
                .execute(Tuple.of(key))
                .await()
                .atMost(Duration.ofSeconds(10));
        ask(token).then().statusCode(429).body("type", equalTo("/problems/rate-limited"));
        ask(good().text()).then().statusCode(200);
    }

    @Test
    void an_issuer_that_is_down_stops_no_key_and_no_token_whose_key_is_known() {
        ask(good().text()).then().statusCode(200);
        issuer.down(true);
        ask(good().text()).then().statusCode(200);
        String key = TestKeys.make(pool, "somebody", Scopes.ALL);
        ask(key).then().statusCode(200);
    }

    @Test
    void no_key_can_have_an_owner_that_the_issuer_names() {
        assertThrows(IllegalArgumentException.class, () -> TestKeys.make(pool, "oidc:tool", Scopes.ALL));
        Caller caller = Caller.issued("oidc:tool", Set.of());
        assertEquals(8, caller.key().version());
        assertEquals(caller.key(), Caller.issued("oidc:tool", Scopes.ALL).key());
        assertNotEquals(caller.key(), Caller.issued("oidc:tool2", Set.of()).key());
        assertFalse(caller.bound());
        assertTrue(caller.toString().indexOf("tool") < 0);
    }

    private Issuer.Token good() {
        return issuer.accessToken("tool", SCOPE);
    }

    private static Response ask(String token) {
        return given().header("Authorization", "Bearer " + token).get("/v1/token-test");
    }

    private static String detail(Response refused) {
        return refused.jsonPath().getString("detail");
    }

    private static String encode(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }
}
