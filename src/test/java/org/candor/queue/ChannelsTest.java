package org.candor.queue;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
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
import org.candor.delivery.Channel;
import org.candor.delivery.Evidence;
import org.candor.delivery.News;
import org.candor.delivery.Outcome;
import org.candor.delivery.RetryPolicy;
import org.candor.delivery.State;
import org.candor.delivery.Verdict;
import org.candor.plumbing.Ids;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Two channels of one notice, hours at which nothing goes out, and whom a follow-up goes to; on accounts no lane pulls. */
@QuarkusTest
class ChannelsTest {
    private static final Evidence WORD = Evidence.of("said");

    @Inject
    Pool pool;

    @Inject
    Queue queue;

    @Inject
    Late late;

    @Inject
    Doubts doubts;

    @Inject
    Runs runs;

    @Inject
    Reached reached;

    @Inject
    Gates gates;

    @Inject
    Tallies tallies;

    @Inject
    Workers workers;

    private final String email = "email:channels-" + Ids.next();
    private final String sms = "sms:channels-" + Ids.next();
    private final UUID notice = Ids.next();
    private final UUID anna = Ids.next();

    @BeforeEach
    void an_open_notice_on_two_accounts() {
        get(gates.add(email, Channel.EMAIL, null));
        get(gates.add(sms, Channel.SMS, null));
        get(workers.beat());
        tx(it -> runs.open(it, notice));
    }

    @Test
    void a_text_message_waits_for_the_email_of_the_same_person() {
        bothAfterEmail();
        assertEquals(List.of(), get(queue.claim(sms, 10)));
        assertEquals("queued after-email", sms());
    }

    @Test
    void it_goes_out_when_email_failed_for_good() {
        bothAfterEmail();
        settle(claim(email), new Outcome.Refused(Duration.ZERO, WORD));
        assertEquals("queued null", sms());
        assertEquals(1, get(queue.claim(sms, 10)).size());
        assertEquals(
                Map.of(Channel.EMAIL, Map.of(State.FAILED, 1L), Channel.SMS, Map.of(State.CLAIMED, 1L)),
                get(tallies.of(notice)));
    }

    @Test
    void it_never_goes_out_when_email_was_accepted_or_may_have_been() {
        bothAfterEmail();
        settle(claim(email), new Outcome.Unknown(WORD));
        assertEquals("suppressed reached-by-email", sms());
        assertEquals(
                Map.of(Channel.EMAIL, Map.of(State.UNKNOWN, 1L), Channel.SMS, Map.of(State.SUPPRESSED, 1L)),
                get(tallies.of(notice)));
    }

    @Test
    void it_never_goes_out_when_the_process_that_sent_the_email_died() {
        bothAfterEmail();
        Claim claim = claim(email);
        get(queue.begin(List.of(claim), List.of(Ids.next())));
        UUID dead = Ids.next();
        get(pool.preparedQuery(
                        "INSERT INTO worker (id, heartbeat_at) VALUES ($1, clock_timestamp() - interval '1 hour')")
                .execute(Tuple.of(dead)));
        get(pool.preparedQuery("UPDATE delivery SET worker = $1 WHERE id = $2")
                .execute(Tuple.of(dead, claim.delivery())));
        get(workers.rescue());
        assertEquals("suppressed reached-by-email", sms());
        assertEquals(
                Map.of(Channel.EMAIL, Map.of(State.UNKNOWN, 1L), Channel.SMS, Map.of(State.SUPPRESSED, 1L)),
                get(tallies.of(notice)));
    }

    @Test
    void it_goes_out_after_all_when_the_email_that_was_accepted_comes_back() {
        bothAfterEmail();
        settle(claim(email), new Outcome.Accepted("r", WORD));
        assertEquals("suppressed reached-by-email", sms());
        comesBack();
        assertEquals("bounced", delivery(Channel.EMAIL).getString("state"));
        assertEquals("queued null", sms());
        settle(claim(sms), new Outcome.Accepted("r", WORD));
        assertEquals("accepted null", sms());
        assertEquals(
                Map.of(Channel.EMAIL, Map.of(State.BOUNCED, 1L), Channel.SMS, Map.of(State.ACCEPTED, 1L)),
                get(tallies.of(notice)));
    }

