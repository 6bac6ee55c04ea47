package org.candor.dispatch;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.UUID;
import java.util.function.IntFunction;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.candor.rig.Books;
import org.candor.rig.Cluster;
import org.candor.rig.Ledger;
import org.candor.rig.Oracles;
import org.candor.rig.Postgres;
import org.candor.rig.Samples;
import org.candor.rig.Service;
import org.candor.sandbox.BlueskyServer;
import org.candor.sandbox.DiscourseServer;
import org.candor.sandbox.MastodonServer;
import org.candor.sandbox.SocialServer;
import org.candor.sandbox.TwilioServer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;

/**
 * Two processes send text messages and posts, whose receipts come in disorder and whose answers are lost. The providers'
 * ledgers, in this process, are the truth.
 */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class ProviderFaultsIT {
    private static final int PEOPLE = 1_000;
    private static final int POSTS = 5;
    private static final int FEW = 40;
    private static final int SILENT = 4;
    private static final Duration ANSWER = Duration.ofSeconds(10);
    private static final Duration LONG = Duration.ofMinutes(3);
    private static final Duration QUARANTINE = Duration.ofSeconds(21);
    private static final String CALLBACK = "http://127.0.0.1:9";
    private static final List<String> ACCOUNTS = List.of("mastodon:main", "bluesky:main", "discourse:main");

    @TempDir(cleanup = CleanupMode.ON_SUCCESS)
    private static Path folder;

    private static Postgres database;
    private static TwilioServer twilio;
    private static List<SocialServer> networks;
    private static Cluster cluster;
    private static final List<UUID> POSTED = new ArrayList<>();

    @BeforeAll
    static void start() throws Exception {
        database = Postgres.start(folder.resolve("database"));
        twilio = TwilioServer.start(folder.resolve("sms"), 0);
        Path outside = folder.resolve("social");
        networks = List.of(
                MastodonServer.start(outside, 0), BlueskyServer.start(outside, 0), DiscourseServer.start(outside, 0));
        cluster = new Cluster(plan(), database);
        cluster.startAll(2);
        twilio.reroute(cluster.service(0).port());
        twilio.callbacksAfter(Duration.ofMillis(50), Duration.ofMillis(200));
    }

    private static Service.Plan plan() {
        String secret = twilio.tokenFile().toString();
        return Cluster.plan(folder.resolve("data"), database, 9)
                .with("candor.courier.sms.main.base-url", "http://127.0.0.1:" + twilio.port())
                .with("candor.courier.sms.main.account-sid", TwilioServer.ACCOUNT)
                .with("candor.courier.sms.main.auth-token-file", secret)
                .with("candor.courier.sms.main.from", "+15005550006")
                .with("candor.courier.sms.main.callback-url", CALLBACK)
                .with("candor.courier.sms.main.timeout.answer", ANSWER.toSeconds() + "s")
                // No series of hand-offs in doubt closes the gate: each of them is to be seen through.
                .with("candor.courier.sms.main.outage.count", "1000")
                .with("candor.courier.mastodon.main.url", networks.get(0).url())
                .with("candor.courier.mastodon.main.token-file", secret)
                .with("candor.courier.bluesky.main.url", networks.get(1).url())
                .with("candor.courier.bluesky.main.identifier", "bank.example.com")
                .with("candor.courier.bluesky.main.password-file", secret)
                .with("candor.courier.discourse.main.url", networks.get(2).url())
                .with("candor.courier.discourse.main.api-username", "bank")
                .with("candor.courier.discourse.main.category", "5")
                .with("candor.courier.discourse.main.api-key-file", secret)
                .with("candor.courier.mastodon.main.timeout.answer", "10s")
                .with("candor.courier.bluesky.main.timeout.answer", "10s")
                .with("candor.courier.discourse.main.timeout.answer", "10s")
                .with("candor.courier.email.main.timeout.dot", "10s")
                .with("candor.queue.look-after", "11s")
                .with("candor.queue.look-again", "11s")
                .with("candor.queue.quarantine", QUARANTINE.toSeconds() + "s")
                .with("candor.queue.quarantine-margin", "5s");
    }

    @AfterAll
    static void end() throws Exception {
        cluster.close();
        twilio.close();
        networks.forEach(SocialServer::close);
        database.close();
    }

    @BeforeEach
    void behave() {
        twilio.behave();
        twilio.callbacksFirst(false);
        twilio.callbacksRepeated(1);
        twilio.callbacksReversed(false);
    }

    /** the answer to the first tries is lost after the network took the post. The last test looks at the end. */
    @Test
    @Order(1)
    void posts_whose_answer_is_lost_are_in_doubt_first() throws Exception {
        networks.forEach(it -> it.dropAfterTake(POSTS));
        for (int i = 0; i < POSTS; i++) {
            POSTED.add(cluster.release(0, Stream.of(Samples.recipient(1)), social()));
        }
        Awaitility.await().atMost(LONG).until(() -> networks.stream().allMatch(it -> it.taken() >= POSTS));
    }

    /** before our own commit, again and again, in the wrong order, by somebody else. */
    @Test
    @Order(2)
    void receipts_that_come_early_often_or_in_disorder_say_the_same_and_forged_ones_nothing() throws Exception {
        twilio.callbacksFirst(true);
        twilio.callbacksRepeated(3);
        twilio.callbacksReversed(true);
        UUID notice = release(ProviderFaultsIT::usual);
        cluster.awaitSettled(notice, LONG);
        UUID attempt = Books.of(database)
                .only(notice)
                .deliveries()
                .getFirst()
                .attempts()
                .getFirst()
                .id();
        assertTrue(Set.of(401, 403).contains(forged(attempt)), "a forged receipt is turned away");
        Awaitility.await()
                .atMost(LONG)
                .until(() -> Books.of(database).only(notice).in("delivered") == PEOPLE);
        Books books = soundly(notice);
        assertEquals(PEOPLE, calls(books));

        twilio.callbacksRepeated(100);
        UUID few = cluster.release(0, "sms", people(20, ProviderFaultsIT::usual));
        Awaitility.await().atMost(LONG).until(() -> Books.of(database).only(few).in("delivered") == 20);
        long kept = database.count(
                "SELECT count(*) FROM receipt r JOIN attempt t ON t.id = r.attempt JOIN delivery d ON d.id = t.delivery"
                        + " WHERE d.notice = ?",
                few);
        assertEquals(2 * 20, kept, "sent and delivered, each said a hundred times, are kept once each");
    }

    /** A closed connection, nonsense, a 500 and silence: each after the message was taken. */
    @Test
    @Order(3)
    void a_text_message_whose_answer_is_lost_is_posted_once_and_known_by_its_receipt() throws Exception {
        long posts = twilio.posts();
        UUID notice = release(i -> switch (i % 4) {
            case 0 -> number("+15005552", i / 4);
            case 1 -> number("+15005559", i / 4);
            default -> usual(i);
        });
        arrived(notice, PEOPLE);
        Books books = soundly(notice);
        assertEquals(PEOPLE, twilio.posts() - posts);
        assertEquals(PEOPLE, calls(books));
        assertEquals(PEOPLE / 2, inDoubt(notice));

        twilio.failAfterTake(FEW, 500);
        UUID failed = cluster.release(0, "sms", people(FEW, ProviderFaultsIT::usual));
        arrived(failed, FEW);
        assertEquals(FEW, inDoubt(failed));

        twilio.latency(ANSWER.plusSeconds(3));
        // One at a time each process waits for answers that do not come.
        UUID late = cluster.release(0, "sms", people(SILENT, ProviderFaultsIT::usual));
        arrived(late, SILENT);
        Awaitility.await().atMost(LONG).until(() -> inDoubt(late) == SILENT);
        twilio.latency(Duration.ZERO);
        assertEquals(PEOPLE + FEW + SILENT, twilio.posts() - posts);
    }

    @Test
    @Order(4)
    void a_provider_that_asks_to_wait_and_then_suspends_the_account_loses_nobody() throws Exception {
        twilio.busy(1);
        long posts = twilio.posts();
        long taken = twilio.taken();
        UUID notice = release(ProviderFaultsIT::usual);
        Awaitility.await().atMost(LONG).until(() -> twilio.posts() - posts >= 10);
        assertTrue(gate().get("open").asBoolean(), "who asks to wait for a second does not stop the account");
        twilio.answer(403, 30002);
        Awaitility.await().atMost(LONG).until(() -> !gate().get("open").asBoolean());
        assertEquals("account-suspended", gate().get("reason").asText());
        Awaitility.await()
                .atMost(LONG)
                .until(() -> database.count(
                                "SELECT count(*) FROM delivery WHERE notice = ? AND state = 'handing_off'", notice)
                        == 0);
        long stopped = twilio.posts();
        Awaitility.await().pollDelay(Duration.ofSeconds(3)).until(() -> true);
        assertEquals(stopped, twilio.posts(), "nothing is posted while the account is suspended");
        assertEquals(0, twilio.taken() - taken);
        twilio.behave();
        cluster.api(1, "operator")
                .post("/v1/channels/sms:main/open", "{\"reason\": \"they took us back\"}")
                .expect(204);
        arrived(notice, PEOPLE);
        assertEquals(PEOPLE, calls(soundly(notice)));
        assertEquals(0, inDoubt(notice));
    }

    /** by the same key, by the record's own key, by the topic's id; a minute later, as Mastodon needs it. */
    @Test
    @Order(5)
    void of_each_post_there_is_one() throws Exception {
        for (UUID notice : POSTED) {
            cluster.awaitResolved(notice, LONG);
        }
        for (SocialServer network : networks) {
            Set<String> marks =
                    network.posts().stream().map(SocialServer.Post::mark).collect(Collectors.toSet());
            assertEquals(network.taken(), marks.size(), "a post stands there twice");
            assertEquals(POSTS, network.taken());
        }
        Books books = Books.of(database);
        for (UUID notice : POSTED) {
            assertEquals(ACCOUNTS.size(), books.only(notice).in("accepted"));
        }
    }

    private static UUID release(IntFunction<String> number) throws Exception {
        return cluster.release(0, "sms", people(PEOPLE, number));
    }

    private static Stream<String> people(int n, IntFunction<String> number) {
        return IntStream.range(0, n)
                .mapToObj(i -> Samples.recipient(i)
                        .replaceFirst("\"phone\":\"[^\"]*\"", "\"phone\":\"" + number.apply(i) + "\""));
    }

    private static String usual(int i) {
        return String.format(Locale.ROOT, "+1415555%04d", i);
    }

    private static String number(String range, int i) {
        return String.format(Locale.ROOT, "%s%03d", range, i);
    }

    private static void arrived(UUID notice, int n) {
        Awaitility.await()
                .atMost(LONG)
                .until(() -> Books.of(database).only(notice).in("delivered") == n);
    }

    /** Hand-offs of which it was said that nobody knew their end, whatever became known later. */
    private static long inDoubt(UUID notice) throws Exception {
        return database.count(
                "SELECT count(*) FROM attempt t JOIN delivery d ON d.id = t.delivery"
                        + " WHERE d.notice = ? AND t.outcome = 'unknown'",
                notice);
    }

    private static JsonNode gate() throws Exception {
        for (JsonNode it : cluster.api(1, "operator")
                .get("/v1/channels")
                .expect(200)
                .body()
                .get("items")) {
            if (it.get("account").asText().equals("sms:main")) {
                return it.get("gate");
            }
        }
        throw new IllegalStateException("no account sms:main");
    }

    private static UnaryOperator<String> social() {
        String accounts = ACCOUNTS.stream().map(it -> "\"" + it + "\"").collect(Collectors.joining(", "));
        return incident ->
                Samples.notice(incident, "social").replace("\"accounts\": []", "\"accounts\": [" + accounts + "]");
    }

    private static Books soundly(UUID notice) throws Exception {
        Books books = Books.of(database).only(notice);
        Set<String> its = books.deliveries().stream()
                .flatMap(it -> it.attempts().stream())
                .map(it -> it.id().toString())
                .collect(Collectors.toSet());
        Ledger taken = new Ledger(Ledger.read(folder.resolve("sms/sms-ledger.ndjson")).entries().stream()
                .filter(it -> its.contains(it.mark()))
                .toList());
        assertEquals(List.of(), Oracles.all(cluster.story(0, notice, taken, QUARANTINE)));
        assertEquals(PEOPLE, books.deliveries().size());
        assertEquals(PEOPLE, taken.entries().size());
        return books;
    }

    /** Attempts of which something left; one that waited too long for its turn went back before its first byte. */
    private static long calls(Books books) {
        return books.deliveries().stream()
                .flatMap(it -> it.attempts().stream())
                .filter(it -> !Set.of("busy", "indicted").contains(it.outcome()))
                .count();
    }

    private static int forged(UUID attempt) throws Exception {
        HttpRequest request = HttpRequest.newBuilder(
                        URI.create("http://127.0.0.1:" + cluster.service(0).port() + "/hooks/twilio/" + attempt))
                .header("Content-Type", "application/x-www-form-urlencoded")
                .header("X-Twilio-Signature", "bm90IHNpZ25lZCBieSB0d2lsaW8=")
                .POST(HttpRequest.BodyPublishers.ofString(
                        "MessageSid=SM" + "0".repeat(32) + "&MessageStatus=undelivered&ErrorCode=30006"))
                .build();
        try (HttpClient http = HttpClient.newHttpClient()) {
            return http.send(request, HttpResponse.BodyHandlers.discarding()).statusCode();
        }
    }
}
