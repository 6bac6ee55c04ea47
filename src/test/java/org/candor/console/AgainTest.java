package org.candor.console;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quarkus.security.identity.SecurityIdentity;
import io.quarkus.test.junit.QuarkusTest;
import io.smallrye.mutiny.Uni;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.annotation.security.RolesAllowed;
import jakarta.inject.Inject;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.Response;
import java.time.Duration;
import java.util.Map;
import org.candor.access.Scopes;
import org.candor.access.Session;
import org.candor.access.TestKeys;
import org.candor.plumbing.Ids;
import org.jsoup.Jsoup;
import org.jsoup.nodes.Document;
import org.junit.jupiter.api.Test;

/** Who they are is asked once more before what cannot be taken back (D7). */
@QuarkusTest
class AgainTest {
    /** Asks, and answers in plain text. */
    @Path("/console/again-test")
    @RolesAllowed(Session.ROLE)
    public static class Probe {
        @Inject
        SecurityIdentity identity;

        @Inject
        Again again;

        @Inject
        ConsolePages pages;

        @GET
        public Uni<String> ask(@QueryParam("key") String key, @Context HttpServerRequest request) {
            return again.wrong(Session.of(identity), key == null ? "" : key, request)
                    .map(it -> it.isEmpty() ? "yes" : it);
        }

        @GET
        @Path("page")
        public Uni<Response> page() {
            Confirm ask = new Confirm("Erase it", "All of it.", "/console/x", "/console", "Erase").withSignIn();
            return pages.page(Session.of(identity), "", "confirm", Map.of("ask", ask));
        }
    }

    @Inject
    Pool pool;

    private final String owner = "again-" + Ids.next();
    private final Browser browser = new Browser();

    @Test
    void d7_the_key_of_this_session_is_them_and_no_other_key_is() {
        String key = TestKeys.make(pool, owner, Scopes.ALL);
        String second = TestKeys.make(pool, owner, Scopes.ALL);
        String stranger = TestKeys.make(pool, owner + "-2", Scopes.ALL);
        browser.signIn(key);
        assertEquals("yes", asked(key));
        assertEquals("yes", asked(" " + key + " "));
        for (String other : new String[] {second, stranger, "cnd_" + "0".repeat(24), "", "x"}) {
            assertTrue(asked(other).startsWith("That is not the key"), () -> asked(other));
        }
    }

    @Test
    void d7_the_page_asks_for_the_key_in_a_field_that_no_browser_keeps() {
        browser.signIn(TestKeys.make(pool, owner, Scopes.ALL));
        Document page = Jsoup.parse(browser.open("/console/again-test/page").asString());
        assertEquals("password", page.select("#key").attr("type"));
        assertEquals("off", page.select("main form").attr("autocomplete"));
        assertEquals(0, page.select("main a[href=/console/sign-in/issuer]").size());
    }

    @Test
    void a11_it_is_a_call_of_the_key() {
        String key = TestKeys.make(pool, owner, Scopes.ALL);
        browser.signIn(key);
        pool.preparedQuery("UPDATE api_key SET calls_per_minute = 4 WHERE owner = $1")
                .execute(Tuple.of(owner))
                .await()
                .atMost(Duration.ofSeconds(10));
        int asked = 0;
        while (asked < 10 && browser.open("/console/again-test?key=" + key).statusCode() == 200) {
            asked++;
        }
        assertTrue(asked < 4, "asked: " + asked);
    }

    private String asked(String key) {
        return browser.open("/console/again-test?key=" + key.replace(" ", "%20"))
                .asString();
    }
}
