package org.candor.console;

import static io.restassured.RestAssured.given;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import io.restassured.response.Response;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.inject.Inject;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.candor.access.IssuerProfile;
import org.candor.access.Scopes;
import org.candor.access.Sessions;
import org.candor.access.TestKeys;
import org.candor.courier.LogCapture;
import org.candor.plumbing.Wire;
import org.candor.rig.Issuer;
import org.jsoup.Jsoup;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Signing in at the console where the organisation has an issuer (A7): authorization code with PKCE. */
@QuarkusTest
@TestProfile(IssuerProfile.class)
class IssuerSignInTest {
    private static final String HOME = "/console";
    private static final String SIGN_IN = "/console/sign-in";
    private static final String LEAVE = "/console/sign-in/issuer";

    private final Issuer issuer = IssuerProfile.issuer();
    private final HttpClient http =
            HttpClient.newBuilder().followRedirects(HttpClient.Redirect.NEVER).build();
    private final Browser browser = new Browser();

    @Inject
    Pool pool;

    @TestHTTPResource
    URI base;

    @BeforeEach
    void issuer_is_as_it_should_be() {
        issuer.down(false);
        issuer.idTokens(UnaryOperator.identity());
    }

    @Test
    void a7_an_operator_signs_in_at_the_issuer_and_comes_back_into_a_session_of_ours() throws Exception {
        Response page = browser.open(SIGN_IN);
        assertEquals(LEAVE, Jsoup.parse(page.asString()).select("main a").attr("href"));
        Response in = browser.open(path(backFrom(browser.open(LEAVE))));
        assertEquals(303, in.statusCode(), in::asString);
        assertEquals("/console", in.header("Location"));
        assertEquals("", browser.cookie("__Host-candor-sign-in"));
        String home = Jsoup.parse(
                        browser.open(HOME).then().statusCode(200).extract().asString())
                .text();
        assertTrue(home.contains("Signed in as oidc:olga"), home);
        assertFalse(home.contains("You may not see incidents"), home);
        assertEquals(
                List.of("incidents:read", "notices:read"),
                List.of(pool.query(
                                        "SELECT scopes FROM operator_session WHERE owner = 'oidc:olga' ORDER BY made_at DESC LIMIT 1")
                                .execute()
                                .await()
                                .atMost(Duration.ofSeconds(10))
                                .iterator()
                                .next()
                                .getArrayOfStrings(0))
                        .stream()
                        .sorted()
                        .toList());
        assertEquals(303, browser.signOut().statusCode());
        assertEquals(303, browser.open(HOME).statusCode());
        assertTrue(number("SELECT count(*) FROM audit WHERE actor = 'oidc:olga' AND action LIKE 'operator.signed-%'")
                >= 2);
    }

    @Test
    void where_no_sandbox_can_be_looked_into_the_console_says_so() throws Exception {
        signIn();
        Response page = browser.open("/console/sandbox");
        assertEquals(404, page.statusCode());
        assertTrue(page.asString().contains("There is no sandbox here"), page::asString);
        assertFalse(browser.open(HOME).asString().contains("/console/sandbox"));
        for (String path :
                List.of("mails/1", "mails/1/html", "mails/1/source", "texts/1", "posts/1", "clear", "live")) {
            int status = browser.open("/console/sandbox/" + path).statusCode();
            assertTrue(status == 403 || status == 404, path + " " + status);
        }
    }

    @Test
    void a7_what_is_asked_for_is_a_code_for_this_browser_alone() {
        String first = browser.open(LEAVE).header("Location");
        String second = browser.open(LEAVE).header("Location");
        assertTrue(first.startsWith(issuer.name() + "/authorize?response_type=code&client_id=candor-console"), first);
        for (String part :
                List.of("&scope=openid", "&state=", "&nonce=", "&code_challenge=", "&code_challenge_method=S256")) {
            assertTrue(first.contains(part), first);
        }
        for (String name : List.of("state", "nonce", "code_challenge")) {
            assertNotEquals(parameter(first, name), parameter(second, name));
        }
        assertFalse(first.contains(browser.cookie("__Host-candor-sign-in")));
    }

    @Test
    void a7_each_sign_in_has_a_session_of_its_own() throws Exception {
        signIn();
        String first = browser.cookie(Sessions.COOKIE);
        signIn();
        assertNotEquals(first, browser.cookie(Sessions.COOKIE));
        Browser other = new Browser();
        other.cookie(Sessions.COOKIE, first);
        assertEquals(303, other.open(HOME).statusCode());
    }

