package org.candor.notice;

import static java.util.stream.Collectors.toSet;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.not;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.RestAssured;
import io.restassured.response.Response;
import io.restassured.response.ValidatableResponse;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.RowSet;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.inject.Inject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.ThreadLocalRandom;
import org.candor.rig.Ledger;
import org.eclipse.microprofile.config.ConfigProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Journeys over text messages and public posts: REST on this side, the ledgers of the providers on the other. */
@QuarkusTest
class ChannelsJourneyTest {
    private static final Duration SOON = Duration.ofSeconds(60);
    private static final String PUBLIC = "notices.example.org";

    @Inject
    Pool pool;

    private final String domain = "run-" + UUID.randomUUID() + ".example.net";

    @Test
    void each_public_account_has_one_post_that_leads_to_the_page_and_names_nobody() throws Exception {
        ObjectNode order = order(2, "email", "social");
        String notice = release(order);
        awaitState(notice, "completed");
        assertEquals(Map.of("accepted", 3), counts(notice, "social"));

        List<JsonNode> posts = posts(notice);
        assertEquals(
                Set.of("mastodon", "bluesky", "discourse"),
                posts.stream().map(it -> it.get("network").asText()).collect(toSet()));
        assertEquals(3, posts.size());
        String page = null;
        for (JsonNode post : posts) {
            String text = post.get("text").asText();
            assertTrue(text.contains("https://" + PUBLIC + "/notices/"), text);
            page = text.replaceAll("(?s).*(/notices/[0-9a-f-]+).*", "$1");
            assertNobody(text);
        }
        String html = open(page).statusCode(200).extract().asString();
        assertTrue(html.contains("someone copied part of our customer list"));
        assertNobody(html);
        String feed = open("/notices/feed.atom").statusCode(200).extract().asString();
        assertTrue(feed.contains(page));
        assertNobody(feed);
        String press = Rest.ALICE
                .call()
                .get(Rest.path(notice) + "/press.txt")
                .then()
                .statusCode(200)
                .extract()
                .asString();
        assertTrue(press.contains("Example Bank"));
        assertNobody(press);
    }

    @Test
    void what_follows_goes_to_exactly_those_who_were_reached_and_shows_on_the_page() throws Exception {
        ObjectNode order = order(4, "email", "social");
        person(order, 1).put("email", "bounce+1@" + domain);
        person(order, 2).put("email", "cut-after-dot+2@" + domain);
        String first = release(order);
        awaitState(first, "completed_with_failures");
        assertEquals(Map.of("accepted", 2, "unknown", 1, "failed", 1), counts(first, "email"));
        Set<String> before = new HashSet<>(mailed());

        ObjectNode follow = Rest.notice(UUID.fromString(Rest.ALICE.get(first).path("incident")));
        follow.put("kind", "remediated").put("follows", first);
        ((ObjectNode) follow.at("/content/en")).put("what_happened", "The door that was open is shut for good.");
        String second = Rest.ALICE.post("/v1/notices", follow).path("id");
        Rest.ALICE.step(second, "submit").then().statusCode(200).body("audience", equalTo(3));
        Rest.ALICE.step(second, "release").then().statusCode(202);
        awaitState(second, "completed");
        assertEquals(
                3, counts(second, "email").values().stream().mapToInt(it -> it).sum());
        assertEquals(Set.of("p0@" + domain, "cut-after-dot+2@" + domain, "p3@" + domain), recipients(mailed(), before));

        String page = posts(first).getFirst().get("text").asText().replaceAll("(?s).*(/notices/[0-9a-f-]+).*", "$1");
        open(page)
                .statusCode(200)
                .body(containsString("someone copied part"))
                .body(containsString("The door that was open is shut for good."));
        open("/notices/feed.json").body(containsString("The door that was open is shut for good."));
    }

