package org.candor.queue;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.candor.delivery.Channel;
import org.candor.delivery.Evidence;
import org.candor.delivery.News;
import org.candor.delivery.Scope;
import org.candor.delivery.State;
import org.candor.plumbing.Ids;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every state, every kind of news, about the last attempt and about an earlier one. */
class LateRuleTest {
    private static final Evidence WHY = Evidence.of("test");
    private static final Duration HOUR = Duration.ofHours(1);
    private static final Duration DAY = Duration.ofDays(1);

    private static final Map<String, News> NEWS = new LinkedHashMap<>();

    static {
        NEWS.put("taken", new News.Taken("m-1", WHY));
        NEWS.put("arrived", new News.Arrived("m-1", WHY));
        NEWS.put("came-back", new News.CameBack(DAY, WHY));
        NEWS.put("for-now", new News.CameBackForNow(List.of(HOUR, DAY), Duration.ZERO, WHY));
        NEWS.put("opted-out", new News.OptedOut(DAY, WHY));
        NEWS.put("indicted", new News.Indicted(Scope.ACCOUNT, HOUR, WHY));
        NEWS.put("absent", new News.Absent(true, WHY));
        NEWS.put("nothing", new News.Nothing(WHY));
    }

    /**
     * What each state becomes: {@code =} stays and the evidence is kept, {@code .} says nothing new, {@code |} is held. The
     * columns are the kinds of news as above.
     */
    private static final String LAST_IN_DOUBT = """
            unknown     accepted delivered bounced    waiting suppressed queued  waiting .
            accepted    =        delivered bounced    waiting suppressed queued  .       .
            waiting     accepted delivered =          =       suppressed =       .       .
            queued      accepted delivered =          =       suppressed =       .       .
            claimed     accepted delivered =          =       suppressed =       .       .
            handing_off |        |         |          |       |          |       |       .
            delivered   =        =         =          =       =          =       .       .
            bounced     =        delivered =          =       =          =       .       .
            suppressed  =        delivered =          =       =          =       .       .
            failed      accepted delivered =          =       =          =       .       .
            expired     accepted delivered =          =       =          =       .       .
            cancelled   accepted delivered =          =       =          =       .       .
            """;

    /** The provider's answer is on record: that it was taken is no news, and it cannot be looked for. */
    private static final String LAST_ANSWERED = """
            unknown     .        delivered bounced    waiting suppressed queued  waiting .
            accepted    .        delivered bounced    waiting suppressed queued  .       .
            waiting     .        delivered =          =       suppressed =       .       .
            queued      .        delivered =          =       suppressed =       .       .
            claimed     .        delivered =          =       suppressed =       .       .
            handing_off |        |         |          |       |          |       |       .
            delivered   .        =         =          =       =          =       .       .
            bounced     .        delivered =          =       =          =       .       .
            suppressed  .        delivered =          =       =          =       .       .
            failed      .        delivered =          =       =          =       .       .
            expired     .        delivered =          =       =          =       .       .
            cancelled   .        delivered =          =       =          =       .       .
            """;

    /** A later attempt was begun: what came back of this one is not about the delivery. */
    private static final String EARLIER_IN_DOUBT = """
            unknown     accepted delivered =          =       suppressed =       .       .
            accepted    =        delivered =          =       suppressed =       .       .
            waiting     accepted delivered =          =       suppressed =       .       .
            queued      accepted delivered =          =       suppressed =       .       .
            claimed     accepted delivered =          =       suppressed =       .       .
            handing_off |        |         |          |       |          |       |       .
            delivered   =        =         =          =       =          =       .       .
            bounced     =        delivered =          =       =          =       .       .
            suppressed  =        delivered =          =       =          =       .       .
            failed      accepted delivered =          =       =          =       .       .
            expired     accepted delivered =          =       =          =       .       .
            cancelled   accepted delivered =          =       =          =       .       .
            """;

    record Case(String table, State state, String news, String expected) {}

    static Stream<Case> cases() {
        return Stream.of(LAST_IN_DOUBT, LAST_ANSWERED, EARLIER_IN_DOUBT).flatMap(LateRuleTest::cases);
    }

    private static Stream<Case> cases(String table) {
        List<Case> cases = new ArrayList<>();
        Set<State> seen = EnumSet.noneOf(State.class);
        List<String> kinds = List.copyOf(NEWS.keySet());
        table.lines().forEach(line -> {
            String[] words = line.strip().split("\\s+");
            State state = State.of(words[0]);
            seen.add(state);
            for (int i = 0; i < kinds.size(); i++) {
                cases.add(new Case(name(table), state, kinds.get(i), words[i + 1]));
            }
        });
        assertEquals(EnumSet.allOf(State.class), seen);
        return cases.stream();
    }