    @Test
    void a7_a_code_is_good_for_its_browser_and_once() throws Exception {
        String back = path(backFrom(browser.open(LEAVE)));
        assertRefused(new Browser().open(back));
        Browser other = new Browser();
        other.open(LEAVE);
        assertRefused(other.open(back));
        // The browser's own is not used up by that; what was refused has told the issuer nothing.
        String cookie = browser.cookie("__Host-candor-sign-in");
        assertEquals(303, browser.open(back).statusCode());
        Browser again = new Browser();
        again.cookie("__Host-candor-sign-in", cookie);
        assertRefused(again.open(back));
    }

    @Test
    void a7_what_comes_back_changed_or_empty_is_refused() throws Exception {
        String back = path(backFrom(browser.open(LEAVE)));
        for (String changed : List.of(
                back.replaceAll("state=[^&]+", "state=x"),
                back.replaceAll("&state=[^&]+", ""),
                back.replaceAll("code=[^&]+", "code=x"),
                back.replaceAll("code=[^&]+&", ""),
                back.replaceAll("iss=.+", "iss=https://evil.example"),
                "/console/sign-in/issuer/back?error=access_denied&state=" + parameter(back, "state"),
                "/console/sign-in/issuer/back")) {
            Browser tried = new Browser();
            tried.cookie("__Host-candor-sign-in", browser.cookie("__Host-candor-sign-in"));
            assertRefused(tried.open(changed));
        }
    }

    static Stream<Arguments> defects() {
        long now = System.currentTimeMillis() / 1000;
        return Stream.of(
                defect("of another sign-in", it -> it.claim("nonce", "other")),
                defect("of no sign-in", it -> it.claim("nonce", null)),
                defect("for another client", it -> it.claim("aud", "other")),
                defect("for the API", it -> it.claim("aud", Issuer.AUDIENCE)),
                defect("given to another client", it -> it.claim("azp", "other")),
                defect("of another issuer", it -> it.claim("iss", "http://127.0.0.1:1")),
                defect("over", it -> it.claim("iat", now - 900).claim("exp", now - 60)),
                defect("by a stranger", it -> it.forgedBy(Issuer.stranger())),
                defect("an access token", it -> it.head("typ", "at+jwt")),
                defect("about nobody", it -> it.claim("sub", null)),
                defect("without a scope of ours", it -> it.claim("candor_scopes", List.of("openid"))),
                defect("without scopes", it -> it.claim("candor_scopes", null)),
                defect("by no algorithm", it -> it.head("alg", "none")));
    }

