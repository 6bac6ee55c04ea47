package org.candor.courier;

import static org.candor.courier.CourierContract.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import org.candor.delivery.Evidence;
import org.candor.delivery.Handoff;
import org.candor.delivery.Network;
import org.candor.delivery.News;
import org.candor.delivery.Outcome;
import org.candor.sandbox.MastodonServer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Posts at Mastodon: what comes back, and how a post in doubt is found. */
class MastodonCourierTest {
    private static final String TEXT =
            "Some of our customers' data was taken: names & addresses.\n\nWhat to do now:\nhttps://notices.example.org/notices/2026-10-01-0123456789";

    @TempDir
    Path folder;

    private final Plaza.Hands clock = new Plaza.Hands();
    private Plaza plaza;
    private MastodonServer server;
    private MastodonCourier courier;

    @BeforeEach
    void start() throws IOException {
        server = MastodonServer.start(folder, 0);
        plaza = new Plaza(folder, clock);
        courier = plaza.mastodon(server.url(), "token");
        clock.set(Instant.now());
    }

    @AfterEach
    void stop() {
        courier.close();
        server.close();
    }

    private static Handoff handoff() {
        return Plaza.post(Network.MASTODON, TEXT);
    }

    private Outcome send() {
        return await(courier.send(handoff()));
    }

    /** Looks so long after the attempt began. */
    private News look(Handoff handoff, Duration later) {
        return look(handoff, later, true);
    }

    private News look(Handoff handoff, Duration later, boolean mayRepeat) {
        Instant begun = clock.instant();
        clock.set(begun.plus(later));
        return courier.lookUp(handoff, begun, mayRepeat).await().atMost(Duration.ofSeconds(20));
    }

    /** Looks now, for an attempt that began some time ago. */
    private News lookAgain(Handoff handoff, Instant begun) {
        return courier.lookUp(handoff, begun, true).await().atMost(Duration.ofSeconds(20));
    }

    private Handoff lost() {
        server.dropAfterTake(1);
        Handoff handoff = handoff();
        assertInstanceOf(Outcome.Unknown.class, await(courier.send(handoff)));
        assertEquals(1, server.taken());
        return handoff;
    }

    @Test
    void social_070_an_answer_of_200_with_a_page_is_unknown() {
        server.html200(1);
        assertEquals(new Outcome.Unknown(new Evidence("answer-unusable", "200", "")), send());
    }

