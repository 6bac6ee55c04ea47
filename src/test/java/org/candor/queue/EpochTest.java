package org.candor.queue;

import static io.restassured.RestAssured.given;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.endsWith;
import static org.hamcrest.Matchers.equalTo;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import io.smallrye.config.SmallRyeConfigBuilder;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.SqlConnection;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.inject.Inject;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import java.util.function.Function;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;
import org.candor.access.TestKeys;
import org.candor.delivery.Channel;
import org.candor.delivery.Evidence;
import org.candor.delivery.Outcome;
import org.candor.delivery.RetryPolicy;
import org.candor.delivery.State;
import org.candor.plumbing.Ids;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A database that the outside calls by another word than it knows: an old backup. The service's own sweeper takes part. */
@QuarkusTest
class EpochTest {
    private static final Duration SOON = Duration.ofSeconds(60);

    @Inject
    Pool pool;

    @Inject
    Queue queue;

    @Inject
    Runs runs;

    @Inject
    Gates gates;

    @Inject
    Workers workers;

    @Inject
    Tallies tallies;

    @Inject
    Sweeper sweeper;

    private final UUID notice = Ids.next();
    private final String account = "email:epoch-test-" + notice;
    private Epoch before;
    private Epoch after;

    private Epoch named(String word) {
        QueueConfig config = new SmallRyeConfigBuilder()
                .addDiscoveredConverters()
                .withMapping(QueueConfig.class)
                .withDefaultValue("candor.queue.epoch", word)
                .build()
                .getConfigMapping(QueueConfig.class);
        return new Epoch(pool, config);
    }

    @BeforeEach
    void a_database_that_knows_no_epoch_yet() {
        run("DELETE FROM epoch");
        before = named("before");
        after = named("after");
        get(gates.add(account, Channel.EMAIL, null));
        get(workers.beat());
        tx(it -> runs.open(it, notice));
    }

    @AfterEach
    void nothing_is_held() {
        run("DELETE FROM epoch");
        run("UPDATE gate SET open = true, reason = NULL WHERE reason = 'restored-backup'");
    }

    private void restored() {
        assertFalse(get(before.check()));
        assertTrue(get(after.check()));
    }

    @Test
    void the_first_word_is_kept_and_the_same_word_holds_nothing() {
        assertFalse(get(before.check()));
        assertFalse(get(before.check()));
        assertFalse(get(named("").check()), "and who says nothing asks nothing");
        assertTrue(gate().open());
        assertTrue(get(after.check()));
        assertTrue(get(before.check()), "once noticed, a person decides, whoever asks");
    }

    @Test
    void another_word_closes_all_gates_but_for_those_that_a_person_closed() {
        String closed = add("closed");
        String paused = add("paused");
        tx(it -> gates.close(it, closed, "maintenance", "alice"));
        get(gates.pause(paused, "throttled", Duration.ofHours(1)));
        fill(1);
        Claim claim = get(queue.claim(account, 1)).getFirst();
        restored();
        assertEquals("restored-backup", gate().reason());
        assertEquals("restored-backup", gate(paused).reason());
        assertEquals("maintenance", gate(closed).reason());
        String late = add("late");
        assertEquals("restored-backup", gate(late).reason());
        assertFalse(gate(late).open());
        assertEquals(Map.of(), get(queue.begin(List.of(claim), List.of(Ids.next()))));
        assertEquals(List.of(), get(queue.claim(account, 1)));
        assertTrue(get(gates.all()).stream().noneMatch(Gates.Gate::open));
    }

    @Test
    void no_other_way_opens_a_gate() {
        tx(it -> gates.panicStop(it, "alice"));
        restored();
        post("/v1/channels/" + account + "/open", "{\"reason\": \"x\"}")
                .then()
                .statusCode(409)
                .body("type", endsWith("conflict"));
        post("/v1/panic-stop/lift", "{\"reason\": \"x\"}").then().statusCode(409);
        assertFalse(gate().open());
        tx(it -> gates.open(it, account, "alice"));
        tx(it -> gates.panicLift(it, "alice"));
        get(gates.refresh());
        assertTrue(get(gates.all()).stream().noneMatch(Gates.Gate::open));
        decide("continue").then().statusCode(202);
        tx(it -> gates.panicLift(it, "alice"));
        assertTrue(gate().open());
    }

