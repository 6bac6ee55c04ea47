package org.candor.reset;

import static org.candor.reset.Browser.cookie;
import static org.candor.reset.Browser.csrf;
import static org.candor.reset.Browser.follow;
import static org.candor.reset.Browser.form;
import static org.candor.reset.Browser.hasForm;
import static org.candor.reset.Browser.page;
import static org.candor.reset.Browser.press;
import static org.candor.reset.Browser.pressFrom;
import static org.candor.reset.Browser.visit;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import io.vertx.mutiny.sqlclient.Pool;
import jakarta.inject.Inject;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.candor.vault.Vault;
import org.jsoup.Jsoup;
import org.jsoup.nodes.Document;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@QuarkusTest
class ResetPageTest {
    private static final String REQUESTS = "SELECT count(*) FROM reset_request WHERE notice = $1";

    @Inject
    Breach breach;

    @Inject
    Pool pool;

    @Inject
    ResetLinks links;

    @Inject
    Vault vault;

    private Breach.Made made;
    private UUID notice;
    private UUID anna;
    private String token;

    @BeforeEach
    void aNoticeIsOut() {
        made = breach.incident(2);
        notice = breach.notice(made);
        anna = made.people().getFirst();
        token = breach.token(notice, anna);
    }

    @Test
    void r2_opening_changes_nothing_however_often_scanners_do_it() {
        for (int i = 0; i < 100; i++) {
            Response followed = follow(token);
            if (i % 2 == 0) {
                visit().head("/r/" + token).then().statusCode(303);
                page(Browser.cookieOf(followed)).then().statusCode(200);
            }
        }
        assertEquals(0, breach.number(REQUESTS, notice));
        pressFrom(token).then().statusCode(303);
        assertEquals(1, breach.number(REQUESTS, notice));
    }

    @Test
    void r3_one_press_posts_the_form_and_ends_on_a_page_that_can_be_kept() {
        Response answer = pressFrom(token);
        assertEquals(303, answer.statusCode());
        String place = answer.header("Location");
        assertTrue(place.matches("/r/done/[0-9a-f-]{36}"), place);
        Document done = Jsoup.parse(visit().get(place).asString());
        assertEquals(
                "We have asked Example Bank to send you a reset email",
                done.select("h1").text());
        assertTrue(done.text().matches(".*Your reference: [0-9A-Z]{5}-[0-9A-Z]{5}.*"), done.text());
        assertTrue(done.text().contains("privacy@example.com"));
    }

    @Test
    void r3_a_form_posted_from_elsewhere_is_refused() {
        String cookie = cookie(token);
        String csrf = csrf(page(cookie));
        for (String site : List.of("cross-site", "same-site", "none", "x")) {
            form(cookie, csrf).header("Sec-Fetch-Site", site).post("/r").then().statusCode(403);
        }
        for (String origin :
                List.of("null", "https://evil.example", "http://" + Browser.HOST, Browser.ORIGIN + ".evil")) {
            form(cookie, csrf).header("Origin", origin).post("/r").then().statusCode(403);
        }
        Response program = form(cookie, csrf)
                .header("Accept", "application/json")
                .header("Origin", "https://evil.example")
                .post("/r");
        assertEquals("/problems/csrf", program.jsonPath().getString("type"));
        assertEquals(0, breach.number(REQUESTS, notice));
    }

    @Test
    void r3_the_forms_token_decides_where_an_old_browser_says_nothing() {
        String cookie = cookie(token);
        String csrf = csrf(page(cookie));
        String another = csrf(page(cookie(token)));
        form(cookie, "").post("/r").then().statusCode(403);
        form(cookie, csrf + "x").post("/r").then().statusCode(403);
        form(cookie, csrf.substring(1)).post("/r").then().statusCode(403);
        String stranger = cookie(breach.token(notice, made.people().get(1)));
        assertNotEquals(csrf, csrf(page(stranger)));
        form(stranger, csrf).post("/r").then().statusCode(403);
        assertEquals(0, breach.number(REQUESTS, notice));
        form(cookie, csrf).post("/r").then().statusCode(303);
        assertEquals(1, breach.number(REQUESTS, notice));
        assertFalse(another.isEmpty());
    }

