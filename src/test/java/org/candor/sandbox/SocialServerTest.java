package org.candor.sandbox;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The public networks of the sandbox, met over their wire by a client that is not ours. */
class SocialServerTest {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String KEY = "3jzfcijpj2z2a";

    @TempDir
    Path folder;

    private final HttpClient client =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private MastodonServer mastodon;
    private BlueskyServer bluesky;
    private DiscourseServer discourse;

    @BeforeEach
    void start() throws IOException {
        mastodon = MastodonServer.start(folder, 0);
        bluesky = BlueskyServer.start(folder, 0);
        discourse = DiscourseServer.start(folder, 0);
    }

    @AfterEach
    void stop() {
        client.close();
        mastodon.close();
        bluesky.close();
        discourse.close();
    }

    private record Answer(int status, JsonNode body, HttpResponse<String> whole) {
        String header(String name) {
            return whole.headers().firstValue(name).orElse("");
        }
    }

    private Answer call(String method, String url, String body, String... headers) throws IOException {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(url))
                .timeout(Duration.ofSeconds(10))
                .method(
                        method,
                        body.isEmpty()
                                ? HttpRequest.BodyPublishers.noBody()
                                : HttpRequest.BodyPublishers.ofString(body))
                .header("Content-Type", "application/json");
        if (headers.length > 0) {
            request.headers(headers);
        }
        try {
            HttpResponse<String> answer = client.send(request.build(), HttpResponse.BodyHandlers.ofString());
            boolean json =
                    answer.headers().firstValue("content-type").orElse("").startsWith("application/json");
            return new Answer(answer.statusCode(), json ? JSON.readTree(answer.body()) : null, answer);
        } catch (InterruptedException stop) {
            throw new AssertionError(stop);
        }
    }

    private Answer toot(String key, String text) throws IOException {
        return call(
                "POST",
                mastodon.url() + "/api/v1/statuses",
                "{\"status\":\"" + text + "\",\"visibility\":\"unlisted\",\"language\":\"de\"}",
                "Authorization",
                "Bearer token",
                "Idempotency-Key",
                key);
    }

    private String login(String identifier) throws IOException {
        Answer session = call(
                "POST",
                bluesky.url() + "/xrpc/com.atproto.server.createSession",
                "{\"identifier\":\"" + identifier + "\",\"password\":\"p\"}");
        assertEquals(200, session.status());
        return session.body().get("did").asText() + " "
                + session.body().get("accessJwt").asText();
    }

    private Answer put(String session, String key, String text) throws IOException {
        String[] parts = session.split(" ");
        return call(
                "POST",
                bluesky.url() + "/xrpc/com.atproto.repo.putRecord",
                "{\"repo\":\"" + parts[0] + "\",\"collection\":\"app.bsky.feed.post\",\"rkey\":\"" + key
                        + "\",\"record\":{\"$type\":\"app.bsky.feed.post\",\"text\":\"" + text
                        + "\",\"createdAt\":\"2026-10-01T12:00:00Z\"}}",
                "Authorization",
                "Bearer " + parts[1]);
    }

    private Answer topic(String user, String externalId, String title) throws IOException {
        return call(
                "POST",
                discourse.url() + "/posts.json",
                "{\"title\":\"" + title + "\",\"raw\":\"Words that are long enough.\",\"category\":5,\"external_id\":\""
                        + externalId + "\"}",
                "Api-Key",
                "k",
                "Api-Username",
                user);
    }

    private List<String> ledger() throws IOException {
        return Files.readAllLines(folder.resolve("social-ledger.ndjson"));
    }

    @Test
    void a_line_stands_in_the_ledger_for_each_post_of_every_network() throws IOException {
        String id = toot("k1", "Grüße \\\"alle\\\"").body().get("id").asText();
        String uri = put(login("bank"), KEY, "b").body().get("uri").asText();
        String topic = topic("bank", "e-1", "A title of some length")
                .body()
                .get("topic_id")
                .asText();
        assertEquals(3, ledger().size());
        JsonNode line = JSON.readTree(ledger().getFirst());
        assertEquals(5, line.size());
        assertTrue(Instant.parse(line.get("at").asText()).isBefore(Instant.now().plusSeconds(1)));
        assertEquals("mastodon", line.get("network").asText());
        assertEquals("k1", line.get("mark").asText());
        assertEquals(id, line.get("reference").asText());
        assertEquals("Grüße \"alle\"", line.get("text").asText());
        assertEquals(uri, JSON.readTree(ledger().get(1)).get("reference").asText());
        assertEquals(KEY, JSON.readTree(ledger().get(1)).get("mark").asText());
        assertEquals(topic, JSON.readTree(ledger().get(2)).get("reference").asText());
    }

    @Test
    void mastodon_answers_a_repeat_with_the_first_status_or_with_500() throws IOException {
        Answer first = toot("k1", "words");
        assertEquals(first.body(), toot("k1", "words").body());
        mastodon.failRepeats(1);
        assertEquals(500, toot("k1", "words").status());
        assertEquals(200, toot("k1", "words").status());
        assertEquals(1, ledger().size());
        assertNotEquals(first.body().get("id"), toot("k2", "words").body().get("id"));
        mastodon.forgetKeys();
        toot("k1", "words");
        assertEquals(3, mastodon.taken());
    }

    @Test
    void mastodon_posts_again_what_is_repeated_before_its_key_was_written() throws IOException {
        mastodon.keysLate(Duration.ofHours(1));
        Answer first = toot("k1", "words");
        assertNotEquals(first.body().get("id"), toot("k1", "words").body().get("id"));
        assertEquals(2, mastodon.taken());
        mastodon.behave();
        toot("k1", "words");
        assertEquals(2, mastodon.taken());
    }

    @Test
    void mastodon_shows_its_statuses_newest_first() throws IOException {
        toot("k1", "one");
        toot("k2", "two https://notices.example.org/notices/2026-10-01-0123456789");
        Answer self = call(
                "GET", mastodon.url() + "/api/v1/accounts/verify_credentials", "", "Authorization", "Bearer token");
        Answer statuses = call(
                "GET",
                mastodon.url() + "/api/v1/accounts/" + self.body().get("id").asText() + "/statuses?limit=1",
                "",
                "Authorization",
                "Bearer token");
        assertEquals(1, statuses.body().size());
        JsonNode status = statuses.body().get(0);
        assertTrue(status.get("content").asText().startsWith("<p>two <a href=\"https://notices.example.org/notices/"));
        assertEquals("unlisted", status.get("visibility").asText());
        OffsetDateTime.parse(statuses.header("X-RateLimit-Reset"));
    }

    @Test
    void mastodon_refuses_what_is_too_long_empty_or_without_a_token() throws IOException {
        assertEquals(422, toot("k1", "x".repeat(501)).status());
        assertEquals(422, toot("k1", " ").status());
        assertEquals(
                401, call("POST", mastodon.url() + "/api/v1/statuses", "{}").status());
        assertEquals(0, ledger().size());
    }

    @Test
    void bluesky_puts_a_record_in_place_of_one_with_the_same_key() throws IOException {
        String session = login("bank");
        assertEquals(200, put(session, KEY, "one").status());
        assertEquals(200, put(session, KEY, "two").status());
        assertEquals("two", bluesky.record(KEY).get("text").asText());
        assertEquals(1, ledger().size());
        Answer found = call(
                "GET",
                bluesky.url() + "/xrpc/com.atproto.repo.getRecord?repo=" + session.split(" ")[0].replace(":", "%3A")
                        + "&collection=app.bsky.feed.post&rkey=" + KEY,
                "");
        assertEquals("two", found.body().at("/value/text").asText());
    }

    @Test
    void bluesky_names_what_is_wrong() throws IOException {
        String session = login("bank");
        Answer missing = call("GET", bluesky.url() + "/xrpc/com.atproto.repo.getRecord?repo=a&collection=b&rkey=c", "");
        assertEquals("RecordNotFound", missing.body().get("error").asText());
        assertEquals(400, missing.status());
        assertEquals(
                "InvalidRequest",
                put(session, "no-tid", "a").body().get("error").asText());
        assertEquals(
                "InvalidRequest",
                put(session, KEY, "x".repeat(301)).body().get("error").asText());
        bluesky.expireTokens();
        assertEquals("ExpiredToken", put(session, KEY, "a").body().get("error").asText());
        bluesky.busy(1, 30);
        Answer busy = put(login("bank"), KEY, "a");
        assertEquals(429, busy.status());
        long reset =
                Long.parseLong(busy.header("ratelimit-reset")) - Instant.now().getEpochSecond();
        assertTrue(reset > 20 && reset <= 31, "seconds: " + reset);
    }

    @Test
    void discourse_keeps_external_ids_unique_and_leads_to_the_topic() throws IOException {
        long id = topic("bank", "e-1", "A title of some length")
                .body()
                .get("topic_id")
                .asLong();
        Answer again = topic("bank", "e-1", "Another title of some length");
        assertEquals(422, again.status());
        assertTrue(again.body().get("errors").get(0).asText().contains("already been taken"));
        Answer found =
                call("GET", discourse.url() + "/t/external_id/e-1.json", "", "Api-Key", "k", "Api-Username", "b");
        assertEquals(301, found.status());
        assertTrue(found.header("Location").endsWith("/t/a-title-of-some-length/" + id + ".json"));
        Answer missing =
                call("GET", discourse.url() + "/t/external_id/e-2.json", "", "Api-Key", "k", "Api-Username", "b");
        assertEquals("not_found", missing.body().get("error_type").asText());
        assertEquals(422, topic("bank", "no blanks", "A title of some length").status());
    }

    @Test
    void an_accounts_own_name_scripts_it() throws IOException {
        assertEquals(429, topic("busy-once", "e-1", "A title of some length").status());
        assertEquals(200, topic("busy-once", "e-1", "A title of some length").status());
        assertEquals(422, topic("refused", "e-2", "A title of some length").status());
        assertEquals(422, topic("refused", "e-2", "A title of some length").status());
        assertEquals(503, topic("outage", "e-3", "A title of some length").status());
        assertEquals(403, topic("suspended", "e-3", "A title of some length").status());
        assertEquals(200, topic("html", "e-3", "A title of some length").status());
        assertEquals(0, topic("empty", "e-3", "A title of some length").body().size());
        assertEquals(1, ledger().size());
        assertThrows(IOException.class, () -> topic("drop-once", "e-4", "A title of some length"));
        assertEquals(2, ledger().size());
        assertEquals(200, topic("drop-once", "e-5", "A title of some length").status());
    }

    @Test
    void what_it_was_told_comes_before_what_the_account_says_and_can_be_forgotten() throws IOException {
        discourse.outage(1, 502);
        assertEquals(502, topic("refused", "e-1", "A title of some length").status());
        assertEquals(422, topic("refused", "e-1", "A title of some length").status());
        discourse.answer(418, "{}");
        discourse.outage(5, 502);
        discourse.behave();
        assertEquals(200, topic("bank", "e-1", "A title of some length").status());
        discourse.suspend();
        assertEquals(403, topic("bank", "e-2", "A title of some length").status());
    }
}
