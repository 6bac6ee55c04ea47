package org.candor.reset;

import static org.candor.reset.Browser.visit;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import io.vertx.mutiny.sqlclient.Pool;
import jakarta.inject.Inject;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.candor.delivery.Channel;
import org.candor.plumbing.Ids;
import org.jsoup.Jsoup;
import org.jsoup.nodes.Document;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@QuarkusTest
class VerifyPageTest {
    @Inject
    Breach breach;

    @Inject
    ResetLinks links;

    @Inject
    Pool pool;

    @Test
    void a_code_tells_when_how_by_whom_and_under_which_subject() {
        var made = breach.incident(1);
        UUID notice = breach.notice(made);
        breach.run(
                "UPDATE reset_notice SET announced_at = '2026-11-12T10:00:00Z', channels = '{email,sms}' WHERE notice = $1",
                notice);
        String text = text(check(links.code(notice)));
        assertTrue(text.contains("We know this code"), text);
        assertTrue(text.contains("We sent this code on 12 November 2026 by email, text message."), text);
        assertTrue(text.contains("Example Bank"), text);
        assertTrue(text.contains("Subject: Some of your data was taken"), text);
        assertTrue(
                text.contains(
                        "A real code can be copied. Only follow links that start with https://notices.example.org"),
                text);
        Document german = Jsoup.parse(visit().formParam("code", links.code(notice))
                .post("/verify?lang=de")
                .asString());
        assertTrue(german.text().contains("am 12. November 2026 per E-Mail, SMS verschickt"), german.text());
        assertTrue(german.text().contains("Betreff: Daten von Ihnen"), german.text());
        Document french = Jsoup.parse(visit().formParam("code", links.code(notice))
                .post("/verify?lang=fr")
                .asString());
        assertTrue(french.text().contains("Objet : Some of your data was taken"), "the notice's own language");
    }

    @Test
    void a_code_is_read_as_people_type_it() {
        String code = links.code(breach.notice(breach.incident(1)));
        String letters = code.replace("-", "");
        for (String typed : List.of(
                code.toLowerCase(),
                letters,
                " " + letters.substring(0, 3) + " " + letters.substring(3) + " ",
                letters.replace('0', 'O').replace('1', 'l'),
                letters.replace('0', 'o').replace('1', 'I'))) {
            assertTrue(text(check(typed)).contains("We know this code"), typed);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"7QF4-2K9M", "x", "<script>alert(1)</script>", "' OR 1=1 --", "{config:x}", "\u0000", "UUUUUUUU"
            })
    void another_code_is_not_known_and_never_echoed(String typed) {
        Response answer = check(typed);
        String text = text(answer);
        assertEquals(200, answer.statusCode());
        assertTrue(text.contains("We do not know this code"), text);
        assertTrue(text.contains("do not answer it"), text);
        assertFalse(typed.length() > 1 && answer.asString().contains(typed) && !typed.equals("7QF4-2K9M"));
        assertEquals("", Jsoup.parse(answer.asString()).select("#code").attr("value"));
    }

    @Test
    void an_empty_field_is_said_beside_the_field() {
        Document page = Jsoup.parse(check(" ").asString());
        assertEquals(
                "Enter the code from the message. It has 8 letters and digits.",
                page.select("#missing").text());
        assertEquals("example missing", page.select("#code").attr("aria-describedby"));
        assertEquals("true", page.select("#code").attr("aria-invalid"));
        assertEquals(
                200,
                visit().contentType("application/x-www-form-urlencoded")
                        .post("/verify")
                        .statusCode());
    }

    @Test
    void a_notice_is_not_known_before_it_is_announced() {
        UUID notice = Ids.next();
        UUID incident = breach.incident(1).incident();
        Breach.await(pool.withTransaction(
                tx -> links.offer(tx, notice, incident, 1, Breach.inDays(14), List.of(Ids.next()))));
        assertTrue(text(check(links.code(notice))).contains("We do not know this code"));
        Breach.await(pool.withTransaction(tx -> links.announce(
                tx, new Announcement(notice, incident, Set.of(Channel.EMAIL), Map.of("en", "Own words"), "en"))));
        assertTrue(text(check(links.code(notice))).contains("Subject: Own words"));
    }

    @Test
    void announcing_again_corrects_what_is_said_and_keeps_the_day() {
        var made = breach.incident(1);
        UUID notice = breach.notice(made);
        breach.run("UPDATE reset_notice SET announced_at = '2026-11-12T10:00:00Z' WHERE notice = $1", notice);
        Breach.await(pool.withTransaction(tx -> links.announce(
                tx,
                new Announcement(notice, made.incident(), Set.of(Channel.SMS), Map.of("en", "Later words"), "en"))));
        String text = text(check(links.code(notice)));
        assertTrue(text.contains("on 12 November 2026 by text message") && text.contains("Later words"), text);
    }

    @Test
    void the_form_is_one_labelled_field_that_takes_what_is_pasted() {
        Document page = Jsoup.parse(visit().get("/verify").asString());
        assertEquals("Check a message from us", page.select("h1").text());
        assertEquals(1, page.select("input").size());
        assertEquals("Code", page.select("label[for=code]").text());
        assertEquals(
                0, page.select("[role=status],[role=alert],script,[onpaste]").size());
    }

    @Test
    void an_unknown_field_is_refused() {
        visit().formParam("code", "7QF4-2K9M")
                .formParam("next", "https://evil.example")
                .post("/verify")
                .then()
                .statusCode(422);
    }

    @Test
    void a_known_and_an_unknown_code_take_the_same_time() {
        String known = links.code(breach.notice(breach.incident(1)));
        long[] yes = new long[40];
        long[] no = new long[40];
        for (int i = 0; i < yes.length; i++) {
            yes[i] = nanos(known);
            no[i] = nanos("7QF4-2K9M");
        }
        Arrays.sort(yes);
        Arrays.sort(no);
        double gapMillis = Math.abs(yes[20] - no[20]) / 1e6;
        assertTrue(gapMillis < 15, gapMillis + " ms between the medians");
    }

    private static long nanos(String code) {
        long start = System.nanoTime();
        check(code);
        return System.nanoTime() - start;
    }

    private static Response check(String typed) {
        return visit().formParam("code", typed).post("/verify");
    }

    private static String text(Response page) {
        return Jsoup.parse(page.asString()).text();
    }
}
