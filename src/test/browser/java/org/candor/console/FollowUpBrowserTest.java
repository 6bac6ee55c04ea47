package org.candor.console;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.quarkus.test.junit.QuarkusTest;
import io.vertx.mutiny.sqlclient.Pool;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import org.awaitility.Awaitility;
import org.candor.rig.Chromium;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Journey 8: those who were reached, and nobody else, are told that it is mended. */
@QuarkusTest
class FollowUpBrowserTest {
    private static final Duration SOON = Duration.ofSeconds(60);
    private static final String MENDED = "The way they came in is closed for good.";

    @Inject
    Pool pool;

    @RegisterExtension
    final Chromium chromium = new Chromium();

    @Test
    void it_is_fixed_goes_to_whom_the_first_reached_and_stands_on_the_public_page() throws Exception {
        ObjectNode order = Watched.order("anna", "ben", "bounce");
        order.putArray("channels").add("email").add("social");
        UUID first = UUID.fromString(Watched.done(order));
        Desk operator = Desk.of(pool, chromium);
        assertEquals(2, operator.reached(first).size());
        operator.visit.console("/console/notices/" + first);
        operator.visit.button("Follow-up notice").click();
        assertEquals("New notice", operator.visit.title());
        assertEquals(first.toString(), operator.page.locator("#follows").inputValue());
        operator.page.locator("#kind").selectOption("remediated");
        operator.write("what_happened", "en", MENDED);
        operator.visit.assertClean();
        operator.visit.button("Save as a draft").first().click();
        operator.page.waitForURL("**/edit?saved=1");
        UUID next = UUID.fromString(operator.page.url().replaceAll(".*/notices/|/edit.*", ""));
        operator.visit.button("Save and submit").click();
        operator.page.waitForURL("**/release");
        assertTrue(operator.page.locator("label[for=agree]").innerText().contains("2 emails"), operator.visit::text);
        operator.page.locator("#agree").check();
        operator.visit.signsInAgain();
        operator.visit.button("Release it").click();
        operator.page.waitForURL("**/console/notices/" + next);
        Awaitility.await().atMost(SOON).until(() -> operator.state(next).startsWith("completed"));
        String whom = "SELECT recipient::text FROM delivery WHERE notice = $1 AND channel = 'email'";
        assertEquals(
                operator.all(whom + " AND state IN ('accepted', 'delivered') ORDER BY 1", first),
                operator.all(whom + " ORDER BY 1", next));
        assertEquals(operator.reached(next), operator.taken(next));
        assertEquals(2, operator.taken(next).size());
        assertEquals(
                List.of(
                        "notice.created " + operator.owner,
                        "notice.submitted " + operator.owner,
                        "notice.released " + operator.owner),
                operator.acts(next));
        operator.visit.people("/notices/" + operator.value("SELECT slug FROM notice WHERE id = $1", first));
        assertTrue(operator.visit.text().contains("The cause is fixed"), operator.visit::text);
        assertTrue(operator.visit.text().contains(MENDED), operator.visit::text);
        operator.visit.assertClean();
    }
}
