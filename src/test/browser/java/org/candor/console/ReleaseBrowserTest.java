package org.candor.console;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.microsoft.playwright.Download;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.FilePayload;
import io.quarkus.test.junit.QuarkusTest;
import io.vertx.mutiny.sqlclient.Pool;
import jakarta.inject.Inject;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.awaitility.Awaitility;
import org.candor.plumbing.Ids;
import org.candor.rig.Chromium;
import org.candor.rig.Look;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Journey 3: a notice in three languages is written, approved by somebody else, released and watched; and 6, of its posts. */
@QuarkusTest
class ReleaseBrowserTest {
    private static final int PEOPLE = 120;
    private static final List<String> LANGUAGES = List.of("en", "de", "fr");
    private static final Duration SOON = Duration.ofSeconds(60);
    private static final Pattern ADDRESS = Pattern.compile("https://notices\\.example\\.org/notices/[\\w-]+");

    @Inject
    Pool pool;

    @RegisterExtension
    final Chromium chromium = new Chromium();

    private final String run = Ids.next().toString();

    @Test
    void two_people_bring_a_notice_in_three_languages_to_those_affected_and_see_who_was_not_reached() throws Exception {
        Desk alice = Desk.of(pool, chromium);
        reports(alice);
        UUID notice = writes(alice);
        sendsATest(alice, notice);
        submits(alice, notice);
        Desk.pace("email:main", "20/s");
        try {
            Desk bob = Desk.of(pool, chromium);
            approves(bob, notice, alice);
            releases(bob, notice);
            watches(bob);
            assertEquals("completed_with_failures", bob.state(notice));
            assertEquals(
                    List.of(
                            "notice.created " + alice.owner,
                            "notice.tested " + alice.owner,
                            "notice.submitted " + alice.owner,
                            "notice.approved " + bob.owner,
                            "notice.released " + bob.owner),
                    bob.acts(notice).stream()
                            .filter(it -> !it.startsWith("notice.previewed"))
                            .toList());
        } finally {
            Desk.pace("email:main", "unlimited");
        }
        findsOut(alice, notice);
        retries(alice, notice);
        takesAway(alice, notice);
        assertEquals(alice.reached(notice), alice.taken(notice));
        posted(alice, notice);
    }

    private void reports(Desk alice) {
        Page page = alice.page;
        alice.visit.button("Report an incident").click();
        page.getByLabel("Reference").fill("IR-" + run);
        page.getByLabel("Title").fill("Portal credentials");
        page.getByLabel("Organisation").fill("Example Bank");
        page.getByLabel("Its email address for questions").fill("privacy@example.com");
        page.getByLabel("Passwords", new Page.GetByLabelOptions().setExact(true))
                .check();
        alice.visit.button("Save").click();
        assertEquals("Portal credentials", alice.visit.title());
        alice.visit.link("Import a list").first().click();
        page.getByLabel("File, CSV or NDJSON, in UTF-8")
                .setInputFiles(new FilePayload("people.csv", "text/csv", list().getBytes(StandardCharsets.UTF_8)));
        alice.visit.button("Send the list").click();
        page.waitForURL("**/console/imports/*");
        assertTrue(alice.visit.text().contains("120 rows = 120 new"), alice.visit::text);
        alice.visit.link("Back to the incident").click();
    }

    /** Two have no mailbox any more, and four are refused the first time. */
    private String list() {
        StringBuilder list = new StringBuilder("ref,name,email,locale,region,exposed\n");
        for (int i = 0; i < PEOPLE; i++) {
            String word = i < 2 ? "bounce+" : i < 6 ? "refused-once+" : "anna+";
            list.append(String.format(
                    Locale.ROOT,
                    "customer-%d,Canary Number%d,%s%d@%s.example.net,%s,US-CA,names;passwords%n",
                    i,
                    i,
                    word,
                    i,
                    run,
                    LANGUAGES.get(i % 3)));
        }
        return list.toString();
    }

    private static UUID writes(Desk alice) {
        Page page = alice.page;
        alice.visit.link("New notice").first().click();
        says(alice, "en", "Somebody copied a list of our customers.");
        for (String language : List.of("de", "fr")) {
            page.getByLabel("Another language").fill(language);
            alice.visit.button("Add it").click();
            says(alice, language, language + ": somebody copied a list.");
            assertTrue(page.locator("[name^=what_happened][lang=en]").isVisible(), "side by side");
        }
        page.locator("#channel_social").check();
        alice.visit.assertClean();
        for (String language : LANGUAGES) {
            page.locator("#show_language").selectOption(language);
            page.locator("#message").getByText("Email, in " + language).waitFor();
            assertTrue(page.locator("#message")
                    .innerText()
                    .toLowerCase(Locale.ROOT)
                    .contains("somebody copied a list"));
        }
        page.locator("#show_person").selectOption("right");
        page.locator("#message").getByText("ليلى").first().waitFor();
        alice.visit.button("Save as a draft").first().click();
        page.waitForURL("**/edit?saved=1");
        UUID notice = UUID.fromString(page.url().replaceAll(".*/notices/|/edit.*", ""));
        assertEquals("draft", alice.state(notice));
        assertEquals(List.of("en", "de", "fr"), page.locator(".tags bdi").allInnerTexts());
        asOneOfThem(alice);
        return notice;
    }

