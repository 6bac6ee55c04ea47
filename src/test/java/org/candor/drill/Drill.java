package org.candor.drill;

import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.candor.rig.Api;
import org.candor.rig.Comparison;
import org.candor.rig.Comparison.Finding;
import org.candor.rig.Delivered;
import org.candor.rig.Deliveries;
import org.candor.rig.Ledger;
import org.candor.rig.Service;

/**
 * Sends a sample breach notice from end to end and checks every single delivery.
 *
 * <ol>
 *   <li>start the packaged service in profile {@code demo} on a fresh data folder
 *   <li>report the breach, upload five hundred people, have the notice approved and released, all by REST
 *   <li>watch until every delivery is settled and the late news of the text messages are in
 *   <li>hold each delivery against the ledger of the server that it went to
 *   <li>say where to look, and stay until Ctrl-C
 * </ol>
 *
 * {@code -Ddrill.stay=false} exits instead, with status 0 only if the ledgers agree. {@code -Ddrill.tamper=true} takes one
 * line from each ledger first, to show that it would be noticed.
 */
public final class Drill {
    private static final Path RUNS = Path.of("target", "drill");
    private static final Duration SETTLED_WITHIN = Duration.ofMinutes(4);

    private final Screen screen;
    private final Service service;
    private final boolean stay;
    private final boolean tamper;

    private Drill(Screen screen, Service service, boolean stay, boolean tamper) {
        this.screen = screen;
        this.service = service;
        this.stay = stay;
        this.tamper = tamper;
    }

    public static void main(String... arguments) throws Exception {
        boolean stay = Boolean.parseBoolean(System.getProperty("drill.stay", "true"));
        boolean tamper = Boolean.parseBoolean(System.getProperty("drill.tamper", "false"));
        Guard.endWithParent();
        Screen screen = new Screen(System.out);
        screen.title("Candor drill. SANDBOX: nothing leaves this machine.");
        int status = 1;
        try (Service service = Service.start(Service.Plan.demo(freshFolder()))) {
            Guard.endWithUs(service.pid());
            try {
                status = new Drill(screen, service, stay, tamper).run() ? 0 : 1;
            } catch (IllegalStateException | IOException failed) {
                screen.say("The drill failed: " + failed.getMessage());
                screen.say("The service's log is " + service.log());
                stay = false;
            }
            if (stay) {
                stay(screen, service);
            }
        } catch (IllegalStateException failed) {
            screen.say("The drill could not start: " + failed.getMessage());
        }
        System.exit(status);
    }

    private static void stay(Screen screen, Service service) throws InterruptedException {
        screen.say("");
        screen.say("Candor stays up: look around, then end it with Ctrl-C.");
        while (service.running()) {
            Thread.sleep(500);
        }
        screen.say("Candor has ended by itself, see " + service.log());
    }

    private boolean run() throws IOException, InterruptedException {
        screen.say("Candor is up, its data is in " + service.data() + ", its log in " + service.log());
        if (stay) {
            Places.console(screen, service);
        }
        List<Cast.Person> people = Cast.people();
        Api tool = Api.demo(service, "tool");
        Api operator = Api.demo(service, "operator");
        SampleBreach breach = SampleBreach.report(tool, screen);
        breach.upload(people, service.data().resolve("people.ndjson"));
        breach.release(Api.demo(service, "approver"), operator);
        Map<String, Map<String, Long>> counts = breach.watch(operator, Script.ends(people), SETTLED_WITHIN);

        List<Delivered> deliveries = Deliveries.of(operator, breach.notice());
        Path sandbox = service.data().resolve("sandbox");
        Map<String, Ledger> ledgers = Ledger.ofSandbox(sandbox);
        if (tamper) {
            ledgers.replaceAll((channel, ledger) -> ledger.without(someTaken(channel, deliveries, ledger)));
            screen.say("One line was taken from each ledger, as asked by -Ddrill.tamper=true.");
        }
        screen.table(deliveries, Script.ends(people));
        List<Finding> findings = new ArrayList<>();
        ledgers.forEach((channel, ledger) -> {
            List<Delivered> those = deliveries.stream()
                    .filter(it -> it.channel().equals(channel))
                    .toList();
            List<Finding> found = Comparison.of(those, ledger);
            screen.ledger(channel, those, ledger, found);
            findings.addAll(found);
        });
        findings.addAll(Script.withScript(people, deliveries, ledgers));
        findings.addAll(Comparison.withCounts(counts, deliveries));
        screen.findings(findings);
        Places places = new Places(screen, service, breach, sandbox);
        places.files(ledgers.get("email"));
        if (stay) {
            places.live(deliveries);
        }
        return findings.isEmpty();
    }

    /** A mark that a line of the ledger has: an attempt that was turned away before it was taken has none. */
    static String someTaken(String channel, List<Delivered> deliveries, Ledger ledger) {
        Set<String> there = ledger.entries().stream().map(Ledger.Entry::mark).collect(Collectors.toSet());
        return deliveries.stream()
                .filter(it -> it.channel().equals(channel)
                        && (it.state().equals("accepted") || it.state().equals("delivered")))
                .flatMap(it -> it.marks().stream())
                .filter(there::contains)
                .findFirst()
                .orElseThrow(() -> new IllegalStateException("nothing was accepted: there is nothing to tamper with"));
    }

    static Path freshFolder() throws IOException {
        Files.createDirectories(RUNS);
        for (int run = 1; ; run++) {
            try {
                return Files.createDirectory(RUNS.resolve("run-" + run));
            } catch (FileAlreadyExistsException taken) {
                // Another run's: data folders are never shared and never cleared here.
            }
        }
    }
}
