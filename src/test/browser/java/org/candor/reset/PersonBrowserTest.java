package org.candor.reset;

import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.equalTo;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.node.ObjectNode;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.Cookie;
import com.microsoft.playwright.options.SameSiteAttribute;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.candor.notice.Rest;
import org.candor.rig.Chromium;
import org.candor.rig.Look;
import org.candor.rig.Visit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Journeys 5 and 8, from the click in somebody's webmail to the row in the database, and what others try with it. */
@QuarkusTest
class PersonBrowserTest {
    private static final Duration SOON = Duration.ofSeconds(60);
    private static final String REQUESTS =
            "SELECT count(*) FROM reset_request WHERE notice = $1 AND kind = 'password' AND state = $2";
    private static final Pattern LINK = Pattern.compile("(?m)^(" + Chromium.PEOPLE + "/r/([0-9A-Za-z]{22}))$");
    private static final Pattern CODE = Pattern.compile("(?m)^([0-9A-Z]{4}-[0-9A-Z]{4})$");

    @Inject
    Breach breach;

    @RegisterExtension
    final Chromium chromium = new Chromium();

    private final String anna = "anna@run-" + UUID.randomUUID() + ".example.net";

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void anna_reads_checks_follows_and_asks_with_and_without_scripts(boolean script) throws Exception {
        String notice = written();
        Inbox.Mail mail = Inbox.mail(anna, 1);
        Visit visit = chromium.visit(script ? Look.PHONE : Look.PHONE.withoutScript());
        Page page = visit.page();

        // Her webmail shows the message.
        page.navigate(chromium.elsewhere("/inbox", mail.html()));
        assertTrue(visit.text().contains("Hello Anna Canary,"), visit::text);
        assertEquals(
                List.of("your name", "your password"),
                page.locator("ul").first().locator("li").allInnerTexts());
        if (script) {
            visit.assertAccessible();
        }

        // She does not trust it: she types the address and the code, in another tab.
        Visit other = chromium.visit(script ? Look.PHONE : Look.PHONE.withoutScript());
        other.people("/verify");
        other.page().getByLabel("Code").fill(found(CODE, mail.text()).toLowerCase());
        other.button("Check the code").click();
        assertTrue(other.text().contains("We know this code"), other::text);
        assertTrue(other.text().contains(" by email."), other::text);
        assertTrue(other.text().contains("Example Bank"), other::text);
        assertTrue(other.text().contains("Subject: " + mail.subject()), other::text);
        assertNobody(other.page().content());

        // A mail scanner was there before her: nothing is used up.
        String token = found(LINK, mail.text()).substring((Chromium.PEOPLE + "/r/").length());
        for (int i = 0; i < 20; i++) {
            Browser.page(Browser.cookie(token)).then().statusCode(200);
        }
        assertEquals(0, requests(notice, "requested"));

        visit.link(found(LINK, mail.text())).click();
        page.waitForURL(Chromium.PEOPLE + "/r");
        assertEquals("Ask for a new Example Bank password", visit.title());
        assertEquals(
                List.of("your name", "your password"),
                page.locator("main ul").first().locator("li").allInnerTexts());
        assertFalse(page.content().contains(token));
        assertNobody(page.content());
        assertKeptSafe(visit);

        visit.button("Send me a reset email").click();
        page.waitForURL(Chromium.PEOPLE + "/r/done/**");
        assertEquals("We have asked Example Bank to send you a reset email", visit.title());
        assertEquals(1, requests(notice, "requested"));
        assertAskedAs(notice, page.locator(".panel strong").innerText().replace("Your reference: ", ""));
        visit.assertClean();

        // The page can be kept and opened again; the link cannot be used again.
        page.reload();
        assertEquals("We have asked Example Bank to send you a reset email", visit.title());
        page.navigate(Chromium.ELSEWHERE + "/inbox");
        visit.link(found(LINK, mail.text())).click();
        page.waitForURL(Chromium.PEOPLE + "/r");
        assertEquals("This link cannot be used", visit.title());
        assertEquals(1, requests(notice, "completed") + requests(notice, "requested"));
    }

    @Test
    void going_back_leads_to_the_message_and_never_to_an_address_with_the_token() {
        Visit visit = follow(token());
        assertEquals("Ask for a new Example Bank password", visit.title());
        visit.page().goBack();
        assertEquals(Chromium.ELSEWHERE + "/inbox", visit.page().url());
        visit.page().goForward();
        assertEquals(Chromium.PEOPLE + "/r", visit.page().url());
        assertEquals(3, visit.page().evaluate("history.length"));
    }

