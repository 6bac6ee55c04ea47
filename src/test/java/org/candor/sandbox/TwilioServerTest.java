package org.candor.sandbox;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The server that speaks Twilio's API, by plain HTTP. */
class TwilioServerTest {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String ATTEMPT = "0197f3a0-0000-7000-8000-00000000abcd";

    @TempDir
    Path folder;

    private final BlockingQueue<Map<String, String>> callbacks = new LinkedBlockingQueue<>();
    private final HttpClient http = HttpClient.newHttpClient();
    private volatile int callbackStatus = 204;
    private TwilioServer server;
    private HttpServer service;

    @BeforeEach
    void start() throws IOException {
        server = TwilioServer.start(folder, 0);
        server.callbacksAfter(Duration.ofMillis(1), Duration.ofMillis(10));
        service = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        service.createContext("/", exchange -> {
            String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
            Map<String, String> fields = new TreeMap<>(FormFields.read(body));
            fields.put("signature", exchange.getRequestHeaders().getFirst("X-Twilio-Signature"));
            fields.put("path", exchange.getRequestURI().toString());
            callbacks.add(fields);
            exchange.sendResponseHeaders(callbackStatus, -1);
            exchange.close();
        });
        service.start();
    }

    @AfterEach
    void stop() throws IOException {
        server.close();
        service.stop(0);
        http.close();
    }

    private String callback() {
        return "http://localhost:" + service.getAddress().getPort() + "/hooks/twilio/" + ATTEMPT;
    }

    private String login() throws IOException {
        String both = TwilioServer.ACCOUNT + ":"
                + Files.readString(server.tokenFile()).strip();
        return "Basic " + Base64.getEncoder().encodeToString(both.getBytes(StandardCharsets.UTF_8));
    }

    private URI url(String end) {
        return URI.create("http://127.0.0.1:" + server.port() + "/2010-04-01/Accounts/" + TwilioServer.ACCOUNT + end);
    }

    private HttpResponse<String> post(String to) throws IOException, InterruptedException {
        Map<String, String> form = new TreeMap<>(Map.of("To", to, "From", "+15005550006", "Body", "Grüße, \"Anna\"\n"));
        form.put("StatusCallback", callback() + "#rc=5&rp=all");
        return post(form);
    }

    private HttpResponse<String> post(Map<String, String> form) throws IOException, InterruptedException {
        return http.send(
                HttpRequest.newBuilder(url("/Messages.json"))
                        .header("Authorization", login())
                        .header("Content-Type", "application/x-www-form-urlencoded")
                        .POST(BodyPublishers.ofString(FormFields.write(form)))
                        .build(),
                BodyHandlers.ofString());
    }

    private JsonNode get(URI url) throws IOException, InterruptedException {
        HttpResponse<String> answer = http.send(
                HttpRequest.newBuilder(url).header("Authorization", login()).build(), BodyHandlers.ofString());
        return JSON.readTree(answer.body());
    }

    private Map<String, String> heard() throws InterruptedException {
        Map<String, String> heard = callbacks.poll(10, TimeUnit.SECONDS);
        assertTrue(heard != null, "no callback came");
        return heard;
    }

    private List<String> heard(int times) throws InterruptedException {
        List<String> statuses = new ArrayList<>();
        for (int i = 0; i < times; i++) {
            statuses.add(heard().get("MessageStatus"));
        }
        return statuses;
    }

    private List<JsonNode> ledger() throws IOException {
        List<JsonNode> lines = new ArrayList<>();
        for (String line : Files.readAllLines(folder.resolve("sms-ledger.ndjson"))) {
            lines.add(JSON.readTree(line));
        }
        return lines;
    }

