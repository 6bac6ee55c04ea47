package org.candor.dispatch;

import static org.candor.dispatch.MailStage.LONG;
import static org.candor.dispatch.MailStage.PEOPLE;
import static org.candor.dispatch.MailStage.people;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.candor.courier.Certificate;
import org.candor.rig.Books;
import org.candor.rig.FaultProxy;
import org.candor.rig.FaultProxy.Way;
import org.candor.sandbox.SmtpLedger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * What stops an account or slows it down, in the middle of a thousand letters that three processes send: it is stopped
 * everywhere, nobody is lost by it, and it goes on when it may. Waits are scaled down as {@link MailStage} says: an account
 * that was refused is tried again after 9 s instead of 15 min.
 */
class MailGatesIT {
    private static final int PROCESSES = 3;

    /** As promised: so many refused logins, and so long until the gate is closed. */
    private static final int LOGINS = 5;

    private static final Duration CLOSED_IN = Duration.ofSeconds(5);

    /** Connections are renewed this often, so that each process logs in all the time. */
    private static final String LETTERS_PER_CONNECTION = "10";

    @TempDir
    static Path folder;

    private static MailStage stage;
    private static SmtpLedger login;
    private static SmtpLedger secured;
    private static FaultProxy line;
    private static SmtpLedger storm;

    @BeforeAll
    static void start() throws Exception {
        stage = new MailStage(folder, MailStage.Clocks.PATIENT);
        storm = stage.server("storm", it -> it);
        stage.account("storm", storm.port());
        Path password = Files.writeString(folder.resolve("password"), "correct horse\n");
        login = stage.server("login", it -> it.withLogin("user", "correct horse"));
        stage.account(
                "login",
                login.port(),
                "username",
                "user",
                "password-file",
                password.toString(),
                "messages-per-connection",
                LETTERS_PER_CONNECTION);
        Certificate certificate = Certificate.of(folder, "dns:localhost");
        secured = stage.server("secured", it -> it.withStartTls(certificate.context()));
        line = stage.keep(FaultProxy.to(secured.port()));
        stage.account(
                "secured",
                line.port(),
                "host",
                "localhost",
                "tls",
                "starttls",
                "trust-file",
                certificate.pem().toString(),
                "messages-per-connection",
                LETTERS_PER_CONNECTION);
        stage.start(PROCESSES);
    }

    @AfterAll
    static void stop() throws Exception {
        if (stage != null) {
            stage.close();
        }
    }

    @Test
    void a_refused_login_stops_the_account_everywhere_and_is_tried_again_by_itself() throws Exception {
        UUID notice = stage.release("login", people("plain", 0, PEOPLE));
        Awaitility.await().atMost(LONG).until(() -> login.taken() >= PEOPLE / 10);
        long before = login.heard("AUTH");
        login.answer("AUTH", "535 5.7.8 not any more");
        Awaitility.await().atMost(LONG).until(() -> login.heard("AUTH") > before);
        Awaitility.await().atMost(CLOSED_IN).until(() -> stage.closed("login", "login-refused"));
        stage.awaitPage("login", "login-refused");
        // What was on its way has ended or has gone back; from here on nobody tries before the pause is over.
        Awaitility.await().atMost(LONG).until(() -> stage.inFlight("login") == 0);
        long refused = login.heard("AUTH") - before;
        login.behave();
        assertTrue(refused <= LOGINS, refused + " logins were refused");
        Books books = stage.resolved(notice, "login");
        assertEquals(PEOPLE, books.in("accepted"));
        assertEquals(0, books.doubts());
        assertEquals(PEOPLE, stage.endings(notice).get("accepted accepted"));
        assertTrue(stage.gate("login").get("open").asBoolean());
    }

    @Test
    void where_starttls_is_stripped_nothing_is_said_in_clear() throws Exception {
        Set<String> inClear = ConcurrentHashMap.newKeySet();
        UUID notice = stage.release("secured", people("plain", 0, PEOPLE));
        Awaitility.await().atMost(LONG).until(() -> secured.taken() >= PEOPLE / 10);
        // Only of connections made from now on, which stay in clear: their lines are what the server hears.
        line.edit(Way.TO_CLIENT, it -> it.replace("STARTTLS", "XXXXXXXX"));
        line.edit(Way.TO_SERVER, it -> {
            inClear.add(it.replaceFirst("^EHLO .*", "EHLO"));
            return it;
        });
        Awaitility.await().atMost(LONG).until(() -> stage.closed("secured", "starttls-missing"));
        stage.awaitPage("secured", "starttls-missing");
        Awaitility.await().atMost(LONG).until(() -> stage.inFlight("secured") == 0);
        line.pass();
        Books books = stage.resolved(notice, "secured");
        assertTrue(inClear.contains("EHLO"), "no connection was made in clear");
        inClear.removeAll(Set.of("EHLO", "QUIT"));
        assertEquals(Set.of(), inClear);
        assertEquals(PEOPLE, books.in("accepted"));
        assertEquals(0, books.doubts());
        assertTrue(secured.secured() > 0);
    }

    @Test
    void a_storm_of_busy_answers_slows_the_domains_down_and_fails_nobody() throws Exception {
        int each = 50;
        Stream<String> all = MailStage.mixed(Map.of("full-once", each, "greylist-once", each))
                .map(it -> it.replaceAll("@mail\\d+\\.", "@mail."));
        UUID notice = stage.release("storm", all);
        Awaitility.await().atMost(LONG).until(() -> storm.taken() > 0);
        Instant begun = Instant.now();
        Awaitility.await().atMost(LONG).until(() -> storm.taken() >= PEOPLE / 5);
        double before = storm.taken() / seconds(begun);
        storm.answer("RCPT", "421 4.7.0 too much at once");
        long asked = storm.heard("RCPT");
        Awaitility.await().atMost(LONG).until(() -> storm.heard("RCPT") > asked + 3);
        Instant stormy = Instant.now();
        long first = storm.heard("RCPT");
        Awaitility.await().pollDelay(Duration.ofSeconds(6)).atMost(LONG).until(() -> true);
        double during = (storm.heard("RCPT") - first) / seconds(stormy);
        storm.behave();
        assertTrue(during < before / 2, "asked " + during + " a second instead of " + before);
        Books books = stage.resolved(notice, "storm");
        assertEquals(PEOPLE, books.in("accepted"));
        assertEquals(0, books.doubts());
        Map<String, Long> endings = stage.endings(notice);
        assertTrue(endings.getOrDefault("failed mailbox-full", 0L) > 0, endings.toString());
        assertTrue(endings.getOrDefault("failed greylisted", 0L) > 0, endings.toString());
    }

    private static double seconds(Instant since) {
        return Duration.between(since, Instant.now()).toMillis() / 1_000.0;
    }
}
