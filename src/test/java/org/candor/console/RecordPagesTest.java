package org.candor.console;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quarkus.test.junit.QuarkusTest;
import io.vertx.mutiny.sqlclient.Pool;
import jakarta.inject.Inject;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.awaitility.Awaitility;
import org.candor.access.Scopes;
import org.candor.plumbing.Ids;
import org.candor.record.Record;
import org.jsoup.nodes.Document;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** The record, for whoever asks what was done. */
@QuarkusTest
class RecordPagesTest {
    private static final String PATH = "/console/record";

    @Inject
    Pool pool;

    @Inject
    Record record;

    @Test
    void what_was_done_is_read_the_newest_first_and_filtered() {
        Watched operator = new Watched(pool, Scopes.ALL);
        UUID subject = Ids.next();
        note(operator.owner, "notice.released", subject, "first");
        note(operator.owner, "notice.paused", subject, "<b>second</b>");
        note(operator.owner, "pace.set", null, "third");
        Document all = operator.page(PATH + "?actor=" + operator.owner);
        assertEquals(
                List.of("pace.set", "notice.paused", "notice.released", "operator.signed-in"),
                all.select("main tbody td:nth-child(4)").eachText());
        assertTrue(all.text().contains("reason: <b>second</b>"), all::text);
        assertEquals(2, rows(operator, "?actor=" + operator.owner + "&action=notice"));
        assertEquals(1, rows(operator, "?actor=" + operator.owner + "&action=notice.paused"));
        assertEquals(2, rows(operator, "?subject=" + subject));
        assertEquals(
                "/console/notices/" + subject,
                operator.page(PATH + "?subject=" + subject)
                        .select("main tbody a")
                        .attr("href"));
        assertTrue(operator.page(PATH + "?actor=nobody-" + Ids.next()).text().contains("No row matches."));
        assertEquals(
                PATH + "?actor=a",
                operator.browser.open(PATH + "?actor=a&action=&subject=").header("Location"));
        assertEquals(400, operator.browser.open(PATH + "?subject=1").statusCode());
    }

    @Test
    void a_long_record_is_read_page_by_page() {
        Watched operator = new Watched(pool, Scopes.ALL);
        for (int i = 0; i < 4; i++) {
            note(operator.owner, "pace.set", null, "no. " + i);
        }
        String query = "?actor=" + operator.owner + "&limit=3";
        Document first = operator.page(PATH + query);
        assertEquals(3, first.select("main tbody tr").size());
        String next = first.select("a[rel=next]").attr("href");
        assertEquals(2, operator.page(next + "&limit=3").select("main tbody tr").size());
    }

    @Test
    void the_chain_is_read_when_somebody_asks() {
        Watched operator = new Watched(pool, Scopes.ALL);
        Awaitility.await()
                .atMost(Watched.SOON)
                .until(() -> !operator.page(PATH + "?actor=" + operator.owner)
                        .selectFirst("main tbody td")
                        .text()
                        .equals("soon"));
        String head = operator.page(PATH).selectFirst("main code").text();
        assertEquals(64, head.length());
        Document verified = operator.page(PATH + "/verify");
        assertTrue(verified.text().contains("The chain holds."), verified::text);
        assertEquals(64, verified.selectFirst("code").text().length());
    }

    @Test
    void it_is_not_for_everybody() {
        Watched nobody = new Watched(pool, Set.of(Scopes.NOTICES_READ));
        assertTrue(nobody.page(PATH).text().contains("it needs the scope deliveries:read"));
        Watched bound = new Watched(pool, Scopes.ALL, Ids.next());
        assertEquals(403, bound.browser.open(PATH).statusCode());
        assertEquals(403, bound.browser.open(PATH + "/verify").statusCode());
    }

    private static int rows(Watched operator, String query) {
        return operator.page(PATH + query).select("main tbody tr").size();
    }

    private void note(String who, String action, @Nullable UUID subject, String reason) {
        // Ids tell milliseconds apart, no less.
        UUID now = Ids.next();
        while (Ids.next().getMostSignificantBits() >>> 16 == now.getMostSignificantBits() >>> 16) {
            Thread.onSpinWait();
        }
        pool.withTransaction(tx -> record.note(tx, who, action, subject, Map.of("reason", reason)))
                .await()
                .atMost(Watched.SOON);
    }
}
