package org.candor.courier;

import static org.candor.courier.CourierContract.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import org.candor.delivery.Counted;
import org.candor.delivery.Evidence;
import org.candor.delivery.Handoff;
import org.candor.delivery.Network;
import org.candor.delivery.News;
import org.candor.delivery.Outcome;
import org.candor.sandbox.DiscourseServer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Topics at Discourse: found again by the delivery's id, whatever the forum says. */
class DiscourseCourierTest {
    @TempDir
    Path folder;

    private Plaza plaza;
    private DiscourseServer server;
    private DiscourseCourier courier;

    @BeforeEach
    void start() throws IOException {
        server = DiscourseServer.start(folder, 0);
        plaza = new Plaza(folder, InstantSource.system());
        courier = plaza.discourse(server.url(), "bank", "api-key", Plaza.PATIENT);
    }

    @AfterEach
    void stop() {
        courier.close();
        server.close();
    }

    private static Handoff handoff() {
        return Plaza.post(Network.DISCOURSE, "Some of our customers' data was taken. https://notices.example.org/n/1");
    }

    private News look(Handoff handoff) {
        return courier.lookUp(handoff, Instant.now(), true).await().atMost(Duration.ofSeconds(20));
    }

    @Test
    void what_was_written_is_neither_markdown_nor_html_and_an_address_stays_one() {
        assertEquals(
                "\\# 1 \\* 2 \\<b\\>3\\</b\\> \\[x\\](y) a &amp; b https://notices.example/a_b#c",
                Counted.literal("# 1 * 2 <b>3</b> [x](y) a & b https://notices.example/a_b#c"));
    }

    @Test
    void nobody_is_called_by_name_and_an_address_ends_where_markup_could_begin() {
        assertEquals("Ask \\@everyone", Counted.literal("Ask @everyone"));
        assertEquals("https://x.example/a\\<b\\>", Counted.literal("https://x.example/a<b>"));
        assertEquals("https://x.example/a\\`\\@b", Counted.literal("https://x.example/a`@b"));
        assertEquals("https://x.example/a\"\\*b", Counted.literal("https://x.example/a\"*b"));
    }

    @Test
    void a_topic_longer_than_a_forum_takes_once_its_signs_are_escaped_is_not_sent() {
        Outcome outcome = await(courier.send(Plaza.post(Network.DISCOURSE, "#".repeat(16_001))));
        assertEquals(
                "post-too-long",
                assertInstanceOf(Outcome.Refused.class, outcome).evidence().reason());
        assertEquals(0, server.calls());
        assertInstanceOf(
                Outcome.Accepted.class, await(courier.send(Plaza.post(Network.DISCOURSE, "#".repeat(16_000)))));
    }

    @Test
    void the_reference_is_the_topics_number() {
        Outcome.Accepted accepted = assertInstanceOf(Outcome.Accepted.class, await(courier.send(handoff())));
        assertEquals(server.posts().getFirst().reference(), accepted.reference());
    }

    @Test
    void a_topic_whose_answer_was_lost_is_found_without_going_where_the_forum_points() {
        server.dropAfterTake(1);
        Handoff handoff = handoff();
        assertInstanceOf(Outcome.Unknown.class, await(courier.send(handoff)));
        assertEquals(
                new News.Taken(server.posts().getFirst().reference(), Evidence.of("found-by-external-id")),
                look(handoff));
        assertEquals(2, server.calls());
    }

    @Test
    void a_topic_that_is_not_there_may_be_held_for_review_so_a_second_look_must_agree() {
        assertEquals(new News.Absent(false, Evidence.of("external-id-unknown")), look(handoff()));
    }

    @Test
    void a_repeat_that_is_refused_as_taken_is_ours_and_accepted() {
        Handoff handoff = handoff();
        Outcome.Accepted first = assertInstanceOf(Outcome.Accepted.class, await(courier.send(handoff)));
        Outcome.Accepted second = assertInstanceOf(Outcome.Accepted.class, await(courier.send(handoff)));
        assertEquals(first.reference(), second.reference());
        assertEquals("already-taken", second.evidence().reason());
        assertEquals(1, server.taken());
    }

    @Test
    void a_title_that_somebody_else_used_is_a_refusal() {
        server.titlesOnce();
        await(courier.send(handoff()));
        Outcome outcome = await(courier.send(handoff()));
        assertEquals(new Outcome.Refused(Duration.ZERO, new Evidence("title-used", "422", "")), outcome);
        assertEquals(1, server.taken());
    }

    @ParameterizedTest
    @CsvSource({
        "Title has already been used, title-used",
        "Body is too similar to what you recently posted, too-similar",
        "External has already been taken, external-id-taken",
        "Der Titel ist zu kurz, post-refused",
    })
    void what_a_forum_says_becomes_a_word_of_ours(String said, String reason) {
        server.answer(422, "{\"action\":\"create_post\",\"errors\":[\"" + said + "\"]}");
        Outcome outcome = await(courier.send(handoff()));
        assertEquals(
                reason,
                assertInstanceOf(Outcome.Refused.class, outcome).evidence().reason());
    }

    @Test
    void a_topic_held_for_a_moderator_is_taken() {
        server.answer(200, "{\"success\":true,\"action\":\"enqueued\",\"pending_post\":{\"id\":17}}");
        Outcome.Accepted accepted = assertInstanceOf(Outcome.Accepted.class, await(courier.send(handoff())));
        assertEquals("pending:17", accepted.reference());
        assertEquals("held-for-review", accepted.evidence().reason());
    }

    @Test
    void a_front_servers_page_says_to_wait_as_well_as_the_forum_does() {
        server.answer(429, "<html>\r\n<head><title>429 Too Many Requests</title></head></html>");
        assertEquals(
                Duration.ofMinutes(1),
                assertInstanceOf(Outcome.Indicted.class, await(courier.send(handoff())))
                        .pause());
        server.behave();
        server.busy(1, 27);
        assertEquals(
                Duration.ofSeconds(27),
                assertInstanceOf(Outcome.Indicted.class, await(courier.send(handoff())))
                        .pause());
    }

    @Test
    void a_wrong_key_stops_the_account_and_its_look_concludes_nothing() {
        try (DiscourseCourier wrong = plaza.discourse(server.url(), "bank", "wrong", Plaza.PATIENT)) {
            assertInstanceOf(Outcome.Indicted.class, await(wrong.send(handoff())));
            News news = wrong.lookUp(handoff(), Instant.now(), true).await().atMost(Duration.ofSeconds(20));
            assertInstanceOf(News.Nothing.class, news);
        }
    }

    @Test
    void unusable_answers_leave_doubt() {
        server.html200(1);
        assertInstanceOf(Outcome.Unknown.class, await(courier.send(handoff())));
        server.empty200(1);
        assertInstanceOf(Outcome.Unknown.class, await(courier.send(handoff())));
    }
}
