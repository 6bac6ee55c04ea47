package org.candor.dispatch;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.inject.Inject;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.UUID;
import java.util.function.Function;
import org.candor.courier.Courier;
import org.candor.courier.Couriers;
import org.candor.delivery.Channel;
import org.candor.delivery.Evidence;
import org.candor.delivery.Handoff;
import org.candor.delivery.News;
import org.candor.delivery.Outcome;
import org.candor.incident.Recipients;
import org.candor.notice.Notices;
import org.candor.notice.Rest;
import org.candor.plumbing.Ids;
import org.candor.queue.Gates;
import org.candor.queue.Late;
import org.candor.receipt.Receipts;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Deliveries in doubt of an account of its own, which a scripted courier looks up. */
@QuarkusTest
class SearchTest {
    private static final Duration SOON = Duration.ofSeconds(30);

    @Inject
    Pool pool;

    @Inject
    Late late;

    @Inject
    Gates gates;

    @Inject
    Receipts receipts;

    @Inject
    Notices notices;

    @Inject
    Recipients recipients;

    @Inject
    Mailroom mailroom;

    @Inject
    DispatchConfig config;

    private Scripted courier;
    private Search search;

    @BeforeEach
    void a_provider_that_can_be_asked() {
        courier = new Scripted("email:search-test-" + Ids.next());
        Scripted silent = new Scripted("email:silent-test-" + Ids.next());
        silent.asks = false;
        search = new Search(
                late, receipts, new Couriers(List.of(courier, silent)), notices, recipients, mailroom, config);
        get(gates.add(courier.account, Channel.EMAIL, null));
    }

    @Test
    void what_the_provider_has_is_accepted_and_the_letter_asked_for_is_the_one_handed_over() {
        Row doubt = doubt();
        courier.answer = it -> new News.Taken("ref-" + it.delivery(), Evidence.of("found"));
        assertEquals(1, get(search.round()).intValue());
        assertEquals("accepted", state(doubt));
        Handoff asked = courier.asked.getFirst();
        assertEquals(doubt.getUUID("id"), asked.delivery());
        assertEquals(doubt.getUUID("attempt"), asked.attemptId());
        assertEquals(2, asked.attempt());
        assertTrue(asked.to().open().endsWith("@example.net"));
        assertTrue(asked.letter().text().contains("Change your password"));
        assertEquals(0, get(search.round()).intValue(), "nothing is left to be looked for");
    }

    @Test
    void what_is_certainly_not_there_is_sent_again() {
        Row doubt = doubt();
        courier.answer = _ -> new News.Absent(true, Evidence.of("not-there"));
        get(search.round());
        assertEquals("waiting", state(doubt));
    }

    @Test
    void what_nobody_can_tell_stays_in_doubt_until_the_next_look() {
        Row doubt = doubt();
        courier.answer = _ -> new News.Nothing(Evidence.of("outage"));
        get(search.round());
        assertEquals("unknown", state(doubt));
        assertEquals(0, get(search.round()).intValue());
        makeDue(doubt);
        courier.answer = _ -> {
            throw new IllegalStateException("a courier that breaks");
        };
        assertEquals(1, get(search.round()).intValue());
        assertEquals("unknown", state(doubt));
    }

    @Test
    void a_message_that_belongs_to_another_delivery_is_not_found() {
        Row one = doubt();
        Row other = doubt();
        String same = "ref-" + Ids.next();
        courier.answer = _ -> new News.Taken(same, Evidence.of("found"));
        get(search.round());
        makeDue(one);
        makeDue(other);
        get(search.round());
        assertEquals(
                List.of("accepted", "unknown"),
                List.of(state(one), state(other)).stream().sorted().toList(),
                "one of them, whichever was first");
        Row third = doubt();
        String told = "ref-" + Ids.next();
        get(pool.preparedQuery(
                        "INSERT INTO receipt (id, attempt, channel, reference, status, news, reason, code, enhanced)"
                                + " VALUES ($1, $1, 'email', $2, 'sent', 'taken', 'sent', '', '')")
                .execute(Tuple.of(Ids.next(), told)));
        courier.answer = _ -> new News.Taken(told, Evidence.of("found"));
        get(search.round());
        assertEquals("unknown", state(third));
    }

