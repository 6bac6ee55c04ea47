package org.candor.console;

import static io.restassured.RestAssured.given;
import static org.hamcrest.Matchers.equalTo;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.inject.Inject;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.candor.access.Scopes;
import org.candor.access.Sessions;
import org.candor.access.TestKeys;
import org.candor.courier.LogCapture;
import org.candor.plumbing.Ids;
import org.candor.plumbing.Wire;
import org.jsoup.Jsoup;
import org.jsoup.nodes.Document;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Signing in at the console with a key (A7, D2). */
@QuarkusTest
class SignInTest {
    private static final String HOME = "/console";
    private static final String SIGN_IN = "/console/sign-in";
    private static final String SIGN_OUT = "/console/sign-out";

    @TestHTTPResource
    URI base;

    @Inject
    Pool pool;

    private final String owner = "operator-" + Ids.next();
    private final Browser browser = new Browser();

    @Test
    void a7_an_operator_signs_in_with_a_key_sees_the_incidents_and_signs_out() {
        assertSentToSignIn(browser.open(HOME));
        Response in = browser.signIn(key());
        assertEquals(303, in.statusCode());
        assertEquals("/console", in.header("Location"));
        String title = "Wide & <open> " + Ids.next();
        report(title);
        Document home =
                Jsoup.parse(browser.open(HOME).then().statusCode(200).extract().asString());
        assertTrue(home.text().contains("Signed in as " + owner), home::text);
        assertTrue(home.text().contains("SANDBOX: nothing leaves this machine"), home::text);
        assertTrue(
                home.select("tbody tr").eachText().stream()
                        .anyMatch(it -> it.contains(title) && it.contains("no notice yet")),
                home::text);
        Response out = browser.signOut();
        assertEquals(303, out.statusCode());
        assertEquals(SIGN_IN, out.header("Location"));
        assertEquals("\"cache\", \"cookies\", \"storage\"", out.header("Clear-Site-Data"));
        assertEquals("", browser.cookie(Sessions.COOKIE));
        assertEquals(
                List.of("operator.signed-in", "operator.signed-out"),
                texts("SELECT action FROM audit WHERE actor = $1 ORDER BY at, id"));
    }

    @Test
    void d2_the_cookies_are_for_this_host_and_no_script() {
        Response form = browser.open(SIGN_IN);
        Response in = browser.post(SIGN_IN, Map.of("csrf", Browser.csrf(form), "key", key()));
        String session = in.headers().getValues("Set-Cookie").stream()
                .filter(it -> it.startsWith("__Host-candor-session=") && !it.contains("=;"))
                .findFirst()
                .orElseThrow();
        for (String cookie : List.of(form.header("Set-Cookie"), session)) {
            assertTrue(cookie.startsWith("__Host-"), cookie);
            for (String attribute : List.of("Path=/", "Secure", "HttpOnly", "SameSite=Lax")) {
                assertTrue(cookie.contains("; " + attribute), cookie);
            }
            assertFalse(cookie.contains("Domain"), cookie);
        }
        assertTrue(browser.cookie(Sessions.COOKIE).length() >= 43, "256 bits");
        assertEquals(
                0L,
                number(
                        "SELECT count(*) FROM operator_session WHERE encode(hash, 'escape') LIKE '%' || $1 || '%'",
                        browser.cookie(Sessions.COOKIE)));
    }

    @Test
    void a7_each_sign_in_has_a_session_of_its_own_and_ends_the_one_before() {
        String key = key();
        browser.signIn(key);
        String first = browser.cookie(Sessions.COOKIE);
        browser.signIn(key);
        assertNotEquals(first, browser.cookie(Sessions.COOKIE));
        browser.open(HOME).then().statusCode(200);
        assertSentToSignIn(with(first).open(HOME));
        // What somebody has put there is not taken over.
        String planted = "A".repeat(43);
        Browser other = with(planted);
        assertSentToSignIn(other.open(HOME));
        other.signIn(key);
        assertNotEquals(planted, other.cookie(Sessions.COOKIE));
    }

    @Test
    void auth_065_a_form_without_its_token_changes_nothing() {
        browser.signIn(key());
        for (Map<String, String> fields : List.of(
                Map.<String, String>of(),
                Map.of("csrf", ""),
                Map.of("csrf", "x".repeat(43)),
                Map.of("csrf", Browser.csrf(new Browser().open(SIGN_IN))))) {
            browser.post(SIGN_OUT, fields).then().statusCode(403).contentType("text/html;charset=UTF-8");
            with(browser.cookie(Sessions.COOKIE))
                    .asProgram()
                    .post(SIGN_OUT, fields)
                    .then()
                    .statusCode(403)
                    .body("type", equalTo("/problems/csrf"));
        }
        browser.open(HOME).then().statusCode(200);
    }

