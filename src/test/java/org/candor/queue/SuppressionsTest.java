package org.candor.queue;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quarkus.test.junit.QuarkusTest;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.SqlConnection;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.inject.Inject;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Function;
import java.util.random.RandomGenerator;
import org.candor.delivery.Channel;
import org.candor.delivery.Evidence;
import org.candor.delivery.News;
import org.candor.delivery.Outcome;
import org.candor.delivery.RetryPolicy;
import org.candor.delivery.State;
import org.candor.plumbing.Ids;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** An address that is to be left alone is left alone from its next hand-off on, whoever said so and whenever. */
@QuarkusTest
class SuppressionsTest {
    @Inject
    Pool pool;

    @Inject
    Queue queue;

    @Inject
    Late late;

    @Inject
    Runs runs;

    @Inject
    Gates gates;

    @Inject
    Workers workers;

    @Inject
    Tallies tallies;

    @Inject
    Suppressions suppressions;

    private final UUID notice = Ids.next();
    private final UUID anna = Ids.next();
    private final byte[] index = ("index-" + anna).getBytes(UTF_8);
    private String email;
    private String sms;

    @BeforeEach
    void an_open_notice() {
        email = "email:suppressions-test-" + anna;
        sms = "sms:suppressions-test-" + anna;
        get(gates.add(email, Channel.EMAIL, null));
        get(gates.add(sms, Channel.SMS, null));
        get(workers.beat());
        tx(it -> runs.open(it, notice));
    }

    @Test
    void what_waits_in_the_queue_is_not_begun_and_ends_as_suppressed() {
        fill(notice);
        say(null);
        Claim claim = claim();
        assertEquals(Map.of(), get(queue.begin(List.of(claim), List.of(Ids.next()))));
        get(queue.release(List.of(claim)));
        assertEquals("suppressed asked-us", state(notice));
        assertEquals(Map.of(Channel.EMAIL, Map.of(State.SUPPRESSED, 1L)), get(tallies.of(notice)));
    }

    @Test
    void what_is_claimed_already_is_not_begun_either() {
        fill(notice);
        Claim claim = claim();
        say(null);
        assertEquals(Map.of(), get(queue.begin(List.of(claim), List.of(Ids.next()))));
    }

    @Test
    void only_that_address_and_only_on_that_channel() {
        fill(notice);
        UUID ben = Ids.next();
        fill(notice, Channel.SMS, sms, new Fill.Row(anna, index, null), false);
        fill(notice, Channel.EMAIL, email, new Fill.Row(ben, "ben".getBytes(UTF_8), null), false);
        say(null);
        List<Claim> claims = get(queue.claim(email, 10));
        Map<UUID, Integer> begun =
                get(queue.begin(claims, claims.stream().map(_ -> Ids.next()).toList()));
        assertEquals(1, begun.size());
        assertEquals(
                1,
                get(queue.begin(get(queue.claim(sms, 10)), List.of(Ids.next()))).size());
    }

    @Test
    void a_text_message_that_waited_for_the_email_is_free_then() {
        tx(it -> runs.afterEmail(it, notice));
        fill(notice);
        fill(notice, Channel.SMS, sms, new Fill.Row(anna, index, null), true);
        assertEquals(List.of(), get(queue.claim(sms, 10)));
        say(null);
        get(queue.release(List.of(claim())));
        assertEquals(1, get(queue.claim(sms, 10)).size());
    }

    @Test
    void the_fan_out_suppresses_at_once_until_it_ends() {
        say(OffsetDateTime.now().plusHours(1));
        fill(notice);
        assertEquals("suppressed asked-us", state(notice));
        expire();
        UUID next = Ids.next();
        tx(it -> runs.open(it, next));
        fill(next);
        assertEquals("queued null", state(next));
    }

