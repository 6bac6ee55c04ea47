package org.candor.reset;

import static org.candor.reset.Breach.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.quarkus.runtime.configuration.ConfigurationException;
import io.quarkus.test.junit.QuarkusTest;
import io.vertx.mutiny.sqlclient.Pool;
import jakarta.inject.Inject;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.awaitility.Awaitility;
import org.candor.incident.Recipients;
import org.candor.plumbing.StrictJson;
import org.candor.vault.Vault;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@QuarkusTest
class HandOverTest {
    private static final String SECRET = secret("a secret of thirty-two bytes, ok");
    private static final String STATE = "SELECT count(*) FROM reset_request WHERE notice = $1 AND state = ";

    @Inject
    Breach breach;

    @Inject
    Pool pool;

    @Inject
    Recipients recipients;

    @Inject
    Requests requests;

    @Inject
    Vault vault;

    @TempDir
    Path folder;

    private final Receiver receiver = new Receiver();
    private final List<HandOver> started = new ArrayList<>();
    private Path secretFile;
    private Breach.Made made;
    private UUID notice;

    @BeforeEach
    void aNoticeIsOut() throws IOException {
        // Requests that other tests left due would be called for here.
        breach.run("UPDATE reset_request SET next_try_at = NULL");
        secretFile = Files.writeString(folder.resolve("secret"), SECRET + "\n");
        made = breach.incident(2);
        notice = breach.notice(made);
    }

    @AfterEach
    void end() {
        started.forEach(HandOver::close);
        receiver.close();
    }

    @Test
    void w4_a_request_is_handed_over_by_a_signed_call_that_holds_ids_only() throws Exception {
        ask(0);
        assertEquals(1, round(handOver(false)));
        Receiver.Call call = receiver.calls.getFirst();
        assertTrue(Receiver.verifies(call, SECRET));
        assertTrue(Math.abs(Long.parseLong(call.timestamp()) - Instant.now().getEpochSecond()) < 60);
        JsonNode event = StrictJson.tree(call.body().getBytes(StandardCharsets.UTF_8));
        assertEquals("reset.requested", event.path("type").asText());
        assertEquals(call.id(), event.path("data").path("request").asText());
        assertEquals(notice.toString(), event.path("data").path("notice").asText());
        assertEquals(
                made.incident().toString(), event.path("data").path("incident").asText());
        assertEquals(
                made.people().getFirst().toString(),
                event.path("data").path("recipient").asText());
        assertEquals("password", event.path("data").path("kind").asText());
        assertFalse(event.path("data").has("account"));
        assertFalse(call.body().contains("anary"));
        assertEquals(1, breach.number(STATE + "'handed_over'", notice));
        assertEquals(new ResetCounts(2, 1, 1, 0, 0), await(links().counts(notice)));
        assertEquals(0, round(handOver(false)), "once");
    }

    @Test
    void the_account_is_named_where_the_operator_wants_it() throws Exception {
        ask(1);
        round(handOver(true));
        JsonNode event = StrictJson.tree(receiver.calls.getFirst().body().getBytes(StandardCharsets.UTF_8));
        assertEquals("acct-1", event.path("data").path("account").asText());
    }

    @Test
    void a_call_that_fails_is_made_again_with_the_same_id_until_it_is_taken() throws Exception {
        ask(0);
        List<Integer> answers = new ArrayList<>(List.of(500, 302, 429, 404));
        receiver.answers(_ -> new Receiver.Reply(
                answers.isEmpty() ? 200 : answers.removeFirst(), Map.of("Location", receiver.url() + "/elsewhere")));
        HandOver handOver = handOver(false);
        for (int i = 0; i < 5; i++) {
            assertEquals(1, round(handOver));
            assertEquals(i + 1, receiver.calls.size(), "a redirect is not followed");
            assertEquals(i < 4 ? 1 : 0, breach.number(STATE + "'requested'", notice));
            breach.run(
                    "UPDATE reset_request SET next_try_at = clock_timestamp() WHERE notice = $1 AND state = 'requested'",
                    notice);
        }
        assertEquals(
                1, new HashSet<>(receiver.calls.stream().map(Receiver.Call::id).toList()).size());
        for (Receiver.Call call : receiver.calls) {
            assertTrue(Receiver.verifies(call, SECRET));
        }
        assertEquals(5, breach.number("SELECT tries FROM reset_request WHERE notice = $1", notice));
    }

    @Test
    void what_failed_waits_for_its_time() throws Exception {
        ask(0);
        receiver.answers(_ -> Receiver.Reply.of(503));
        HandOver handOver = handOver(false);
        assertEquals(1, round(handOver));
        assertEquals(0, round(handOver));
        String wait =
                "SELECT extract(EPOCH FROM next_try_at - clock_timestamp())::bigint FROM reset_request WHERE notice = $1";
        assertTrue(breach.number(wait, notice) <= 5);
        breach.run("UPDATE reset_request SET next_try_at = clock_timestamp() WHERE notice = $1", notice);
        receiver.answers(_ -> new Receiver.Reply(503, Map.of("Retry-After", "7200")));
        assertEquals(1, round(handOver));
        assertTrue(Math.abs(breach.number(wait, notice) - 7200) < 10, "as long as it was asked to");
    }

