package org.candor.courier;

import static org.candor.courier.CourierContract.await;
import static org.candor.courier.EmailCourierTest.to;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.candor.delivery.Handoff;
import org.candor.delivery.Letter;
import org.candor.delivery.Outcome;
import org.candor.plumbing.Ids;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Servers that take their time: where they are left, and where they never are. */
class EmailTimeTest {
    @TempDir
    Path folder;

    /** What a server of the test's own does with one client. */
    private interface Manners {
        void serve(BufferedReader in, OutputStream out, CountDownLatch over) throws IOException, InterruptedException;
    }

    private static void say(OutputStream out, String line) throws IOException {
        out.write((line + "\r\n").getBytes(StandardCharsets.US_ASCII));
    }

    /** Greets and takes commands up to DATA; without PIPELINING, so that each is answered by itself. */
    private static void upToData(BufferedReader in, OutputStream out) throws IOException {
        say(out, "220 hello");
        String line = in.readLine();
        while (line != null && !line.equals("DATA")) {
            say(out, "250 ok");
            line = in.readLine();
        }
        say(out, "354 go");
    }

    private record Ended(Outcome outcome, long millis) {}

    private static Ended sendTo(Manners manners, String text) throws Exception {
        CountDownLatch over = new CountDownLatch(1);
        try (ServerSocket server = new ServerSocket(0, 10, InetAddress.getLoopbackAddress())) {
            server.setReceiveBufferSize(4_096);
            Thread.ofVirtual().start(() -> serve(server, manners, over));
            EmailAccount account = new EmailAccount(
                    "main",
                    "127.0.0.1",
                    server.getLocalPort(),
                    EmailAccount.Tls.NONE,
                    false,
                    null,
                    null,
                    null,
                    Relay.SENDER,
                    Relay.POOLING,
                    Relay.SHORT);
            try (EmailCourier courier = Relay.courier(account)) {
                long start = System.nanoTime();
                Letter letter = new Letter("s", text, "", "en");
                Outcome outcome = await(courier.send(
                        new Handoff(Ids.next(), 1, Ids.next(), to("anna"), letter, CourierContract.DEADLINE)));
                return new Ended(
                        outcome, Duration.ofNanos(System.nanoTime() - start).toMillis());
            }
        } finally {
            over.countDown();
        }
    }

    private static void serve(ServerSocket server, Manners manners, CountDownLatch over) {
        try (Socket client = server.accept()) {
            BufferedReader in = new BufferedReader(new InputStreamReader(client.getInputStream()));
            manners.serve(in, client.getOutputStream(), over);
        } catch (IOException | InterruptedException left) {
            // The client has left, as it should.
        }
    }

    /** A byte now and then keeps every read timeout content; only the clock of the whole reply ends it. */
    private static void drip(OutputStream out, CountDownLatch over, String text)
            throws IOException, InterruptedException {
        for (byte b : text.getBytes(StandardCharsets.US_ASCII)) {
            out.write(b);
            if (over.await(150, TimeUnit.MILLISECONDS)) {
                return;
            }
        }
    }

    @Test
    void a_greeting_that_drips_is_not_waited_for() throws Exception {
        Ended ended = sendTo((_, out, over) -> drip(out, over, "220 " + "x".repeat(300) + "\r\n"), "t");
        assertInstanceOf(Outcome.Busy.class, ended.outcome());
        assertTrue(ended.millis() < 5_000, "left after " + ended.millis());
    }

    @Test
    void a_reply_to_data_that_drips_is_a_failure() throws Exception {
        Ended ended = sendTo(
                (in, out, over) -> {
                    say(out, "220 hello");
                    String line = in.readLine();
                    while (line != null && !line.equals("DATA")) {
                        say(out, "250 ok");
                        line = in.readLine();
                    }
                    drip(out, over, "354 " + "x".repeat(300) + "\r\n");
                },
                "t");
        assertInstanceOf(Outcome.Failed.class, ended.outcome());
        assertTrue(ended.millis() < 5_000, "left after " + ended.millis());
    }

    @Test
    void a_server_that_stops_reading_the_body_is_left_before_the_dot() throws Exception {
        Ended ended = sendTo(
                (in, out, over) -> {
                    upToData(in, out);
                    over.await(30, TimeUnit.SECONDS);
                },
                ("x".repeat(70) + "\n").repeat(300_000));
        assertInstanceOf(Outcome.Failed.class, ended.outcome());
        assertTrue(ended.millis() >= Relay.SHORT.data().toMillis(), "left after " + ended.millis());
    }