    @ParameterizedTest
    @ValueSource(strings = {"update", "correction"})
    void what_follows_goes_once_to_each_address_of_whom_any_channel_reached_and_shows_in_the_feed(String kind)
            throws Exception {
        ObjectNode order = order(4, "email", "sms", "social");
        person(order, 1).remove("email");
        String onlyText = phone(order, 1, "+1415555");
        person(order, 2).put("email", "bounce+2@" + domain);
        String reachedByText = phone(order, 2, "+1415555");
        person(order, 3).put("email", "bounce+3@" + domain);
        String first = release(order);
        awaitEnd(first);
        awaitCounts(first, "sms", Map.of("delivered", 2, "no_address", 2));
        assertEquals(Map.of("accepted", 1, "failed", 2, "no_address", 1), counts(first, "email"));
        assertEquals(Map.of("p0@" + domain, 1), timesMailed());
        assertEquals(1, texts(onlyText).size());
        assertEquals(1, texts(reachedByText).size());

        ObjectNode follow = Rest.notice(UUID.fromString(Rest.ALICE.get(first).path("incident")));
        follow.put("kind", kind).put("follows", first).put("sms_hours", "00:00-24:00");
        follow.putArray("channels").add("email").add("sms");
        String told = "We know more by now, and this is the " + kind + ".";
        ((ObjectNode) follow.at("/content/en")).put("what_happened", told);
        String second = Rest.ALICE.post("/v1/notices", follow).path("id");
        Rest.ALICE.step(second, "submit").then().statusCode(200).body("audience", equalTo(3));
        Rest.ALICE.step(second, "release").then().statusCode(202);
        awaitEnd(second);
        awaitCounts(second, "sms", Map.of("delivered", 2, "no_address", 1));
        assertEquals(Map.of("p0@" + domain, 2), timesMailed());
        assertEquals(2, texts(onlyText).size());
        assertEquals(2, texts(reachedByText).size());
        open("/notices/feed.atom").statusCode(200).body(containsString(told));
    }

    @Test
    void nothing_follows_what_was_not_sent() {
        String incident =
                Rest.ALICE.post("/v1/incidents", Rest.inline(0).get("incident")).path("id");
        String draft = Rest.ALICE
                .post("/v1/notices", Rest.notice(UUID.fromString(incident)))
                .path("id");
        ObjectNode follow =
                Rest.notice(UUID.fromString(incident)).put("kind", "update").put("follows", draft);
        String second = Rest.ALICE.post("/v1/notices", follow).path("id");
        Response refused = Rest.ALICE.step(second, "submit");
        refused.then().statusCode(422).body("errors[0].code", equalTo("not-released"));
        assertEquals(List.of("/follows"), Rest.pointers(refused));
    }

    @Test
    void a_text_message_arrives_by_its_receipt_and_carries_link_and_code() throws Exception {
        ObjectNode order = order(1, "sms");
        order.putObject("reset").put("offer", true);
        String phone = phone(order, 0, "+1415555");
        String notice = release(order);
        awaitCounts(notice, "sms", Map.of("delivered", 1));
        JsonNode text = texts(phone).getFirst();
        assertEquals(1, texts(phone).size());
        assertTrue(text.get("body").asText().contains("https://" + PUBLIC + "/r/"));
        assertTrue(text.get("body").asText().matches("(?s).*[0-9A-Z]{4}-[0-9A-Z]{4}.*"));
    }

    @Test
    void text_messages_go_only_to_people_whom_email_fails_for_good() throws Exception {
        ObjectNode order = order(3, "email", "sms").put("strategy", "first");
        person(order, 1).put("email", "bounce+1@" + domain);
        person(order, 2).remove("email");
        List<String> phones =
                List.of(phone(order, 0, "+1415555"), phone(order, 1, "+1415555"), phone(order, 2, "+1415555"));
        String notice = release(order);
        awaitCounts(notice, "sms", Map.of("suppressed", 1, "delivered", 2));
        assertEquals(Map.of("accepted", 1, "failed", 1, "no_address", 1), counts(notice, "email"));
        assertEquals(0, texts(phones.get(0)).size());
        assertEquals(1, texts(phones.get(1)).size());
        assertEquals(1, texts(phones.get(2)).size());
        awaitState(notice, "completed_with_failures");
    }

