package org.candor.dispatch;

import static org.candor.dispatch.MailStage.LONG;
import static org.candor.dispatch.MailStage.people;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.awaitility.Awaitility;
import org.candor.rig.Books;
import org.candor.rig.Flow;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The pace of an account by the times of its mail server, over three processes. Runs while no other test does: what a
 * busy machine is too slow for says nothing of a pace.
 */
@Tag("alone")
class PaceIT {
    private static final int PROCESSES = 3;
    private static final int HERD = 10_000;
    private static final int PER_SECOND = 50;

    /** Instead of a minute. */
    private static final Duration WATCHED = Duration.ofSeconds(20);

    private static final Duration TURN = WATCHED.plusSeconds(2);
    private static final int TURNS = 5;

    @TempDir
    static Path folder;

    @Test
    void a_herd_that_is_due_at_once_keeps_the_pace_over_all_processes() throws Exception {
        try (MailStage stage = new MailStage(folder, MailStage.Clocks.PATIENT)) {
            stage.account("herd", stage.server("herd", it -> it).port(), "pace", PER_SECOND + "/s");
            stage.start(PROCESSES);
            herd(stage);
        }
    }

    private static void herd(MailStage stage) throws Exception {
        stage.operator()
                .post("/v1/channels/email:herd/close", "{\"reason\": \"they are all to come at once\"}")
                .expect(200);
        UUID notice = stage.release("herd", people("plain", 0, HERD));
        Awaitility.await().atMost(LONG).until(() -> stage.due(notice) == HERD);
        stage.operator()
                .post("/v1/channels/email:herd/open", "{\"reason\": \"now\"}")
                .expect(204);
        Awaitility.await()
                .atMost(LONG)
                .until(() -> !stage.ledger("herd").entries().isEmpty());
        Instant start = stage.ledger("herd").entries().getFirst().at().plusSeconds(1);
        // A machine that stalls can spoil a turn for the floor, never for the ceiling.
        int turns = 0;
        while (!kept(stage, start.plus(TURN.multipliedBy(turns)))) {
            turns++;
            assertTrue(turns < TURNS, "in none of " + TURNS + " turns the pace was reached");
        }
        stage.cancel(notice);
        Flow flow = Flow.of(stage.ledger("herd"));
        assertEquals(List.of(), flow.tooFast(PER_SECOND, List.of(WATCHED.dividedBy(2), WATCHED)));
        Books books = stage.resolved(notice, "herd");
        assertEquals(HERD, books.in("accepted") + books.in("cancelled"));
        assertEquals(0, books.doubts());
        assertFalse(stage.said("was put back"), "a permit was lost by a mistake");
    }

    /** Waits for the end of a turn and says whether it kept the pace throughout. */
    private static boolean kept(MailStage stage, Instant from) throws IOException {
        Instant until = from.plus(TURN);
        Awaitility.await().atMost(LONG).until(() -> Instant.now().isAfter(until));
        return Flow.of(stage.ledger("herd")).between(from, until).fastEnough(PER_SECOND, WATCHED);
    }
}