    @Test
    void reset_035_a_page_that_is_opened_and_left_alone_asks_for_nothing() {
        Breach.Made made = breach.incident(1);
        UUID notice = breach.notice(made);
        Visit visit = follow(breach.token(notice, made.people().getFirst()));
        visit.page().waitForTimeout(1_500);
        assertEquals("Ask for a new Example Bank password", visit.title());
        assertEquals(0, requests(notice.toString(), "requested"));
    }

    @Test
    void another_site_can_neither_press_the_button_nor_frame_it() {
        Breach.Made made = breach.incident(1);
        UUID notice = breach.notice(made);
        Visit visit = follow(breach.token(notice, made.people().getFirst()));
        String csrf = visit.page().locator("input[name=csrf]").inputValue();
        visit.page().navigate(chromium.elsewhere("/prize", """
                        <h1>You have won</h1>
                        <form method="post" action="%s/r">
                        <input type="hidden" name="csrf" value="%s">
                        <button name="kind" value="password">Fetch it</button>
                        </form>""".formatted(Chromium.PEOPLE, csrf)));
        visit.button("Fetch it").click();
        visit.page().waitForURL(Chromium.PEOPLE + "/r");
        assertEquals("Sorry, there is a problem with this page", visit.title());
        visit.assertClean();
        assertEquals(0, requests(notice.toString(), "requested"));

        visit.page()
                .navigate(chromium.elsewhere(
                        "/frame",
                        "<h1>You have won</h1><iframe src='" + Chromium.PEOPLE + "/r' title='Yours'></iframe>"));
        assertFalse(visit.page().frames().getLast().content().contains("Example Bank"));
        assertTrue(
                visit.forgive().stream().anyMatch(it -> it.contains("frame-ancestors 'none'")),
                "the browser says why it shows nothing");
    }

    @Test
    void whatever_is_wrong_with_a_link_the_page_is_the_same() {
        Breach.Made made = breach.incident(1);
        UUID person = made.people().getFirst();
        UUID revoked = breach.notice(made);
        UUID used = breach.notice(made);
        Browser.pressFrom(breach.token(used, person)).then().statusCode(303);
        UUID old = breach.notice(made);
        breach.run("UPDATE reset_link SET expires_at = clock_timestamp() - INTERVAL '1 second' WHERE notice = $1", old);
        Visit visit = chromium.visit();
        visit.people("/r");
        assertEquals("This link cannot be used", visit.title());
        visit.assertCleanEverywhere();
        String neutral = visit.page().content();
        for (String token : List.of(
                breach.token(revoked, person),
                breach.token(used, person),
                breach.token(old, person),
                "0aZ9bY8cX7dW6eV5fU4gT3",
                "x",
                "...")) {
            visit.context().clearCookies();
            follow(visit, token);
            assertEquals(neutral, visit.page().content());
        }
    }

    @Test
    void what_follows_brings_a_link_of_its_own_and_ends_the_one_before() throws Exception {
        String first = written();
        String before = found(LINK, Inbox.mail(anna, 1).text());
        await().atMost(SOON).until(() -> Rest.ALICE.get(first).path("state").equals("completed"));
        ObjectNode fixed = Rest.notice(UUID.fromString(Rest.ALICE.get(first).path("incident")));
        fixed.put("kind", "remediated")
                .put("follows", first)
                .putArray("channels")
                .add("email");
        ((ObjectNode) fixed.at("/content/en")).put("what_happened", "The door that was open is shut for good.");
        String second = Rest.ALICE.post("/v1/notices", fixed).path("id");
        Rest.ALICE.step(second, "submit").then().statusCode(200);
        Rest.ALICE.step(second, "release").then().statusCode(202);
        Inbox.Mail mail = Inbox.mail(anna, 2);

        Visit visit = chromium.visit(Look.PHONE);
        visit.page().navigate(chromium.elsewhere("/inbox", mail.html()));
        assertTrue(visit.text().contains("The door that was open is shut for good."), visit::text);
        follow(visit, before.substring((Chromium.PEOPLE + "/r/").length()));
        assertEquals("This link cannot be used", visit.title());
        follow(visit, found(LINK, mail.text()).substring((Chromium.PEOPLE + "/r/").length()));
        visit.button("Send me a reset email").click();
        visit.page().waitForURL(Chromium.PEOPLE + "/r/done/**");
        assertEquals(0, requests(first, "requested"));
        assertEquals(1, requests(second, "requested"));
    }