    @Test
    void what_is_taken_stands_in_the_ledger_and_can_be_listed_and_fetched() throws Exception {
        HttpResponse<String> answer = post("+4915112345678");
        assertEquals(201, answer.statusCode());
        JsonNode message = JSON.readTree(answer.body());
        assertEquals("queued", message.get("status").asText());
        assertEquals("1", message.get("num_segments").asText());
        assertTrue(message.get("error_code").isNull());
        JsonNode line = ledger().getFirst();
        assertEquals(message.get("sid"), line.get("sid"));
        assertEquals(ATTEMPT, line.get("attempt").asText());
        assertEquals("Grüße, \"Anna\"\n", line.get("body").asText());
        assertEquals(List.of("sent", "delivered"), heard(2));
        JsonNode listed = get(url("/Messages.json?To=%2B4915112345678&PageSize=50"));
        assertEquals(message.get("sid"), listed.get("messages").get(0).get("sid"));
        assertEquals("delivered", listed.get("messages").get(0).get("status").asText());
        assertTrue(listed.get("next_page_uri").isNull());
        JsonNode fetched = get(url("/Messages/" + message.get("sid").asText() + ".json"));
        assertEquals("delivered", fetched.get("status").asText());
    }

    @Test
    void a_list_has_pages() throws Exception {
        for (int i = 0; i < 5; i++) {
            post("+4915112345678");
        }
        JsonNode first = get(url("/Messages.json?To=%2B4915112345678&PageSize=2"));
        JsonNode second = get(URI.create(
                "http://127.0.0.1:" + server.port() + first.get("next_page_uri").asText()));
        JsonNode third = get(URI.create("http://127.0.0.1:" + server.port()
                + second.get("next_page_uri").asText()));
        assertEquals(1, third.get("messages").size());
        assertTrue(third.get("next_page_uri").isNull());
        assertEquals(
                ledger().getFirst().get("sid"), third.get("messages").get(0).get("sid"));
    }

    @ParameterizedTest
    @CsvSource(textBlock = """
            +15005550001, 400, 21211
            +15005550002, 400, 21612
            +15005550003, 400, 21408
            +15005550004, 400, 21610
            +15005550009, 400, 21614
            +15005551000, 500, 20500
            +15005558123, 503, 20503
            +15005554001, 429, 20429
            """)
    void a_number_decides_what_is_refused(String to, int status, int code) throws Exception {
        HttpResponse<String> answer = post(to);
        assertEquals(status, answer.statusCode());
        assertEquals(code, JSON.readTree(answer.body()).get("code").asInt());
        assertEquals(status, JSON.readTree(answer.body()).get("status").asInt());
        assertEquals(
                status == 429 ? "1" : "",
                answer.headers().firstValue("Retry-After").orElse(""));
        assertEquals(0, server.taken());
        assertEquals(List.of(), ledger());
    }

    @ParameterizedTest
    @CsvSource({"+15005550001, 21212", "+15005550007, 21606", "+15005550008, 21611"})
    void so_does_the_senders(String from, int code) throws Exception {
        HttpResponse<String> answer = post(Map.of("To", "+4915112345678", "From", from, "Body", "x"));
        assertEquals(code, JSON.readTree(answer.body()).get("code").asInt());
    }

    @Test
    void a_busy_number_is_taken_the_second_time() throws Exception {
        assertEquals(429, post("+15005554002").statusCode());
        assertEquals(201, post("+15005554002").statusCode());
    }

    @Test
    void some_are_taken_and_the_connection_is_closed() throws Exception {
        assertThrows(IOException.class, () -> post("+15005552001"));
        assertThrows(IOException.class, () -> post("+15005553001"));
        assertEquals(2, ledger().size());
        assertEquals(List.of("delivered"), heard(1));
        assertEquals(null, callbacks.poll(200, TimeUnit.MILLISECONDS));
    }

    @Test
    void one_is_taken_and_answered_with_nonsense() throws Exception {
        HttpResponse<String> answer = post("+15005559001");
        assertEquals(201, answer.statusCode());
        assertFalse(answer.body().startsWith("{"));
        assertEquals(List.of("delivered"), heard(1));
    }

    @Test
    void some_come_back_for_good_and_some_for_now() throws Exception {
        post("+15005556001");
        assertEquals("sent", heard().get("MessageStatus"));
        assertEquals("30006", heard().get("ErrorCode"));
        post("+15005557001");
        heard();
        assertEquals("30003", heard().get("ErrorCode"));
        post("+15005557001");
        assertEquals(List.of("sent", "delivered"), heard(2));
    }

