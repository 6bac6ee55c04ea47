package org.candor.queue;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.quarkus.test.junit.QuarkusTest;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Tuple;
import io.vertx.pgclient.PgException;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.candor.delivery.State;
import org.candor.plumbing.Ids;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The database itself knows the state machine: every pair of states, by a statement that is not ours. */
@QuarkusTest
class MovesTest {
    private static final Duration SOON = Duration.ofSeconds(20);

    /** The table of src/docs/promises.md, state by state. */
    private static final Map<State, Set<State>> MOVES = new EnumMap<>(Map.ofEntries(
            Map.entry(State.QUEUED, words("claimed accepted delivered suppressed expired cancelled unknown")),
            Map.entry(
                    State.CLAIMED, words("queued handing_off accepted delivered suppressed expired cancelled unknown")),
            Map.entry(State.HANDING_OFF, words("accepted waiting failed queued suppressed unknown expired cancelled")),
            Map.entry(State.WAITING, words("claimed accepted delivered suppressed expired cancelled unknown")),
            Map.entry(
                    State.UNKNOWN,
                    words("accepted delivered bounced waiting queued failed suppressed expired cancelled")),
            Map.entry(State.ACCEPTED, words("delivered bounced waiting queued suppressed expired cancelled")),
            Map.entry(State.DELIVERED, words("")),
            Map.entry(State.BOUNCED, words("delivered")),
            Map.entry(State.FAILED, words("queued accepted delivered")),
            Map.entry(State.EXPIRED, words("queued accepted delivered")),
            Map.entry(State.CANCELLED, words("accepted delivered")),
            Map.entry(State.SUPPRESSED, words("queued delivered"))));

    @Inject
    Pool pool;

    private static Set<State> words(String words) {
        Set<State> states = EnumSet.noneOf(State.class);
        Arrays.stream(words.split(" "))
                .filter(it -> !it.isEmpty())
                .map(State::of)
                .forEach(states::add);
        return states;
    }

    @ParameterizedTest
    @EnumSource(State.class)
    void a_delivery_makes_these_moves_and_no_other(State from) {
        for (State to : State.values()) {
            if (to != from) {
                assertEquals(MOVES.get(from).contains(to), moves(from, to), from + " to " + to);
            }
        }
    }

    @Test
    void a_row_says_what_its_state_needs() {
        for (State state : State.values()) {
            assertEquals("23514", wrong(state, shape(state).replace("1, ", "-1, ")), "attempts of " + state);
            assertEquals("23514", wrong(state, turned(shape(state))), "due time of " + state);
        }
    }

    /** Adds a row that is right for {@code from}, and moves it with all that {@code to} needs. */
    private boolean moves(State from, State to) {
        UUID id = Ids.next();
        insert(id, from, shape(from));
        String[] needs = shape(to).split(", ");
        String sql =
                "UPDATE delivery SET state = '%s', attempt_no = %s, due_at = %s, lease = %s, worker = %s WHERE id = $1"
                        .formatted(to.word(), needs[0], needs[1], needs[2], needs[3]);
        return pool.preparedQuery(sql)
                .execute(Tuple.of(id))
                .replaceWith(true)
                .onFailure(PgException.class)
                .recoverWithItem(false)
                .await()
                .atMost(SOON);
    }

    private String wrong(State state, String shape) {
        try {
            insert(Ids.next(), state, shape);
            return "";
        } catch (PgException refused) {
            return refused.getSqlState();
        }
    }

    private void insert(UUID id, State state, String shape) {
        String sql =
                "INSERT INTO delivery (id, notice, recipient, channel, account, state, deadline, attempt_no, due_at, lease,"
                        + " worker) VALUES ($1, $2, $3, 'email', 'email:moves-test', '" + state.word()
                        + "', clock_timestamp(), "
                        + shape + ")";
        pool.preparedQuery(sql)
                .execute(Tuple.of(id, Ids.next(), Ids.next()))
                .await()
                .atMost(SOON);
    }

    /** Attempts, due time, lease and worker as a state has them. */
    private static String shape(State state) {
        return switch (state) {
            case QUEUED, WAITING -> "1, clock_timestamp(), NULL, NULL";
            case CLAIMED, HANDING_OFF -> "1, NULL, gen_random_uuid(), gen_random_uuid()";
            case UNKNOWN, ACCEPTED, DELIVERED, BOUNCED, FAILED, SUPPRESSED, EXPIRED, CANCELLED -> "1, NULL, NULL, NULL";
        };
    }

    private static String turned(String shape) {
        return shape.contains("clock_timestamp()")
                ? shape.replace("clock_timestamp()", "NULL")
                : shape.replaceFirst("NULL", "clock_timestamp()");
    }
}