    @Test
    void r3_everything_works_without_scripts() {
        Document page = Jsoup.parse(page(cookie(token)).asString());
        assertEquals(0, page.select("script,[onclick],[onload],[onsubmit]").size());
        assertEquals("post", page.select("form").attr("method"));
        assertEquals(
                List.of("password", "details"), page.select("button[name=kind]").eachAttr("value"));
        assertTrue(page.select("form[autofocus],input[type=password],input[type=email]")
                .isEmpty());
    }

    @Test
    void r4_fifty_presses_at_once_record_one_request_and_all_end_on_its_page() throws Exception {
        String cookie = cookie(token);
        String csrf = csrf(page(cookie));
        List<Callable<Response>> presses = new ArrayList<>();
        for (int i = 0; i < 50; i++) {
            presses.add(() -> press(cookie, csrf));
        }
        Set<String> places = new HashSet<>();
        try (ExecutorService pool = Executors.newFixedThreadPool(25)) {
            for (Future<Response> answer : pool.invokeAll(presses)) {
                assertEquals(303, answer.get().statusCode());
                places.add(answer.get().header("Location"));
            }
        }
        assertEquals(1, places.size());
        assertEquals(1, breach.number(REQUESTS, notice));
        assertEquals(
                1,
                breach.number(
                        "SELECT count(*) FROM audit WHERE action = 'reset.requested' AND detail ->> 'notice' = $1",
                        notice.toString()));
    }

    @Test
    void r5_a_link_ends_by_the_databases_clock() {
        String before = cookie(token);
        assertTrue(hasForm(page(before)));
        breach.run("UPDATE reset_link SET expires_at = clock_timestamp() WHERE notice = $1", notice);
        assertFalse(hasForm(page(before)));
        assertNeutral(page(cookie(token)));
    }

    @Test
    void r5_a_link_ends_with_its_notice() {
        String cookie = cookie(token);
        String csrf = csrf(page(cookie));
        Breach.await(pool.withTransaction(tx -> links.revoke(tx, notice)));
        assertNeutral(page(cookie));
        assertNeutral(press(cookie, csrf));
        assertEquals(0, breach.number(REQUESTS, notice));
    }

    @Test
    void r6_every_token_gets_the_same_answer_and_every_useless_one_the_same_page() {
        String used = token;
        pressFrom(used).then().statusCode(303);
        String other = breach.token(notice, made.people().get(1));
        String superseded = other;
        UUID newer = breach.notice(made);
        String expired = breach.token(newer, anna);
        breach.run("UPDATE reset_link SET expires_at = clock_timestamp() WHERE notice = $1", newer);
        String hash = Base64.getUrlEncoder().withoutPadding().encodeToString(vault.tokenHash(expired));
        List<String> useless = List.of(
                used,
                superseded,
                expired,
                "a",
                "A".repeat(500),
                "%7Binject:x%7D",
                flipped(used),
                used + ".",
                used + "%25",
                hash,
                "0aZ9bY8cX7dW6eV5fU4gT3",
                "../x".replace("/", "-"));
        Set<Integer> sizes = new HashSet<>();
        Set<Integer> cookies = new HashSet<>();
        String page = page("none=1").asString();
        for (String it : useless) {
            Response followed = follow(it);
            assertEquals(303, followed.statusCode(), it);
            assertEquals("/r", followed.header("Location"));
            cookies.add(followed.header("Set-Cookie").length());
            sizes.add(followed.headers().size());
            Response shown = page(Browser.cookieOf(followed));
            assertNeutral(shown);
            assertEquals(page, shown.asString(), it);
        }
        assertEquals(1, sizes.size());
        assertEquals(1, cookies.size());
        assertEquals(
                follow(breach.token(newer, made.people().get(1)))
                        .header("Set-Cookie")
                        .length(),
                cookies.iterator().next());
    }

