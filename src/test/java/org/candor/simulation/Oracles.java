package org.candor.simulation;

import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.RowSet;
import io.vertx.sqlclient.Tuple;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.UUID;

/** What must hold, compared with what the providers took. Findings are sentences. */
final class Oracles {
    private static final String AT_HAND_OFF = """
            SELECT t.no, t.delivery, t.phase, t.source, d.state, d.attempt_no, d.possible_duplicate,
                   EXISTS (SELECT 1 FROM evidence e WHERE e.delivery = d.id
                       AND e.news IN ('came-back', 'came-back-for-now', 'indicted')) AS came_back,
                   EXISTS (SELECT 1 FROM attempt o WHERE o.delivery = d.id AND o.no < t.no AND o.outcome = 'accepted'
                       AND o.answered_at < t.begun_at) AS known
            FROM attempt t JOIN delivery d ON d.id = t.delivery WHERE t.id = $1""";
    private static final String AT_THE_END = """
            SELECT d.id, d.state, d.possible_duplicate, d.attempt_no,
                   EXISTS (SELECT 1 FROM attempt t WHERE t.delivery = d.id
                       AND (t.phase <> 'answered' OR t.outcome = 'unknown')) AS in_doubt,
                   EXISTS (SELECT 1 FROM evidence e WHERE e.delivery = d.id AND e.news <> 'absent') AS told,
                   EXISTS (SELECT 1 FROM evidence e WHERE e.delivery = d.id
                       AND e.news IN ('came-back', 'came-back-for-now', 'indicted')) AS came_back
            FROM delivery d ORDER BY d.recipient, d.channel""";
    private static final String ATTEMPTS = "SELECT id, delivery, no, outcome FROM attempt WHERE source <> 'operator'";
    private static final String TALLIES = """
            SELECT coalesce(c.channel, t.channel) || ' ' || coalesce(c.state, t.state) AS what, c.n AS rows, t.n AS told
            FROM (SELECT notice, channel, state, count(*) AS n FROM delivery GROUP BY notice, channel, state) c
            FULL JOIN (SELECT notice, channel, state, sum(n) AS n
                       FROM (SELECT notice, channel, state, n FROM tally
                             UNION ALL SELECT notice, channel, state, n FROM tally_delta) x
                       GROUP BY notice, channel, state HAVING sum(n) <> 0) t
              ON (t.notice, t.channel, t.state) = (c.notice, c.channel, c.state)
            WHERE c.n IS DISTINCT FROM t.n""";
    private static final Set<String> OVER = Set.of("failed", "suppressed", "expired", "cancelled");
    private static final Set<String> MOVING = Set.of("queued", "claimed", "handing_off", "waiting");

    private final History history;
    final List<String> findings = new ArrayList<>();

    Oracles(History history) {
        this.history = history;
    }

    void found(String what) {
        findings.add(what);
        history.note(() -> "FOUND: " + what);
    }

    /** The first byte leaves: O5, O6, and the flag where the person may get it twice. */
    void handOff(Provider.Call call) {
        UUID attempt = call.handoff().attemptId();
        UUID delivery = call.handoff().delivery();
        String it = history.label(delivery) + "#" + call.handoff().attempt();
        RowSet<Row> rows = history.see(AT_HAND_OFF, Tuple.of(attempt));
        if (rows.size() == 0) {
            found("O5 a hand-off without a committed begin: " + it);
            return;
        }
        Row row = rows.iterator().next();
        if (row.getInteger("no") != call.handoff().attempt() || !delivery.equals(row.getUUID("delivery"))) {
            found("O5 a hand-off under another attempt's begin: " + it);
        }
        if (row.getBoolean("known") && !row.getBoolean("came_back")) {
            found("O6 begun after another one was known to be taken: " + it);
        }
        boolean flagged = row.getBoolean("possible_duplicate");
        if (!flagged
                && !row.getBoolean("came_back")
                && !history.provider().of(delivery).isEmpty()) {
            found("O4 handed off although it was taken before, unflagged: " + it);
        }
        boolean overlaps = history.provider().open.stream()
                .anyMatch(o -> o.handoff().delivery().equals(delivery) && !o.caller().dead);
        if (!flagged && overlaps) {
            found("O6 handed off while another hand-off of it is open, unflagged: " + it);
        }
    }

    void end(int filled) {
        for (Row row : history.see("SELECT at::text AS at, what, delivery FROM sim.finding ORDER BY at, what", null)) {
            found("watched: " + row.getString("what") + ": " + history.label(row.getUUID("delivery")));
        }
        for (Row row : history.see(TALLIES, null)) {
            found("O7 " + row.getString("what") + ": " + row.getLong("rows") + " rows, told " + row.getValue("told"));
        }
        RowSet<Row> rows = history.see(AT_THE_END, null);
        if (rows.size() != filled) {
            found("O9 " + filled + " went in, " + rows.size() + " are there");
        }
        rows.forEach(this::delivery);
        history.see(ATTEMPTS, null).forEach(this::attempt);
    }

    /** Liveness: long after every deadline nothing is left to move. */
    void settled() {
        for (Row row : history.see(AT_THE_END, null)) {
            if (MOVING.contains(row.getString("state"))) {
                found("O1 still " + row.getString("state") + " an hour after its deadline: "
                        + history.label(row.getUUID("id")));
            }
        }
    }

    private void delivery(Row row) {
        UUID id = row.getUUID("id");
        String state = row.getString("state");
        int taken = history.provider().of(id).size();
        boolean explained = row.getBoolean("in_doubt") || row.getBoolean("told");
        if (taken == 0 && Set.of("accepted", "delivered", "bounced").contains(state)) {
            found("O2 " + state + " and nobody took it: " + history.label(id));
        }
        if (taken > 0 && OVER.contains(state) && !explained) {
            found("O3 " + state + " and it was taken: " + history.label(id));
        }
        if (taken > 1 && !row.getBoolean("possible_duplicate") && !row.getBoolean("came_back")) {
            found("O4 taken " + taken + " times, unflagged: " + history.label(id));
        }
    }

    /** Known means known: an answer on record is the provider's. */
    private void attempt(Row row) {
        String outcome = row.getString("outcome");
        if (outcome == null || outcome.equals("unknown")) {
            return;
        }
        boolean taken = history.provider().took(row.getUUID("id"));
        if (taken != outcome.equals("accepted")) {
            found("an attempt is on record as " + outcome + ", and the provider "
                    + (taken ? "has it: " : "has it not: ") + history.label(row.getUUID("delivery")) + "#"
                    + row.getInteger("no"));
        }
    }
}