    @Test
    void the_schedule_is_that_of_standard_webhooks_and_ends_after_75_hours() {
        double sum = 0;
        for (int tries = 1; tries <= 9; tries++) {
            sum += HandOver.delaySeconds(tries, null);
        }
        assertEquals(5.0, HandOver.delaySeconds(1, null));
        assertEquals(75 * 3600 + 35 * 60 + 5, sum + 0.0, 1.0);
        assertNull(HandOver.delaySeconds(10, null));
        assertEquals(6 * 3600.0, HandOver.delaySeconds(1, Duration.ofDays(7)), "nobody may put us off for a week");
    }

    @Test
    void after_the_last_try_and_after_gone_it_waits_to_be_read() throws Exception {
        ask(0);
        ask(1);
        HandOver handOver = handOver(false);
        breach.run(
                "UPDATE reset_request SET tries = 9 WHERE notice = $1 AND recipient = $2",
                notice,
                made.people().getFirst());
        receiver.answers(call ->
                Receiver.Reply.of(call.body().contains(made.people().getFirst().toString()) ? 500 : 410));
        assertEquals(2, round(handOver));
        assertEquals(2, breach.number(STATE + "'requested' AND next_try_at IS NULL", notice));
        assertEquals(
                1,
                breach.number(
                        "SELECT count(*) FROM reset_request WHERE notice = $1 AND last_answer = 'status 410'", notice));
        assertEquals(0, round(handOver));
    }

    @Test
    void an_endpoint_that_is_away_or_hangs_costs_no_more_than_the_time_limit() throws Exception {
        ask(0);
        HandOver away = handOver(URI.create("http://127.0.0.1:1/hook"), false, Duration.ofSeconds(2));
        assertEquals(1, round(away));
        assertEquals(
                1,
                breach.number(
                        "SELECT count(*) FROM reset_request WHERE notice = $1 AND last_answer = 'ConnectException'",
                        notice));
        breach.run("UPDATE reset_request SET next_try_at = clock_timestamp() WHERE notice = $1", notice);
        receiver.answers(_ -> {
            Awaitility.await().atMost(Duration.ofSeconds(30)).until(() -> receiver.calls.size() > 1);
            return Receiver.Reply.of(200);
        });
        long start = System.nanoTime();
        assertEquals(1, round(handOver(receiver.url(), false, Duration.ofSeconds(1))));
        assertTrue(System.nanoTime() - start < 10_000_000_000L);
        assertEquals(1, breach.number(STATE + "'requested'", notice));
        receiver.calls.add(receiver.calls.getFirst());
    }

    @Test
    void two_processes_share_the_work_and_a_dead_ones_claim_comes_back() throws Exception {
        for (int i = 0; i < 10; i++) {
            notice = breach.notice(made);
            breach.run(
                    "DELETE FROM reset_request WHERE recipient = $1 AND state <> 'requested'",
                    made.people().getFirst());
            breach.run(
                    "UPDATE reset_request SET requested_at = requested_at - INTERVAL '2 days' WHERE recipient = $1",
                    made.people().getFirst());
            ask(0);
        }
        var one = handOver(false);
        var two = handOver(false);
        int calls = await(io.smallrye.mutiny.Uni.combine()
                .all()
                .unis(one.round(), two.round())
                .with(Integer::sum));
        assertEquals(10, calls);
        assertEquals(
                10, new HashSet<>(receiver.calls.stream().map(Receiver.Call::id).toList()).size());
        // A process that died after its claim: tries counted, nothing settled, due again when the claim has run out.
        UUID last = breach.notice(made);
        notice = last;
        breach.run(
                "UPDATE reset_request SET requested_at = requested_at - INTERVAL '2 days' WHERE recipient = $1",
                made.people().getFirst());
        ask(0);
        breach.run(
                "UPDATE reset_request SET tries = 1, next_try_at = clock_timestamp() - INTERVAL '1 second' WHERE notice = $1",
                last);
        assertEquals(1, round(handOver(false)));
        assertEquals(1, breach.number(STATE + "'handed_over'", last));
    }

    @Test
    void a_secret_is_changed_without_a_restart_and_both_sign_meanwhile() throws Exception {
        String next = secret("another secret of 32 bytes, fine");
        HandOver handOver = handOver(false);
        Files.writeString(secretFile, next + "\n" + SECRET + "\n");
        ask(0);
        round(handOver);
        Receiver.Call call = receiver.calls.getFirst();
        assertEquals(2, call.signature().split(" ").length);
        assertTrue(Receiver.verifies(call, SECRET) && Receiver.verifies(call, next));
        assertFalse(Receiver.verifies(call, secret("a wrong secret of 32 bytes......")));
    }

