package org.candor.reset;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import jakarta.mail.Session;
import jakarta.mail.internet.MimeMessage;
import jakarta.mail.internet.MimeMultipart;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.candor.rig.Api;
import org.candor.rig.Ledger;
import org.candor.rig.Samples;
import org.candor.rig.Service;
import org.candor.sandbox.SmtpLedger;
import org.candor.sandbox.SmtpSettings;
import org.jsoup.Jsoup;
import org.jsoup.nodes.Document;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Journey 5: an affected person, with nothing but what is in the mailbox and a browser; the identity provider is a server
 * of the test's own. The service is a process of its own.
 */
class PersonIT {
    private static final String SECRET =
            "whsec_" + Base64.getEncoder().encodeToString("a secret of thirty-two bytes, ok".getBytes());
    private static final Pattern CODE = Pattern.compile("(?m)^([0-9A-Z]{4}-[0-9A-Z]{4})$");

    private static final Pattern CSRF = Pattern.compile("name=\"csrf\" value=\"([^\"]{20})");

    @TempDir
    Path folder;

    private final HttpClient http =
            HttpClient.newBuilder().followRedirects(HttpClient.Redirect.NEVER).build();
    private final Receiver identityProvider = new Receiver();
    private SmtpLedger mailServer;
    private Service.Plan plan;

    @BeforeEach
    void outside() throws Exception {
        mailServer = SmtpLedger.start(SmtpSettings.in(folder.resolve("outside")).keepingMail(true));
        Path secret = Files.writeString(folder.resolve("secret"), SECRET);
        plan = Service.Plan.demo(folder.resolve("data"))
                .with("candor.courier.email.main.host", "127.0.0.1")
                .with("candor.courier.email.main.port", Integer.toString(mailServer.port()))
                .with("candor.courier.email.main.tls", "none")
                .with("candor.courier.email.main.from", "privacy@example.com")
                .with("candor.reset.webhook-url", identityProvider.url().toString())
                .with("candor.reset.webhook-secret-file", secret.toString())
                .with("candor.reset.webhook-account", "true")
                .with("quarkus.log.level", "ALL");
    }

    @AfterEach
    void end() throws Exception {
        identityProvider.close();
        mailServer.close();
    }

    @Test
    void anna_reads_checks_follows_and_asks_and_the_identity_provider_starts_its_own_reset() throws Exception {
        try (Service service = Service.start(plan)) {
            Api operator = Api.demo(service, "operator");
            assertTrue(metrics(service).contains("candor_reset_requests_total{result=\"recorded\"} 0.0"));
            String notice = release(service, 1);
            MimeMessage mail = mail("person.0@mail0.example.net");
            String text = part(mail, 0);
            assertEquals(
                    text(part(mail, 1)).replaceAll("\\s", ""),
                    text.replaceAll("(?m)^-+$|^[0-9]+\\. |^- ", "").replaceAll("\\s", ""));
            assertTrue(text.contains("Hello Person Number 0,"), text);
            assertTrue(text.contains("- your password\n"), text);

            // She types the company's address, not the link, and checks the code.
            String origin = "http://localhost:" + service.port();
            assertTrue(text.contains("\n\n" + origin + "/verify\n\n"), text);
            HttpResponse<String> checked = post(
                    origin + "/verify", "", Map.of("code", found(CODE, text).toLowerCase()));
            Document verified = Jsoup.parse(checked.body());
            assertTrue(verified.text().contains("We know this code"), verified.text());
            assertTrue(verified.text().contains("Subject: " + mail.getSubject()), verified.text());

            // A mail scanner was there before her: it opened everything and pressed nothing.
            String link = found(Pattern.compile("(?m)^(" + Pattern.quote(origin) + "/r/[0-9A-Za-z]{22})$"), text);
            for (int i = 0; i < 20; i++) {
                get(origin + "/r", cookie(get(link, "")));
            }
            assertCounts(operator, notice, 1, 0, 0, 0);

            HttpResponse<String> followed = get(link, "");
            assertEquals(303, followed.statusCode());
            String cookie = cookie(followed);
            Document page = Jsoup.parse(
                    get(origin + followed.headers().firstValue("Location").orElseThrow(), cookie)
                            .body());
            assertEquals(
                    "Ask for a new Example Bank password", page.select("h1").text());
            assertTrue(page.text().contains("your password"), page.text());
            HttpResponse<String> pressed = post(origin + "/r", cookie, form(page));
            assertEquals(303, pressed.statusCode());
            Document done = Jsoup.parse(
                    get(origin + pressed.headers().firstValue("Location").orElseThrow(), "")
                            .body());
            assertTrue(done.select("h1").text().startsWith("We have asked Example Bank"), done.text());
            assertEquals(
                    "This link cannot be used",
                    Jsoup.parse(get(origin + "/r", cookie).body()).select("h1").text());

            Awaitility.await().atMost(Duration.ofSeconds(20)).until(() -> !identityProvider.calls.isEmpty());
            Receiver.Call call = identityProvider.calls.getFirst();
            assertTrue(Receiver.verifies(call, SECRET));
            assertTrue(call.body().contains("\"portal-account-0\""), call.body());
            Awaitility.await()
                    .atMost(Duration.ofSeconds(20))
                    .until(() -> counts(operator, notice).contains("\"handed_over\":1"));
            operator.post("/v1/resets/" + call.id() + "/completed", "{}").expect(200);
            assertCounts(operator, notice, 1, 1, 1, 1);
            assertEquals(1, identityProvider.calls.size());

            // R8, P6: no log line of any level and no metric holds the token, the person or the account.
            String token = link.substring(link.lastIndexOf('/') + 1);
            String metrics = metrics(service);
            assertTrue(metrics.contains("candor_reset_requests_total{result=\"recorded\"} 1.0"), metrics);
            assertTrue(metrics.contains("candor_reset_requests_total{result=\"refused\"} 0.0"), metrics);
            assertTrue(metrics.contains("candor_webhook_oldest_seconds 0.0"), metrics);
            for (String secret : new String[] {
                token,
                "person.0@",
                "Person Number 0",
                "portal-account-0",
                "customer-0",
                SECRET,
                found(CSRF, page.html())
            }) {
                assertEquals(List.of(), whoLogged(service, secret));
                assertFalse(metrics.contains(secret));
            }
        }
    }