    @Test
    void a_compromised_channel_is_never_used_whoever_has_an_address_for_it() throws Exception {
        ObjectNode order = order(1, "email", "sms", "social");
        ((ObjectNode) order.get("incident"))
                .putArray("compromised_channels")
                .add("sms")
                .add("social");
        String phone = phone(order, 0, "+1415555");
        String notice = release(order);
        awaitState(notice, "completed");
        assertEquals(Map.of("suppressed", 1), counts(notice, "sms"));
        assertEquals(Map.of("suppressed", 3), counts(notice, "social"));
        assertEquals(Map.of("accepted", 1), counts(notice, "email"));
        assertEquals(0, texts(phone).size());
    }

    @Test
    void a_channel_that_is_compromised_while_its_messages_wait_for_their_hour_is_not_used() throws Exception {
        ObjectNode order = order(2, "email", "sms");
        order.put("not_before", Instant.now().plusSeconds(15).toString());
        List<String> phones = List.of(phone(order, 0, "+1415555"), phone(order, 1, "+1415555"));
        String notice = release(order);
        awaitCounts(notice, "email", Map.of("queued", 2));
        compromise(notice, "email");
        Rest.ALICE.get(notice).then().body("state", equalTo("scheduled"));
        awaitCounts(notice, "email", Map.of("suppressed", 2));
        awaitCounts(notice, "sms", Map.of("delivered", 2));
        awaitState(notice, "completed");
        assertEquals(List.of(), mailed());
        assertEquals(1, texts(phones.get(0)).size());
        assertEquals(1, texts(phones.get(1)).size());
        for (String delivery : deliveries(notice)) {
            Response it = Rest.ALICE.call().get("/v1/deliveries/" + delivery);
            boolean email = it.path("channel").equals("email");
            assertEquals(email ? "channel-compromised" : null, it.path("reason"));
        }
    }

    @Test
    void an_email_that_waits_to_be_tried_again_on_a_compromised_channel_frees_the_text_message() throws Exception {
        ObjectNode order = order(2, "email", "sms").put("strategy", "first");
        person(order, 0).put("email", "greylist+0@" + domain);
        List<String> phones = List.of(phone(order, 0, "+1415555"), phone(order, 1, "+1415555"));
        String notice = release(order);
        awaitCounts(notice, "email", Map.of("waiting", 1, "accepted", 1));
        compromise(notice, "email");
        awaitCounts(notice, "email", Map.of("suppressed", 1, "accepted", 1));
        awaitCounts(notice, "sms", Map.of("delivered", 1, "suppressed", 1));
        awaitState(notice, "completed");
        assertEquals(Set.of("p1@" + domain), recipients(mailed(), Set.of()));
        assertEquals(1, texts(phones.get(0)).size());
        assertEquals(0, texts(phones.get(1)).size());
    }

    @Test
    void a_drop_after_the_point_of_no_return_is_resolved_by_a_receipt_or_by_looking_it_up() throws Exception {
        ObjectNode order = order(2, "sms");
        List<String> phones = List.of(phone(order, 0, "+15005552"), phone(order, 1, "+15005553"));
        String notice = release(order);
        awaitCounts(notice, "sms", Map.of("delivered", 1, "accepted", 1));
        for (String phone : phones) {
            assertEquals(1, texts(phone).size());
        }
        List<String> sources = new ArrayList<>();
        for (String delivery : deliveries(notice)) {
            Response it = Rest.ALICE.call().get("/v1/deliveries/" + delivery);
            it.then().body("attempts.size()", equalTo(1)).body("attempts[0].outcome", equalTo("unknown"));
            sources.addAll(it.path("attempts[0].evidence.source"));
        }
        assertTrue(sources.contains("receipt"), sources.toString());
        assertTrue(sources.contains("lookup"), sources.toString());
    }