    @Test
    void a_callback_is_signed_without_the_fragment() throws Exception {
        post("+4915112345678");
        Map<String, String> heard = new TreeMap<>(heard());
        String signature = heard.remove("signature");
        assertEquals("/hooks/twilio/" + ATTEMPT, heard.remove("path"));
        StringBuilder signed = new StringBuilder(callback());
        heard.forEach((name, value) -> signed.append(name).append(value));
        Mac mac = Mac.getInstance("HmacSHA1");
        mac.init(new SecretKeySpec(Files.readString(server.tokenFile()).strip().getBytes(StandardCharsets.UTF_8), "x"));
        byte[] expected = mac.doFinal(signed.toString().getBytes(StandardCharsets.UTF_8));
        assertEquals(Base64.getEncoder().encodeToString(expected), signature);
    }

    @Test
    void a_callback_comes_again_until_it_is_answered_well() throws Exception {
        callbackStatus = 503;
        post("+15005555001");
        heard();
        heard();
        callbackStatus = 204;
        heard();
    }

    @Test
    void callbacks_can_come_twice_backwards_or_not_at_all() throws Exception {
        server.callbacksRepeated(2);
        server.callbacksReversed(true);
        post("+4915112345678");
        assertEquals(List.of("delivered", "delivered", "sent", "sent"), heard(4));
        server.callbacksSilent(true);
        post("+4915112345678");
        assertEquals(null, callbacks.poll(100, TimeUnit.MILLISECONDS));
    }

    @Test
    void a_callback_can_come_before_the_answer() throws Exception {
        server.callbacksFirst(true);
        post("+4915112345678");
        assertEquals(2, callbacks.size());
    }

    @Test
    void callbacks_never_leave_this_machine() throws Exception {
        post(Map.of(
                "To", "+4915112345678", "From", "Bank", "Body", "x", "StatusCallback", "https://twilio.invalid/hooks"));
        assertEquals(0, server.told());
    }

    @Test
    void a_rerouted_callback_keeps_the_address_it_is_signed_for() throws Exception {
        server.reroute(service.getAddress().getPort());
        post(Map.of(
                "To", "+4915112345678", "From", "Bank", "Body", "x", "StatusCallback", "http://localhost:1/hooks/x"));
        assertEquals("/hooks/x", heard().get("path"));
    }

    @Test
    void without_its_login_nothing_is_taken() throws Exception {
        HttpResponse<String> answer = http.send(
                HttpRequest.newBuilder(url("/Messages.json"))
                        .header("Authorization", "Basic eDp5")
                        .POST(BodyPublishers.ofString("To=%2B4915112345678&From=Bank&Body=x"))
                        .build(),
                BodyHandlers.ofString());
        assertEquals(401, answer.statusCode());
        assertEquals(20003, JSON.readTree(answer.body()).get("code").asInt());
        assertEquals(0, server.taken());
    }

    @Test
    void some_are_taken_and_told_and_answered_with_an_error() throws Exception {
        server.failAfterTake(1, 500);
        assertEquals(500, post("+4915112345678").statusCode());
        assertEquals(List.of("sent", "delivered"), heard(2));
        assertEquals(201, post("+4915112345678").statusCode());
        assertEquals(2, server.taken());
    }

    @Test
    void an_outage_ends_by_itself_and_answers_can_be_ordered() throws Exception {
        server.outage(2, 502);
        assertEquals(502, post("+4915112345678").statusCode());
        assertEquals(502, post("+4915112345678").statusCode());
        assertEquals(201, post("+4915112345678").statusCode());
        server.answer(403, 20403);
        assertEquals(403, post("+4915112345678").statusCode());
        server.behave();
        assertEquals(201, post("+4915112345678").statusCode());
        assertEquals(5, server.posts());
        assertEquals(2, server.taken());
    }

    @ParameterizedTest
    @CsvSource(textBlock = """
            a, 160, 1
            a, 161, 2
            €, 80, 1
            €, 81, 2
            ж, 70, 1
            ж, 71, 2
            ж, 135, 3
            """)
    void parts_are_counted_as_the_networks_count(String letter, int times, int parts) {
        assertEquals(parts, SmsSegments.count(letter.repeat(times)));
    }
}
