package org.candor.console;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import io.vertx.core.Vertx;
import io.vertx.mutiny.sqlclient.Pool;
import jakarta.inject.Inject;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import org.candor.access.Scopes;
import org.candor.access.TestKeys;
import org.candor.plumbing.Hosts;
import org.candor.plumbing.Ids;
import org.candor.sandbox.Posting;
import org.eclipse.microprofile.config.ConfigProvider;
import org.jsoup.Jsoup;
import org.jsoup.nodes.Document;
import org.jsoup.nodes.Element;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The captured messages at the console. */
@QuarkusTest
class SandboxTest {
    private static final String SANDBOX = "/console/sandbox";
    private static final String HOSTILE = """
            Subject: %s <img src=x onerror=alert(1)>
            From: Somebody <somebody@example.org>
            Content-Type: multipart/alternative; boundary=b

            --b
            Content-Type: text/plain

            Open %s/r/0123456789012345678901 or https://evil.example/take?a=1&b=2.
            --b
            Content-Type: text/html

            <html><head><script>top.location='https://evil.example'</script></head><body>
            <p id="said">Hello</p><a href="https://evil.example/html">here</a><a href="javascript:alert(2)">there</a>
            <form action="/console/sandbox/clear" method="post"><button>Win</button></form></body></html>
            --b--""";

    @Inject
    Pool pool;

    @Inject
    Hosts hosts;

    private final String mark = "m" + Ids.next();
    private final Browser browser = new Browser();

    private String key(Set<String> scopes, UUID... incidents) {
        return TestKeys.make(pool, "operator-" + Ids.next(), scopes, incidents);
    }

    private static int port(String server) {
        return ConfigProvider.getConfig().getValue("candor.sandbox." + server + "-port", Integer.class);
    }

    private String send(String to) throws IOException {
        Posting.mail(port("smtp"), to, HOSTILE.formatted(mark, hosts.publicOrigin()));
        return first(open(SANDBOX + "?q=" + mark)).attr("href");
    }

    private Document open(String path) {
        return Jsoup.parse(browser.open(path).then().statusCode(200).extract().asString());
    }

    private static Element first(Document list) {
        return list.select("main tbody a").getFirst();
    }

    @Test
    void what_was_captured_is_listed_newest_first_and_found() throws IOException {
        browser.signIn(key(Scopes.ALL));
        send("anna-" + mark + "@example.org");
        send("ben-" + mark + "@example.org");
        Document list = open(SANDBOX + "?q=" + mark);
        List<String> rows = list.select("main tr:has(a)").eachText();
        assertEquals(2, rows.size(), rows::toString);
        assertTrue(rows.getFirst().contains("ben-" + mark), rows::toString);
        assertTrue(rows.getFirst().contains(mark + " <img src=x onerror=alert(1)>"), rows::toString);
        assertEquals(0, list.select("main img, main [onerror]").size());
        assertEquals("Sandbox", list.select("nav [aria-current]").text());
        assertEquals(
                1,
                open(SANDBOX + "?kind=mail&q=ANNA-" + mark)
                        .select("main tr:has(a)")
                        .size());
        assertTrue(open(SANDBOX + "?kind=sms&q=" + mark).text().contains("Nothing that is kept matches"));
        assertTrue(open(SANDBOX + "?q=%3Cb%3Enobody").text().contains("Nothing that is kept matches"));
    }

    @Test
    void a_mail_is_shown_in_a_frame_that_can_do_nothing() throws IOException {
        browser.signIn(key(Scopes.ALL));
        String path = send("anna@example.org");
        Document page = open(path);
        Element frame = page.select("main iframe").getFirst();
        assertEquals("", frame.attr("sandbox"));
        assertEquals(path + "/html", frame.attr("src"));
        Response html = browser.open(path + "/html");
        assertEquals(200, html.statusCode());
        assertEquals("text/html;charset=UTF-8", html.contentType());
        List<String> policies = html.headers().getValues("Content-Security-Policy");
        assertEquals(1, policies.size());
        Set<String> policy = new TreeSet<>(List.of(policies.getFirst().split("; ?")));
        assertTrue(
                policy.containsAll(Set.of("default-src 'none'", "sandbox", "frame-ancestors 'self'", "img-src data:")),
                policy::toString);
        assertTrue(policy.stream().noneMatch(it -> it.contains("script") || it.contains("allow-")), policy::toString);
        assertTrue(html.asString().contains("<p id=\"said\">Hello</p>"));
        assertTrue(html.asString().contains("<head><base target=\"_blank\">"), html::asString);
        assertEquals("no-store", html.header("Cache-Control"));
        assertTrue(browser.open(SANDBOX).header("Content-Security-Policy").contains("frame-ancestors 'none'"));
    }

