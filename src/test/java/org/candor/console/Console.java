package org.candor.console;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.restassured.response.Response;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Tuple;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import org.candor.access.Scopes;
import org.candor.access.TestKeys;
import org.candor.plumbing.Ids;
import org.jsoup.Jsoup;
import org.jsoup.nodes.Document;

/** An operator of a test who is signed in with a key of their own. */
final class Console {
    private static final Duration SOON = Duration.ofSeconds(20);

    final String owner = "operator-" + Ids.next();
    final String key;
    final Browser browser = new Browser();
    private final Pool pool;

    Console(Pool pool, Set<String> scopes, UUID... incidents) {
        this.pool = pool;
        key = TestKeys.make(pool, owner, scopes, incidents);
        assertEquals(303, browser.signIn(key).statusCode());
    }

    /** Who may do everything. */
    static Console of(Pool pool) {
        return new Console(pool, Scopes.ALL);
    }

    /** Who may do everything but this. */
    static Console without(Pool pool, String scope) {
        Set<String> scopes = new TreeSet<>(Scopes.ALL);
        scopes.remove(scope);
        return new Console(pool, scopes);
    }

    /** A page that must be there. */
    Document open(String path) {
        return open(200, path);
    }

    Document open(int status, String path) {
        Response answer = browser.open(path);
        assertEquals(status, answer.statusCode(), answer::asString);
        return Jsoup.parse(answer.asString());
    }

    /** Sends the form of a page with these fields beside those that it has hidden. */
    Response send(String page, String action, Map<String, String> fields) {
        Document form = open(page);
        Map<String, String> all = new HashMap<>();
        form.select("form[action=" + action + "] input[type=hidden]")
                .forEach(it -> all.put(it.attr("name"), it.attr("value")));
        all.putAll(fields);
        return browser.post(action, all);
    }

    /** The same, from the page that has the form's own address. */
    Response send(String page, Map<String, String> fields) {
        return send(page, page, fields);
    }

    /** How often this operator has done something, as the record says. */
    long onRecord(String action) {
        return pool.preparedQuery("SELECT count(*) FROM audit WHERE actor = $1 AND action = $2")
                .execute(Tuple.of(owner, action))
                .await()
                .atMost(SOON)
                .iterator()
                .next()
                .getLong(0);
    }

    /** One value of the database. */
    static Object value(Pool pool, String sql, Object... values) {
        return pool.preparedQuery(sql)
                .execute(Tuple.from(values))
                .await()
                .atMost(SOON)
                .iterator()
                .next()
                .getValue(0);
    }
}