    @Test
    void a_gate_that_opened_all_the_same_is_closed_by_the_next_sweep() {
        restored();
        run("UPDATE gate SET open = true, reason = NULL WHERE account = '" + account + "'");
        await().atMost(SOON).until(() -> !gate().open());
    }

    @Test
    void nothing_expires_while_a_person_has_to_decide() {
        fill(1);
        restored();
        // A round of the service's own may have begun before.
        get(sweeper.round());
        get(sweeper.round());
        run("UPDATE delivery SET deadline = clock_timestamp() WHERE notice = '" + notice + "'");
        get(sweeper.round());
        assertEquals(Map.of(State.QUEUED, 1L), counts());
        decide("continue");
        await().atMost(SOON).until(() -> counts().equals(Map.of(State.EXPIRED, 1L)));
    }

    @Test
    void to_go_on_opens_the_gates_and_sends_what_the_backup_had_open() {
        fill(2);
        restored();
        decide("continue")
                .then()
                .statusCode(202)
                .body("as", equalTo("continue"))
                .body("sending", equalTo(true));
        assertTrue(gate().open());
        assertEquals(2, get(queue.claim(account, 10)).size());
        assertEquals("alice", gate().changedBy());
        assertTrue(audited("continue"));
        decide("continue").then().statusCode(409);
    }

    @Test
    void to_hold_makes_unknown_of_all_that_is_not_final_and_then_opens_the_gates() {
        fill(7);
        List<Claim> claims = get(queue.claim(account, 5));
        int flying = begin(claims.get(0));
        end(claims.get(1), begin(claims.get(1)), new Outcome.Accepted("r", Evidence.of("accepted")));
        end(claims.get(2), begin(claims.get(2)), new Outcome.Failed(Evidence.of("greylisted")));
        end(claims.get(3), begin(claims.get(3)), new Outcome.Unknown(Evidence.of("no-answer")));
        assertEquals(
                new TreeMap<>(Map.of(
                        State.QUEUED, 2L,
                        State.CLAIMED, 1L,
                        State.HANDING_OFF, 1L,
                        State.WAITING, 1L,
                        State.ACCEPTED, 1L,
                        State.UNKNOWN, 1L)),
                new TreeMap<>(counts()));
        restored();
        decide("hold").then().statusCode(202).body("sending", equalTo(false));
        await().atMost(SOON).until(() -> gate().open());
        assertEquals(Map.of(State.ACCEPTED, 1L, State.UNKNOWN, 6L), counts());
        for (Row row :
                rows("SELECT state, reason, quarantine_until, look_at, due_at FROM delivery WHERE notice = $1")) {
            if (row.getString("state").equals("unknown")) {
                assertEquals("restored-backup", row.getString("reason"));
                assertEquals(null, row.getOffsetDateTime("quarantine_until"));
                assertEquals(null, row.getOffsetDateTime("look_at"));
            }
        }
        assertEquals(List.of(), get(queue.claim(account, 10)));
        assertTrue(audited("hold"));
        fill(2);
        assertEquals(
                Map.of(State.ACCEPTED, 1L, State.UNKNOWN, 8L), counts(), "nor does what is fanned out later go out");
        end(claims.get(0), flying, new Outcome.Accepted("late", Evidence.of("accepted")));
        assertEquals(Map.of(State.ACCEPTED, 2L, State.UNKNOWN, 7L), counts(), "an answer after all is recorded");
    }

    @Test
    void who_is_added_to_a_held_notice_after_the_decision_gets_it() {
        restored();
        decide("hold").then().statusCode(202);
        await().atMost(SOON).until(() -> gate().open());
        Fill page = page(notice, 1);
        OffsetDateTime decided = OffsetDateTime.now();
        tx(it -> queue.fill(it, released(page(notice, 1), decided.minusDays(1))));
        assertEquals(Map.of(State.UNKNOWN, 1L), counts(), "an extension that the backup had");
        tx(it -> queue.fill(it, released(page, decided.plusSeconds(1))));
        assertEquals(Map.of(State.UNKNOWN, 1L, State.QUEUED, 1L), counts());
    }

    private static Fill released(Fill page, OffsetDateTime at) {
        return new Fill(page.notice(), page.channel(), page.account(), null, page.deadline(), page.rows(), false, at);
    }