    @Test
    void an_email_that_comes_back_opens_a_finished_notice_for_it() {
        bothAfterEmail();
        settle(claim(email), new Outcome.Accepted("r", WORD));
        tx(it -> runs.finish(it, notice));
        comesBack();
        assertEquals(1, get(queue.claim(sms, 10)).size());
    }

    @Test
    void it_goes_out_when_a_person_gives_up_the_email_in_doubt() {
        bothAfterEmail();
        settle(claim(email), new Outcome.Unknown(WORD));
        assertEquals("suppressed reached-by-email", sms());
        OffsetDateTime deadline = OffsetDateTime.now().plusDays(1);
        tx(it -> doubts.of(it, notice, null, Channel.EMAIL)
                .chain(found -> doubts.decide(it, found, Doubts.Decision.GIVE_UP, deadline)));
        assertEquals("failed", delivery(Channel.EMAIL).getString("state"));
        assertEquals("queued null", sms());
        assertEquals(1, get(queue.claim(sms, 10)).size());
    }

    /** Its next try would be too late, which is known while there is time for a text message. */
    @Test
    void it_goes_out_when_the_email_expires_before_its_time_is_over() {
        bothAfterEmail();
        settle(
                claim(email),
                new Outcome.Failed(WORD),
                new Verdict.TryAgain(Instant.now().plus(Duration.ofDays(2)), true));
        assertEquals("expired", delivery(Channel.EMAIL).getString("state"));
        assertEquals("queued null", sms());
        assertEquals(1, get(queue.claim(sms, 10)).size());
    }

    @Test
    void it_goes_out_when_the_email_that_was_sent_again_in_doubt_is_refused() {
        tx(it -> runs.resend(it, notice, List.of(Channel.EMAIL)));
        bothAfterEmail();
        settle(claim(email), new Outcome.Unknown(WORD));
        get(pool.preparedQuery("UPDATE delivery SET quarantine_until = clock_timestamp() WHERE notice = $1"
                        + " AND channel = 'email'")
                .execute(Tuple.of(notice)));
        get(queue.sweep());
        assertEquals("queued", delivery(Channel.EMAIL).getString("state"));
        assertEquals("suppressed reached-by-email", sms(), "the first one may have arrived");
        settle(claim(email), new Outcome.Refused(Duration.ZERO, WORD));
        assertEquals("queued null", sms());
        assertEquals(1, get(queue.claim(sms, 10)).size());
    }

    @Test
    void nothing_frees_the_text_message_of_somebody_who_was_erased() {
        bothAfterEmail();
        settle(claim(email), new Outcome.Accepted("r", WORD));
        assertEquals(0, tx(it -> queue.forget(it, List.of(notice), anna)).intValue(), "nothing was left to be sent");
        assertEquals("suppressed erased", sms());
        assertEquals("erased", trouble().getString("reason"));
        assertEquals("accepted", delivery(Channel.EMAIL).getString("state"));
        comesBack();
        assertEquals("bounced", delivery(Channel.EMAIL).getString("state"));
        assertEquals("suppressed erased", sms());
        assertEquals(
                Map.of(Channel.EMAIL, Map.of(State.BOUNCED, 1L), Channel.SMS, Map.of(State.SUPPRESSED, 1L)),
                get(tallies.of(notice)));
    }

    private void comesBack() {
        UUID attempt = get(pool.preparedQuery("SELECT id FROM attempt WHERE delivery = $1 ORDER BY no DESC")
                        .execute(Tuple.of(delivery(Channel.EMAIL).getUUID("id"))))
                .iterator()
                .next()
                .getUUID("id");
        Told told = new Told(Ids.next(), attempt, Channel.EMAIL, new News.CameBack(Duration.ZERO, WORD));
        assertEquals(List.of(Fate.JOINED), get(late.receive(Late.Source.RECEIPT, List.of(told))));
    }