    /** At first, and again when its turn comes at an hour at which they sleep, as after a refusal or an outage. */
    @Test
    void nobody_is_woken_by_a_text_message_and_nobody_is_forgotten() throws Exception {
        ObjectNode order = order(1, "sms").put("sms_hours", elsewhen());
        order.put("deadline", OffsetDateTime.now(ZoneOffset.UTC).plusDays(3).toString());
        person(order, 0).remove("region");
        String phone = phone(order, 0, "+1415555");
        String notice = release(order);
        awaitCounts(notice, "sms", Map.of("queued", 1));
        UUID delivery = UUID.fromString(deliveries(notice).getFirst());
        assertTrue(dueAfter(delivery, Duration.ofMinutes(30)));

        database("UPDATE delivery SET due_at = clock_timestamp() WHERE id = $1", delivery);
        await().atMost(SOON).until(() -> dueAfter(delivery, Duration.ofMinutes(30)));
        assertEquals(0, texts(phone).size());
        assertEquals(Map.of("queued", 1), counts(notice, "sms"));
        Rest.ALICE.step(notice, "cancel").then().statusCode(200);
    }

    /** Two hours of the day that are not now and do not begin within the next one, by the clock of people without a region. */
    private static String elsewhen() {
        int hour = (OffsetDateTime.now(ZoneOffset.UTC).getHour() + 4) % 22;
        return "%02d:00-%02d:00".formatted(hour, hour + 2);
    }

    private boolean dueAfter(UUID delivery, Duration time) {
        return database(
                        "SELECT coalesce(due_at > clock_timestamp() + $2 * interval '1 second', false) AS later FROM delivery WHERE id = $1",
                        delivery,
                        (int) time.toSeconds())
                .iterator()
                .next()
                .getBoolean("later");
    }

    private RowSet<Row> database(String statement, Object... values) {
        return pool.preparedQuery(statement).execute(Tuple.from(values)).await().atMost(Duration.ofSeconds(10));
    }

    @Test
    void people_no_channel_reached_are_listed_for_a_mail_house() {
        ObjectNode order = order(3, "email", "sms");
        person(order, 1).put("email", "bounce+1@" + domain).remove("phone");
        phone(order, 0, "+1415555");
        phone(order, 2, "+1415555");
        String notice = release(order);
        awaitState(notice, "completed_with_failures");
        Rest.ALICE
                .call()
                .get(Rest.path(notice) + "/unreached.csv?reason=printed+letters")
                .then()
                .statusCode(200)
                .header("Content-Type", containsString("text/csv"))
                .body(containsString("c-1,Person 1,bounce+1@" + domain))
                .body(containsString("mailbox-unknown"))
                .body(not(containsString("c-0,")))
                .body(not(containsString("c-2,")));
    }

