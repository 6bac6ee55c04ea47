package org.candor.console;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quarkus.test.junit.QuarkusTest;
import io.restassured.RestAssured;
import io.restassured.response.Response;
import io.vertx.mutiny.sqlclient.Pool;
import jakarta.inject.Inject;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import org.candor.access.Scopes;
import org.candor.incident.Incidents;
import org.candor.incident.Recipients;
import org.candor.incident.Samples;
import org.eclipse.microprofile.config.ConfigProvider;
import org.jsoup.Jsoup;
import org.jsoup.nodes.Document;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Lists of people that come by a browser's form. */
@QuarkusTest
class ImportPagesTest {
    private static final Duration LATE =
            ConfigProvider.getConfig().getValue("candor.incident.import-late", Duration.class);

    @Inject
    Pool pool;

    @Inject
    Incidents incidents;

    @Inject
    Recipients recipients;

    private UUID incident;
    private String path;

    @BeforeEach
    void incident() {
        incident = Samples.incident(pool, incidents, recipients, List.of());
        path = "/console/incidents/" + incident;
    }

    @Test
    void a_csv_list_is_read_and_what_is_wrong_with_its_rows_is_told_without_them() {
        Console alice = Console.of(pool);
        Response sent = send(alice, "first", """
                ref,name,email,phone
                c-1,Anna,anna@example.net,
                c-2,Bert,planted@@broken,
                c-3,Cleo,cleo@example.net,
                ,Dora,dora@example.net,
                c-5,Emil,,
                c-6,Fritz,fritz@example.net,
                c-7,Gerd,gerd@example.net,
                """);
        assertEquals(303, sent.statusCode(), sent::asString);
        Document page = alice.open(sent.header("Location"));
        assertTrue(
                page.text().contains("7 rows = 4 new + 0 merged with people who were there + 3 rejected"), page::text);
        assertTrue(page.text().contains("complete"), page::text);
        assertEquals(
                List.of("3 email invalid-email", "5 ref missing-ref", "6 email, phone no-address"),
                page.select("section[aria-labelledby=rows] tbody tr").eachText().stream()
                        .map(it -> it.replaceAll("( invalid-email| missing-ref| no-address).*", "$1"))
                        .toList());
        assertFalse(page.html().contains("planted"), "a value is on the page");
        assertEquals(3, page.select("section[aria-labelledby=codes] tbody tr").size());
        assertTrue(page.select("a[role=button]").attr("href").endsWith("/notices/new"));
        Response csv = alice.browser.open(sent.header("Location") + "/rejects.csv");
        assertEquals("text/csv;charset=UTF-8", csv.contentType());
        assertTrue(csv.header("Content-Disposition").startsWith("attachment;"));
        String[] lines = csv.asString().split("\r\n");
        assertEquals("row,column,code,hint", lines[0]);
        assertTrue(lines[1].startsWith("3,email,invalid-email,"), lines[1]);
        assertEquals(4, lines.length);
        assertEquals(1, alice.onRecord("import.complete"));
        assertTrue(alice.open(path + "/import").text().contains("first ✓ complete 4 0 3"));
        assertTrue(alice.open(path + "/import/live").text().contains("first ✓ complete 4 0 3"));
        assertEquals(286, alice.browser.open(sent.header("Location") + "/live").statusCode());
    }

