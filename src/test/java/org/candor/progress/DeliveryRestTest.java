package org.candor.progress;

import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.notNullValue;
import static org.hamcrest.Matchers.nullValue;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import io.vertx.mutiny.sqlclient.Pool;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.candor.access.Scopes;
import org.candor.access.TestKeys;
import org.candor.notice.Rest;
import org.candor.plumbing.CsvText;
import org.candor.plumbing.Ids;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@QuarkusTest
class DeliveryRestTest {
    private static final Duration SOON = Duration.ofSeconds(30);

    @Inject
    Pool pool;

    @Test
    void a_delivery_is_told_with_its_attempts_and_evidence() {
        Response made = sent(2);
        String id = page("notice=" + made.path("id") + "&state=accepted").path("items[0].id");
        get("/v1/deliveries/" + id)
                .then()
                .statusCode(200)
                .body("state", equalTo("accepted"))
                .body("tries", equalTo(1))
                .body("possible_duplicate", equalTo(false))
                .body("next_try_at", nullValue())
                .body("message_id", equalTo("<" + id + ".0@example.com>"))
                .body("attempts", hasSize(1))
                .body("attempts[0].phase", equalTo("answered"))
                .body("attempts[0].outcome", equalTo("accepted"))
                .body("attempts[0].code", equalTo("250"))
                .body("attempts[0].source", equalTo("response"))
                .body("attempts[0].answered_at", notNullValue());
    }

    @Test
    void no_address_is_in_any_answer() {
        Response made = sent(1);
        String list = page("notice=" + made.path("id")).asString();
        String one = get("/v1/deliveries/" + page("notice=" + made.path("id")).path("items[0].id"))
                .asString();
        String csv = get("/v1/notices/" + made.path("id") + "/deliveries.csv").asString();
        assertFalse((list + one + csv).contains("example.net"));
    }

    @Test
    void a_notice_is_read_page_by_page_and_nobody_is_missed_or_told_twice() {
        String notice = sent(7).path("id");
        Set<String> seen = new HashSet<>();
        String cursor = "";
        do {
            Response page = page("notice=" + notice + "&limit=3" + cursor);
            List<String> ids = page.path("items.id");
            ids.forEach(it -> assertTrue(seen.add(it)));
            cursor = page.path("next") == null ? "" : "&cursor=" + page.path("next");
        } while (!cursor.isEmpty());
        assertEquals(7, seen.size());
    }

    @Test
    void the_list_of_all_goes_on_where_it_stopped() {
        sent(2);
        Response first = page("limit=1");
        Response second = page("limit=1&cursor=" + first.path("next"));
        String a = first.path("items[0].id");
        String b = second.path("items[0].id");
        assertTrue(a.compareTo(b) < 0);
    }

