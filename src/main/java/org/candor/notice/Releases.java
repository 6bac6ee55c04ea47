package org.candor.notice;

import java.time.OffsetDateTime;
import org.candor.plumbing.Violations;

/** What must be true of a notice at the moment it is sent, beside what was checked when it was written. */
final class Releases {
    private Releases() {}

    static void check(Spec spec, long audience, OffsetDateTime now) {
        Violations wrong = new Violations();
        // A notice of posts alone is for the public: nobody in particular needs to be there.
        boolean nobody = audience == 0 && !spec.personal().isEmpty();
        wrong.addIf(nobody, spec.follows() == null ? "/incident" : "/follows", "no-recipients");
        wrong.addIf(spec.deadline() != null && !spec.deadline().isAfter(now), "/deadline", "past");
        wrong.orThrow();
    }
}