    private static void says(Desk alice, String language, String what) {
        alice.write("what_happened", language, what);
        alice.write("what_we_are_doing", language, what + " (1)");
        alice.write("what_you_can_do", language, what + " (2)");
    }

    private static void asOneOfThem(Desk alice) {
        alice.visit.link("What is saved").click();
        alice.page.getByLabel("Or the reference of one person of the list").fill("customer-7");
        alice.visit.button("Show as they get it").click();
        alice.page.getByText("Canary Number7").first().waitFor();
        assertTrue(alice.visit.text().contains("de: somebody copied a list"), alice.visit::text);
        alice.visit.assertClean();
        alice.visit.link("this notice").click();
        alice.page.waitForURL("**/edit");
    }

    private static void sendsATest(Desk alice, UUID notice) {
        alice.visit.button("Save and send a test to me").click();
        alice.awaitTaken();
        alice.visit.assertClean();
        assertEquals(1L, alice.count("test_attempt WHERE notice = $1 AND outcome = 'accepted'", notice));
        assertEquals(0L, alice.count("delivery WHERE notice = $1", notice));
        alice.visit.link("Back to the notice").click();
    }

    private static void submits(Desk alice, UUID notice) {
        alice.visit.button("Save and submit").click();
        alice.page.waitForURL("**/approve");
        assertEquals("awaiting_approval", alice.state(notice));
        assertTrue(alice.visit.text().contains("a second person must approve it"), alice.visit::text);
        assertEquals(0, alice.page.locator("main form").count());
        alice.visit.assertClean();
        alice.visit.console("/console/notices/" + notice + "/release");
        assertEquals(0, alice.visit.button("Release it").count());
        assertTrue(alice.visit.text().contains("a second person must approve it first"), alice.visit::text);
    }

    private void approves(Desk bob, UUID notice, Desk alice) {
        bob.visit.link("Approvals").first().click();
        bob.row("IR-" + run).getByText("Read and decide").click();
        assertEquals("Approve a notice", bob.visit.title());
        String text = bob.visit.text();
        assertTrue(text.contains(alice.owner) && text.contains("120 people"), text);
        for (String language : List.of("Somebody copied a list of our", "de: somebody copied", "fr: somebody copied")) {
            assertTrue(text.contains(language), text);
        }
        String hash = (String) bob.value("SELECT content_hash FROM notice WHERE id = $1", notice);
        assertEquals(hash, bob.page.locator("code.hash").innerText());
        bob.visit.assertClean();
        bob.page.locator("#agree").check();
        bob.visit.signsInAgain();
        bob.visit.button("Approve").click();
        bob.page.waitForURL("**/release");
        assertEquals(
                bob.owner + " " + hash + " " + PEOPLE,
                bob.value(
                        "SELECT approved_by || ' ' || content_hash || ' ' || audience FROM notice WHERE id = $1",
                        notice));
    }

    private static void releases(Desk bob, UUID notice) {
        assertTrue(bob.visit.text().contains("Approved by " + bob.owner), bob.visit::text);
        assertTrue(bob.page.locator("label[for=agree]").innerText().contains("120 emails to people in 1 region"));
        bob.visit.signsInAgain();
        bob.visit.button("Release it").click();
        assertTrue(bob.visit.text().contains("Nothing was released: tick the sentence"), bob.visit::text);
        assertEquals("awaiting_approval", bob.state(notice));
        bob.visit.assertClean();
        bob.page.locator("#agree").check();
        bob.visit.signsInAgain();
        bob.visit.button("Release it").click();
        bob.page.waitForURL("**/console/notices/" + notice);
    }

    /** What is seen of it without the page being loaded anew. */
    private static void watches(Desk bob) {
        bob.page.evaluate("""
                () => {
                  window.seen = [document.querySelector('#live').innerText];
                  new MutationObserver(() => seen.push(document.querySelector('#live').innerText))
                    .observe(document.querySelector('main'), {childList: true});
                }""");
        bob.page.waitForFunction(
                "() => /complete/.test(document.querySelector('#live .state strong').innerText)",
                null,
                new Page.WaitForFunctionOptions().setTimeout(SOON.toMillis()));
        @SuppressWarnings("unchecked")
        List<String> seen = (List<String>) bob.page.evaluate("() => window.seen");
        assertTrue(seen.size() >= 3, seen::toString);
        assertTrue(seen.stream().anyMatch(it -> it.matches("(?s).*\\b[1-9][0-9]? % settled.*")), seen::toString);
        assertTrue(seen.stream().anyMatch(it -> it.matches("(?s).*Rate now [0-9.]*[1-9].*")), seen::toString);
        assertTrue(seen.stream().anyMatch(it -> it.contains("At this rate done")), seen::toString);
        assertTrue(seen.getLast().contains("100 % settled"), seen::toString);
        assertTrue(seen.getLast().contains("there is no such mailbox"), seen::toString);
        assertEquals(0, bob.page.locator("[data-live]").count(), "it asks no more");
        bob.visit.assertClean();
        bob.visit.link("see what can be done now").click();
        bob.page.locator("#live").waitFor();
        assertEquals(
                0,
                bob.visit.button("Pause").and(bob.page.locator(".acts button")).count());
    }