    @Test
    void d2_a_form_that_was_posted_from_elsewhere_changes_nothing() {
        browser.signIn(key());
        Map<String, String> fields = Map.of("csrf", Browser.csrf(browser.open(HOME)));
        String here = "http://" + base.getHost() + ":" + base.getPort();
        for (Map<String, String> headers : List.of(
                Map.of("Sec-Fetch-Site", "cross-site", "Origin", here),
                Map.of("Sec-Fetch-Site", "same-site"),
                Map.of("Sec-Fetch-Site", "none"),
                Map.of("Origin", "null"),
                Map.of("Origin", "https://evil.example"),
                Map.of("Origin", "https://notices.example.org"))) {
            browser.post(SIGN_OUT, fields, headers).then().statusCode(403);
        }
        browser.open(HOME).then().statusCode(200);
        browser.post(SIGN_OUT, fields, Map.of("Origin", here)).then().statusCode(303);
    }

    @Test
    void auth_068_a_cookie_is_of_no_use_after_the_sign_out() {
        browser.signIn(key());
        String kept = browser.cookie(Sessions.COOKIE);
        browser.signOut().then().statusCode(303);
        assertSentToSignIn(with(kept).open(HOME));
        with(kept).asProgram().open(HOME).then().statusCode(401).body("type", equalTo("/problems/unauthenticated"));
    }

    @Test
    void auth_069_a_session_that_was_left_alone_or_is_old_is_over() {
        browser.signIn(key());
        age("seen_at", "14 minutes");
        browser.open(HOME).then().statusCode(200);
        age("seen_at", "14 minutes");
        browser.open(HOME).then().statusCode(200);
        age("seen_at", "16 minutes");
        assertSentToSignIn(browser.open(HOME));
        browser.signIn(key());
        age("made_at", "7 hours 59 minutes");
        browser.open(HOME).then().statusCode(200);
        age("made_at", "2 minutes");
        assertSentToSignIn(browser.open(HOME));
    }

    @Test
    void a7_a_session_ends_with_its_key_and_may_do_what_the_key_may() {
        String key = key();
        browser.signIn(key);
        browser.open(HOME).then().statusCode(200);
        run("UPDATE api_key SET scopes = '{notices:read}' WHERE owner = $1");
        assertTrue(browser.open(HOME).asString().contains("needs the scope incidents:read"));
        run("UPDATE api_key SET expires_at = clock_timestamp() - interval '1 second' WHERE owner = $1");
        assertSentToSignIn(browser.open(HOME));
        run("UPDATE api_key SET expires_at = NULL WHERE owner = $1");
        browser.open(HOME).then().statusCode(200);
        run("UPDATE api_key SET retires_at = clock_timestamp() - interval '1 second' WHERE owner = $1");
        assertSentToSignIn(browser.open(HOME));
        run("UPDATE api_key SET retires_at = NULL WHERE owner = $1");
        browser.open(HOME).then().statusCode(200);
        run("UPDATE api_key SET revoked_at = clock_timestamp(), revoked_by = 'person' WHERE owner = $1");
        assertSentToSignIn(browser.open(HOME));
        assertEquals(401, browser.signIn(key).statusCode());
    }

    @Test
    void a6_a_key_that_is_bound_to_incidents_sees_no_other() {
        String title = "Not for everybody " + Ids.next();
        report(title);
        browser.signIn(TestKeys.make(pool, owner, Scopes.ALL, Ids.next()));
        assertTrue(browser.open(HOME).asString().contains("There is no incident yet"));
    }

    @Test
    void a7_whatever_is_wrong_with_a_key_the_answer_is_the_same() {
        String revoked = key();
        run("UPDATE api_key SET revoked_at = clock_timestamp(), revoked_by = 'person' WHERE owner = $1");
        String expired = TestKeys.make(pool, owner + "-2", Scopes.ALL);
        pool.preparedQuery("UPDATE api_key SET expires_at = clock_timestamp() WHERE owner = $1")
                .execute(Tuple.of(owner + "-2"))
                .await()
                .atMost(Duration.ofSeconds(10));
        String first = null;
        for (String key : List.of("cnd_" + "0".repeat(24), revoked, expired, "nonsense", "", "cnd_'; DROP TABLE x")) {
            Response refused = new Browser().signIn(key);
            assertEquals(401, refused.statusCode());
            String page = refused.asString().replaceAll("value=\"[^\"]+\"", "");
            first = first == null ? page : first;
            assertEquals(first, page);
            if (key.length() > 8) {
                assertFalse(page.contains(key), "the key comes back");
            }
        }
        Browser program = new Browser();
        String csrf = Browser.csrf(program.open(SIGN_IN));
        program.asProgram()
                .post(SIGN_IN, Map.of("csrf", csrf, "key", "nonsense"))
                .then()
                .statusCode(401)
                .body("type", equalTo("/problems/unauthenticated"));
    }