    @Test
    void an_answer_to_the_dot_that_drips_too_long_is_unknown() throws Exception {
        Ended ended = sendTo(
                (in, out, over) -> {
                    upToData(in, out);
                    String line = in.readLine();
                    while (line != null && !line.equals(".")) {
                        line = in.readLine();
                    }
                    drip(out, over, "250 " + "x".repeat(300) + "\r\n");
                },
                "t");
        assertInstanceOf(Outcome.Unknown.class, ended.outcome());
        assertTrue(ended.millis() >= Relay.SHORT.dot().toMillis(), "left after " + ended.millis());
    }

    /** 1,000 ms is more than any limit before the dot and less than the dot's own. */
    @Test
    void a_slow_answer_to_the_dot_is_waited_for_and_to_anything_else_is_not() {
        try (Relay relay = Relay.start(folder, it -> it.withSlowness(Duration.ofMillis(1_000)));
                EmailCourier courier = Relay.courier(relay.account(Relay.POOLING, Relay.SHORT))) {
            Outcome slow = await(courier.send(CourierContract.handoff(Ids.next(), 1, to("slow"))));
            assertInstanceOf(Outcome.Accepted.class, slow);
            Outcome early = await(courier.send(CourierContract.handoff(Ids.next(), 1, to("slow-rcpt"))));
            assertInstanceOf(Outcome.Failed.class, early);
            assertEquals(1, relay.server().taken());
        }
    }

    @Test
    void a_connection_nobody_uses_is_closed() {
        EmailAccount.Pooling brief = new EmailAccount.Pooling(4, 500, Duration.ofMillis(300), Duration.ofMillis(100));
        try (Relay relay = Relay.start(folder);
                EmailCourier courier = Relay.courier(relay.account(brief, Relay.SHORT))) {
            await(courier.send(CourierContract.handoff(Ids.next(), 1, to("anna"))));
            org.awaitility.Awaitility.await()
                    .atMost(5, TimeUnit.SECONDS)
                    .until(() -> relay.server().heard().contains("QUIT"));
            Outcome next = await(courier.send(CourierContract.handoff(Ids.next(), 1, to("ben"))));
            assertInstanceOf(Outcome.Accepted.class, next);
            assertEquals(2, relay.server().connected());
        }
    }

    @Test
    void a_connection_idle_for_a_while_is_asked_before_it_is_used() throws Exception {
        EmailAccount.Pooling asking = new EmailAccount.Pooling(1, 500, Duration.ofSeconds(30), Duration.ofMillis(1));
        try (Relay relay = Relay.start(folder);
                EmailCourier courier = Relay.courier(relay.account(asking, Relay.SHORT))) {
            await(courier.send(CourierContract.handoff(Ids.next(), 1, to("anna"))));
            new CountDownLatch(1).await(20, TimeUnit.MILLISECONDS);
            await(courier.send(CourierContract.handoff(Ids.next(), 1, to("ben"))));
            assertTrue(relay.server().heard().contains("NOOP"));
            assertEquals(1, relay.server().connected());
            assertEquals(2, relay.server().taken());
        }
    }

    @Test
    void where_no_connection_gets_free_the_letter_waits_for_another_time() {
        EmailAccount.Limits hasty = new EmailAccount.Limits(
                Duration.ofSeconds(2),
                Duration.ofSeconds(2),
                Duration.ofSeconds(2),
                Duration.ofSeconds(5),
                Duration.ofMillis(100),
                Duration.ofSeconds(5));
        EmailAccount.Pooling one = new EmailAccount.Pooling(1, 500, Duration.ofSeconds(30), Duration.ofSeconds(5));
        try (Relay relay = Relay.start(folder, it -> it.withSlowness(Duration.ofMillis(1_500)));
                EmailCourier courier = Relay.courier(relay.account(one, hasty))) {
            var first = courier.send(CourierContract.handoff(Ids.next(), 1, to("slow")))
                    .subscribeAsCompletionStage();
            org.awaitility.Awaitility.await().until(() -> relay.server().taken() == 1);
            Outcome second = await(courier.send(CourierContract.handoff(Ids.next(), 1, to("anna"))));
            assertInstanceOf(Outcome.Busy.class, second);
            assertEquals("no-free-connection", second.evidence().reason());
            assertInstanceOf(Outcome.Accepted.class, first.join());
        }
    }

    @Test
    void a_relay_that_cannot_be_found_is_busy() {
        EmailAccount nowhere = new EmailAccount(
                "main",
                "relay.invalid",
                25,
                EmailAccount.Tls.STARTTLS,
                false,
                null,
                null,
                null,
                Relay.SENDER,
                Relay.POOLING,
                Relay.SHORT);
        try (EmailCourier courier = Relay.courier(nowhere)) {
            Outcome outcome = await(courier.send(CourierContract.handoff(Ids.next(), 1, to("anna"))));
            assertInstanceOf(Outcome.Busy.class, outcome);
            assertEquals("relay-unreachable", outcome.evidence().reason());
        }
    }
}