    @Test
    void a_filter_leaves_out_the_others() {
        String notice = sent(1).path("id");
        page("notice=" + notice + "&channel=sms").then().body("items", hasSize(0));
        page("notice=" + notice + "&state=failed").then().body("items", hasSize(0));
        page("notice=" + notice + "&since=2100-01-01T00:00:00Z").then().body("items", hasSize(0));
        page("notice=" + notice + "&since=2020-01-01T00:00:00Z").then().body("items", hasSize(1));
        page("notice=" + Ids.next()).then().body("items", hasSize(0));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "limit=0",
                "limit=251",
                "limit=1001",
                "limit=1.5",
                "limit=%00",
                "limit=",
                "cursor=AAAA",
                "cursor=",
                "since=9999999999999",
                "since=yesterday",
                "since=2026-02-30T00:00:00Z",
                "state=ACCEPTED",
                "state=",
                "channel=fax",
                "notice=1",
                "sort=address_ct",
                "fields=*",
                "limit%5B%5D=1",
                "limit=1&limit=2"
            })
    void a_parameter_that_cannot_be_used_is_refused(String query) {
        Rest.ALICE
                .call()
                .urlEncodingEnabled(false)
                .get("/v1/deliveries?" + query)
                .then()
                .statusCode(400)
                .body("type", containsString("invalid-parameter"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"0", "undefined", "ffffffff-ffff-ffff-ffff-ffffffffffff", "AAAA", "'%20OR%20'1'='1"})
    void an_id_that_is_none_is_not_found(String id) {
        Rest.ALICE
                .call()
                .urlEncodingEnabled(false)
                .get("/v1/deliveries/" + id)
                .then()
                .statusCode(404);
    }

    @Test
    void a6_a_key_bound_to_other_incidents_sees_nothing_and_cannot_borrow_a_cursor() {
        Response made = sent(2);
        String notice = made.path("id");
        String delivery = page("notice=" + notice).path("items[0].id");
        String cursor = page("limit=1").path("next");
        Rest elsewhere = bound(Ids.next());
        elsewhere.call().get("/v1/deliveries?notice=" + notice).then().body("items", hasSize(0));
        elsewhere.call().get("/v1/deliveries").then().statusCode(200).body("items", hasSize(0));
        elsewhere.call().get("/v1/deliveries/" + delivery).then().statusCode(404);
        elsewhere.call().get("/v1/notices/" + notice).then().statusCode(404);
        elsewhere.call().get("/v1/notices/" + notice + "/deliveries.csv").then().statusCode(404);
        elsewhere.call().get("/v1/deliveries?limit=1&cursor=" + cursor).then().statusCode(400);
        bound(UUID.fromString(made.path("incident")))
                .call()
                .get("/v1/deliveries")
                .then()
                .body("items", hasSize(2));
    }

    @Test
    void the_csv_has_a_line_for_each_delivery() {
        String notice = sent(3).path("id");
        Response csv = get("/v1/notices/" + notice + "/deliveries.csv");
        csv.then()
                .statusCode(200)
                .contentType(containsString("text/csv"))
                .header("Content-Disposition", containsString("deliveries-" + notice + ".csv"));
        String[] lines = csv.asString().split("\r?\n");
        assertEquals(4, lines.length);
        assertTrue(lines[0].startsWith("delivery,recipient,channel,account,state"));
        assertTrue(lines[1].contains(",email,email:main,accepted,"));
        get("/v1/notices/" + Ids.next() + "/deliveries.csv").then().statusCode(404);
    }

    @Test
    void p14_what_a_spreadsheet_would_calculate_is_made_harmless() {
        assertEquals("'=1+1", CsvText.plain("=1+1"));
        assertEquals("'@x", CsvText.plain("@x"));
        assertEquals("email:main", CsvText.plain("email:main"));
        assertEquals("", CsvText.plain(null));
        assertEquals("Anna;'=HYPERLINK(1)", CsvText.plain("Anna;=HYPERLINK(1)"));
        assertEquals("a\t '@x;\"'-1", CsvText.plain("a\t @x;\"-1"));
        assertEquals("a; b=c-d", CsvText.plain("a; b=c-d"));
    }

    @Test
    void p14_what_parts_cells_in_some_spreadsheet_is_quoted() {
        String line = CsvText.lines(csv -> csv.writeRecord("a;b", "a\tb", "a\"b", "a,b", "a\nb", "a\rb", "a b", ""));
        assertEquals("\"a;b\",\"a\tb\",\"a\"\"b\",\"a,b\",\"a\nb\",\"a\rb\",a b,\r\n", line);
    }

    private static Response sent(int people) {
        ObjectNode order = Rest.inline(people).put("release", true);
        Response made = Rest.ALICE.post("/v1/notices", order);
        made.then().statusCode(202);
        await().atMost(SOON)
                .until(() -> Rest.ALICE.get(made.path("id")).path("state").equals("completed"));
        return made;
    }

    private Rest bound(UUID incident) {
        String key = TestKeys.make(pool, "carol", Scopes.ALL, incident);
        return new Rest(() -> key);
    }

    private static Response page(String query) {
        Response page = get("/v1/deliveries?" + query);
        page.then().statusCode(200);
        return page;
    }

    private static Response get(String path) {
        return Rest.ALICE.call().get(path);
    }
}