    private Row trouble() {
        return get(pool.preparedQuery("SELECT * FROM trouble WHERE notice = $1 AND channel = 'sms'")
                        .execute(Tuple.of(notice)))
                .iterator()
                .next();
    }

    @Test
    void of_both_that_failed_the_text_message_waits_for_the_email_once_more() {
        bothAfterEmail();
        settle(claim(email), new Outcome.Refused(Duration.ZERO, WORD));
        settle(claim(sms), new Outcome.Refused(Duration.ZERO, WORD));
        assertEquals(2, tx(this::retry).intValue());
        assertEquals("queued after-email", sms());
        settle(claim(email), new Outcome.Accepted("r", WORD));
        assertEquals("suppressed reached-by-email", sms());
    }

    /** Its email is not tried again with it: nothing would ever free it. */
    @Test
    void a_text_message_that_is_tried_again_alone_goes_out_at_once() {
        bothAfterEmail();
        settle(claim(email), new Outcome.Refused(Duration.ZERO, WORD));
        settle(claim(sms), new Outcome.Refused(Duration.ZERO, WORD));
        UUID[] alone = {delivery(Channel.SMS).getUUID("id")};
        assertEquals(
                1,
                tx(it -> queue.retryFailed(
                                it, notice, alone, 10, OffsetDateTime.now().plusDays(1)))
                        .intValue());
        assertEquals("queued null", sms());
        assertEquals("failed", delivery(Channel.EMAIL).getString("state"));
        assertEquals(1, get(queue.claim(sms, 10)).size());
    }

    @Test
    void an_address_that_is_left_alone_is_not_tried_again_and_its_person_gets_the_text_message() {
        bothAfterEmail();
        settle(claim(email), new Outcome.Refused(Duration.ofDays(30), WORD));
        settle(claim(sms), new Outcome.Refused(Duration.ZERO, WORD));
        assertEquals(1, tx(this::retry).intValue());
        assertEquals("queued null", sms());
        assertEquals(List.of(), get(queue.claim(email, 10)));
        assertEquals(1, get(queue.claim(sms, 10)).size());
    }

