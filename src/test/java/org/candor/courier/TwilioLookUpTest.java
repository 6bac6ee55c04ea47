package org.candor.courier;

import static org.candor.courier.CourierContract.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.candor.delivery.Address;
import org.candor.delivery.Handoff;
import org.candor.delivery.Letter;
import org.candor.delivery.News;
import org.candor.delivery.Outcome;
import org.candor.plumbing.Ids;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Looking for what became of a message, against a server that speaks Twilio's API. */
class TwilioLookUpTest {
    @TempDir
    Path folder;

    private final Instant begun = Instant.now();
    private Twilio twilio;
    private TwilioCourier courier;

    @BeforeEach
    void start() {
        twilio = Twilio.start(folder);
        twilio.server().callbacksAfter(Duration.ZERO, Duration.ZERO);
        courier = Twilio.courier(twilio.account(Twilio.FORGIVING));
    }

    @AfterEach
    void stop() {
        courier.close();
        twilio.close();
    }

    private News lookUp(Handoff handoff) {
        return lookUp(handoff, begun);
    }

    private News lookUp(Handoff handoff, Instant since) {
        return courier.lookUp(handoff, since, true).await().atMost(Duration.ofSeconds(20));
    }

    private static Handoff saying(Address to, String text) {
        UUID id = Ids.next();
        return new Handoff(id, 1, Ids.next(), to, new Letter("", text, "", "en"), CourierContract.DEADLINE);
    }

    private String sid(Handoff handoff) {
        return twilio.entries(handoff.attemptId()).getFirst().get("sid").asText();
    }

    @Test
    void what_was_taken_and_cut_is_found_by_its_words() {
        Address to = twilio.in('3');
        Handoff other = saying(to, "Something else.");
        Handoff mine = saying(to, "About your data: https://x.example/1\n");
        await(courier.send(other));
        assertInstanceOf(Outcome.Unknown.class, await(courier.send(mine)));
        News.Taken found = assertInstanceOf(News.Taken.class, lookUp(mine));
        assertEquals(sid(mine), found.reference());
        assertEquals("queued", found.evidence().reason());
        assertEquals(1, twilio.entries(mine.attemptId()).size());
    }

    @Test
    void one_that_has_arrived_or_come_back_says_so() throws InterruptedException {
        Handoff arrived = Twilio.handoff(twilio.in('2'));
        Handoff back = Twilio.handoff(twilio.in('6'));
        await(courier.send(arrived));
        await(courier.send(back));
        assertInstanceOf(News.Arrived.class, eventually(arrived, News.Arrived.class));
        News.CameBack came = assertInstanceOf(News.CameBack.class, eventually(back, News.CameBack.class));
        assertEquals("landline", came.evidence().reason());
    }

    private News eventually(Handoff handoff, Class<? extends News> kind) throws InterruptedException {
        News news = lookUp(handoff);
        for (int i = 0; i < 100 && !kind.isInstance(news); i++) {
            Thread.sleep(20);
            news = lookUp(handoff);
        }
        return news;
    }

    @Test
    void what_was_not_taken_is_absent_but_not_for_certain() {
        Handoff handoff = Twilio.handoff(twilio.in('8'));
        assertInstanceOf(Outcome.Unknown.class, await(courier.send(handoff)));
        assertFalse(assertInstanceOf(News.Absent.class, lookUp(handoff)).certain());
    }

    @Test
    void a_message_from_another_time_is_not_it_and_one_of_other_words_may_be() {
        Handoff handoff = Twilio.handoff(twilio.anybody());
        await(courier.send(handoff));
        News.Nothing other = assertInstanceOf(News.Nothing.class, lookUp(saying(handoff.to(), "Other words.")));
        assertEquals("other-words-found", other.evidence().reason());
        assertInstanceOf(News.Absent.class, lookUp(handoff, Instant.now().plusSeconds(60)));
    }

    @Test
    void the_same_words_are_it_although_the_sender_was_changed_meanwhile_and_others_are_not() {
        Handoff handoff = Twilio.handoff(twilio.in('3'));
        await(courier.send(handoff));
        courier.close();
        courier = Twilio.courier(twilio.account(
                twilio.server().port(),
                new TwilioAccount.Senders("Bank", Map.of()),
                Twilio.FORGIVING,
                Duration.ofSeconds(10)));
        assertInstanceOf(News.Taken.class, lookUp(handoff));
        assertInstanceOf(News.Absent.class, lookUp(saying(handoff.to(), "Other words.")));
    }

    @Test
    void a_messaging_service_is_the_sender_whatever_number_it_picks() {
        courier.close();
        courier = Twilio.courier(twilio.account(
                twilio.server().port(),
                new TwilioAccount.Senders("MG" + "1".repeat(32), Map.of("DE", List.of("Bank"))),
                Twilio.FORGIVING,
                Duration.ofSeconds(10)));
        Handoff handoff = Twilio.handoff(twilio.in('3'));
        await(courier.send(handoff));
        assertInstanceOf(News.Taken.class, lookUp(handoff));
    }

    @Test
    void where_no_words_are_kept_a_single_message_of_that_time_is_it_and_two_prove_nothing() {
        twilio.server().keepsWords(false);
        Handoff first = Twilio.handoff(twilio.in('3'));
        await(courier.send(first));
        assertInstanceOf(News.Taken.class, lookUp(first));
        await(courier.send(Twilio.handoff(first.to())));
        assertInstanceOf(News.Nothing.class, lookUp(first));
    }

    @Test
    void a_few_pages_are_read_and_no_more() {
        Address to = twilio.anybody();
        Handoff first = saying(to, "The first.");
        await(courier.send(first));
        for (int i = 0; i < 120; i++) {
            await(courier.send(saying(to, "Another.")));
        }
        assertEquals(
                sid(first),
                assertInstanceOf(News.Taken.class, landed(lookUp(first))).reference());
        for (int i = 0; i < 100; i++) {
            await(courier.send(saying(to, "Another.")));
        }
        assertInstanceOf(News.Nothing.class, lookUp(first));
    }

    /** It may have arrived meanwhile, which is as good here. */
    private static News landed(News news) {
        return news instanceof News.Arrived it ? new News.Taken(it.reference(), it.evidence()) : news;
    }

    @Test
    void trouble_concludes_nothing_and_nothing_of_the_providers_words_is_kept() {
        Handoff handoff = Twilio.handoff(twilio.anybody());
        twilio.close();
        News news = lookUp(handoff);
        assertInstanceOf(News.Nothing.class, news);
        assertFalse(news.toString().contains(handoff.to().open()));
        assertTrue(courier.looksUp());
    }

    @Test
    void a_refused_login_concludes_nothing() {
        courier.close();
        courier = Twilio.courier(twilio.account(folder.resolve("gone")));
        assertInstanceOf(News.Nothing.class, lookUp(Twilio.handoff(twilio.anybody())));
    }
}
