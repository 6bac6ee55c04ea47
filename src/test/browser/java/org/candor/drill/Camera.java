package org.candor.drill;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.BrowserType;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Playwright;
import com.microsoft.playwright.Response;
import com.microsoft.playwright.options.AriaRole;
import com.microsoft.playwright.options.Clip;
import com.microsoft.playwright.options.ColorScheme;
import com.microsoft.playwright.options.ReducedMotion;
import com.microsoft.playwright.options.ViewportSize;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** A Chromium that takes pictures of pages, and remembers what it could not take. */
final class Camera implements AutoCloseable {
    private static final int MOST_BYTES = 150_000;

    private final Screen screen;
    private final Path folder;
    private final Playwright playwright;
    private final Browser browser;
    private final BrowserContext context;
    private final Page page;
    private final List<String> missing = new ArrayList<>();

    Camera(Screen screen, Path folder) throws IOException {
        this.screen = screen;
        this.folder = Files.createDirectories(folder);
        this.playwright = Playwright.create(
                new Playwright.CreateOptions().setEnv(Map.of("PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD", "1")));
        this.browser = playwright
                .chromium()
                .launch(new BrowserType.LaunchOptions()
                        .setExecutablePath(Path.of("/usr/bin/chromium"))
                        .setArgs(List.of(
                                "--no-sandbox",
                                "--disable-gpu",
                                "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE localhost")));
        this.context = browser.newContext(new Browser.NewContextOptions()
                .setReducedMotion(ReducedMotion.REDUCE)
                .setLocale("en"));
        this.page = context.newPage();
        window(1_280, 800);
    }

    void window(int width, int height) {
        page.setViewportSize(width, height);
    }

    void signIn(String console, String key) {
        page.navigate(console + "/sign-in");
        page.getByLabel("API key").fill(key);
        page.getByRole(AriaRole.BUTTON, new Page.GetByRoleOptions().setName("Sign in"))
                .click();
        page.waitForURL(console);
    }

    /** Opens a page; false if it is not there, which is remembered. */
    boolean open(String url) {
        Response answer = page.navigate(url);
        if (answer == null || answer.status() != 200) {
            missing.add(url + " was answered " + (answer == null ? "with nothing" : answer.status()));
            return false;
        }
        return true;
    }

    /** The page in view. */
    Page page() {
        return page;
    }

    /** Takes what the window shows of the page as {@code name.png}, in light, or in dark as {@code name-dark.png}. */
    void take(String name, boolean dark) throws IOException {
        page.emulateMedia(new Page.EmulateMediaOptions().setColorScheme(dark ? ColorScheme.DARK : ColorScheme.LIGHT));
        Path file = folder.resolve(name + (dark ? "-dark" : "") + ".png");
        byte[] png = Palette.small(page.screenshot(new Page.ScreenshotOptions().setClip(shown())));
        if (png.length > MOST_BYTES) {
            missing.add(file + " would have " + png.length + " bytes, at most are " + MOST_BYTES);
            return;
        }
        Files.write(file, png);
        screen.step(name + (dark ? ", dark" : ""), png.length + " bytes");
    }

    /** The window, as far down as there is something. */
    private Clip shown() {
        Number end = (Number) page.evaluate("() => document.body.getBoundingClientRect().bottom");
        ViewportSize window = page.viewportSize();
        return new Clip(0, 0, window.width, Math.min(window.height, end.doubleValue() + 16));
    }

    void missed(String what) {
        missing.add(what);
    }

    /** What could not be taken. */
    List<String> missing() {
        return List.copyOf(missing);
    }

    @Override
    public void close() {
        context.close();
        browser.close();
        playwright.close();
    }
}