    @Test
    void it_goes_on_waiting_while_email_is_tried_again() {
        bothAfterEmail();
        settle(claim(email), new Outcome.Failed(WORD));
        assertEquals("queued after-email", sms());
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void somebody_without_a_usable_email_gets_it_at_once(boolean suppressed) {
        tx(it -> runs.afterEmail(it, notice));
        if (suppressed) {
            fill(email, Channel.EMAIL, new Fill.Row(anna, email.getBytes(UTF_8), "no-consent"), false);
        }
        fill(sms, Channel.SMS, new Fill.Row(anna, sms.getBytes(UTF_8), null), true);
        assertEquals(1, get(queue.claim(sms, 10)).size());
    }

    @Test
    void with_all_channels_an_emails_end_moves_no_text_message() {
        fill(email, Channel.EMAIL, new Fill.Row(anna, email.getBytes(UTF_8), null), false);
        fill(sms, Channel.SMS, new Fill.Row(anna, sms.getBytes(UTF_8), null), false);
        settle(claim(email), new Outcome.Refused(Duration.ZERO, WORD));
        assertEquals("queued null", sms());
        assertEquals(1, get(queue.claim(sms, 10)).size());
    }

    @Test
    void a_row_with_a_time_of_its_own_is_not_claimed_before() {
        OffsetDateTime later = OffsetDateTime.now().plusHours(1);
        fill(sms, Channel.SMS, new Fill.Row(anna, sms.getBytes(UTF_8), null, later, 0), false);
        assertEquals(List.of(), get(queue.claim(sms, 10)));
    }

    @Test
    void what_is_postponed_is_queued_until_then_and_spent_nothing() {
        fill(sms, Channel.SMS, new Fill.Row(anna, sms.getBytes(UTF_8), null), false);
        Claim claim = claim(sms);
        OffsetDateTime later = OffsetDateTime.now().plusHours(8);
        assertEquals(1, get(queue.postpone(Map.of(claim, later))).intValue());
        assertEquals(List.of(), get(queue.claim(sms, 10)));
        Row row = delivery(Channel.SMS);
        assertEquals(0, row.getInteger("attempt_no"));
        assertTrue(
                Duration.between(row.getOffsetDateTime("due_at"), later).abs().toMillis() < 1);
        assertEquals(0, get(queue.postpone(Map.of(claim, later))).intValue(), "a lost lease moves nothing");
        assertEquals(Map.of(Channel.SMS, Map.of(State.QUEUED, 1L)), get(tallies.of(notice)));
    }

    @Test
    void a_follow_up_goes_to_people_who_were_reached_and_to_no_others() {
        UUID ben = Ids.next();
        UUID carla = Ids.next();
        UUID account = Ids.next();
        for (UUID person : List.of(anna, ben, carla)) {
            fill(email, Channel.EMAIL, new Fill.Row(person, email.getBytes(UTF_8), null), false);
        }
        fill(email, Channel.SOCIAL, new Fill.Row(account, null, null), false);
        for (Claim claim : get(queue.claim(email, 10))) {
            boolean refused = claim.recipient().equals(carla);
            boolean doubtful = claim.recipient().equals(ben);
            settle(
                    claim,
                    refused
                            ? new Outcome.Refused(Duration.ZERO, WORD)
                            : doubtful ? new Outcome.Unknown(WORD) : new Outcome.Accepted("r", WORD));
        }
        UUID update = Ids.next();
        assertEquals(2, tx(it -> reached.keep(it, update, notice)).longValue());
        assertEquals(2, tx(it -> reached.keep(it, update, notice)).longValue(), "again: the same list");
        List<UUID> first = tx(it -> reached.page(it, update, null, 1));
        List<UUID> second = tx(it -> reached.page(it, update, first.getLast(), 10));
        assertEquals(List.of(anna, ben).stream().sorted().toList(), List.of(first.getFirst(), second.getFirst()));
        assertEquals(1, second.size());
    }

    private Uni<Integer> retry(SqlConnection tx) {
        return queue.retryFailed(tx, notice, null, 10, OffsetDateTime.now().plusDays(1));
    }

    private void bothAfterEmail() {
        tx(it -> runs.afterEmail(it, notice));
        fill(email, Channel.EMAIL, new Fill.Row(anna, email.getBytes(UTF_8), null), false);
        fill(sms, Channel.SMS, new Fill.Row(anna, sms.getBytes(UTF_8), null), true);
    }

    private void fill(String account, Channel channel, Fill.Row row, boolean afterEmail) {
        OffsetDateTime deadline = OffsetDateTime.now().plusDays(1);
        tx(it -> queue.fill(it, new Fill(notice, channel, account, null, deadline, List.of(row), afterEmail)));
    }

    private Claim claim(String account) {
        return get(queue.claim(account, 1)).getFirst();
    }

    private void settle(Claim claim, Outcome outcome) {
        settle(claim, outcome, RetryPolicy.email().decide(outcome, 1, Instant.now(), new java.util.Random(1)));
    }

    private void settle(Claim claim, Outcome outcome, Verdict verdict) {
        int no = get(queue.begin(List.of(claim), List.of(Ids.next()))).get(claim.delivery());
        get(queue.settle(List.of(new Settlement(claim, no, outcome, verdict, Instant.now()))));
    }

    private String sms() {
        Row row = delivery(Channel.SMS);
        return row.getString("state") + " " + row.getString("reason");
    }

    private Row delivery(Channel channel) {
        return get(pool.preparedQuery("SELECT * FROM delivery WHERE notice = $1 AND recipient = $2 AND channel = $3")
                        .execute(Tuple.of(notice, anna, channel.word())))
                .iterator()
                .next();
    }

    private <T> T tx(Function<SqlConnection, Uni<T>> work) {
        return get(pool.withTransaction(work));
    }

    private static <T> T get(Uni<T> answer) {
        return answer.await().atMost(Duration.ofSeconds(30));
    }
}