    @Test
    void what_began_before_it_was_decided_ends_before_the_gates_open() {
        restored();
        UUID other = Ids.next();
        tx(it -> runs.open(it, other));
        SqlConnection slow = get(pool.getConnection());
        var open = get(slow.begin());
        Fill page = page(other, 1);
        get(queue.fill(slow, page));
        tx(it -> after.decide(it, Epoch.Decision.HOLD, "alice"));
        get(sweeper.round());
        get(sweeper.round());
        assertFalse(gate().open());
        get(open.commit());
        get(slow.close());
        await().atMost(SOON).until(() -> gate().open());
        assertEquals(Map.of(Channel.EMAIL, Map.of(State.UNKNOWN, 1L)), get(tallies.of(other)));
        assertFalse(get(after.check()), "the new word is kept");
        assertTrue(get(before.check()), "and a process that was left on the old one is noticed");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"as\": \"resend\", \"reason\": \"x\"}",
                "{\"as\": \"hold\"}",
                "{\"as\": \"hold\", \"reason\": \" \"}",
                "{\"reason\": \"x\"}",
                "{\"as\": \"hold\", \"reason\": \"a\\nb\"}",
                "{\"as\": \"hold\", \"reason\": \"x\", \"notice\": 1}"
            })
    void a_decision_without_sense_or_reason_decides_nothing(String body) {
        restored();
        post("/v1/restored", body).then().statusCode(422);
        assertFalse(gate().open());
    }

    @Test
    void there_is_nothing_to_decide_while_no_backup_was_restored() {
        get(before.check());
        decide("hold").then().statusCode(409).body("type", endsWith("conflict"));
        given().header("Authorization", "Bearer " + TestKeys.operator())
                .contentType("application/json")
                .body("{\"as\": \"hold\", \"reason\": \"x\"}")
                .post("/v1/restored")
                .then()
                .statusCode(400);
    }

    private static Response decide(String as) {
        return post("/v1/restored", "{\"as\": \"" + as + "\", \"reason\": \"of last night\"}");
    }

    private static Response post(String path, String body) {
        return given().header("Authorization", "Bearer " + TestKeys.operator())
                .header("Idempotency-Key", "test-" + UUID.randomUUID())
                .contentType("application/json")
                .body(body)
                .post(path);
    }

    private String add(String name) {
        String other = "email:epoch-test-" + name + "-" + notice;
        get(gates.add(other, Channel.EMAIL, null));
        return other;
    }

    private Gates.Gate gate() {
        return gate(account);
    }

    private Gates.Gate gate(String name) {
        return get(gates.all()).stream()
                .filter(it -> it.account().equals(name))
                .findFirst()
                .orElseThrow();
    }

    private void fill(int n) {
        tx(it -> queue.fill(it, page(notice, n)));
    }

    private Fill page(UUID its, int n) {
        List<Fill.Row> people = new ArrayList<>();
        IntStream.range(0, n).forEach(_ -> people.add(new Fill.Row(Ids.next(), null, null)));
        return new Fill(its, Channel.EMAIL, account, null, OffsetDateTime.now().plusDays(1), people);
    }

    private int begin(Claim claim) {
        return get(queue.begin(List.of(claim), List.of(Ids.next()))).get(claim.delivery());
    }

    private void end(Claim claim, int no, Outcome outcome) {
        var verdict = RetryPolicy.email().decide(outcome, 1, Instant.now(), RandomGenerator.getDefault());
        get(queue.settle(List.of(new Settlement(claim, no, outcome, verdict, Instant.now()))));
    }

    private Map<State, Long> counts() {
        return get(tallies.of(notice)).get(Channel.EMAIL);
    }

    private boolean audited(String as) {
        String question = "SELECT 1 FROM audit WHERE action = 'backup.decided' AND actor = 'alice'"
                + " AND detail ->> 'as' = $1 AND detail ->> 'reason' = 'of last night'";
        return get(pool.preparedQuery(question).execute(Tuple.of(as))).size() > 0;
    }

    private Iterable<Row> rows(String question) {
        return get(pool.preparedQuery(question).execute(Tuple.of(notice)));
    }

    private void run(String statement) {
        get(pool.query(statement).execute());
    }

    private <T> T tx(Function<SqlConnection, Uni<T>> work) {
        return get(pool.withTransaction(work));
    }

    private static <T> T get(Uni<T> answer) {
        return answer.await().atMost(SOON);
    }
}