    @Test
    void a_person_who_was_erased_is_not_looked_for() {
        Row doubt = doubt();
        get(pool.preparedQuery("UPDATE recipient SET sealed = NULL, erased_at = clock_timestamp() WHERE id = $1")
                .execute(Tuple.of(doubt.getUUID("recipient"))));
        courier.answer = _ -> new News.Taken("ref", Evidence.of("found"));
        assertEquals(1, get(search.round()).intValue());
        assertEquals("unknown", state(doubt));
        assertEquals(List.of(), courier.asked);
    }

    @Test
    void rounds_go_on_by_themselves_until_they_are_stopped() {
        Row doubt = doubt();
        courier.answer = _ -> new News.Arrived("ref-" + Ids.next(), Evidence.of("found"));
        search.start();
        try {
            await().atMost(SOON).until(() -> state(doubt).equals("delivered"));
        } finally {
            search.stop();
        }
        assertNull(row(doubt).getOffsetDateTime("look_at"));
    }

    private static final class Scripted implements Courier {
        private final String account;
        private final List<Handoff> asked = Collections.synchronizedList(new ArrayList<>());
        private boolean asks = true;
        private volatile Function<Handoff, News> answer = _ -> new News.Nothing(Evidence.of("unscripted"));

        Scripted(String account) {
            this.account = account;
        }

        @Override
        public String account() {
            return account;
        }

        @Override
        public Channel channel() {
            return Channel.EMAIL;
        }

        @Override
        public @Nullable Double perSecond() {
            return null;
        }

        @Override
        public Duration longestAnswer() {
            return Duration.ofMinutes(1);
        }

        @Override
        public Uni<Outcome> send(Handoff handoff) {
            throw new IllegalStateException("a look-up sends nothing");
        }

        @Override
        public boolean looksUp() {
            return asks;
        }

        @Override
        public Uni<News> lookUp(Handoff handoff, Instant begunAt, boolean mayRepeat) {
            asked.add(handoff);
            return Uni.createFrom().item(() -> answer.apply(handoff));
        }

        @Override
        public void close() {}
    }

    /** A delivery that was sent once more through the scripted account, and whose worker died. */
    private Row doubt() {
        ObjectNode order = Rest.inline(1).put("release", true);
        order.putArray("channels").add("email");
        Response made = Rest.ALICE.post("/v1/notices", order);
        made.then().statusCode(202);
        UUID notice = UUID.fromString(made.path("id"));
        await().atMost(SOON)
                .until(() -> get(pool.preparedQuery("SELECT 1 FROM delivery WHERE notice = $1 AND state = 'accepted'")
                                        .execute(Tuple.of(notice)))
                                .size()
                        == 1);
        get(pool.preparedQuery("INSERT INTO attempt (id, delivery, no, worker, phase)"
                        + " SELECT $2, id, 2, $2, 'lost' FROM delivery WHERE notice = $1")
                .execute(Tuple.of(notice, Ids.next())));
        // What was taken never gets in doubt by a statement of ours: it comes back first.
        get(pool.preparedQuery("UPDATE delivery SET state = 'queued', due_at = clock_timestamp() + interval '1 hour'"
                        + " WHERE notice = $1")
                .execute(Tuple.of(notice)));
        return get(pool.preparedQuery(
                                "UPDATE delivery SET state = 'unknown', due_at = NULL, account = $2, attempt_no = 2,"
                                        + " look_at = clock_timestamp() WHERE notice = $1"
                                        + " RETURNING id, recipient, (SELECT t.id FROM attempt t WHERE t.delivery = delivery.id"
                                        + " AND t.no = 2) AS attempt")
                        .execute(Tuple.of(notice, courier.account)))
                .iterator()
                .next();
    }

    private void makeDue(Row doubt) {
        get(pool.preparedQuery("UPDATE delivery SET look_at = clock_timestamp() WHERE id = $1 AND state = 'unknown'")
                .execute(Tuple.of(doubt.getUUID("id"))));
    }

    private String state(Row doubt) {
        return row(doubt).getString("state");
    }

    private Row row(Row doubt) {
        return get(pool.preparedQuery("SELECT state, look_at FROM delivery WHERE id = $1")
                        .execute(Tuple.of(doubt.getUUID("id"))))
                .iterator()
                .next();
    }

    private static <T> T get(Uni<T> uni) {
        return uni.await().atMost(SOON);
    }
}