    @Test
    void a_press_while_the_database_is_away_says_try_again_and_uses_nothing_up() throws Exception {
        String notice;
        String link;
        try (Service service = Service.start(plan)) {
            notice = release(service, 1);
            String origin = "http://localhost:" + service.port();
            link = found(
                    Pattern.compile("(?m)^" + Pattern.quote(origin) + "(/r/[0-9A-Za-z]{22})$"),
                    part(mail("person.0@mail0.example.net"), 0));
            String cookie = cookie(get(origin + link, ""));
            Map<String, String> form =
                    form(Jsoup.parse(get(origin + "/r", cookie).body()));
            stopDatabase(service);
            HttpResponse<String> page = post(origin + "/r", cookie, form);
            assertEquals(503, page.statusCode());
            assertEquals(
                    "Sorry, there is a problem with this page",
                    Jsoup.parse(page.body()).select("h1").text());
            HttpResponse<String> program = http.send(
                    request(origin + "/r", cookie)
                            .setHeader("Accept", "application/json")
                            .header("Content-Type", "application/x-www-form-urlencoded")
                            .POST(HttpRequest.BodyPublishers.ofString(encoded(form)))
                            .build(),
                    HttpResponse.BodyHandlers.ofString());
            assertEquals(503, program.statusCode());
            assertTrue(program.body().contains("/problems/overloaded"), program.body());
            assertEquals(503, get(origin + "/r", cookie).statusCode());
            service.kill();
        }
        try (Service again = Service.start(plan)) {
            String origin = "http://localhost:" + again.port();
            String cookie = cookie(get(origin + link, ""));
            Map<String, String> form =
                    form(Jsoup.parse(get(origin + "/r", cookie).body()));
            assertEquals(303, post(origin + "/r", cookie, form).statusCode());
            assertCounts(Api.demo(again, "operator"), notice, 1, 1, -1, 0);
        }
    }

    private String metrics(Service service) throws IOException, InterruptedException {
        URI url = URI.create("http://127.0.0.1:" + service.managementPort() + "/q/metrics");
        return http.send(HttpRequest.newBuilder(url).build(), HttpResponse.BodyHandlers.ofString())
                .body();
    }

    /** The loggers whose lines hold a text. */
    private static List<String> whoLogged(Service service, String secret) throws IOException {
        try (Stream<String> lines = Files.lines(service.log())) {
            return lines.filter(it -> it.contains(secret))
                    .map(it -> it.replaceFirst("^[^\\[]*\\[([^\\]]*)].*$", "$1"))
                    .map(it -> it.length() > 80 ? "a line without a logger" : it)
                    .distinct()
                    .toList();
        }
    }