    @Test
    void the_connection_of_an_upload_serves_the_next_request_however_late() throws Exception {
        Console alice = Console.of(pool);
        String part = "--limit\r\nContent-Disposition: form-data; name=";
        String form = part + "\"csrf\"\r\n\r\n" + Browser.csrf(alice.browser.open(path + "/import")) + "\r\n" + part
                + "\"name\"\r\n\r\nlate\r\n" + part
                + "\"list\"; filename=\"a.csv\"\r\nContent-Type: text/csv\r\n\r\nref,email\r\nx-1,a@example.net\r\n\r\n--limit--\r\n";
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), RestAssured.port)) {
            socket.setSoTimeout(20_000);
            String posted = ask(
                    socket,
                    "POST " + path
                            + "/recipients HTTP/1.1\r\nHost: localhost\r\nSec-Fetch-Site: same-origin\r\nCookie: "
                            + alice.browser.cookies()
                            + "\r\nContent-Type: multipart/form-data; boundary=limit\r\nContent-Length: "
                            + form.length()
                            + "\r\n\r\n" + form);
            assertTrue(posted.startsWith("HTTP/1.1 303 "), posted);
            Thread.sleep(LATE.plusMillis(500));
            String next = ask(socket, "GET /console/sign-in HTTP/1.1\r\nHost: localhost\r\n\r\n");
            assertTrue(next.startsWith("HTTP/1.1 200 "), next);
        }
    }

    /** The head of the answer. */
    private static String ask(Socket socket, String request) throws IOException {
        socket.getOutputStream().write(request.getBytes(StandardCharsets.UTF_8));
        StringBuilder head = new StringBuilder();
        InputStream in = socket.getInputStream();
        while (head.indexOf("\r\n\r\n") < 0) {
            int it = in.read();
            if (it < 0) {
                break;
            }
            head.append((char) it);
        }
        return head.toString();
    }

    @Test
    void an_ndjson_list_is_known_by_its_first_byte_and_its_name_is_taken_once() {
        Console alice = Console.of(pool);
        String list =
                "{\"ref\": \"n-1\", \"email\": \"n1@example.net\"}\n{\"ref\": \"n-2\", \"phone\": \"+14155550101\"}\n";
        String at = send(alice, "lines", list).header("Location");
        assertTrue(alice.open(at).text().contains("2 rows = 2 new"), at);
        String again = send(alice, "lines", "{\"ref\": \"n-3\", \"email\": \"n3@example.net\"}\n")
                .header("Location");
        assertEquals(at + "?unread=yes", again);
        assertTrue(alice.open(again).text().contains("the file that you sent now was not read"), again);
        String second = send(alice, "more", list).header("Location");
        assertTrue(alice.open(second).text().contains("0 new + 2 merged"), second);
    }

    @Test
    void a_list_that_cannot_be_used_says_why_on_its_page() {
        Console alice = Console.of(pool);
        Document bad = alice.open(
                send(alice, "bad", "ref,email\na,x\nb,y\nc,c@example.net\n").header("Location"));
        assertTrue(bad.text().contains("failed"), bad::text);
        assertTrue(bad.text().contains("more than half of its rows cannot be used"), bad::text);
        assertTrue(bad.text().contains("Send the list again"), bad::text);
        assertTrue(
                alice.open(send(alice, "empty", "").header("Location")).text().contains("failed"));
        assertTrue(alice.open(
                        send(alice, "columns", "name,email\na,a@example.net\n").header("Location"))
                .text()
                .contains("a column is missing"));
        assertEquals(0L, Console.value(pool, "SELECT count(*) FROM recipient WHERE incident = $1", incident));
    }

    @Test
    void auth_065_a_list_without_the_token_of_this_session_is_not_read() {
        Console alice = Console.of(pool);
        String other = Browser.csrf(Console.of(pool).browser.open("/console"));
        for (String token : List.of("", "x", other)) {
            Response refused =
                    alice.browser.upload(path + "/recipients", token, "stolen", "ref,email\na,a@example.net\n");
            assertEquals(403, refused.statusCode(), refused::asString);
        }
        assertEquals(0L, Console.value(pool, "SELECT count(*) FROM import WHERE incident = $1", incident));
        assertEquals(0, alice.onRecord("import.complete"));
    }

    @Test
    void a5_who_may_not_write_lists_sends_none() {
        Console reader = Console.without(pool, Scopes.RECIPIENTS_WRITE);
        Document page = reader.open(path + "/import");
        assertTrue(page.text().contains("needs the scope recipients:write"), page::text);
        assertEquals(0, page.select("input[type=file]").size());
        String csrf = Browser.csrf(reader.browser.open("/console"));
        assertEquals(
                403,
                reader.browser
                        .upload(path + "/recipients", csrf, "list", "ref,email\na,a@example.net\n")
                        .statusCode());
        Console bound = new Console(pool, Scopes.ALL, Samples.incident(pool, incidents, recipients, List.of()));
        csrf = Browser.csrf(bound.browser.open("/console"));
        assertEquals(
                404,
                bound.browser
                        .upload(path + "/recipients", csrf, "list", "ref,email\na,a@example.net\n")
                        .statusCode());
    }

    @Test
    void a_name_that_cannot_be_one_is_refused_before_the_list_is_read() {
        Console alice = Console.of(pool);
        for (String name : List.of("", "<script>", "../x")) {
            assertEquals(422, send(alice, name, "ref,email\na,a@example.net\n").statusCode());
        }
        assertEquals(0L, Console.value(pool, "SELECT count(*) FROM import WHERE incident = $1", incident));
    }

    @Test
    void many_rejected_rows_are_shown_page_by_page() {
        Console alice = Console.of(pool);
        StringBuilder list = new StringBuilder("ref,email\n");
        for (int i = 0; i < 400; i++) {
            list.append("r-").append(i).append(i < 150 ? ",broken\n" : "," + i + "@example.net\n");
        }
        String at = send(alice, "long", list.toString()).header("Location");
        Document first = alice.open(at);
        assertEquals(100, first.select("section[aria-labelledby=rows] tbody tr").size());
        Document second = alice.open(first.select("a[href*=after]").attr("href"));
        assertEquals(50, second.select("section[aria-labelledby=rows] tbody tr").size());
        assertEquals(0, second.select("a[href*=after]").size());
        assertTrue(first.html().length() < 100_000);
    }

    private Response send(Console who, String name, String list) {
        String csrf = Jsoup.parse(who.browser.open(path + "/import").asString())
                .select("form[data-upload] [name=csrf]")
                .attr("value");
        return who.browser.upload(path + "/recipients", csrf, name, list);
    }
}