    @Test
    void w5_the_address_is_https_or_this_machine() {
        for (String url : List.of(
                "http://example.com/x",
                "ftp://example.com",
                "https://user:pw@example.com/x",
                "file:///etc/passwd",
                "/x")) {
            assertThrows(
                    ConfigurationException.class, () -> handOver(URI.create(url), false, Duration.ofSeconds(1)), url);
        }
        assertThrows(
                ConfigurationException.class,
                () -> new HandOver(
                        pool,
                        recipients,
                        config(receiver.url(), Optional.empty(), false, Duration.ofSeconds(1), Optional.empty()),
                        InstantSource.system(),
                        new SimpleMeterRegistry()));
        assertThrows(
                ConfigurationException.class,
                () -> new HandOver(
                        pool,
                        recipients,
                        config(
                                receiver.url(),
                                Optional.of(folder.resolve("none")),
                                false,
                                Duration.ofSeconds(1),
                                Optional.empty()),
                        InstantSource.system(),
                        new SimpleMeterRegistry()));
    }

    @Test
    void without_a_webhook_the_person_is_sent_on_or_the_request_waits_to_be_read() {
        HandOver redirect = new HandOver(
                pool,
                recipients,
                config(
                        null,
                        Optional.empty(),
                        false,
                        Duration.ofSeconds(1),
                        Optional.of(URI.create("https://example.com/reset"))),
                InstantSource.system(),
                new SimpleMeterRegistry());
        assertEquals(Requests.Way.PERSON, redirect.way("password"));
        assertEquals(Requests.Way.NOBODY, redirect.way("details"));
        ask(0, Requests.Way.PERSON);
        ask(1, Requests.Way.NOBODY);
        assertEquals(1, breach.number(STATE + "'handed_over'", notice));
        assertEquals(1, breach.number(STATE + "'requested' AND next_try_at IS NULL", notice));
    }

    @Test
    void what_waits_is_measured() throws Exception {
        ask(0);
        breach.run(
                "UPDATE reset_request SET requested_at = requested_at - INTERVAL '1 hour' WHERE notice = $1", notice);
        receiver.answers(_ -> Receiver.Reply.of(500));
        SimpleMeterRegistry meters = new SimpleMeterRegistry();
        HandOver handOver = new HandOver(
                pool,
                recipients,
                config(receiver.url(), Optional.of(secretFile), false, Duration.ofSeconds(5), Optional.empty()),
                InstantSource.system(),
                meters);
        started.add(handOver);
        assertEquals(0.0, meters.get("candor.webhook.oldest").gauge().value());
        round(handOver);
        assertEquals(3600, meters.get("candor.webhook.oldest").gauge().value(), 60);
    }

    private void ask(int person) {
        ask(person, Requests.Way.WEBHOOK);
    }

    private void ask(int person, Requests.Way way) {
        String token = breach.token(notice, made.people().get(person));
        assertTrue(await(requests.press(vault.tokenHash(token), "password", way)) instanceof Requests.Pressed.Asked);
    }

    private int round(HandOver handOver) {
        return await(handOver.round());
    }

    private HandOver handOver(boolean account) {
        return handOver(receiver.url(), account, Duration.ofSeconds(5));
    }

    private HandOver handOver(URI url, boolean account, Duration timeout) {
        HandOver made = new HandOver(
                pool,
                recipients,
                config(url, Optional.of(secretFile), account, timeout, Optional.empty()),
                InstantSource.system(),
                new SimpleMeterRegistry());
        started.add(made);
        return made;
    }

    @Inject
    ResetLinks links;

    private ResetLinks links() {
        return links;
    }

    private static String secret(String bytes) {
        return "whsec_" + Base64.getEncoder().encodeToString(bytes.getBytes(StandardCharsets.US_ASCII));
    }

    private static ResetConfig config(
            URI url, Optional<Path> secret, boolean account, Duration timeout, Optional<URI> redirect) {
        return new Config(
                Optional.ofNullable(url),
                secret,
                account,
                timeout,
                Duration.ofSeconds(2),
                redirect,
                Duration.ofMinutes(10),
                3,
                300,
                10,
                60,
                3000);
    }

    record Config(
            Optional<URI> webhookUrl,
            Optional<Path> webhookSecretFile,
            boolean webhookAccount,
            Duration webhookTimeout,
            Duration sweep,
            Optional<URI> redirectUrl,
            Duration pageOpen,
            int requestsPerDay,
            int opensAtOnce,
            int opensPerSecond,
            int missesAtOnce,
            int missesEverywhere)
            implements ResetConfig {}
}