    private String release(Service service, int people) throws IOException, InterruptedException {
        Api author = Api.demo(service, "operator");
        String incident = Samples.report(author);
        Path list = folder.resolve("people.ndjson");
        StringBuilder rows = new StringBuilder();
        for (int i = 0; i < people; i++) {
            rows.append(Samples.recipient(i)).append('\n');
        }
        Files.writeString(list, rows);
        author.upload("/v1/incidents/" + incident + "/recipients?name=people", "application/x-ndjson", list)
                .expect(202);
        return Samples.release(author, Api.demo(service, "approver"), incident);
    }

    /** SIGINT is PostgreSQL's fast shutdown. */
    private static void stopDatabase(Service service) throws Exception {
        String pid =
                Files.readAllLines(service.data().resolve("pg/postmaster.pid")).getFirst();
        assertTrue(new ProcessBuilder("kill", "-INT", pid).start().waitFor(10, TimeUnit.SECONDS));
        ProcessHandle.of(Long.parseLong(pid))
                .ifPresent(it -> it.onExit().orTimeout(30, TimeUnit.SECONDS).join());
    }

    private MimeMessage mail(String recipient) throws Exception {
        Path outside = folder.resolve("outside");
        Awaitility.await().atMost(Duration.ofSeconds(60)).until(() -> entry(outside, recipient) != null);
        try (InputStream file =
                Files.newInputStream(outside.resolve(entry(outside, recipient).file()))) {
            return new MimeMessage(Session.getInstance(new Properties()), file);
        }
    }

    private static Ledger.Entry entry(Path outside, String recipient) throws IOException {
        return Ledger.read(outside.resolve("ledger.ndjson")).entries().stream()
                .filter(it -> it.recipient().equals(recipient))
                .findFirst()
                .orElse(null);
    }

    private static String part(MimeMessage mail, int number) throws Exception {
        MimeMultipart parts = (MimeMultipart) mail.getContent();
        return parts.getBodyPart(number).getContent().toString().replace("\r\n", "\n");
    }

    private static String text(String html) {
        return Jsoup.parse(html).body().text();
    }

    private static Map<String, String> form(Document page) {
        return Map.of("csrf", page.select("input[name=csrf]").attr("value"), "kind", "password");
    }

    private static String found(Pattern pattern, String text) {
        Matcher found = pattern.matcher(text);
        assertTrue(found.find(), text);
        return found.group(1);
    }

    private static String cookie(HttpResponse<String> answer) {
        return answer.headers().firstValue("Set-Cookie").orElseThrow().split(";", 2)[0];
    }

    private HttpResponse<String> get(String url, String cookie) throws IOException, InterruptedException {
        return http.send(request(url, cookie).build(), HttpResponse.BodyHandlers.ofString());
    }

    private HttpResponse<String> post(String url, String cookie, Map<String, String> form)
            throws IOException, InterruptedException {
        String origin = url.substring(0, url.indexOf('/', 10));
        return http.send(
                request(url, cookie)
                        .header("Content-Type", "application/x-www-form-urlencoded")
                        .header("Origin", origin)
                        .header("Sec-Fetch-Site", "same-origin")
                        .POST(HttpRequest.BodyPublishers.ofString(encoded(form)))
                        .build(),
                HttpResponse.BodyHandlers.ofString());
    }

    private static String encoded(Map<String, String> form) {
        return form.entrySet().stream()
                .map(it -> it.getKey() + "=" + URLEncoder.encode(it.getValue(), StandardCharsets.UTF_8))
                .collect(Collectors.joining("&"));
    }

    private static HttpRequest.Builder request(String url, String cookie) {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(url))
                .timeout(Duration.ofSeconds(60))
                .header("Accept", "text/html")
                .header("Accept-Language", "en");
        return cookie.isEmpty() ? request : request.header("Cookie", cookie);
    }

    private static String counts(Api operator, String notice) throws IOException, InterruptedException {
        return operator.get("/v1/notices/" + notice + "/resets")
                .expect(200)
                .body()
                .toString();
    }

    /** A figure of -1 may be any. */
    private static void assertCounts(
            Api operator, String notice, int offered, int requested, int handedOver, int completed)
            throws IOException, InterruptedException {
        var counts =
                operator.get("/v1/notices/" + notice + "/resets").expect(200).body();
        assertEquals(offered, counts.get("offered").asInt());
        assertEquals(requested, counts.get("requested").asInt());
        assertTrue(handedOver < 0 || handedOver == counts.get("handed_over").asInt());
        assertEquals(completed, counts.get("completed").asInt());
        assertEquals(0, counts.get("expired").asInt());
    }
}