    @Test
    void a_mail_is_shown_as_text_headers_source_and_file() throws IOException {
        browser.signIn(key(Scopes.ALL));
        String path = send("anna@example.org");
        assertTrue(open(path + "?view=text").select("main pre").text().startsWith("Open " + hosts.publicOrigin()));
        Document headers = open(path + "?view=headers");
        assertTrue(
                headers.select("main tr").eachText().contains("From Somebody <somebody@example.org>"), headers::text);
        assertTrue(open(path + "?view=source").select("main pre").text().contains("<script>top.location"));
        assertEquals("mail phone", open(path + "?view=phone").select("iframe").attr("class"));
        assertEquals(
                "mail screen",
                open(path + "?view=%22%3E%3Cb%3E").select("iframe").attr("class"));
        Response file = browser.open(path + "/source");
        assertEquals("message/rfc822", file.contentType());
        assertTrue(file.header("Content-Disposition").startsWith("attachment; filename=\"mail-"));
        assertTrue(file.asString().startsWith("Subject: " + mark));
    }

    @Test
    void only_links_to_our_own_pages_can_be_followed() throws IOException {
        browser.signIn(key(Scopes.ALL));
        Document page = open(send("anna@example.org"));
        List<String> all = page.select("main li:has(small)").eachText();
        assertEquals(
                List.of(
                        hosts.publicOrigin() + "/r/0123456789012345678901 (ours, opens in a new tab)",
                        "https://evil.example/take?a=1&b=2 (elsewhere)",
                        "https://evil.example/html (elsewhere)",
                        "javascript:alert(2) (elsewhere)"),
                all);
        Element ours = page.select("main li:has(small) a").getFirst();
        assertEquals(1, page.select("main li:has(small) a").size());
        assertEquals(hosts.publicOrigin() + "/r/0123456789012345678901", ours.attr("href"));
        assertEquals("noopener noreferrer", ours.attr("rel"));
    }

    @Test
    void a_text_message_is_a_bubble_with_its_segments() throws IOException {
        browser.signIn(key(Scopes.ALL));
        Path token =
                Path.of(ConfigProvider.getConfig().getValue("candor.courier.sms.main.auth-token-file", String.class));
        String words = mark + " <b>Привет</b>";
        Posting.text(port("twilio"), token, "+491701234567", words);
        Document list = open(SANDBOX + "?kind=sms&q=" + mark);
        Element bubble = list.select("main .bubble").getFirst();
        assertEquals(words, bubble.select(".said").text());
        assertTrue(bubble.text().contains("1 segment, UCS-2"), bubble::text);
        assertTrue(bubble.text().contains("+491701234567"), bubble::text);
        String path = first(open(SANDBOX + "?q=" + mark)).attr("href");
        assertEquals(words, open(path).select("main .bubble .said").text());
        browser.open(path.replace("/texts/", "/mails/")).then().statusCode(404);
        browser.open(path.replace("/texts/", "/posts/")).then().statusCode(404);
    }

    @Test
    void a_post_is_shown_as_its_network_shows_it() throws IOException {
        browser.signIn(key(Scopes.ALL));
        String link = "https://notices.example.org/notices/" + mark;
        Posting.post(port("mastodon"), "Read <this>: " + link);
        Document list = open(SANDBOX + "?kind=post&q=" + mark);
        Element post = list.select("main article.mastodon").getFirst();
        assertTrue(post.text().contains("Read <this>: notices.example.org/notices/m"), post::text);
        assertEquals(link, post.select(".link").attr("title"));
        assertEquals(0, post.select("a").size());
        String path = first(open(SANDBOX + "?q=" + mark)).attr("href");
        assertEquals(1, open(path).select("main article.mastodon").size());
    }

    @Test
    void whoever_may_not_read_people_sees_no_message() throws IOException {
        browser.signIn(key(Scopes.ALL));
        String path = send("anna@example.org");
        Set<String> others = new TreeSet<>(Scopes.ALL);
        others.remove(Scopes.RECIPIENTS_READ);
        for (String key : List.of(key(others), key(Scopes.ALL, UUID.randomUUID()))) {
            browser.signIn(key);
            assertTrue(open(SANDBOX).text().contains("that needs the scope recipients:read"));
            assertFalse(browser.open(SANDBOX).asString().contains(mark));
            for (String it : List.of("", "/html", "/source")) {
                Response refused = browser.open(path + it);
                assertEquals(403, refused.statusCode(), it);
                assertFalse(refused.asString().contains(mark));
            }
            assertEquals(404, browser.open(SANDBOX + "/live?seen=0").statusCode());
            assertEquals(403, browser.open(SANDBOX + "/clear").statusCode());
        }
        assertEquals(303, new Browser().open(path + "/html").statusCode());
        assertEquals(303, new Browser().open(SANDBOX).statusCode());
    }