    @Test
    void r6_a_link_that_works_and_one_that_does_not_take_the_same_time() {
        String works = cookie(token);
        String unknown = cookie("0aZ9bY8cX7dW6eV5fU4gT3");
        long[] one = new long[250];
        long[] other = new long[one.length];
        for (int i = 0; i < one.length; i++) {
            one[i] = nanos(works);
            other[i] = nanos(unknown);
        }
        Arrays.sort(one);
        Arrays.sort(other);
        double gapMillis = Math.abs(one[one.length / 2] - other[one.length / 2]) / 1e6;
        assertTrue(gapMillis <= 5, gapMillis + " ms between the medians");
    }

    private static long nanos(String cookie) {
        long start = System.nanoTime();
        page(cookie).then().statusCode(200);
        return System.nanoTime() - start;
    }

    @Test
    void r6_no_cookie_a_foreign_one_and_one_that_was_changed_get_the_neutral_page() {
        assertNeutral(visit().get("/r"));
        String cookie = cookie(token);
        String name = Tickets.COOKIE + "=";
        for (String value : List.of("", "x", "AAAA", "A".repeat(75), "A".repeat(2000), "%00", "\"x\"")) {
            assertNeutral(page(name + value));
        }
        int last = cookie.length() - 1;
        char changed = cookie.charAt(last - 10) == 'A' ? 'B' : 'A';
        assertNeutral(page(cookie.substring(0, last - 10) + changed + cookie.substring(last - 9)));
        assertTrue(hasForm(page(cookie)));
    }

    @Test
    void r6_somebody_erased_gets_the_neutral_page() {
        breach.run("DELETE FROM recipient WHERE id = $1", anna);
        assertNeutral(page(cookie(token)));
    }

    @Test
    void r7_the_first_answer_leads_to_an_address_without_the_token_with_a_lax_cookie_for_ten_minutes() {
        Response answer = follow(token);
        assertEquals(303, answer.statusCode());
        assertEquals(List.of("/r"), answer.headers().getValues("Location"));
        assertEquals(1, answer.headers().getValues("Set-Cookie").size());
        String cookie = answer.header("Set-Cookie");
        assertTrue(
                cookie.matches(
                        "__Host-candor-reset=[0-9A-Za-z_-]{75}; Path=/; Max-Age=600; Secure; HttpOnly; SameSite=Lax"),
                cookie);
        assertFalse(cookie.contains(token));
        assertEquals("no-store", answer.header("Cache-Control"));
        assertEquals("", answer.asString());
    }

    @Test
    void r8_the_token_is_in_no_page_header_or_place() {
        Response followed = follow(token);
        Response shown = page(Browser.cookieOf(followed));
        Response pressed = press(Browser.cookieOf(followed), csrf(shown));
        Response done = visit().get(pressed.header("Location"));
        for (Response answer : List.of(followed, shown, pressed, done)) {
            assertFalse((answer.headers() + answer.asString()).contains(token));
        }
    }

    @Test
    void r9_no_header_of_a_request_can_lead_anywhere_else() {
        Response followed = visit().header("X-Forwarded-Host", "evil.example")
                .header("Forwarded", "host=evil.example")
                .header("X-Forwarded-Proto", "http")
                .header("X-Forwarded-Prefix", "/evil")
                .get("/r/" + token);
        assertEquals("/r", followed.header("Location"));
        String page = page(Browser.cookieOf(followed)).asString();
        assertFalse(page.contains("evil"));
        assertTrue(page.contains("https://notices.example.org/verify"));
        visit("evil.example").get("/r/" + token).then().statusCode(421);
    }

    @Test
    void r10_the_page_asks_nobody_for_anything_and_may_be_framed_by_nobody() {
        Response page = page(cookie(token));
        assertEquals(
                List.of(
                        "default-src 'none'; style-src 'self'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'"),
                page.headers().getValues("Content-Security-Policy"));
        Document document = Jsoup.parse(page.asString());
        assertEquals(List.of("/assets/people.css"), document.select("link").eachAttr("href"));
        assertEquals(
                0,
                document.select("[src],script,iframe,img,svg,[style],style,base,meta[http-equiv]")
                        .size());
    }

