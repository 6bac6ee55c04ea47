package org.candor.house;

import java.util.List;
import java.util.UUID;

/** The sentences of the rows that no answer can show: what is there afterwards, and how a scene is set in between. */
final class Outcomes {
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
            case "reset-041" -> count("requests", 1, asked(scene, backstage));
            case "reset-049" -> atMost("requests", 1, asked(scene, backstage));
            default -> List.of();
        };
    }

    /** Brings the scene into the state that a step names. */
    static void set(String state, Scene scene) {
        if (!state.equals("{notice} released")) {
            throw new IllegalArgumentException("no scene is set by " + state);
        }
        scene.release();
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
