package org.candor.drill;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import jakarta.mail.BodyPart;
import jakarta.mail.MessagingException;
import jakarta.mail.Multipart;
import jakarta.mail.Part;
import jakarta.mail.internet.MimeMessage;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.candor.rig.Delivered;
import org.candor.rig.Ledger;
import org.candor.rig.Service;

/** Where to look after the drill: the console, the same answers as JSON, one captured mail, and the link in it. */
final class Places {
    private static final Pattern RESET_LINK = Pattern.compile("https?://\\S+/r/[0-9A-Za-z]{22}");

    private final Screen screen;
    private final Service service;
    private final SampleBreach breach;
    private final Path sandbox;

    Places(Screen screen, Service service, SampleBreach breach, Path sandbox) {
        this.screen = screen;
        this.service = service;
        this.breach = breach;
        this.sandbox = sandbox;
    }

    /** What can be asked of the running service, if it stays. */
    void live(List<Delivered> deliveries) throws IOException {
        String base = "http://127.0.0.1:" + service.port();
        String console = address(service);
        screen.say("");
        screen.say("In a browser:");
        screen.say("  the incident:        " + console + "/incidents/" + breach.incident());
        screen.say("  the notice:          " + console + "/notices/" + breach.notice());
        screen.say("  its deliveries:      " + console + "/notices/" + breach.notice() + "/deliveries");
        screen.say("  captured messages:   " + console + "/sandbox");
        screen.say("  sign in with:        " + key(service, 0));
        screen.say("");
        screen.say("The same over the API:");
        screen.say("  KEY=" + key(service, 0) + "   # good for this sandbox only; others in " + keys(service));
        curl("the notice and its counts", base + "/v1/notices/" + breach.notice());
        curl("its deliveries", base + "/v1/deliveries?notice=" + breach.notice());
        deliveries.stream()
                .filter(it -> it.state().equals("unknown"))
                .findFirst()
                .ifPresent(it -> curl("an unknown one, with its attempts", base + "/v1/deliveries/" + it.id()));
        screen.say("  metrics and health:  http://127.0.0.1:" + service.managementPort() + "/q/metrics  /q/health");
    }

    /** Where to watch it in a browser. Chromium and Firefox keep the session's cookie at localhost without https, Safari does not. */
    static void console(Screen screen, Service service) throws IOException {
        screen.say("Watch it in a browser (Chromium or Firefox):");
        screen.say("  the console:         " + address(service));
        screen.say("  sign in with:        " + key(service, 0));
        screen.say(
                "  a second person:     " + key(service, 1) + "   # to approve; both are good for this sandbox only");
        screen.say("");
    }

    private static String address(Service service) {
        return "http://localhost:" + service.port() + "/console";
    }

    /** One of the keys that the start has made. */
    static String key(Service service, int number) throws IOException {
        JsonNode keys = new ObjectMapper().readTree(Files.readString(keys(service)));
        return keys.required(number).required("key").asText();
    }

    private static Path keys(Service service) {
        return service.data().resolve("keys").resolve("demo-keys.json");
    }

    /** What is left on the disk in any case. */
    void files(Ledger ledger) {
        screen.say("");
        screen.say("Where to look:");
        screen.say("  the ledger:          " + sandbox.resolve("ledger.ndjson"));
        Optional<Path> mail = ledger.entries().stream()
                .map(Ledger.Entry::file)
                .filter(it -> !it.isEmpty())
                .map(sandbox::resolve)
                .findFirst();
        mail.ifPresent(it -> screen.say("  one captured mail:   " + it));
        mail.flatMap(Places::resetLink).ifPresent(it -> screen.say("  the link in it:      " + it));
    }

    private void curl(String what, String url) {
        screen.say("  " + what + ":");
        screen.say("    curl -s -H \"Authorization: Bearer $KEY\" '" + url + "'");
    }

    /** The link to the person's page, as it stands in the mail's plain text. */
    static Optional<String> resetLink(Path mail) {
        try (InputStream file = Files.newInputStream(mail)) {
            Matcher link = RESET_LINK.matcher(plainText(new MimeMessage(null, file)));
            return link.find() ? Optional.of(link.group()) : Optional.empty();
        } catch (IOException | MessagingException unreadable) {
            throw new IllegalStateException("the captured mail " + mail + " cannot be read", unreadable);
        }
    }

    private static String plainText(Part part) throws IOException, MessagingException {
        if (part.isMimeType("text/plain")) {
            return (String) part.getContent();
        }
        if (part.getContent() instanceof Multipart parts) {
            for (int i = 0; i < parts.getCount(); i++) {
                BodyPart it = parts.getBodyPart(i);
                String text = plainText(it);
                if (!text.isEmpty()) {
                    return text;
                }
            }
        }
        return "";
    }
}