    @Test
    void d1_the_pages_have_the_headers_of_a_page_with_a_form() {
        for (Response page : List.of(page(cookie(token)), visit().get("/r"), visit().get("/verify"))) {
            assertEquals(List.of("no-store"), page.headers().getValues("Cache-Control"));
            assertEquals(List.of("same-origin"), page.headers().getValues("Referrer-Policy"));
            assertEquals(List.of("nosniff"), page.headers().getValues("X-Content-Type-Options"));
            assertEquals(List.of("same-origin"), page.headers().getValues("Cross-Origin-Opener-Policy"));
            assertEquals("max-age=31536000; includeSubDomains", page.header("Strict-Transport-Security"));
            assertEquals("text/html;charset=UTF-8", page.header("Content-Type"));
            assertNull(page.header("Server"));
        }
    }

    @Test
    void r11_no_field_can_send_the_person_elsewhere() {
        String cookie = cookie(token);
        String csrf = csrf(page(cookie));
        form(cookie, csrf)
                .formParam("next", "https://evil.example")
                .post("/r")
                .then()
                .statusCode(422);
        form(cookie, csrf).formParam("kind", "details").post("/r").then().statusCode(422);
        visit().header("Cookie", cookie)
                .contentType("application/x-www-form-urlencoded")
                .body("csrf=" + csrf + "&kind=everything")
                .post("/r")
                .then()
                .statusCode(422);
        visit().header("Cookie", cookie)
                .contentType("application/x-www-form-urlencoded")
                .body("csrf=%zz")
                .post("/r")
                .then()
                .statusCode(400);
        assertEquals(0, breach.number(REQUESTS, notice));
        Response answer =
                form(cookie, csrf).queryParam("next", "https://evil.example").post("/r");
        assertTrue(answer.header("Location").startsWith("/r/done/"));
    }

    @Test
    void r12_no_password_is_asked_for() {
        Document page = Jsoup.parse(page(cookie(token)).asString());
        assertEquals(List.of("hidden"), page.select("input").eachAttr("type"));
        assertTrue(page.text().contains("We do not ask for your password here."));
        assertEquals(1, visit().get("/r").headers().getValues("Content-Type").size());
    }

    @Test
    void r13_a_person_asks_three_times_a_day_at_most_and_keeps_the_link() {
        for (int i = 0; i < 3; i++) {
            pressFrom(breach.token(breach.notice(made), anna)).then().statusCode(303);
        }
        UUID fourth = breach.notice(made);
        Response refused = pressFrom(breach.token(fourth, anna));
        assertEquals(429, refused.statusCode());
        assertEquals("60", refused.header("Retry-After"));
        assertEquals(0, breach.number(REQUESTS, fourth));
        breach.run(
                "UPDATE reset_request SET requested_at = requested_at - INTERVAL '1 day' WHERE recipient = $1", anna);
        pressFrom(breach.token(fourth, anna)).then().statusCode(303);
    }

    @Test
    void r16_the_api_host_knows_no_person_and_the_public_host_no_api() {
        visit("localhost").get("/r/" + token).then().statusCode(421);
        visit("localhost").get("/verify").then().statusCode(421);
        visit().get("/v1/resets").then().statusCode(421);
    }

    @Test
    void the_page_shows_what_of_theirs_leaked_and_nothing_that_names_them() {
        Document page = Jsoup.parse(page(cookie(token)).asString());
        assertEquals("Ask for a new Example Bank password", page.select("h1").text());
        assertTrue(page.select("main li").eachText().containsAll(List.of("your name", "your password")));
        assertFalse(page.text().contains("Canary") || page.text().contains("canary"));
        assertTrue(page.text().contains("Nothing happens until you press a button."));
    }

    @Test
    void asking_for_other_data_to_be_changed_is_another_kind_of_request() {
        String cookie = cookie(token);
        Response answer = visit().header("Cookie", cookie)
                .formParam("csrf", csrf(page(cookie)))
                .formParam("kind", "details")
                .post("/r");
        assertEquals(303, answer.statusCode());
        assertTrue(visit().get(answer.header("Location"))
                .asString()
                .contains("We have asked Example Bank to get in touch with you"));
        assertEquals(1, breach.number(REQUESTS + " AND kind = 'details' AND state = 'requested'", notice));
        assertNeutral(page(cookie));
    }