    @Test
    void an_outage_of_the_provider_costs_three_unknowns_and_closes_the_gate() throws Exception {
        ObjectNode order = order(20, "sms");
        order.putArray("accounts").add("sms:outage");
        List<String> phones = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            phones.add(phone(order, i, "+15005558"));
        }
        String notice = release(order);
        await().atMost(SOON).until(() -> !gateIsOpen("sms:outage"));
        awaitCounts(notice, "sms", Map.of("unknown", 3, "queued", 17));
        Rest.ALICE.step(notice, "cancel").then().statusCode(200);
    }

    private static boolean gateIsOpen(String account) {
        Response channels = Rest.ALICE.call().get("/v1/channels");
        return channels.path("items.find { it.account == '" + account + "' }.gate.open");
    }

    private ObjectNode order(int people, String... channels) {
        ObjectNode order = Rest.inline(people).put("release", true).put("sms_hours", "00:00-24:00");
        var list = order.putArray("channels");
        for (String channel : channels) {
            list.add(channel);
        }
        for (int i = 0; i < people; i++) {
            person(order, i).put("email", "p" + i + "@" + domain).remove("phone");
        }
        return order;
    }

    private static ObjectNode person(ObjectNode order, int i) {
        return (ObjectNode) order.get("recipients").get(i);
    }

    /** Gives somebody a number of their own below a prefix; its first digits may be the sandbox's script. */
    private static String phone(ObjectNode order, int i, String prefix) {
        int digits = 12 - prefix.length();
        int last = ThreadLocalRandom.current().nextInt((int) Math.pow(10, digits));
        // Not every number below a prefix is one: these are.
        String phone = prefix + ("%0" + digits + "d").formatted(last);
        person(order, i).put("phone", phone);
        return phone;
    }

    private static String release(ObjectNode order) {
        Response answer = Rest.ALICE.post("/v1/notices", order);
        answer.then().statusCode(202);
        return answer.path("id");
    }

    /** From the answer on these are the compromised channels of the notice's incident. */
    private static void compromise(String notice, String... channels) {
        String incident = "/v1/incidents/" + Rest.ALICE.get(notice).path("incident");
        ObjectNode patch = Rest.json("{}");
        Arrays.stream(channels).forEach(patch.putArray("compromised_channels")::add);
        Rest.ALICE
                .call()
                .header("If-Match", Rest.ALICE.call().get(incident).header("ETag"))
                .contentType("application/json")
                .body(patch.toString())
                .patch(incident)
                .then()
                .statusCode(200);
    }

    private static void awaitState(String notice, String state) {
        await().atMost(SOON).until(() -> Rest.ALICE.get(notice).path("state").equals(state));
    }

    private static void awaitEnd(String notice) {
        await().atMost(SOON)
                .until(() -> Rest.ALICE.get(notice).<String>path("state").startsWith("completed"));
    }

    private static void awaitCounts(String notice, String channel, Map<String, Integer> expected) {
        await().atMost(SOON).until(() -> counts(notice, channel), new TreeMap<>(expected)::equals);
    }

    private static Map<String, Integer> counts(String notice, String channel) {
        Map<String, Integer> counts =
                new TreeMap<>(Rest.ALICE.get(notice).<Map<String, Integer>>path("counts." + channel));
        counts.values().removeIf(it -> it == 0);
        return counts;
    }

    private static ValidatableResponse open(String path) {
        return RestAssured.given()
                .header("Host", PUBLIC)
                .header("Accept", "text/html, */*")
                .get(path)
                .then();
    }

    private void assertNobody(String text) {
        for (String word : List.of("Person 0", "Person 1", domain, "p0@", "+14155550101", "c-0", "acct-")) {
            assertFalse(text.contains(word), word + " stands in " + text);
        }
    }

    private static List<String> deliveries(String notice) {
        return Rest.ALICE.call().get("/v1/deliveries?notice=" + notice).path("items.id");
    }

    /** The posts of a notice, as the networks' ledger has them. */
    private static List<JsonNode> posts(String notice) throws IOException {
        Set<String> marks = new HashSet<>();
        for (String delivery : deliveries(notice)) {
            marks.add(Rest.ALICE.call().get("/v1/deliveries/" + delivery).path("message_id"));
        }
        return lines("social-ledger.ndjson").stream()
                .filter(it -> marks.contains(it.get("mark").asText()))
                .toList();
    }

    private static List<JsonNode> texts(String phone) throws IOException {
        return lines("sms-ledger.ndjson").stream()
                .filter(it -> it.get("to").asText().equals(phone))
                .toList();
    }

    private static List<JsonNode> lines(String file) throws IOException {
        Path ledger = sandbox().resolve(file);
        if (!Files.exists(ledger)) {
            return List.of();
        }
        List<JsonNode> lines = new ArrayList<>();
        for (String line : Files.readAllLines(ledger)) {
            lines.add(Rest.json(line));
        }
        return lines;
    }

    /** What the relay took for this run: recipient and Message-ID. */
    private List<String> mailed() throws IOException {
        return Ledger.read(sandbox().resolve("ledger.ndjson")).entries().stream()
                .filter(it -> it.recipient().endsWith("@" + domain))
                .map(it -> it.recipient() + " " + it.mark())
                .toList();
    }

    /** How many mails the relay took for each address of this run. */
    private Map<String, Integer> timesMailed() throws IOException {
        Map<String, Integer> times = new TreeMap<>();
        mailed().forEach(it -> times.merge(it.split(" ")[0], 1, Integer::sum));
        return times;
    }

    private static Set<String> recipients(List<String> mailed, Set<String> before) {
        return mailed.stream()
                .filter(it -> !before.contains(it))
                .map(it -> it.split(" ")[0])
                .collect(toSet());
    }

    private static Path sandbox() {
        return Path.of(ConfigProvider.getConfig().getValue("candor.data-dir", String.class), "sandbox");
    }
}
