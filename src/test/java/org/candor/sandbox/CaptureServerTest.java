package org.candor.sandbox;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the servers took is shown on loopback, as somebody would see it. */
class CaptureServerTest {
    private static final ObjectMapper JSON = new ObjectMapper();

    @TempDir
    Path folder;

    private final HttpClient http = HttpClient.newHttpClient();
    private CaptureServer shown;

    @BeforeEach
    void start() throws IOException {
        shown = new CaptureServer(new Captures(100, 1 << 20, InstantSource.system()), 0);
    }

    @AfterEach
    void stop() {
        http.close();
        shown.close();
    }

    private HttpResponse<String> call(String method, String path) throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(URI.create(shown.url() + path))
                .method(method, HttpRequest.BodyPublishers.noBody())
                .build();
        return http.send(request, HttpResponse.BodyHandlers.ofString());
    }

    private JsonNode get(String path) throws IOException, InterruptedException {
        HttpResponse<String> answer = call("GET", path);
        assertEquals(200, answer.statusCode(), path);
        return JSON.readTree(answer.body());
    }

    @Test
    void a_mail_is_shown_with_its_parts_and_as_it_came() throws Exception {
        try (SmtpLedger mails = SmtpLedger.start(SmtpSettings.in(folder))) {
            mails.captureIn(shown.captures());
            String mail = "Subject: Hello Anna\nContent-Type: text/html\n\n<p>\n.hidden</p>";
            Posting.mail(mails.port(), "anna@example.org", mail);
        }
        JsonNode page = get("/messages?kind=mail&words=HELLO");
        assertEquals(1, page.get("messages").size());
        JsonNode one = page.at("/messages/0");
        assertEquals("anna@example.org", one.get("to").asText());
        assertEquals("Hello Anna", one.get("title").asText());
        assertTrue(one.get("sms").isNull() && one.get("post").isNull());
        JsonNode whole = get("/messages/" + one.get("number").asText());
        assertEquals("<p>\r\n.hidden</p>\r\n", whole.at("/mail/html").asText());
        assertEquals("", whole.at("/mail/text").asText());
        assertEquals("Content-Type", whole.at("/mail/headers/1/name").asText());
        String source = call("GET", "/messages/1/source").body();
        assertTrue(source.endsWith("<p>\r\n.hidden</p>\r\n"), source);
    }

    @Test
    void a_text_message_is_shown_with_its_segments_and_what_became_of_it() throws Exception {
        try (TwilioServer texts = TwilioServer.start(folder, 0)) {
            texts.captureIn(shown.captures());
            Posting.text(texts.port(), texts.tokenFile(), "+15005556001", "Grüße €");
            Posting.text(texts.port(), texts.tokenFile(), "+15005559999", "Привет".repeat(20));
            JsonNode sms = get("/messages?kind=sms").get("messages");
            assertEquals("GSM-7", sms.at("/1/sms/encoding").asText());
            assertEquals(8, sms.at("/1/sms/units").asInt());
            assertEquals(1, sms.at("/1/sms/segments").asInt());
            assertEquals("UCS-2", sms.at("/0/sms/encoding").asText());
            assertEquals(2, sms.at("/0/sms/segments").asInt());
            String status = "";
            for (int i = 0; i < 100 && !status.equals("undelivered 30006"); i++) {
                Thread.sleep(20);
                status = get("/messages/1").at("/message/sms/status").asText();
            }
            assertEquals("undelivered 30006", status);
        }
    }

    @Test
    void a_post_is_shown_as_its_network_shows_it() throws Exception {
        String link = "https://notices.example.org/breach-of-november/2026";
        String marked = "Read & look: " + link;
        try (MastodonServer mastodon = MastodonServer.start(folder, 0);
                BlueskyServer bluesky = BlueskyServer.start(folder, 0);
                DiscourseServer discourse = DiscourseServer.start(folder, 0)) {
            for (SocialServer it : new SocialServer[] {mastodon, bluesky, discourse}) {
                it.captureIn(shown.captures());
            }
            Posting.post(mastodon.port(), marked);
            String session = Posting.post(
                    bluesky.url() + "/xrpc/com.atproto.server.createSession",
                    "{\"identifier\":\"bank\",\"password\":\"p\"}",
                    "Accept",
                    "*/*");
            Posting.post(
                    bluesky.url() + "/xrpc/com.atproto.repo.putRecord",
                    """
                    {"repo":"%s","collection":"app.bsky.feed.post","rkey":"3jzfcijpj2z2a","record":{"$type":"app.bsky.feed.post",
                    "text":"Größe: here","createdAt":"2026-11-12T10:00:00Z","langs":["de"],"facets":[{"index":{"byteStart":9,
                    "byteEnd":13},"features":[{"uri":"%s"}]}]}}""".formatted(JSON.readTree(session).get("did").asText(), link),
                    "Authorization",
                    "Bearer " + JSON.readTree(session).get("accessJwt").asText());
            Posting.post(
                    discourse.url() + "/posts.json",
                    "{\"title\":\"A title that is long\",\"raw\":\"Read \\\\*this\\\\* &amp; \\\\<that\\\\>: " + link
                            + "\"}",
                    "Api-Key",
                    "key",
                    "Api-Username",
                    "bank");
        }
        JsonNode posts = get("/messages?kind=post").get("messages");
        JsonNode toot = posts.get(2);
        assertEquals("Read & look: ", toot.at("/post/pieces/0/text").asText());
        assertEquals(
                "notices.example.org/breach-of-…",
                toot.at("/post/pieces/1/text").asText());
        assertEquals(link, toot.at("/post/pieces/1/link").asText());
        JsonNode sky = posts.get(1);
        assertEquals("Größe: ", sky.at("/post/pieces/0/text").asText());
        assertEquals("here", sky.at("/post/pieces/1/text").asText());
        assertEquals(link, sky.at("/post/pieces/1/link").asText());
        assertEquals("de", sky.at("/post/language").asText());
        JsonNode topic = posts.get(0);
        assertEquals("A title that is long", topic.at("/post/title").asText());
        assertEquals("Read *this* & <that>: ", topic.at("/post/pieces/0/text").asText());
        assertEquals("bank", topic.get("from").asText());
    }

    @Test
    void what_is_not_there_is_not_found() throws Exception {
        shown.captures().add("a", "b", "c", new Capture.Post("mastodon", "", "", List.of()));
        for (String path : new String[] {"/", "/messages/2", "/messages/1/source", "/messages/x", "/messages/"}) {
            assertEquals(404, call("GET", path).statusCode(), path);
        }
        assertEquals(404, call("POST", "/messages").statusCode());
        assertEquals(
                1,
                JSON.readTree(call("DELETE", "/messages?up_to=1").body())
                        .get("forgotten")
                        .asInt());
        assertEquals(404, call("GET", "/messages/1").statusCode());
    }

    @Test
    void a_page_that_has_given_its_name_to_this_address_sees_nothing() throws IOException {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), shown.port())) {
            socket.getOutputStream()
                    .write("GET /messages HTTP/1.1\r\nHost: evil.example\r\nConnection: close\r\n\r\n"
                            .getBytes(StandardCharsets.US_ASCII));
            String answer = new String(socket.getInputStream().readAllBytes(), StandardCharsets.US_ASCII);
            assertTrue(answer.startsWith("HTTP/1.1 421 "), answer);
        }
    }
}