    static Stream<String> languages() {
        return Stream.of("de", "es", "fr");
    }

    @ParameterizedTest
    @MethodSource("languages")
    void the_pages_speak_the_readers_language_on_the_narrowest_of_windows(String language) {
        Visit visit = chromium.visit(Look.NARROW.in(language));
        follow(visit, token());
        assertEquals(language, visit.page().locator("html").getAttribute("lang"));
        visit.assertClean();
        visit.assertFits();
        visit.page().locator("button[value=password]").click();
        visit.page().waitForURL(Chromium.PEOPLE + "/r/done/**");
        assertEquals(language, visit.page().locator("html").getAttribute("lang"));
        visit.assertClean();
        visit.assertFits();
        visit.people("/verify");
        visit.assertClean();
        visit.assertFits();
    }

    @Test
    void every_page_is_clean_in_light_and_dark_from_the_narrowest_window_on() {
        Visit visit = follow(token());
        visit.assertCleanEverywhere();
        visit.page().locator("summary").click();
        visit.assertCleanEverywhere();
        visit.button("Ask to change other data").click();
        assertEquals("We have asked Example Bank to get in touch with you", visit.title());
        visit.assertCleanEverywhere();
        follow(visit, token());
        visit.button("Send me a reset email").click();
        visit.page().waitForURL(Chromium.PEOPLE + "/r/done/**");
        visit.assertCleanEverywhere();
    }

    @Test
    void the_keyboard_alone_leads_to_the_button_and_shows_where_it_is() {
        Visit visit = follow(token());
        for (int i = 0; i < 3; i++) {
            visit.page().keyboard().press("Tab");
            if (visit.page().locator("button[value=password]:focus").count() == 1) {
                break;
            }
        }
        assertEquals(
                "solid",
                visit.page()
                        .locator("button[value=password]:focus")
                        .evaluate("it => getComputedStyle(it).outlineStyle"));
        visit.page().keyboard().press("Enter");
        visit.page().waitForURL(Chromium.PEOPLE + "/r/done/**");
    }

    /** A notice that was written to Anna, by email. */
    private String written() {
        ObjectNode order = Rest.inline(1).put("release", true);
        ((ObjectNode) order.get("recipients").get(0)).put("email", anna).put("name", "Anna Canary");
        order.putArray("channels").add("email");
        Response answer = Rest.ALICE.post("/v1/notices", order);
        answer.then().statusCode(202);
        return answer.path("id");
    }

    private String token() {
        Breach.Made made = breach.incident(1);
        return breach.token(breach.notice(made), made.people().getFirst());
    }

    /** Clicks a link in a message that a webmail shows. */
    private Visit follow(String token) {
        Visit visit = chromium.visit();
        follow(visit, token);
        return visit;
    }

    private void follow(Visit visit, String token) {
        visit.page()
                .navigate(chromium.elsewhere(
                        "/inbox", "<p><a href='" + Chromium.PEOPLE + "/r/" + token + "'>the link</a></p>"));
        visit.link("the link").click();
        visit.page().waitForURL(Chromium.PEOPLE + "/r");
    }

    private void assertKeptSafe(Visit visit) {
        List<Cookie> cookies = visit.context().cookies(Chromium.PEOPLE);
        assertEquals(1, cookies.size());
        Cookie cookie = cookies.getFirst();
        assertEquals("__Host-candor-reset", cookie.name);
        assertEquals(SameSiteAttribute.LAX, cookie.sameSite);
        assertTrue(cookie.httpOnly && cookie.secure);
    }

    private void assertAskedAs(String notice, String reference) {
        Rest.ALICE
                .call()
                .get("/v1/resets?notice=" + notice)
                .then()
                .statusCode(200)
                .body("items.size()", equalTo(1))
                .body("items[0].reference", equalTo(reference));
    }

    private void assertNobody(String page) {
        for (String never : List.of(anna, "Canary", "acct-0", "+14155550101")) {
            assertFalse(page.contains(never), never);
        }
    }

    private long requests(String notice, String state) {
        return breach.number(REQUESTS, UUID.fromString(notice), state);
    }

    private static String found(Pattern pattern, String text) {
        Matcher found = pattern.matcher(text);
        assertTrue(found.find(), text);
        return found.group(1);
    }
}
