package org.candor.courier;

import static org.candor.courier.CourierContract.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import io.smallrye.mutiny.Uni;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.stream.IntStream;
import org.candor.delivery.Evidence;
import org.candor.delivery.Handoff;
import org.candor.delivery.Network;
import org.candor.delivery.News;
import org.candor.delivery.Outcome;
import org.candor.sandbox.BlueskyServer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Posts at Bluesky: sessions, and keys that make a repeat harmless. */
class BlueskyCourierTest {
    @TempDir
    Path folder;

    private Plaza plaza;
    private BlueskyServer server;
    private BlueskyCourier courier;

    @BeforeEach
    void start() throws IOException {
        server = BlueskyServer.start(folder, 0);
        plaza = new Plaza(folder, InstantSource.system());
        courier = plaza.bluesky(server.url(), "bank.example.com");
    }

    @AfterEach
    void stop() {
        courier.close();
        server.close();
    }

    private static Handoff handoff() {
        return Plaza.post(Network.BLUESKY, "Über Ihre Daten: https://notices.example.org/n/1");
    }

    private Outcome send() {
        return await(courier.send(handoff()));
    }

    private News look(Handoff handoff) {
        return courier.lookUp(handoff, Instant.now(), true).await().atMost(Duration.ofSeconds(20));
    }

    @Test
    void the_record_stands_under_the_deliverys_key_with_its_link() {
        Handoff handoff = handoff();
        Outcome.Accepted accepted = assertInstanceOf(Outcome.Accepted.class, await(courier.send(handoff)));
        String key = courier.messageId(handoff.delivery());
        assertEquals(key, accepted.reference().substring(accepted.reference().lastIndexOf('/') + 1));
        assertEquals(
                "https://notices.example.org/n/1",
                server.record(key).at("/facets/0/features/0/uri").asText());
    }

    @Test
    void one_session_serves_many_posts() {
        for (int i = 0; i < 5; i++) {
            assertInstanceOf(Outcome.Accepted.class, send());
        }
        assertEquals(1, server.sessions());
        assertEquals(6, server.calls());
    }

    @Test
    void posts_made_at_once_share_a_login_and_its_renewal() {
        for (int round = 1; round <= 2; round++) {
            List<Uni<Outcome>> answers = IntStream.range(0, 20)
                    .mapToObj(_ -> courier.send(handoff()))
                    .toList();
            Uni.join()
                    .all(answers)
                    .andFailFast()
                    .await()
                    .atMost(Duration.ofSeconds(20))
                    .forEach(it -> assertInstanceOf(Outcome.Accepted.class, it));
            assertEquals(round, server.sessions());
            server.expireTokens();
        }
        assertEquals(40, server.taken());
    }

    @Test
    void an_expired_token_is_renewed_once_and_the_post_is_made() {
        send();
        server.expireTokens();
        assertInstanceOf(Outcome.Accepted.class, send());
        assertEquals(2, server.sessions());
        assertEquals(2, server.taken());
        // Log in, put; put, renew, put.
        assertEquals(5, server.calls());
    }

    @Test
    void a_session_that_cannot_be_renewed_is_opened_anew() {
        send();
        server.endSessions();
        assertInstanceOf(Outcome.Accepted.class, send());
        assertEquals(2, server.taken());
        // Log in, put; put, renew, log in, put.
        assertEquals(6, server.calls());
    }

    @Test
    void a_token_that_is_expired_again_at_once_stops_the_account() {
        send();
        server.answer(400, "{\"error\":\"ExpiredToken\",\"message\":\"Token has expired\"}");
        Outcome outcome = send();
        assertEquals(
                "login-refused",
                assertInstanceOf(Outcome.Indicted.class, outcome).evidence().reason());
        assertEquals(5, server.calls());
    }

    @Test
    void a_wrong_password_stops_the_account_and_nothing_is_posted() {
        try (BlueskyCourier wrong = plaza.bluesky(server.url(), "bank.example.com", "wrong", Plaza.PATIENT)) {
            assertInstanceOf(Outcome.Indicted.class, await(wrong.send(handoff())));
            assertEquals(1, server.calls());
        }
    }

    @Test
    void a_login_that_has_no_answer_leaves_no_doubt_about_the_post() {
        server.slow(Duration.ofSeconds(2));
        try (BlueskyCourier hasty = plaza.bluesky(server.url(), "bank.example.com", "app-password", Plaza.SHORT)) {
            Outcome.Busy busy = assertInstanceOf(Outcome.Busy.class, await(hasty.send(handoff())));
            assertEquals("server-unreachable", busy.evidence().reason());
        }
    }

    @Test
    void an_account_that_was_taken_down_stops() {
        server.suspend();
        Outcome.Indicted indicted = assertInstanceOf(Outcome.Indicted.class, send());
        assertEquals("account-taken-down", indicted.evidence().reason());
        server.behave();
        assertInstanceOf(Outcome.Accepted.class, send());
    }

    @Test
    void a_post_whose_answer_was_lost_is_found_by_its_key() {
        server.dropAfterTake(1);
        Handoff handoff = handoff();
        assertInstanceOf(Outcome.Unknown.class, await(courier.send(handoff)));
        News.Taken taken = assertInstanceOf(News.Taken.class, look(handoff));
        assertEquals(server.posts().getFirst().reference(), taken.reference());
        assertEquals(1, server.taken());
    }

    @Test
    void a_look_renews_an_expired_token_as_well() {
        Handoff handoff = handoff();
        await(courier.send(handoff));
        server.expireTokens();
        assertInstanceOf(News.Taken.class, look(handoff));
    }

    @Test
    void a_record_that_is_not_there_may_be_put_without_a_second_look() {
        server.outage(1, 502);
        Handoff handoff = handoff();
        assertInstanceOf(Outcome.Unknown.class, await(courier.send(handoff)));
        assertEquals(new News.Absent(true, Evidence.of("record-unknown")), look(handoff));
    }

    @Test
    void putting_it_again_is_the_same_post() {
        Handoff handoff = handoff();
        Outcome first = await(courier.send(handoff));
        Outcome second = await(courier.send(handoff));
        assertEquals(first, second);
        assertEquals(1, server.taken());
        assertEquals(1, plaza.ledger().size());
    }

    @Test
    void a_look_that_cannot_log_in_concludes_nothing() {
        try (BlueskyCourier nobody = plaza.bluesky(Plaza.nobody(), "bank.example.com")) {
            News news = nobody.lookUp(handoff(), Instant.now(), true).await().atMost(Duration.ofSeconds(20));
            assertInstanceOf(News.Nothing.class, news);
        }
    }

    @Test
    void unusable_answers_leave_doubt() {
        server.html200(1);
        assertEquals(
                "answer-unusable",
                assertInstanceOf(Outcome.Unknown.class, send()).evidence().reason());
        server.empty200(1);
        assertEquals(
                "answer-unusable",
                assertInstanceOf(Outcome.Unknown.class, send()).evidence().reason());
    }

    @Test
    void a_session_prints_no_token() {
        assertFalse(new BlueskyLogin.Session("did:plc:a", "secret", "secret")
                .toString()
                .contains("secret"));
    }
}
