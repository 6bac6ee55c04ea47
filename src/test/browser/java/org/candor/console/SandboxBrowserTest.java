package org.candor.console;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.node.ObjectNode;
import com.microsoft.playwright.Frame;
import com.microsoft.playwright.FrameLocator;
import com.microsoft.playwright.Page;
import io.quarkus.test.junit.QuarkusTest;
import io.vertx.mutiny.sqlclient.Pool;
import jakarta.inject.Inject;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.candor.access.Scopes;
import org.candor.access.TestKeys;
import org.candor.notice.Rest;
import org.candor.plumbing.Ids;
import org.candor.rig.Chromium;
import org.candor.rig.Look;
import org.candor.rig.Visit;
import org.candor.sandbox.Posting;
import org.eclipse.microprofile.config.ConfigProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What was captured, as an operator's browser shows it. */
@QuarkusTest
class SandboxBrowserTest {
    private static final String SANDBOX = "/console/sandbox";
    private static final Duration SOON = Duration.ofSeconds(30);

    @Inject
    Pool pool;

    @RegisterExtension
    final Chromium chromium = new Chromium();

    private final String mark = "m" + Ids.next();

    private Visit operator() {
        Visit visit = chromium.visit();
        visit.signIn(TestKeys.make(pool, "operator-" + mark, Scopes.ALL));
        return visit;
    }

    private static int port(String server) {
        return ConfigProvider.getConfig().getValue("candor.sandbox." + server + "-port", Integer.class);
    }

    private void written(String to) {
        ObjectNode order = Rest.inline(1).put("release", true);
        ((ObjectNode) order.get("recipients").get(0)).put("email", to);
        Rest.ALICE.post("/v1/notices", order).then().statusCode(202);
    }

    @Test
    void a_newcomer_finds_the_mail_reads_it_as_its_reader_does_and_follows_its_link() {
        Visit visit = operator();
        Page page = visit.page();
        visit.link("Sandbox").click();
        assertEquals("Sandbox", visit.title());
        String anna = "anna@" + mark + ".example.net";
        written(anna);
        page.getByLabel("Recipient or subject has").fill(anna);
        await().atMost(SOON).pollInSameThread().untilAsserted(() -> {
            visit.button("Search").click();
            assertEquals(1, page.locator("main tbody a").count());
        });
        visit.assertClean();
        page.locator("main tbody a").click();
        FrameLocator mail = page.frameLocator("iframe.mail");
        assertTrue(mail.locator("body").innerText().contains("Hello Person 0"), visit::text);
        visit.assertClean();
        visit.look(Look.DESKTOP);
        visit.link("Phone").click();
        assertTrue(page.locator("iframe.mail").boundingBox().width <= 392);
        visit.link("Text").click();
        assertTrue(page.locator("main pre").innerText().contains("Hello Person 0"));
        visit.link("Headers").click();
        visit.assertClean();
        assertTrue(visit.text().contains("Auto-Submitted"));
        visit.link("Source").click();
        assertTrue(page.locator("main pre").innerText().contains("MIME-Version: 1.0"));
        Page reset = page.waitForPopup(
                () -> page.locator("main a[target=_blank]").first().click());
        reset.waitForURL(Chromium.PEOPLE + "/r");
        assertEquals(
                "Ask for a new Example Bank password", reset.locator("main h1").innerText());
    }

    @Test
    void text_messages_and_posts_are_readable_everywhere() throws IOException {
        Path token =
                Path.of(ConfigProvider.getConfig().getValue("candor.courier.sms.main.auth-token-file", String.class));
        Posting.text(port("twilio"), token, "+491701234567", mark + " " + "Привет".repeat(20));
        Posting.post(port("mastodon"), mark + " Read this: https://notices.example.org/notices/" + "a".repeat(80));
        Visit visit = operator();
        visit.console(SANDBOX + "?kind=sms&q=" + mark);
        assertTrue(visit.text().contains("UCS-2"), visit::text);
        visit.assertClean();
        visit.console(SANDBOX + "?kind=post&q=" + mark);
        assertTrue(visit.text().contains("notices.example.org/notices/aa"), visit::text);
        visit.assertClean();
    }

    @Test
    void what_has_come_is_told_without_a_click_and_can_be_cleared() throws IOException {
        Visit visit = operator();
        Page page = visit.page();
        visit.console(SANDBOX + "?kind=mail");
        page.locator("[data-fresh] button").waitFor();
        Posting.mail(port("smtp"), "ben@example.org", "Subject: " + mark + "\n\nHello");
        page.getByText("Show 1 new").click();
        assertTrue(page.locator("main tbody tr").first().innerText().contains(mark), visit::text);
        page.getByText("How to make a provider fail").click();
        visit.assertClean();
        page.getByText("Clear…").click();
        assertEquals("Clear the sandbox", visit.title());
        visit.assertClean();
        visit.button("Forget them").click();
        assertTrue(visit.text().contains("Nothing was captured yet"), visit::text);
        visit.assertClean();
    }

    @Test
    void a_hostile_mail_runs_nothing_sends_nothing_and_leads_nowhere() throws IOException {
        Posting.mail(port("smtp"), "carl@example.org", """
                Subject: %s
                Content-Type: text/html

                <meta http-equiv="refresh" content="0;url=https://evil.example/refresh">
                <script>document.title = 'run'; parent.postMessage('run', '*')</script>
                <img src="https://evil.example/pixel" onerror="document.title = 'run'">
                <link rel="stylesheet" href="https://evil.example/style.css">
                <style>body { background: url(https://evil.example/background) }</style>
                <p id="said">Hello</p>
                <a id="top" href="https://evil.example/top" target="_top">top</a>
                <a id="self" href="https://evil.example/self" target="_self">self</a>
                <a id="plain" href="https://evil.example/plain">plain</a>
                <form action="/console/sign-out" method="post"><button id="post">post</button></form>""".formatted(mark));
        Visit visit = operator();
        Page page = visit.page();
        List<String> asked = new CopyOnWriteArrayList<>();
        visit.context().onResponse(it -> asked.add(it.url()));
        visit.console(SANDBOX + "?q=" + mark);
        page.locator("main tbody a").click();
        String here = page.url();
        FrameLocator mail = page.frameLocator("iframe.mail");
        for (String link : List.of("#plain", "#top", "#post", "#self")) {
            mail.locator("#said").waitFor();
            mail.locator(link).click();
        }
        page.waitForTimeout(300);
        assertEquals(here, page.url());
        assertEquals(1, visit.context().pages().size());
        assertEquals(mark + " – Candor", page.title());
        assertTrue(asked.stream().allMatch(it -> it.startsWith(Chromium.console())), asked::toString);
        assertTrue(page.frames().stream().map(Frame::url).noneMatch(it -> it.contains("evil.example")));
        // The browser says what it did not let it do.
        assertTrue(visit.forgive().size() >= 4);
        visit.console("/console");
        assertEquals("Incidents", visit.title());
    }
}
