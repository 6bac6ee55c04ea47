package org.candor.drill;

import com.microsoft.playwright.Locator;
import java.io.IOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.candor.rig.Api;
import org.candor.rig.Service;

/**
 * Makes the README's pictures, in {@code src/docs/images}, of the console and a person's page during a drill in a real
 * Chromium. Each page has to be there: whatever could not be taken is named at the end, and the exit status is 1.
 */
public final class Screenshots {
    private static final Path PICTURES = Path.of("src", "docs", "images");
    /** Slow enough that the notice is in the middle of its people while its picture is taken. */
    private static final String PACE = "12/s";

    private static final Duration WITHIN = Duration.ofMinutes(4);

    private final Screen screen;
    private final Service service;
    private final Camera camera;
    private final String console;

    private Screenshots(Screen screen, Service service, Camera camera) {
        this.screen = screen;
        this.service = service;
        this.camera = camera;
        this.console = "http://localhost:" + service.port() + "/console";
    }

    public static void main(String... arguments) throws Exception {
        Guard.endWithParent();
        Screen screen = new Screen(System.out);
        screen.title("Pictures of Candor in a drill");
        List<String> missing;
        Service.Plan plan = Service.Plan.demo(Drill.freshFolder())
                .with("candor.courier.email.main.pace", PACE)
                // The mails in doubt would close the relay's gate for a while.
                .with("candor.courier.email.main.outage.count", "1000");
        try (Service service = Service.start(plan);
                Camera camera = new Camera(screen, PICTURES)) {
            Guard.endWithUs(service.pid());
            new Screenshots(screen, service, camera).take();
            missing = camera.missing();
        }
        missing.forEach(it -> screen.say("MISSING: " + it));
        System.exit(missing.isEmpty() ? 0 : 1);
    }

    private void take() throws IOException, InterruptedException {
        List<Cast.Person> people = Cast.people();
        Api operator = Api.demo(service, "operator");
        SampleBreach breach = SampleBreach.report(Api.demo(service, "tool"), screen);
        breach.upload(people, service.data().resolve("people.ndjson"));
        camera.signIn(console, Places.key(service, 0));
        breach.release(Api.demo(service, "approver"), operator);
        running(operator, breach);
        breach.watch(operator, Script.ends(people), WITHIN);
        if (camera.open(console + "/notices/" + breach.notice() + "/deliveries")) {
            camera.take("deliveries", false);
        }
        Cast.Person reader = people.stream()
                .filter(it -> it.fate() == Cast.Fate.FINE && it.locale().equals("en"))
                .findFirst()
                .orElseThrow();
        captured(reader.email());
    }

    /** The incidents and the notice, while it goes out. */
    private void running(Api operator, SampleBreach breach) throws IOException, InterruptedException {
        breach.await(operator, counts -> done(counts) * 2 > Cast.SIZE, WITHIN);
        if (camera.open(console)) {
            camera.take("incidents", false);
        }
        if (camera.open(console + "/notices/" + breach.notice())) {
            camera.take("notice", false);
            camera.take("notice", true);
        }
    }

    private static long done(Map<String, Map<String, Long>> counts) {
        Map<String, Long> email = counts.getOrDefault("email", Map.of());
        return email.getOrDefault("accepted", 0L) + email.getOrDefault("failed", 0L);
    }

    /** One mail in the sandbox, and where its link leads, on a phone. */
    private void captured(String reader) throws IOException {
        if (!camera.open(console + "/sandbox?kind=mail&q=" + URLEncoder.encode(reader, StandardCharsets.UTF_8))) {
            return;
        }
        Locator mail = camera.page().locator("main tbody a");
        if (mail.count() != 1
                || !camera.open(mail.first().evaluate("it => it.href").toString())) {
            camera.missed("the mail to " + reader + " was not captured");
            return;
        }
        camera.take("sandbox-mail", false);
        Locator link = camera.page().locator("main a[href*='/r/']");
        if (link.count() == 0) {
            camera.missed("the mail to " + reader + " has no reset link");
            return;
        }
        camera.window(390, 844);
        if (camera.open(link.first().getAttribute("href"))) {
            camera.take("reset", false);
        }
    }
}
