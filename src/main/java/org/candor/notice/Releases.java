package org.candor.notice;

import java.time.OffsetDateTime;
import org.candor.letter.Kind;
import org.candor.plumbing.Violations;

/** What must be true of a notice at the moment it is sent, beside what was checked when it was written. */
final class Releases {
    private Releases() {}

    static void check(Spec spec, long audience, OffsetDateTime now) {
        Violations wrong = new Violations();
        wrong.addIf(audience == 0, "/incident", "no-recipients");
        wrong.addIf(spec.deadline() != null && !spec.deadline().isAfter(now), "/deadline", "past");
        // One channel after the other needs the second channel, which comes with its own courier.
        wrong.addIf(spec.strategy().equals("first") && spec.channels().size() > 1, "/strategy", "not-available");
        wrong.addIf(Kind.of(spec.kind()) != Kind.INITIAL, "/kind", "not-available");
        wrong.orThrow();
    }
}