    @Test
    void a_page_speaks_the_chosen_language_then_the_browsers_then_english() {
        String cookie = cookie(token);
        assertEquals(
                "fr",
                language(visit().header("Cookie", cookie)
                        .header("Accept-Language", "de")
                        .get("/r?lang=fr")));
        assertEquals(
                "de",
                language(visit().header("Cookie", cookie)
                        .header("Accept-Language", "xx, de-AT;q=0.9, en;q=0.8")
                        .get("/r")));
        assertEquals(
                "en",
                language(visit().header("Cookie", cookie)
                        .header("Accept-Language", "xx")
                        .get("/r?lang=yy")));
        assertEquals(
                "en",
                language(visit().header("Cookie", cookie)
                        .header("Accept-Language", ";;=,")
                        .get("/r")));
        Document page =
                Jsoup.parse(visit().header("Cookie", cookie).get("/r?lang=es").asString());
        assertEquals("/r?lang=es", page.select("form").attr("action"));
        assertEquals(
                List.of("Deutsch", "English", "Français"), page.select("nav a").eachText());
        assertEquals("Español", page.select("nav strong").text());
        assertTrue(page.text().contains("su contraseña"));
    }

    @Test
    void a_browser_that_asks_for_none_of_our_languages_shows_the_one_of_the_message() {
        var both = breach.incident(2);
        String cookie = cookie(breach.token(breach.notice(both), both.people().getLast()));
        assertEquals("de", language(visit().header("Cookie", cookie).get("/r")));
        assertEquals(
                "de",
                language(visit().header("Cookie", cookie)
                        .header("Accept-Language", "xx")
                        .get("/r")));
        assertEquals(
                "es",
                language(visit().header("Cookie", cookie)
                        .header("Accept-Language", "es-MX, de;q=0.5")
                        .get("/r")));
    }

    @Test
    void the_pages_are_small_and_readable_unstyled() {
        int css = visit().get("/assets/people.css")
                .then()
                .statusCode(200)
                .extract()
                .asByteArray()
                .length;
        assertTrue(css <= 4096, css + " bytes of CSS");
        for (String language : List.of("de", "en", "es", "fr")) {
            String page = visit().header("Cookie", cookie(token))
                    .get("/r?lang=" + language)
                    .asString();
            assertTrue(page.getBytes(StandardCharsets.UTF_8).length + css <= 14 * 1024);
            Document document = Jsoup.parse(page);
            assertEquals(1, document.select("h1").size());
            assertEquals(1, document.select("main").size());
            assertEquals(language, document.select("html").attr("lang"));
            assertEquals("ltr", document.select("html").attr("dir"));
        }
    }

    @Test
    void a_done_page_that_nobody_was_sent_to_is_neutral() {
        assertNeutral(visit().get("/r/done/" + UUID.randomUUID()));
        assertNeutral(visit().get("/r/done/x"));
    }

    @Test
    void programs_get_the_pages_too_and_cors_is_off() {
        assertEquals(
                200,
                visit().header("Accept", "application/json")
                        .header("Cookie", cookie(token))
                        .get("/r")
                        .statusCode());
        Response options = visit().header("Origin", "https://evil.example").options("/r/" + token);
        assertTrue(List.of(200, 204, 405).contains(options.statusCode()));
        assertNull(options.header("Access-Control-Allow-Origin"));
        visit().delete("/r").then().statusCode(405);
    }

    private static String language(Response page) {
        assertEquals(
                page.header("Content-Language"),
                Jsoup.parse(page.asString()).select("html").attr("lang"));
        return page.header("Content-Language");
    }

    private static void assertNeutral(Response page) {
        assertEquals(200, page.statusCode());
        assertEquals(
                "This link cannot be used",
                Jsoup.parse(page.asString()).select("h1").text());
        assertFalse(hasForm(page));
    }

    private static String flipped(String token) {
        StringBuilder flipped = new StringBuilder();
        token.chars()
                .forEach(it -> flipped.append(
                        (char) (Character.isUpperCase(it) ? Character.toLowerCase(it) : Character.toUpperCase(it))));
        return flipped.toString();
    }
}