    @Test
    void a_longer_one_is_never_shortened() {
        Suppressions.Entry longer = say(null).entry();
        Suppressions.Added shorter = say(OffsetDateTime.now().plusDays(1));
        assertEquals(false, shorter.fresh());
        assertEquals(longer, shorter.entry());
        refused(Duration.ofDays(180));
        assertEquals(longer, entry());
    }

    @Test
    void of_two_answers_the_longer_one_holds_and_names_its_delivery() {
        UUID dead = refused(Duration.ofDays(180));
        Suppressions.Entry first = entry();
        assertEquals(dead, first.delivery());
        assertEquals("candor", first.setBy());
        assertEquals("mailbox-unknown", first.reason());
        refused(Duration.ofDays(30));
        assertEquals(first, entry());
        UUID longer = refused(Duration.ofDays(365));
        assertEquals(longer, entry().delivery());
        assertEquals(first.id(), entry().id());
        assertEquals(first.since(), entry().since());
    }

    @Test
    void a_disabled_mailbox_is_left_alone_from_the_second_time_on() {
        refused(Duration.ofDays(180), "mailbox-disabled");
        assertNull(entry());
        UUID second = refused(Duration.ofDays(180), "mailbox-disabled");
        assertEquals(second, entry().delivery());
        assertEquals("mailbox-disabled", entry().reason());
    }

    @Test
    void a_mailbox_that_was_disabled_before_and_comes_back_so_is_left_alone() {
        fill(notice);
        UUID attempt = Ids.next();
        Claim claim = claim();
        end(claim, begin(claim, attempt), new Outcome.Accepted("r", Evidence.of("accepted")));
        News disabled = new News.CameBack(Duration.ofDays(180), Evidence.of("mailbox-disabled"));
        Told told = new Told(Ids.next(), attempt, Channel.EMAIL, disabled);
        get(late.receive(Late.Source.RECEIPT, List.of(told)));
        // The same once more is not a second time.
        get(late.receive(Late.Source.RECEIPT, List.of(told)));
        assertNull(entry());
        UUID second = refused(Duration.ofDays(180), "mailbox-disabled");
        assertEquals(second, entry().delivery());
    }

    @Test
    void late_news_does_not_shorten_it_and_says_of_which_delivery_it_is() {
        fill(notice);
        UUID attempt = Ids.next();
        Claim claim = claim();
        end(claim, begin(claim, attempt), new Outcome.Accepted("r", Evidence.of("accepted")));
        News gone = new News.CameBack(Duration.ofDays(30), Evidence.of("mailbox-unknown"));
        say(OffsetDateTime.now().plusDays(90));
        Suppressions.Entry before = entry();
        get(late.receive(Late.Source.RECEIPT, List.of(new Told(Ids.next(), attempt, Channel.EMAIL, gone))));
        assertEquals(before, entry());
        assertEquals("bounced mailbox-unknown", state(notice));
        expire();
        News optedOut = new News.OptedOut(Duration.ofDays(3_650), Evidence.of("opted-out"));
        get(late.receive(Late.Source.RECEIPT, List.of(new Told(Ids.next(), attempt, Channel.EMAIL, optedOut))));
        assertEquals(claim.delivery(), entry().delivery());
        assertTrue(entry().since().isAfter(before.since()), "it is a new one");
    }

    @Test
    void what_has_ended_is_not_listed_and_is_forgotten() {
        UUID id = say(OffsetDateTime.now().plusHours(1)).entry().id();
        assertNotNull(get(suppressions.get(id)));
        assertTrue(listed(id));
        expire();
        assertNull(get(suppressions.get(id)));
        assertNull(entry());
        assertEquals(false, listed(id));
        assertNull(tx(it -> suppressions.lift(it, id)));
        get(suppressions.forget());
        assertEquals(0, rows("SELECT 1 FROM suppression WHERE id = $1", id));
    }

