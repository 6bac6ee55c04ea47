package org.candor.console;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.Tuple;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.awaitility.Awaitility;
import org.candor.access.TestKeys;
import org.candor.notice.Rest;
import org.candor.plumbing.Ids;
import org.jsoup.Jsoup;
import org.jsoup.nodes.Document;

/** An operator of a test at the pages of notices, and what they look at. */
final class Watched {
    static final Duration SOON = Duration.ofSeconds(60);

    final String owner = "watcher-" + Ids.next();
    final Browser browser = new Browser();
    final String key;
    private final Pool pool;

    Watched(Pool pool, Set<String> scopes, UUID... incidents) {
        this.pool = pool;
        this.key = TestKeys.make(pool, owner, scopes, incidents);
        browser.signIn(key);
    }

    /** A notice by email to these local parts, as the sandbox obeys them, which is on its way. */
    static ObjectNode order(String... people) {
        String domain = "watch-" + UUID.randomUUID() + ".example.net";
        ObjectNode order = Rest.inline(people.length).put("release", true);
        order.set("on_unknown", Rest.json("{\"email\": \"hold\", \"sms\": \"hold\", \"social\": \"hold\"}"));
        for (int i = 0; i < people.length; i++) {
            ((ObjectNode) order.get("recipients").get(i)).put("email", people[i] + "+" + i + "@" + domain);
        }
        return order;
    }

    /** The same, when nothing of it moves any more. */
    static String done(ObjectNode order) {
        String notice = Rest.ALICE.post("/v1/notices", order).path("id");
        awaitState(notice, "completed");
        return notice;
    }

    static void awaitState(String notice, String state) {
        Awaitility.await()
                .atMost(SOON)
                .until(() -> Rest.ALICE.get(notice).path("state").toString().startsWith(state));
    }

    static String incident(String notice) {
        return Rest.ALICE.get(notice).path("incident");
    }

    static List<String> deliveries(String notice, String state) {
        return Rest.ALICE
                .call()
                .get("/v1/deliveries?notice=" + notice + "&state=" + state)
                .path("items.id");
    }

    Document page(String path) {
        return Jsoup.parse(browser.open(path).then().statusCode(200).extract().asString());
    }

    /** Posts a form of this page with its token. */
    io.restassured.response.Response post(String from, String to, Map<String, String> fields) {
        Map<String, String> all = new java.util.HashMap<>(fields);
        all.put("csrf", Browser.csrf(browser.open(from)));
        return browser.post(to, all);
    }

    /** What this operator did to somebody or something, as the record has it. */
    List<String> noted(String action) {
        List<String> details = new ArrayList<>();
        for (Row row : pool.preparedQuery(
                        "SELECT detail::text AS detail FROM audit WHERE actor = $1 AND action = $2 ORDER BY at")
                .execute(Tuple.of(owner, action))
                .await()
                .atMost(SOON)) {
            details.add(row.getString("detail"));
        }
        return details;
    }
}
