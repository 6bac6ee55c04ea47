package org.candor.console;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.TimeoutError;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.Tuple;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.candor.access.Scopes;
import org.candor.access.TestKeys;
import org.candor.notice.Rest;
import org.candor.plumbing.Ids;
import org.candor.rig.Chromium;
import org.candor.rig.Ledger;
import org.candor.rig.Look;
import org.candor.rig.Visit;
import org.eclipse.microprofile.config.ConfigProvider;

/** An operator of a test at a real browser, signed in with a key of their own, and what the database says of what they did. */
final class Desk {
    private static final Duration SOON = Duration.ofSeconds(20);

    final String owner;
    final String key;
    final Visit visit;
    final Page page;
    private final Pool pool;

    Desk(Pool pool, Visit visit, Set<String> scopes, UUID... incidents) {
        this.pool = pool;
        this.visit = visit;
        owner = "desk-" + Ids.next();
        key = TestKeys.make(pool, owner, scopes, incidents);
        run("UPDATE api_key SET contact = $2 WHERE owner = $1", owner, owner + "@example.net");
        page = visit.page();
        visit.signIn(key);
    }

    static Desk of(Pool pool, Chromium chromium) {
        return of(pool, chromium, Look.DESKTOP);
    }

    /** Who may do everything. */
    static Desk of(Pool pool, Chromium chromium, Look look) {
        return new Desk(pool, chromium.visit(look), Scopes.ALL);
    }

    /** Writes a text of a notice in one language, where the form shows it. */
    void write(String text, String language, String words) {
        page.locator("[name^=" + text + "][lang='" + language + "']").fill(words);
    }

    /** Waits on the page of a test message until it says that the message was taken. */
    void awaitTaken() {
        try {
            page.getByText("It was taken.").waitFor();
        } catch (TimeoutError never) {
            throw new AssertionError(
                    page.url() + " says " + visit.text() + ", and on record is "
                            + all(
                                    "SELECT row(phase, begun_at, answered_at, outcome, reason)::text FROM test_attempt"
                                            + " WHERE asked_by = $1",
                                    owner),
                    never);
        }
    }

    /** A row of a table that has this in it. */
    Locator row(String has) {
        return page.locator("main tbody tr").filter(new Locator.FilterOptions().setHasText(has));
    }

    void run(String sql, Object... values) {
        pool.preparedQuery(sql).execute(Tuple.from(values)).await().atMost(SOON);
    }

    /** The first value of the first row. */
    Object value(String sql, Object... values) {
        return Console.value(pool, sql, values);
    }

    long count(String sql, Object... values) {
        return (Long) value("SELECT count(*) FROM " + sql, values);
    }

    /** The first values of all rows, as text. */
    List<String> all(String sql, Object... values) {
        List<String> all = new ArrayList<>();
        for (Row row :
                pool.preparedQuery(sql).execute(Tuple.from(values)).await().atMost(SOON)) {
            all.add(String.valueOf(row.getValue(0)));
        }
        return all;
    }

    /** Who did what to a notice, in order. */
    List<String> acts(UUID notice) {
        return all(
                "SELECT action || ' ' || actor FROM audit WHERE subject = $1 AND actor <> 'candor' ORDER BY at, id",
                notice);
    }

    String state(UUID notice) {
        return (String) value("SELECT state FROM notice WHERE id = $1", notice);
    }

    /** Sets the limit of an account, as in {@code 20/s}. */
    static void pace(String account, String pace) {
        Rest.ALICE
                .call()
                .contentType("application/json")
                .body("{\"pace\": \"" + pace + "\"}")
                .put("/v1/channels/" + account + "/pace")
                .then()
                .statusCode(200);
    }

    /** Where the sandbox's servers write down what they took. */
    static Path sandbox() {
        return Path.of(ConfigProvider.getConfig().getValue("candor.data-dir", String.class), "sandbox");
    }

    /** The deliveries of a notice that the sandbox's mail server took, as often as it took them. */
    List<String> taken(UUID notice) throws IOException {
        Set<String> ours = Set.copyOf(all("SELECT id FROM delivery WHERE notice = $1 AND channel = 'email'", notice));
        return Ledger.ofSandbox(sandbox()).get("email").entries().stream()
                .flatMap(it -> it.delivery().stream())
                .map(UUID::toString)
                .filter(ours::contains)
                .sorted()
                .toList();
    }

    /** The same, as we say it. */
    List<String> reached(UUID notice) {
        return all(
                "SELECT id FROM delivery WHERE notice = $1 AND channel = 'email' AND state IN ('accepted', 'delivered')"
                        + " ORDER BY id::text",
                notice);
    }
}
