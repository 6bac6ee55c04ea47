package org.candor.house;

import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;

/** The sentences of the rows that no answer can show: what is there afterwards, and how a scene is set in between. */
final class Outcomes {
    private static final String IN_STATE = "SELECT count(*) FROM delivery WHERE id = $1 AND state = $2";

    private Outcomes() {}

    /** What is wrong after the row; empty where there is nothing to look at. */
    static List<String> of(BadInput input, Scene scene, Backstage backstage) {
        return switch (input.id()) {
            case "bulk-052" ->
                count(
                        "people",
                        3,
                        backstage.number("SELECT count(*) FROM recipient WHERE incident = $1", incident(scene)));
            case "idem-032" ->
                count(
                        "notices",
                        1,
                        backstage.number("SELECT count(*) FROM notice WHERE incident = $1", incident(scene)));
            case "idem-052" ->
                count(
                        "lists in an audience",
                        0,
                        backstage.number(
                                "SELECT count(*) FROM import WHERE incident = $1 AND state = 'complete'",
                                incident(scene)));
            case "http-062" ->
                count(
                        "notices of 200 keys",
                        200,
                        backstage.number("SELECT count(*) FROM notice WHERE incident = $1", incident(scene)));
            case "reset-041" -> count("requests", 1, asked(scene, backstage));
            case "reset-049" -> atMost("requests", 1, asked(scene, backstage));
            case "hook-029" -> joinedLater(scene, backstage);
            case "hook-031" ->
                soon(
                        "the double is not confirmed",
                        "SELECT count(*) FROM delivery WHERE id = $1 AND duplicate_confirmed AND possible_duplicate",
                        backstage,
                        scene.attempt().delivery());
            case "hook-035" -> both(becomes("delivered", scene, backstage), evidence(2, scene, backstage));
            case "hook-038" -> becomes("suppressed", scene, backstage);
            default -> own(input, scene, backstage);
        };
    }

    /** A row of our own says the state that the delivery comes to. */
    private static List<String> own(BadInput input, Scene scene, Backstage backstage) {
        String state = input.row().at("/expect/delivery").asText();
        return state.isEmpty() ? List.of() : becomes(state, scene, backstage);
    }

    /** Brings the scene into the state that a step names. */
    static void set(String state, Scene scene, Backstage backstage) {
        switch (state) {
            case "{notice} released" -> scene.release();
            case "{attempt} handed over, our record not yet committed" ->
                scene.attempt(backstage.attempts().open());
            case "{attempt} lost, its delivery sent again and accepted" ->
                scene.attempt(backstage.attempts().sentAgain());
            default -> throw new IllegalArgumentException("no scene is set by " + state);
        }
    }

    /** Stored and held; once its hand-off is known to be lost, it says what became of it. */
    private static List<String> joinedLater(Scene scene, Backstage backstage) {
        UUID delivery = scene.attempt().delivery();
        long moved = backstage.number(IN_STATE, delivery, "handing_off");
        backstage.attempts().lose(scene.attempt());
        return moved == 1 ? becomes("delivered", scene, backstage) : List.of("moved while its hand-off was open");
    }

    private static List<String> becomes(String state, Scene scene, Backstage backstage) {
        return soon(
                "the delivery is not " + state,
                IN_STATE,
                backstage,
                scene.attempt().delivery(),
                state);
    }

    private static List<String> evidence(int pieces, Scene scene, Backstage backstage) {
        return soon(
                "not " + pieces + " pieces of evidence",
                "SELECT (count(*) = $2)::int FROM evidence WHERE delivery = $1",
                backstage,
                scene.attempt().delivery(),
                (long) pieces);
    }

    /** What happens by itself is given some seconds. */
    private static List<String> soon(String otherwise, String sql, Backstage backstage, Object... values) {
        long end = System.nanoTime() + Duration.ofSeconds(15).toNanos();
        while (System.nanoTime() < end) {
            if (backstage.number(sql, values) == 1) {
                return List.of();
            }
            LockSupport.parkNanos(Duration.ofMillis(50).toNanos());
        }
        return List.of(otherwise);
    }

    private static List<String> both(List<String> first, List<String> second) {
        return Stream.concat(first.stream(), second.stream()).toList();
    }

    private static long asked(Scene scene, Backstage backstage) {
        return backstage.number("SELECT count(*) FROM reset_request WHERE incident = $1", incident(scene));
    }

    private static UUID incident(Scene scene) {
        return UUID.fromString(scene.fill("{incident}"));
    }

    private static List<String> count(String what, long expected, long found) {
        return expected == found ? List.of() : List.of(found + " " + what + ", not " + expected);
    }

    private static List<String> atMost(String what, long most, long found) {
        return found <= most ? List.of() : List.of(found + " " + what + ", more than " + most);
    }
}