    private static String name(String table) {
        return table.equals(LAST_IN_DOUBT)
                ? "last, in doubt"
                : table.equals(LAST_ANSWERED) ? "last, answered" : "earlier, in doubt";
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("cases")
    void moves_as_the_table_says(Case it) {
        int no = it.table().startsWith("earlier") ? 1 : 2;
        String outcome = it.table().endsWith("answered") ? "accepted" : null;
        Standing at = standing(it.state(), no, 2, 1, outcome, false, false, false);
        assertEquals(it.expected(), word(LateRule.move(at, NEWS.get(it.news()))));
    }

    private static String word(Move move) {
        return switch (move) {
            case Move.Hold _ -> "|";
            case Move.Pass _ -> ".";
            case Move.Keep _ -> "=";
            case Move.To it -> it.state().word();
        };
    }

    @Test
    void sent_after_undelivered_is_an_old_story() {
        for (State state : EnumSet.complementOf(EnumSet.of(State.HANDING_OFF))) {
            Standing at = standing(state, 1, 1, 1, "unknown", true, false, false);
            assertEquals(Move.keep(), LateRule.move(at, NEWS.get("taken")), state.word());
        }
    }

    @Test
    void two_attempts_that_were_both_taken_are_a_confirmed_double() {
        for (State state : List.of(State.ACCEPTED, State.DELIVERED)) {
            Standing lost = standing(state, 1, 2, 1, null, false, false, true);
            assertEquals(new Move.Keep(true, false), LateRule.move(lost, NEWS.get("taken")));
        }
        Standing accepted = standing(State.ACCEPTED, 1, 2, 1, "unknown", false, false, true);
        assertEquals(
                new Move.To(State.DELIVERED, Duration.ZERO, true, false), LateRule.move(accepted, NEWS.get("arrived")));
        Standing answered = standing(State.ACCEPTED, 2, 2, 2, "accepted", false, false, true);
        assertEquals(
                new Move.Pass(),
                LateRule.move(answered, NEWS.get("taken")),
                "it was known when the other one became known");
    }

    @Test
    void what_came_back_for_now_waits_longer_each_time_and_then_came_back_for_good() {
        assertEquals(HOUR, waits(0));
        assertEquals(HOUR, waits(1));
        assertEquals(DAY, waits(2));
        Move third =
                LateRule.move(standing(State.ACCEPTED, 3, 3, 3, "accepted", false, false, false), NEWS.get("for-now"));
        assertEquals(Move.to(State.BOUNCED), third);
        Move busyBefore =
                LateRule.move(standing(State.ACCEPTED, 9, 9, 1, "accepted", false, false, false), NEWS.get("for-now"));
        assertInstanceOf(Move.To.class, busyBefore);
        assertEquals("waiting", word(busyBefore), "eight times asked to slow down is no try");
    }

    private static Duration waits(int counted) {
        Standing at = standing(State.ACCEPTED, 5, 5, counted, "accepted", false, false, false);
        return assertInstanceOf(Move.To.class, LateRule.move(at, NEWS.get("for-now")))
                .pause();
    }

    @Test
    void the_gate_of_an_indicted_account_does_the_waiting() {
        Standing at = standing(State.ACCEPTED, 1, 1, 1, "accepted", false, false, false);
        assertEquals(new Move.To(State.QUEUED, Duration.ZERO, false, false), LateRule.move(at, NEWS.get("indicted")));
        News country = new News.Indicted(Scope.COUNTRY, HOUR, WHY);
        assertEquals(new Move.To(State.QUEUED, HOUR, false, false), LateRule.move(at, country));
    }

    @Test
    void what_is_turned_away_or_vanishes_behind_the_provider_each_time_comes_to_an_end() {
        List<String> ends = new ArrayList<>();
        for (int counted = 1; counted <= 6; counted++) {
            Standing taken = standing(State.ACCEPTED, 9, 9, counted, "accepted", false, false, false);
            ends.add(word(LateRule.move(taken, NEWS.get("indicted"))));
        }
        assertEquals(List.of("queued", "queued", "queued", "queued", "queued", "bounced"), ends);
        List<Duration> waits = new ArrayList<>();
        for (int counted = 1; counted <= 5; counted++) {
            waits.add(assertInstanceOf(Move.To.class, vanished(counted)).pause());
        }
        assertEquals(
                List.of(
                        Duration.ZERO,
                        Duration.ofMinutes(1),
                        Duration.ofMinutes(2),
                        Duration.ofMinutes(4),
                        Duration.ofMinutes(8)),
                waits);
        assertEquals(Move.to(State.FAILED), vanished(6));
    }

    private static Move vanished(int counted) {
        Standing at = standing(State.UNKNOWN, 9, 9, counted, "unknown", false, false, false);
        return LateRule.move(at, NEWS.get("absent"));
    }

    @Test
    void an_uncertain_absence_needs_a_second_one_some_time_later() {
        News notThere = new News.Absent(false, WHY);
        Standing first = standing(State.UNKNOWN, 1, 1, 1, "unknown", false, false, false);
        assertEquals(new Move.Keep(false, true), LateRule.move(first, notThere));
        Standing second = standing(State.UNKNOWN, 1, 1, 1, "unknown", false, true, false);
        assertEquals(
                new Move.To(State.WAITING, Duration.ZERO, false, true),
                LateRule.move(second, notThere),
                "the next attempt may be a double");
    }

    @Test
    void what_may_have_ended_its_workers_is_not_sent_again_because_it_is_not_there() {
        Standing at = new Standing(
                Ids.next(),
                Ids.next(),
                Channel.SMS,
                "sms:main",
                State.UNKNOWN,
                3,
                3,
                0,
                null,
                false,
                true,
                true,
                false);
        for (boolean certain : new boolean[] {true, false}) {
            News notThere = new News.Absent(certain, Evidence.of("not-found"));
            assertEquals(new Move.Keep(false, true), LateRule.move(at, notThere));
        }
    }

    private static Standing standing(
            State state,
            int no,
            int last,
            int counted,
            @Nullable String outcome,
            boolean cameBack,
            boolean absentBefore,
            boolean takenElsewhere) {
        return new Standing(
                Ids.next(),
                Ids.next(),
                Channel.SMS,
                "sms:main",
                state,
                no,
                last,
                counted,
                outcome,
                cameBack,
                absentBefore,
                false,
                takenElsewhere);
    }
}
