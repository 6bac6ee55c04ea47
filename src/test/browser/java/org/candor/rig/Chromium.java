package org.candor.rig;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.BrowserType;
import com.microsoft.playwright.Playwright;
import com.microsoft.playwright.options.ColorScheme;
import com.microsoft.playwright.options.ReducedMotion;
import io.restassured.RestAssured;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import javax.net.ssl.SSLContext;
import org.candor.courier.Certificate;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;

/**
 * A real browser for the tests of one class, on the service that the test runs in:
 *
 * <pre>{@code
 * @RegisterExtension
 * final Chromium chromium = new Chromium();
 *
 * @Test
 * void somebody_looks() {
 *     Visit visit = chromium.visit(Look.PHONE.inTheDark());
 *     visit.people("/verify");
 *     visit.page().getByLabel("Code").fill("7QF4-2K9M");
 *     visit.assertClean();
 * }
 * }</pre>
 *
 * <p>One browser a process, started by the first who asks and closed when all tests are over; one profile of its own a visit,
 * closed with its test. The public host is reached over https at its own name, the console at {@code localhost}; there is
 * {@link #elsewhere another site} for links that lead to us; no other name is found, so that nothing leaves this machine.
 */
public final class Chromium implements BeforeEachCallback, AfterEachCallback {
    /** Where people's and public pages are. */
    public static final String PEOPLE = "https://notices.example.org";

    /** A site that is not ours. */
    public static final String ELSEWHERE = "https://webmail.example.net";

    private static final Path PROGRAM = Path.of("/usr/bin/chromium");
    private static final int START_MILLIS = 60_000;
    private static final int STEP_MILLIS = 15_000;

    private final List<Visit> visits = new ArrayList<>();
    private @Nullable Running running;

    @Override
    public void beforeEach(ExtensionContext context) {
        // By class: where the service is started anew, so are its classes.
        running = context.getRoot()
                .getStore(Namespace.create("org.candor.rig.Chromium"))
                .computeIfAbsent(Running.class, _ -> new Running(), Running.class);
        running.door.leadTo(RestAssured.port);
    }

    /** Where the console and the API are. */
    public static String console() {
        return "http://localhost:" + RestAssured.port;
    }

    /** A desktop's window, in English. */
    public Visit visit() {
        return visit(Look.DESKTOP);
    }

    public Visit visit(Look look) {
        BrowserContext context = running()
                .browser
                .newContext(new Browser.NewContextOptions()
                        .setViewportSize(look.width(), look.height())
                        .setColorScheme(look.dark() ? ColorScheme.DARK : ColorScheme.LIGHT)
                        .setJavaScriptEnabled(look.script())
                        .setReducedMotion(ReducedMotion.REDUCE)
                        .setLocale(look.language())
                        .setIgnoreHTTPSErrors(true));
        context.setDefaultTimeout(STEP_MILLIS);
        Visit visit = new Visit(context);
        visits.add(visit);
        return visit;
    }

    /** Puts a page on another site; answers its address. */
    public String elsewhere(String path, String html) {
        running().others.put(path, html);
        return ELSEWHERE + path;
    }

    private Running running() {
        if (running == null) {
            throw new IllegalStateException("a visit begins within a test");
        }
        return running;
    }

    /** Ends all visits; one that went wrong without the test having noticed fails it. */
    @Override
    public void afterEach(ExtensionContext context) {
        try {
            if (context.getExecutionException().isEmpty()) {
                visits.forEach(Visit::assertNothingWrong);
            }
        } finally {
            visits.forEach(Visit::close);
            visits.clear();
        }
    }

    /** What all tests of a process share. */
    private static final class Running implements AutoCloseable {
        private final TlsDoor door;
        private final OtherSites others;
        private final Playwright playwright;
        private final Browser browser;

        Running() {
            SSLContext tls = tls();
            door = new TlsDoor(tls);
            others = new OtherSites(tls);
            playwright = Playwright.create(
                    new Playwright.CreateOptions().setEnv(Map.of("PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD", "1")));
            browser = playwright
                    .chromium()
                    .launch(new BrowserType.LaunchOptions()
                            .setExecutablePath(PROGRAM)
                            .setHeadless(true)
                            .setTimeout(START_MILLIS)
                            .setArgs(List.of(
                                    "--headless",
                                    "--no-sandbox",
                                    "--disable-gpu",
                                    "--disable-quic",
                                    "--no-first-run",
                                    "--disable-background-networking",
                                    "--disable-component-update",
                                    "--disable-sync",
                                    "--host-resolver-rules=" + names())));
        }

        private String names() {
            return "MAP " + URI.create(PEOPLE).getHost() + " 127.0.0.1:" + door.port() + ", MAP "
                    + URI.create(ELSEWHERE).getHost() + " 127.0.0.1:" + others.port()
                    + ", MAP * ~NOTFOUND, EXCLUDE localhost";
        }

        private static SSLContext tls() {
            try {
                Path folder = Files.createTempDirectory(Path.of("target"), "tls");
                return Certificate.of(folder, "dns:notices.example.org,dns:webmail.example.net")
                        .context();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        @Override
        public void close() throws IOException {
            browser.close();
            playwright.close();
            others.close();
            door.close();
        }
    }
}