    @Test
    void a7_a_sign_in_needs_the_form_of_this_browser() {
        String key = key();
        String csrf = Browser.csrf(new Browser().open(SIGN_IN));
        browser.open(SIGN_IN);
        assertEquals(
                403, browser.post(SIGN_IN, Map.of("csrf", csrf, "key", key)).statusCode());
        assertEquals(
                403,
                new Browser().post(SIGN_IN, Map.of("csrf", csrf, "key", key)).statusCode());
        Map<String, String> fields = Map.of("csrf", Browser.csrf(browser.open(SIGN_IN)), "key", key);
        assertEquals(
                403,
                browser.post(SIGN_IN, fields, Map.of("Sec-Fetch-Site", "cross-site"))
                        .statusCode());
        assertEquals(303, browser.post(SIGN_IN, fields).statusCode());
        browser.post(SIGN_IN, Map.of("csrf", "x", "key", key, "next", "https://evil.example"))
                .then()
                .statusCode(422);
    }

    @Test
    void a12_who_guesses_is_told_to_wait_and_others_are_not() {
        Response form = browser.open(SIGN_IN);
        String body = "csrf=" + Browser.csrf(form) + "&key=cnd_wrong";
        byte[] request = ("POST " + SIGN_IN + " HTTP/1.1\r\nHost: localhost:" + base.getPort()
                        + "\r\nAccept: text/html\r\nContent-Type: application/x-www-form-urlencoded\r\nCookie: "
                        + form.header("Set-Cookie").split(";", 2)[0] + "\r\nContent-Length: " + body.length()
                        + "\r\n\r\n" + body)
                .getBytes(StandardCharsets.US_ASCII);
        URI at = URI.create("http://127.0.0.1:" + base.getPort());
        Wire.Answer last = null;
        for (int i = 0; i < 500 && (last == null || last.status() == 401); i++) {
            last = Wire.send(at, request, "127.0.0.77");
        }
        assertEquals(429, last.status(), last::body);
        assertEquals("10", last.header("Retry-After"));
        assertTrue(last.body().contains("Please wait a moment"), last::body);
        assertEquals(303, browser.signIn(key()).statusCode());
    }

    @Test
    void d2_a_session_opens_nothing_but_the_console_and_a_key_does_not_open_the_console() {
        String key = key();
        browser.signIn(key);
        String cookie = Sessions.COOKIE + "=" + browser.cookie(Sessions.COOKIE);
        for (String path : List.of("/v1/incidents", "/v1/notices", "/v1/channels")) {
            given().header("Cookie", cookie).get(path).then().statusCode(401);
        }
        given().header("Authorization", "Bearer " + key).get(HOME).then().statusCode(401);
        given().header("Authorization", "Bearer " + key)
                .header("Accept", Browser.HTML)
                .redirects()
                .follow(false)
                .get(HOME)
                .then()
                .statusCode(303);
        given().header("Authorization", "Bearer " + key).post(SIGN_OUT).then().statusCode(401);
    }

