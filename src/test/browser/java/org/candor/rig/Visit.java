package org.candor.rig;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.ConsoleMessage;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Request;
import com.microsoft.playwright.Response;
import com.microsoft.playwright.options.AriaRole;
import com.microsoft.playwright.options.ColorScheme;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;

/** Somebody at a browser, with cookies of their own; notes all that should not be: see {@link #assertNothingWrong}. */
public final class Visit implements AutoCloseable {
    private static final Set<String> KNOWN =
            Set.of(host(Chromium.PEOPLE), host(Chromium.ELSEWHERE), host(Chromium.console()));

    private final BrowserContext context;
    private final boolean script;
    private final Page page;
    private final List<String> wrong = new CopyOnWriteArrayList<>();
    private String key = "";

    Visit(BrowserContext context, boolean script) {
        this.context = context;
        this.script = script;
        context.onConsoleMessage(this::said);
        context.onWebError(it -> wrong.add("a script failed: " + it.error()));
        context.onRequest(this::asked);
        context.onRequestFailed(this::failed);
        context.onDialog(it -> {
            wrong.add("a dialog: " + it.message());
            it.dismiss();
        });
        this.page = context.newPage();
    }

    public Page page() {
        return page;
    }

    public BrowserContext context() {
        return context;
    }

    /** Opens a page for people; the answer may have any status. */
    public Response people(String path) {
        return page.navigate(Chromium.PEOPLE + path);
    }

    /** Opens a page of the console. */
    public Response console(String path) {
        return page.navigate(Chromium.console() + path);
    }

    /** Signs in at the console by typing a key, such as one of {@code TestKeys.make}. */
    public void signIn(String key) {
        this.key = key;
        console("/console/sign-in");
        page.getByLabel("API key").fill(key);
        button("Sign in").click();
        page.waitForURL(Chromium.console() + "/console");
    }

    /** Types the same key where a page asks for it once more. */
    public void signsInAgain() {
        page.getByLabel("Your API key once more").fill(key);
    }

    public Locator button(String name) {
        return page.getByRole(AriaRole.BUTTON, new Page.GetByRoleOptions().setName(name));
    }

    public Locator link(String name) {
        return page.getByRole(AriaRole.LINK, new Page.GetByRoleOptions().setName(name));
    }

    /** The one heading of the page. */
    public String title() {
        return page.locator("main h1").innerText();
    }

    /** All that the page says. */
    public String text() {
        return page.locator("body").innerText();
    }

    /** From now on the window and the colours are these; whether scripts run and the language stay as they are. */
    public void look(Look look) {
        page.setViewportSize(look.width(), look.height());
        page.emulateMedia(
                new Page.EmulateMediaOptions().setColorScheme(look.dark() ? ColorScheme.DARK : ColorScheme.LIGHT));
    }

    /** {@link #assertClean} on a desktop in light colours and in the narrowest of windows in dark ones; and it fits a phone. */
    public void assertCleanEverywhere() {
        look(Look.PHONE);
        assertFits();
        for (Look look : List.of(Look.DESKTOP, Look.NARROW.inTheDark())) {
            look(look);
            assertClean();
            assertFits();
        }
    }

    /** The page is there, keeps every rule of WCAG 2.2 AA that a program can check, and nothing went wrong so far. */
    public void assertClean() {
        assertTrue(page.locator("main h1").isVisible(), () -> "no page: " + page.content());
        assertTrue(page.locator("main").innerText().strip().length() > 40, () -> "no page: " + page.content());
        assertAccessible();
        assertNothingWrong();
    }

    /** Keeps every rule of WCAG 2.2 AA that a program can check; where no scripts run, that program does not either. */
    public void assertAccessible() {
        if (!script) {
            return;
        }
        assertEquals(List.of(), Axe.broken(page), page.url());
    }

    /** Nothing has to be scrolled sideways (WCAG 1.4.10). */
    public void assertFits() {
        assertEquals(List.of(), page.evaluate("""
                        () => {
                          const width = document.documentElement.clientWidth;
                          return document.documentElement.scrollWidth <= width ? []
                            : [...document.querySelectorAll('body *')]
                                .filter(it => it.getBoundingClientRect().right > width + 1)
                                .map(it => it.tagName + ': ' + it.textContent.slice(0, 60));
                        }"""), () -> "wider than the window: " + page.url());
    }

    /** No error on the browser's console, no dialog, no request that failed or that went to somebody else. */
    public void assertNothingWrong() {
        assertEquals(List.of(), wrong);
    }

    /** Forgets what went wrong, for a test that wants it to; answers what it was. */
    public List<String> forgive() {
        List<String> forgiven = List.copyOf(wrong);
        wrong.clear();
        return forgiven;
    }

    private void failed(Request request) {
        // What a page was still asking for when somebody went on to the next one.
        boolean left = request.resourceType().equals("xhr") && "net::ERR_ABORTED".equals(request.failure());
        if (!left) {
            wrong.add("failed: " + request.url() + " " + request.failure());
        }
    }

    private void said(ConsoleMessage message) {
        // That the page itself came with a status such as 404 is for the test to say.
        boolean ofPage = message.text().startsWith("Failed to load resource: the server responded with a status")
                && message.page() != null
                && message.location().startsWith(message.page().url());
        if (message.type().equals("error") && !ofPage) {
            wrong.add("on the console: " + message.text() + " " + message.location());
        }
    }

    private void asked(Request request) {
        String host = host(request.url());
        boolean expected = request.isNavigationRequest()
                ? KNOWN.contains(host)
                : host.equals(host(request.frame().url()));
        if (!expected && !request.url().startsWith("data:")) {
            wrong.add("asked somebody else: " + request.method() + " " + request.url());
        }
    }

    /** By hand: an address may have letters that Java takes for none. */
    private static String host(String url) {
        return url.replaceFirst("^[a-z]+://", "").replaceFirst("[:/?#].*$", "");
    }

    @Override
    public void close() {
        context.close();
    }
}