    /** From the first page, why somebody got nothing: three clicks, by their reference or by the reason. */
    private void findsOut(Desk alice, UUID notice) {
        alice.visit.console("/console");
        incident(alice).click();
        alice.visit.link("See the people, masked").click();
        alice.page.getByLabel("Find a person by your own reference").fill("customer-1");
        alice.visit.button("Find").click();
        assertTrue(alice.visit.text().contains("there is no such mailbox"), alice.visit::text);
        alice.visit.assertClean();
        alice.visit.console("/console");
        incident(alice).click();
        alice.page.locator(".clock-bar a").first().click();
        assertEquals("Notice of IR-" + run, alice.visit.title());
        alice.visit.link("there is no such mailbox").click();
        assertEquals(
                List.of("customer-0", "customer-1"),
                alice.page.locator("main tbody th").allInnerTexts().stream()
                        .sorted()
                        .toList());
        assertTrue(alice.row("customer-1").innerText().contains("there is no such mailbox"), alice.visit::text);
        alice.visit.assertClean();
        alice.visit.link("customer-1").click();
        assertEquals("Delivery", alice.visit.title());
        assertTrue(alice.visit.text().contains("Try 1: "), alice.visit::text);
        alice.page.getByText("Technical details of try 1").click();
        assertTrue(alice.visit.text().contains("550"), alice.visit::text);
        assertFalse(alice.visit.text().contains("bounce+1@"), "masked");
        alice.visit.look(Look.PHONE);
        alice.visit.assertClean();
        alice.visit.assertFits();
        alice.visit.look(Look.DESKTOP);
        alice.visit.link("the notice").first().click();
        alice.page.waitForURL("**/console/notices/" + notice);
    }

    /** On the first page, among those that want something or those that do not. */
    private Locator incident(Desk alice) {
        return alice.page
                .locator("main article, main tbody tr")
                .filter(new Locator.FilterOptions().setHasText("IR-" + run))
                .locator("a")
                .first();
    }

    private static void retries(Desk alice, UUID notice) {
        alice.visit.button("Retry failed").click();
        assertTrue(alice.visit.text().contains("Up to 6 deliveries"), alice.visit::text);
        alice.visit.assertClean();
        alice.visit.button("Retry them").click();
        alice.page.waitForURL("**/console/notices/" + notice);
        Awaitility.await().atMost(SOON).until(() -> alice.reached(notice).size() == PEOPLE - 2);
        assertEquals(1L, alice.count("audit WHERE actor = $1 AND action = 'notice.retried'", alice.owner));
        alice.page
                .getByText("118 accepted")
                .or(alice.page.getByText("118 reached"))
                .first()
                .waitFor();
    }

    private void takesAway(Desk alice, UUID notice) throws IOException {
        Download file =
                alice.page.waitForDownload(() -> alice.visit.link("as CSV").click());
        List<String> rows = Files.readAllLines(file.path());
        // A browser calls what it keeps instead of shows "aborted".
        alice.visit.forgive().forEach(it -> assertTrue(it.contains("deliveries.csv"), it));
        assertEquals(1 + alice.count("delivery WHERE notice = $1", notice), rows.size());
        assertTrue(rows.stream().noneMatch(it -> it.contains("Canary") || it.contains(run)), rows::toString);
    }

    private void posted(Desk alice, UUID notice) throws IOException {
        List<String> posts = Files.readAllLines(Desk.sandbox().resolve("social-ledger.ndjson")).stream()
                .filter(it -> it.contains(link(notice)))
                .toList();
        assertEquals(alice.count("delivery WHERE notice = $1 AND channel = 'social'", notice), posts.size());
        assertTrue(posts.size() >= 1);
        for (String post : posts) {
            for (String never : List.of("Canary", "customer-", run + ".example.net", "@example.net")) {
                assertFalse(post.contains(never), post);
            }
        }
        Matcher address = ADDRESS.matcher(posts.getFirst());
        assertTrue(address.find());
        alice.page.navigate(address.group());
        assertEquals("Data breach at Example Bank", alice.visit.title());
        alice.visit.assertClean();
    }

    private String link(UUID notice) {
        return (String) Console.value(pool, "SELECT slug FROM notice WHERE id = $1", notice);
    }
}