    @Test
    void social_071_an_answer_of_200_with_an_empty_object_is_unknown() {
        server.empty200(1);
        assertEquals(new Outcome.Unknown(new Evidence("answer-unusable", "200", "")), send());
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            401 | {"error":"The access token is invalid"}                       | Indicted login-refused
            403 | {"error":"This action is outside the authorized scopes"}      | Indicted not-permitted
            422 | {"error":"Validation failed: Text can't be blank"}            | Refused post-refused
            413 | <html>413</html>                                              | Refused post-too-big
            301 | moved                                                         | Refused redirected
            503 | <html>503</html>                                              | Unknown server-error
            201 | {"id":"1"}                                                    | Unknown unlisted-answer
            200 | {"id":""}                                                     | Unknown answer-unusable
            200 | {"id":{"a":1}}                                                | Unknown answer-unusable
            200 | [                                                             | Unknown answer-unusable
            200 | ["id"]                                                        | Unknown answer-unusable
            """)
    void each_answer_is_one_call_and_one_outcome(int status, String body, String expected) {
        server.answer(status, body);
        Outcome outcome = send();
        assertEquals(
                expected,
                outcome.getClass().getSimpleName() + " " + outcome.evidence().reason());
        assertEquals(1, server.calls());
        assertEquals(0, server.taken());
    }

    @Test
    void a_server_that_is_too_slow_leaves_doubt() {
        server.slow(Duration.ofSeconds(2));
        try (MastodonCourier hasty = plaza.mastodon(server.url(), "token", Plaza.SHORT)) {
            assertEquals(new Outcome.Unknown(Evidence.of("no-answer")), await(hasty.send(handoff())));
        }
    }

    @Test
    void an_outage_closes_the_gate_at_its_third_answer() {
        server.outage(20, 503);
        assertEquals(
                Duration.ZERO, assertInstanceOf(Outcome.Unknown.class, send()).pause());
        assertEquals(
                Duration.ZERO, assertInstanceOf(Outcome.Unknown.class, send()).pause());
        assertEquals(
                Duration.ofMinutes(1),
                assertInstanceOf(Outcome.Unknown.class, send()).pause());
        assertEquals(3, server.calls());
    }

    @Test
    void it_waits_until_the_time_the_instance_names() {
        server.busy(1, 120);
        Outcome.Indicted busy = assertInstanceOf(Outcome.Indicted.class, send());
        assertTrue(busy.pause().compareTo(Duration.ofSeconds(100)) > 0);
        assertTrue(busy.pause().compareTo(Duration.ofSeconds(121)) < 0);
    }

    @Test
    void a_suspended_account_stops_its_lane() {
        server.suspend();
        assertEquals(
                "not-permitted",
                assertInstanceOf(Outcome.Indicted.class, send()).evidence().reason());
    }

    @Test
    void a_changed_token_holds_without_a_restart_and_a_lost_one_is_said() throws Exception {
        Path file = plaza.secret("revoked");
        PublicAccount account = new PublicAccount(
                Network.MASTODON,
                "main",
                java.net.URI.create(server.url()),
                new SecretFile(file),
                null,
                null,
                Plaza.PATIENT,
                Duration.ofSeconds(1));
        try (MastodonCourier other = new MastodonCourier(
                account, new MastodonCourier.Manners(PublicConfig.Visibility.UNLISTED, 500), clock)) {
            assertInstanceOf(Outcome.Indicted.class, await(other.send(handoff())));
            Files.delete(file);
            assertEquals(
                    "secret-file-unreadable",
                    await(other.send(handoff())).evidence().reason());
            Files.writeString(file, "a good one\n");
            assertInstanceOf(Outcome.Accepted.class, await(other.send(handoff())));
        }
    }

    @Test
    void a_post_longer_than_the_instance_takes_is_not_sent() {
        Outcome outcome = await(courier.send(Plaza.post(Network.MASTODON, "x".repeat(501))));
        assertEquals(
                "post-too-long",
                assertInstanceOf(Outcome.Refused.class, outcome).evidence().reason());
        assertEquals(0, server.calls());
        String linked = "x".repeat(476) + " https://notices.example.org/" + "n".repeat(200);
        assertInstanceOf(Outcome.Accepted.class, await(courier.send(Plaza.post(Network.MASTODON, linked))));
        String bracket = "x".repeat(475) + " https://notices.example.org/n)x";
        assertInstanceOf(Outcome.Refused.class, await(courier.send(Plaza.post(Network.MASTODON, bracket))));
        String loud = "x".repeat(476) + " HTTPS://notices.example.org/" + "n".repeat(200);
        assertInstanceOf(Outcome.Accepted.class, await(courier.send(Plaza.post(Network.MASTODON, loud))));
    }

    @Test
    void it_is_not_looked_for_before_the_key_can_be_written() {
        Handoff lost = lost();
        assertEquals(new News.Nothing(Evidence.of("too-early")), look(lost, Duration.ofSeconds(59)));
        assertEquals(1, server.calls());
    }

    @Test
    void what_is_there_is_found_without_asking_by_a_repeat() {
        News news = look(lost(), Duration.ofSeconds(61));
        assertEquals(new News.Taken(server.posts().getFirst().reference(), Evidence.of("found-among-statuses")), news);
        assertEquals(1, server.taken());
        assertEquals(1, plaza.ledger().size());
    }

    @Test
    void a_post_whose_key_was_never_written_stays_one_post_however_often_it_is_looked_up() {
        server.loseKeys(1);
        Handoff handoff = handoff();
        Outcome.Unknown unknown = assertInstanceOf(Outcome.Unknown.class, await(courier.send(handoff)));
        assertEquals("server-error", unknown.evidence().reason());
        Instant begun = clock.instant();
        for (int seconds : new int[] {61, 120, 240, 361, 661}) {
            clock.set(begun.plusSeconds(seconds));
            assertInstanceOf(News.Taken.class, lookAgain(handoff, begun));
        }
        assertEquals(1, plaza.ledger().size());
    }

    @Test
    void what_never_came_is_posted_by_the_first_look_itself() {
        server.outage(1, 503);
        Handoff handoff = handoff();
        assertInstanceOf(Outcome.Unknown.class, await(courier.send(handoff)));
        assertEquals(
                "found-by-key", look(handoff, Duration.ofSeconds(90)).evidence().reason());
        assertEquals(1, server.taken());
    }

    @Test
    void a_repeat_whose_key_is_lost_is_found_among_the_statuses() {
        server.outage(1, 503);
        Handoff handoff = handoff();
        assertInstanceOf(Outcome.Unknown.class, await(courier.send(handoff)));
        server.loseKeys(1);
        assertEquals(
                "found-among-statuses",
                look(handoff, Duration.ofMinutes(2)).evidence().reason());
        assertEquals(1, plaza.ledger().size());
    }

    @Test
    void a_repeat_in_doubt_concludes_nothing_and_the_next_look_makes_no_other() {
        server.outage(2, 503);
        Handoff handoff = handoff();
        assertInstanceOf(Outcome.Unknown.class, await(courier.send(handoff)));
        Instant begun = clock.instant();
        clock.set(begun.plusSeconds(61));
        assertEquals(new News.Nothing(new Evidence("server-error", "503", "")), lookAgain(handoff, begun));
        clock.set(begun.plusSeconds(361));
        assertEquals(new News.Absent(false, Evidence.of("not-among-statuses")), lookAgain(handoff, begun));
        assertEquals(0, server.taken());
    }

    @Test
    void while_sending_is_stopped_a_look_posts_nothing() {
        server.outage(1, 503);
        Handoff handoff = handoff();
        assertInstanceOf(Outcome.Unknown.class, await(courier.send(handoff)));
        assertEquals(
                new News.Absent(false, Evidence.of("not-among-statuses")), look(handoff, Duration.ofMinutes(2), false));
        assertEquals(0, server.taken());
    }

    @Test
    void while_sending_is_stopped_what_is_there_is_found() {
        Handoff lost = lost();
        assertEquals(
                "found-among-statuses",
                look(lost, Duration.ofMinutes(2), false).evidence().reason());
        assertEquals(1, server.taken());
    }

    @Test
    void after_the_hour_only_statuses_are_read_and_nothing_is_posted() {
        Handoff lost = lost();
        server.forgetKeys();
        assertEquals(
                "found-among-statuses",
                look(lost, Duration.ofMinutes(56)).evidence().reason());
        assertEquals(1, server.taken());
    }

    @Test
    void what_is_not_among_the_statuses_is_absent_but_not_for_certain() {
        Handoff never = handoff();
        await(courier.send(Plaza.post(Network.MASTODON, "Other words. https://notices.example.org/n/other")));
        assertEquals(new News.Absent(false, Evidence.of("not-among-statuses")), look(never, Duration.ofHours(2)));
        assertEquals(1, server.taken());
    }

    @Test
    void an_older_status_with_the_same_words_is_not_ours() {
        await(courier.send(handoff()));
        clock.set(clock.instant().plus(Duration.ofMinutes(10)));
        assertInstanceOf(News.Absent.class, look(handoff(), Duration.ofHours(2)));
    }

    @Test
    void when_the_page_of_statuses_is_full_nothing_is_concluded() {
        Handoff never = handoff();
        for (int i = 0; i < 41; i++) {
            await(courier.send(Plaza.post(Network.MASTODON, "Words, number " + i)));
        }
        assertEquals(new News.Nothing(Evidence.of("too-many-statuses")), look(never, Duration.ofHours(2)));
    }

    @Test
    void a_look_at_a_server_in_trouble_concludes_nothing() {
        Handoff lost = lost();
        server.suspend();
        assertInstanceOf(News.Nothing.class, look(lost, Duration.ofMinutes(2)));
        assertInstanceOf(News.Nothing.class, look(lost, Duration.ofHours(2)));
        server.behave();
        server.slow(Duration.ofSeconds(2));
        try (MastodonCourier hasty = plaza.mastodon(server.url(), "token", Plaza.SHORT)) {
            Instant begun = clock.instant().minus(Duration.ofMinutes(2));
            News news = hasty.lookUp(lost, begun, true).await().atMost(Duration.ofSeconds(20));
            assertInstanceOf(News.Nothing.class, news);
        }
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            <p>Read: <a href="https://e.org/n/1?a=1&amp;b=2" rel="nofollow"><span class="invisible">https://</span><span class="ellipsis">e.org/n</span><span class="invisible">/1</span></a></p> | Read: https://e.org/n/1?a=1&b=2
            <p>One<br />two</p><p>three &amp; &lt;four&gt;</p>                                                                     | One two three & <four>
            <p>Tag <a href="https://inst.example/tags/x" class="mention hashtag" rel="tag">#<span>x</span></a></p>              | Tag #x
            """)
    void a_rendered_post_is_known_again(String html, String text) {
        assertEquals(MastodonTimeline.words(text), MastodonTimeline.words(MastodonTimeline.plain(html)));
    }
}