    private static Arguments defect(String what, UnaryOperator<Issuer.Token> change) {
        return Arguments.of(what, change);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("defects")
    void a7_an_id_token_with_anything_wrong_signs_nobody_in(String what, UnaryOperator<Issuer.Token> change)
            throws Exception {
        issuer.idTokens(change);
        assertRefused(browser.open(path(backFrom(browser.open(LEAVE)))));
    }

    @Test
    void a7_where_there_is_an_issuer_no_key_signs_in() {
        String key = TestKeys.make(pool, "somebody", Scopes.ALL);
        String csrf = "x";
        assertEquals(
                404, browser.post(SIGN_IN, Map.of("csrf", csrf, "key", key)).statusCode());
        assertEquals(
                0,
                Jsoup.parse(browser.open(SIGN_IN).asString())
                        .select("input[name=key]")
                        .size());
    }

    @Test
    void a12_wrong_keys_from_an_address_stop_no_sign_in_from_it() throws Exception {
        String back = backFrom(browser.open(LEAVE));
        String cookie = "Cookie: __Host-candor-sign-in=" + browser.cookie("__Host-candor-sign-in");
        Wire.Answer last = null;
        // Some come back while they are counted.
        for (int i = 0; i < 2000 && (last == null || last.status() == 401); i++) {
            last = wire("/v1/incidents", "Authorization: Bearer cnd_wrong\r\nHost: localhost:" + base.getPort());
        }
        assertEquals(429, last.status(), last::body);
        Wire.Answer in =
                wire(path(back), cookie + "\r\nHost: " + URI.create(back).getAuthority());
        assertEquals(303, in.status(), in::body);
    }

    private Wire.Answer wire(String path, String headers) {
        byte[] request = ("GET " + path + " HTTP/1.1\r\n" + headers + "\r\n\r\n").getBytes(StandardCharsets.US_ASCII);
        return Wire.send(URI.create("http://127.0.0.1:" + base.getPort()), request, "127.0.0.79");
    }

    @Test
    void an_issuer_that_is_down_is_a_page_that_says_to_wait() throws Exception {
        String back = path(backFrom(browser.open(LEAVE)));
        issuer.down(true);
        Response waiting = browser.open(back);
        assertEquals(503, waiting.statusCode());
        assertTrue(waiting.asString().contains("Please wait a moment"), waiting::asString);
        assertTrue(waiting.header("Retry-After") != null);
    }

    @Test
    void d7_who_signed_in_just_now_is_not_asked_once_more_and_who_did_long_ago_is() throws Exception {
        signIn();
        assertEquals("yes", browser.open("/console/again-test?key=").asString());
        String page = browser.open("/console/again-test/page").asString();
        assertEquals(0, Jsoup.parse(page).select("#key").size());
        assertEquals(
                "sign in again",
                Jsoup.parse(page).select("main a[href=" + LEAVE + "]").text());
        pool.query("UPDATE operator_session SET made_at = made_at - interval '11 minutes' WHERE owner = 'oidc:olga'")
                .execute()
                .await()
                .atMost(Duration.ofSeconds(10));
        assertTrue(
                browser.open("/console/again-test?key=").asString().startsWith("You signed in more than 10 minutes"));
    }

    @Test
    void no_token_opens_the_console() {
        String token = issuer.accessToken("tool", "incidents:read console").text();
        given().header("Authorization", "Bearer " + token).get(HOME).then().statusCode(401);
        given().header("Authorization", "Bearer " + token)
                .get("/v1/incidents")
                .then()
                .statusCode(200);
    }

    @Test
    void p6_no_log_has_a_token_a_code_or_a_cookie() throws Exception {
        try (LogCapture log = LogCapture.ofEverything()) {
            List<String> tokens = new CopyOnWriteArrayList<>();
            issuer.idTokens(it -> {
                tokens.add(it.text().split("\\.")[2]);
                return it;
            });
            String back = path(backFrom(browser.open(LEAVE)));
            String visit = browser.cookie("__Host-candor-sign-in");
            browser.open(back);
            String access = issuer.accessToken("tool", "incidents:read").text();
            given().header("Authorization", "Bearer " + access).get("/v1/incidents");
            given().header("Authorization", "Bearer " + access + "A").get("/v1/incidents");
            tokens.addAll(List.of(access.split("\\.")[2], visit, browser.cookie(Sessions.COOKIE), Issuer.SECRET));
            tokens.add(parameter(back, "code").substring(5));
            tokens.add(parameter(back, "state").substring(6));
            assertEquals(7, tokens.size());
            tokens.forEach(it -> assertEquals(List.of(), Browser.logged(log, it)));
        }
    }

    private void signIn() throws Exception {
        assertEquals(303, browser.open(path(backFrom(browser.open(LEAVE)))).statusCode());
    }

    /** What the issuer sends the browser back to. */
    private String backFrom(Response leaving) throws Exception {
        assertEquals(303, leaving.statusCode(), leaving::asString);
        HttpRequest request =
                HttpRequest.newBuilder(URI.create(leaving.header("Location"))).build();
        HttpResponse<Void> answer = http.send(request, HttpResponse.BodyHandlers.discarding());
        assertEquals(302, answer.statusCode());
        return answer.headers().firstValue("Location").orElseThrow();
    }

    private static String path(String address) {
        URI uri = URI.create(address);
        assertEquals("/console/sign-in/issuer/back", uri.getPath());
        return uri.getRawPath() + "?" + uri.getRawQuery();
    }

    private static String parameter(String address, String name) {
        return Stream.of(URI.create(address).getRawQuery().split("&"))
                .filter(it -> it.startsWith(name + "="))
                .findFirst()
                .orElseThrow();
    }

    private static void assertRefused(Response answer) {
        assertEquals(401, answer.statusCode(), answer::asString);
        assertTrue(answer.asString().contains("That did not work"), answer::asString);
        assertTrue(answer.headers().getValues("Set-Cookie").stream().noneMatch(it -> it.startsWith(Sessions.COOKIE)));
    }

    private long number(String sql) {
        return pool.preparedQuery(sql)
                .execute(Tuple.tuple())
                .await()
                .atMost(Duration.ofSeconds(10))
                .iterator()
                .next()
                .getLong(0);
    }
}