    @Test
    void pages_follow_each_other_from_the_newest() {
        for (int i = 0; i < 5; i++) {
            byte[] other = (i + "-" + anna).getBytes(UTF_8);
            tx(it -> suppressions.add(it, Channel.SMS, other, "asked-us", null, "pages " + anna));
        }
        List<Suppressions.Entry> first = get(suppressions.page(Channel.SMS, null, 3));
        Suppressions.Entry last = first.getLast();
        List<Suppressions.Entry> second =
                get(suppressions.page(Channel.SMS, new Suppressions.After(last.since(), last.id()), 2));
        assertEquals(3, first.size());
        assertEquals(2, second.size());
        assertEquals(
                List.of("pages " + anna),
                java.util.stream.Stream.concat(first.stream(), second.stream())
                        .map(Suppressions.Entry::setBy)
                        .distinct()
                        .toList());
        assertTrue(second.getFirst().since().isBefore(last.since()));
    }

    private boolean listed(UUID id) {
        return get(suppressions.page(Channel.EMAIL, null, 250)).stream()
                .anyMatch(it -> it.id().equals(id));
    }

    private Suppressions.Added say(OffsetDateTime until) {
        return tx(it -> suppressions.add(it, Channel.EMAIL, index, "asked-us", until, "alice"));
    }

    private Suppressions.Entry entry() {
        return get(suppressions.of(Channel.EMAIL, index));
    }

    private void expire() {
        get(pool.preparedQuery(
                        "UPDATE suppression SET until = clock_timestamp() - interval '1 second' WHERE address_bi = $1")
                .execute(Tuple.of(io.vertx.core.buffer.Buffer.buffer(index))));
    }

    /** A notice of its own whose email is refused for good, though the address was to be left alone: the begin came first. */
    private UUID refused(Duration suppress) {
        return refused(suppress, "mailbox-unknown");
    }

    private UUID refused(Duration suppress, String reason) {
        UUID other = Ids.next();
        tx(it -> runs.open(it, other));
        fill(other, Channel.EMAIL, email, new Fill.Row(anna, null, null), false);
        Claim claim = get(queue.claim(email, 1)).getFirst();
        int no = begin(claim, Ids.next());
        get(pool.preparedQuery("UPDATE delivery SET address_bi = $2 WHERE id = $1")
                .execute(Tuple.of(claim.delivery(), io.vertx.core.buffer.Buffer.buffer(index))));
        end(claim, no, new Outcome.Refused(suppress, Evidence.of(reason)));
        return claim.delivery();
    }

    private int begin(Claim claim, UUID attempt) {
        return get(queue.begin(List.of(claim), List.of(attempt))).get(claim.delivery());
    }

    private void end(Claim claim, int no, Outcome outcome) {
        var verdict = RetryPolicy.email().decide(outcome, 1, Instant.now(), RandomGenerator.getDefault());
        get(queue.settle(List.of(new Settlement(claim, no, outcome, verdict, Instant.now()))));
    }

    private void fill(UUID its) {
        fill(its, Channel.EMAIL, email, new Fill.Row(anna, index, null), false);
    }

    private void fill(UUID its, Channel channel, String account, Fill.Row row, boolean afterEmail) {
        OffsetDateTime deadline = OffsetDateTime.now().plusDays(1);
        tx(it -> queue.fill(it, new Fill(its, channel, account, null, deadline, List.of(row), afterEmail)));
    }

    private Claim claim() {
        return get(queue.claim(email, 1)).getFirst();
    }

    private String state(UUID its) {
        Row row = get(pool.preparedQuery("SELECT state, reason FROM delivery WHERE notice = $1 AND channel = 'email'")
                        .execute(Tuple.of(its)))
                .iterator()
                .next();
        return row.getString("state") + " " + row.getString("reason");
    }

    private int rows(String question, UUID id) {
        return get(pool.preparedQuery(question).execute(Tuple.of(id))).size();
    }

    private <T> T tx(Function<SqlConnection, Uni<T>> work) {
        return get(pool.withTransaction(work));
    }

    private static <T> T get(Uni<T> answer) {
        return answer.await().atMost(Duration.ofSeconds(30));
    }
}