    @Test
    void r16_the_console_answers_on_the_host_of_the_api_only() {
        for (String path : List.of(HOME, SIGN_IN, SIGN_OUT)) {
            given().header("Host", "notices.example.org").get(path).then().statusCode(421);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {SIGN_IN, HOME})
    void d3_a_page_loads_all_from_here_and_has_no_script_in_it(String path) {
        browser.signIn(key());
        Response answer = browser.open(path);
        assertTrue(answer.header("Content-Security-Policy").startsWith("default-src 'none'; object-src 'none';"));
        assertEquals("no-store", answer.header("Cache-Control"));
        assertEquals("same-origin", answer.header("Referrer-Policy"));
        Document page = Jsoup.parse(answer.asString());
        assertEquals(
                List.of("/webjars/picocss__pico/2.1.1/css/pico.min.css", "/assets/console.css"),
                page.select("link[rel=stylesheet]").eachAttr("href"));
        assertTrue(page.select("script").eachAttr("src").stream().allMatch(it -> it.startsWith("/")), page::html);
        assertEquals(
                0,
                page.select("script:not([src]), style, [style], img, iframe, [onclick], [onload]")
                        .size());
        assertEquals("en", page.select("html").attr("lang"));
        assertEquals(1, page.select("h1").size());
        page.select("input:not([type=hidden])")
                .forEach(it -> assertEquals(
                        1, page.select("label[for=" + it.id() + "]").size()));
        given().get("/assets/console.css").then().statusCode(200);
    }

    @Test
    void a_key_is_never_kept_by_the_browser() {
        Document page = Jsoup.parse(browser.open(SIGN_IN).asString());
        assertEquals("off", page.select("form").attr("autocomplete"));
        assertEquals("off", page.select("input[name=key]").attr("autocomplete"));
        assertEquals("post", page.select("form").attr("method"));
    }

    @Test
    void a11_the_clicks_of_a_session_are_calls_of_its_key() {
        browser.signIn(key());
        run("UPDATE api_key SET calls_per_minute = 5 WHERE owner = $1");
        int allowed = 0;
        while (allowed < 20 && browser.open(HOME).statusCode() == 200) {
            allowed++;
        }
        assertTrue(allowed >= 3 && allowed <= 6, "clicks: " + allowed);
        browser.open(HOME).then().statusCode(429);
    }

    @Test
    void a4_a_click_is_a_use_of_its_key() {
        browser.signIn(key());
        run("UPDATE call_budget b SET used_at = NULL FROM api_key k WHERE k.id = b.key AND k.owner = $1");
        browser.open(HOME).then().statusCode(200);
        assertEquals(
                1L,
                number(
                        "SELECT count(*) FROM call_budget b JOIN api_key k ON k.id = b.key"
                                + " WHERE b.used_at IS NOT NULL AND k.owner = $1",
                        owner));
    }

    @Test
    void p6_no_log_has_a_key_a_cookie_or_a_form_token() {
        String key = key();
        try (LogCapture log = LogCapture.ofEverything()) {
            String csrf = Browser.csrf(browser.open(SIGN_IN));
            String visit = browser.cookie("__Host-candor-sign-in");
            browser.post(SIGN_IN, Map.of("csrf", csrf, "key", key));
            String session = browser.cookie(Sessions.COOKIE);
            String form = Browser.csrf(browser.open(HOME));
            new Browser().signIn("cnd_wrong0123456789");
            browser.signOut();
            for (String secret : List.of(key, csrf, visit, session, form, "cnd_wrong0123456789")) {
                assertTrue(secret.length() > 15);
                assertEquals(List.of(), Browser.logged(log, secret));
            }
        }
    }

    private static void assertSentToSignIn(Response answer) {
        assertEquals(303, answer.statusCode(), answer::asString);
        assertEquals(SIGN_IN, answer.header("Location"));
    }

    private static Browser with(String session) {
        Browser browser = new Browser();
        browser.cookie(Sessions.COOKIE, session);
        return browser;
    }

    private String key() {
        return TestKeys.make(pool, owner, Scopes.ALL);
    }

    private void report(String title) {
        String body = """
                {"reference": "IR-%s", "title": "%s", "organisation": {"name": "Example Bank", "email": "privacy@example.com"},
                 "exposed": ["names"]}""".formatted(Ids.next(), title);
        given().header("Authorization", "Bearer " + TestKeys.make(pool, "reporter", Set.of(Scopes.INCIDENTS_WRITE)))
                .header("Idempotency-Key", "console-" + UUID.randomUUID())
                .contentType("application/json")
                .body(body)
                .post("/v1/incidents")
                .then()
                .statusCode(201);
    }

    private void age(String column, String time) {
        run("UPDATE operator_session s SET " + column + " = " + column + " - interval '" + time
                + "' FROM api_key k WHERE k.id = s.key AND k.owner = $1");
    }

    private void run(String sql) {
        pool.preparedQuery(sql).execute(Tuple.of(owner)).await().atMost(Duration.ofSeconds(10));
    }

    private long number(String sql, String value) {
        return pool.preparedQuery(sql)
                .execute(Tuple.of(value))
                .await()
                .atMost(Duration.ofSeconds(10))
                .iterator()
                .next()
                .getLong(0);
    }

    private List<String> texts(String sql) {
        List<String> texts = new java.util.ArrayList<>();
        pool.preparedQuery(sql)
                .execute(Tuple.of(owner))
                .await()
                .atMost(Duration.ofSeconds(10))
                .forEach(it -> texts.add(it.getString(0)));
        return texts;
    }
}
