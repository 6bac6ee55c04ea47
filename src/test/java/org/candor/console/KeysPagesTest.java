package org.candor.console;

import static io.restassured.RestAssured.given;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import io.vertx.mutiny.sqlclient.Pool;
import jakarta.inject.Inject;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.candor.access.Scopes;
import org.candor.plumbing.Ids;
import org.jsoup.Jsoup;
import org.jsoup.nodes.Document;
import org.junit.jupiter.api.Test;

/** Keys at the console: seen, made, rotated and revoked (A4, D7). */
@QuarkusTest
class KeysPagesTest {
    private static final String KEYS = "/console/keys";
    private static final String NEW = KEYS + "/new";

    @Inject
    Pool pool;

    @Test
    void d7_a_key_is_made_by_who_proves_who_they_are_and_shown_once() {
        Console alice = Console.of(pool);
        Map<String, String> wish = wish("tickets <b>");
        Response refused = alice.send(NEW, with(wish, "key", "cnd_" + "0".repeat(24)));
        assertEquals(422, refused.statusCode());
        assertTrue(refused.asString().contains("not the key that you signed in with"));
        assertTrue(Jsoup.parse(refused.asString())
                .select("[name=scope.notices:read]")
                .hasAttr("checked"));
        assertEquals("", Jsoup.parse(refused.asString()).select("#key").attr("value"));
        assertEquals(0, alice.onRecord("key.created"));
        Response made = alice.send(NEW, with(wish, "key", alice.key));
        assertEquals(200, made.statusCode(), made::asString);
        String secret = Jsoup.parse(made.asString()).select("#secret").attr("value");
        assertTrue(secret.startsWith("cnd_"));
        assertEquals("no-store", made.header("Cache-Control"));
        given().header("Authorization", "Bearer " + secret)
                .get("/v1/notices")
                .then()
                .statusCode(200);
        given().header("Authorization", "Bearer " + secret)
                .get("/v1/keys")
                .then()
                .statusCode(403);
        assertEquals(1, alice.onRecord("key.created"));
        Document list = alice.open(KEYS);
        assertTrue(list.text().contains("tickets <b>"), list::text);
        assertFalse(list.html().contains(secret));
        // A second click makes no second key.
        assertEquals(409, alice.send(NEW, with(wish, "key", alice.key)).statusCode());
        assertEquals(1, alice.onRecord("key.created"));
    }

    @Test
    void what_is_wrong_with_a_key_is_said_at_its_field() {
        Console alice = Console.of(pool);
        Response refused = alice.send(
                NEW,
                Map.of(
                        "name",
                        "",
                        "owner",
                        "a b",
                        "incidents",
                        "x",
                        "expires-at",
                        "2001-01-01T00:00",
                        "key",
                        alice.key));
        assertEquals(422, refused.statusCode());
        Document page = Jsoup.parse(refused.asString());
        assertEquals(
                List.of("#name", "#owner", "#expires-at", "#scopes", "#incidents"),
                page.select("#errors a").eachAttr("href"));
        page.select("#errors a")
                .forEach(it -> assertEquals(1, page.select(it.attr("href")).size()));
        assertEquals(0, alice.onRecord("key.created"));
    }

    @Test
    void a8_what_makes_a_second_person_is_given_to_nobody_else() {
        Console alice = Console.of(pool);
        Map<String, String> wish = with(wish("second"), "scope.notices:approve", "on");
        assertEquals(403, alice.send(NEW, with(wish, "key", alice.key)).statusCode());
        assertEquals(0, alice.onRecord("key.created"));
    }

    @Test
    void a4_a_key_is_rotated_and_the_old_one_revoked() {
        Console alice = Console.of(pool);
        String name = "rotated " + Ids.next();
        alice.send(NEW, with(wish(name), "key", alice.key));
        Object id = Console.value(pool, "SELECT id FROM api_key WHERE name = $1", name);
        String rotate = KEYS + "/" + id + "/rotate";
        assertEquals(
                422, alice.send(rotate, Map.of("typed", "x", "key", alice.key)).statusCode());
        Response made = alice.send(rotate, Map.of("typed", name, "key", alice.key));
        assertEquals(200, made.statusCode(), made::asString);
        assertTrue(Jsoup.parse(made.asString()).select("#secret").attr("value").startsWith("cnd_"));
        assertEquals(
                409, alice.send(rotate, Map.of("typed", name, "key", alice.key)).statusCode());
        String revoke = KEYS + "/" + id + "/revoke";
        assertEquals(422, alice.send(revoke, Map.of("reason", "")).statusCode());
        assertEquals(
                303,
                alice.send(revoke, Map.of("reason", "its machine was lost")).statusCode());
        assertEquals(409, alice.send(revoke, Map.of("reason", "again")).statusCode());
        assertEquals(1, alice.onRecord("key.rotated"));
        assertEquals(1, alice.onRecord("key.revoked"));
        assertTrue(alice.open(KEYS).select("tr").eachText().stream()
                .anyMatch(it -> it.contains(name) && it.contains("revoked")));
    }

    @Test
    void a5_keys_are_for_who_may_administer_them_and_is_bound_to_nothing() {
        Console other = Console.without(pool, Scopes.KEYS_ADMIN);
        assertTrue(other.open(403, KEYS).text().contains("keys:admin"));
        assertTrue(other.open(403, NEW).text().contains("keys:admin"));
        assertEquals(
                0, other.open("/console").select("nav a[href=" + KEYS + "]").size());
        String csrf = Browser.csrf(other.browser.open("/console"));
        for (String act : List.of(NEW, KEYS + "/" + Ids.next() + "/rotate", KEYS + "/" + Ids.next() + "/revoke")) {
            assertEquals(403, other.browser.post(act, Map.of("csrf", csrf)).statusCode(), act);
        }
        Console bound = new Console(pool, Scopes.ALL, Ids.next());
        bound.open(403, KEYS);
        assertEquals(
                0, bound.open("/console").select("nav a[href=" + KEYS + "]").size());
    }

    @Test
    void auth_065_no_key_is_made_without_the_token_of_the_form() {
        Console alice = Console.of(pool);
        assertEquals(403, alice.browser.post(NEW, with(wish("x"), "csrf", "x")).statusCode());
        assertEquals(0, alice.onRecord("key.created"));
    }

    private static Map<String, String> wish(String name) {
        return Map.of("name", name, "owner", "tool-" + Ids.next(), "scope.notices:read", "on");
    }

    private static Map<String, String> with(Map<String, String> fields, String name, String value) {
        Map<String, String> all = new HashMap<>(fields);
        all.put(name, value);
        return all;
    }
}