    @Test
    void clearing_asks_with_the_number_and_spares_what_came_since() throws IOException {
        browser.signIn(key(Scopes.ALL));
        send("anna@example.org");
        Document ask = open(SANDBOX + "/clear");
        int kept = Integer.parseInt(ask.select(".effect").text().split(" ")[0]);
        assertTrue(kept >= 1);
        assertTrue(ask.select("form[action=" + SANDBOX + "/clear] [autofocus]")
                .text()
                .equals("Cancel"));
        String upTo = ask.select("[name=up-to]").attr("value");
        String csrf = ask.select("main [name=csrf]").attr("value");
        send("ben-later-" + mark + "@example.org");
        browser.post(SANDBOX + "/clear", Map.of("csrf", "no", "up-to", upTo))
                .then()
                .statusCode(403);
        browser.post(SANDBOX + "/clear", Map.of("csrf", csrf, "up-to", "x"))
                .then()
                .statusCode(422);
        assertEquals(2, open(SANDBOX + "?q=" + mark).select("main tr:has(a)").size());
        Response done = browser.post(SANDBOX + "/clear", Map.of("csrf", csrf, "up-to", upTo));
        assertEquals(303, done.statusCode());
        assertEquals(SANDBOX, done.header("Location"));
        List<String> left =
                open(SANDBOX + "?q=" + mark).select("main tr:has(a)").eachText();
        assertEquals(1, left.size(), left::toString);
        assertTrue(left.getFirst().contains("ben-later-"), left::toString);
    }

    @Test
    void to_clear_needs_the_scope_of_providers() {
        Set<String> others = new TreeSet<>(Scopes.ALL);
        others.remove(Scopes.CHANNELS_ADMIN);
        browser.signIn(key(others));
        assertEquals(0, open(SANDBOX).select("a[href$=/clear]").size());
        String csrf = Browser.csrf(browser.open("/console"));
        browser.post(SANDBOX + "/clear", Map.of("csrf", csrf, "up-to", "1"))
                .then()
                .statusCode(403);
    }

    @Test
    void new_messages_are_told_and_move_nothing() throws IOException {
        browser.signIn(key(Scopes.ALL));
        send("anna@example.org");
        String live = open(SANDBOX).select("[data-live]").attr("hx-get");
        assertEquals(204, browser.open(live).statusCode());
        send("ben@example.org");
        Document part =
                Jsoup.parse(browser.open(live).then().statusCode(200).extract().asString());
        assertEquals("Show 1 new", part.select("[data-live] a").text());
        assertEquals(live, part.select("[data-live]").attr("hx-get"));
    }

    @Test
    void a_full_page_is_small_and_has_another_behind_it() throws IOException {
        browser.signIn(key(Scopes.ALL));
        for (int i = 0; i < 51; i++) {
            String to = "p" + i + "-" + "x".repeat(40) + "@example.org";
            Posting.mail(port("smtp"), to, "Subject: " + mark + " " + "long ".repeat(100) + "\n\nHello");
        }
        String page = browser.open(SANDBOX + "?q=" + mark).asString();
        assertTrue(page.length() < 100_000, () -> "" + page.length());
        Document list = Jsoup.parse(page);
        assertEquals(50, list.select("main tr:has(a)").size());
        Document rest = open(list.select("a[rel=next]").attr("href"));
        assertEquals(1, rest.select("main tr:has(a)").size());
        assertTrue(rest.select("main tr:has(a)").text().contains("p0-"));
        assertEquals(0, rest.select("a[rel=next]").size());
    }

    @ParameterizedTest
    @CsvSource({
        "http://127.0.0.1:8025, false, true",
        "http://localhost:8025, false, true",
        "http://127.0.0.1:8025, true, false",
        "http://sandbox.example.org, false, false",
        "https://127.0.0.1:8025, false, false",
        "file:///tmp, false, false"
    })
    void the_sandbox_is_on_this_machine_and_never_in_production(URI place, boolean live, boolean open) {
        assertEquals(open, new SandboxDoor(Vertx.vertx(), () -> Optional.of(place), live).isOpen());
    }

    @ParameterizedTest
    @ValueSource(strings = {"<html><HEAD lang=a>", "<p>no head", "", "<header>"})
    void links_of_whatever_html_ask_for_a_window_that_they_do_not_get(String html) {
        String inert = CapturedResource.inert(html);
        assertEquals(1, Jsoup.parse(inert).select("base[target=_blank]").size(), inert);
    }
}
