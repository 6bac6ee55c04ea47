package org.candor.notice;

import static org.candor.notice.Stage.AWAITING_APPROVAL;
import static org.candor.notice.Stage.CANCELLED;
import static org.candor.notice.Stage.COMPLETED;
import static org.candor.notice.Stage.COMPLETED_WITH_FAILURES;
import static org.candor.notice.Stage.COMPLETING;
import static org.candor.notice.Stage.DRAFT;
import static org.candor.notice.Stage.PAUSED;
import static org.candor.notice.Stage.RUNNING;
import static org.candor.notice.Stage.SCHEDULED;

import java.util.Arrays;
import java.util.EnumSet;
import java.util.Set;
import java.util.stream.Collectors;
import org.candor.plumbing.Problem;

/** What a caller may do to a notice, and from where. What time does by itself is in {@link Completion}. */
public enum Step {
    EDIT("edited", DRAFT, AWAITING_APPROVAL),
    SUBMIT("submitted", DRAFT),
    APPROVE("approved", AWAITING_APPROVAL),
    RELEASE("released", DRAFT, AWAITING_APPROVAL),
    PAUSE("paused", SCHEDULED, RUNNING, COMPLETING),
    RESUME("resumed", PAUSED),
    CANCEL("cancelled", DRAFT, AWAITING_APPROVAL, SCHEDULED, RUNNING, PAUSED, COMPLETING),
    RETRY_FAILED("retried", RUNNING, COMPLETING, COMPLETED_WITH_FAILURES),
    /** To people who came later. What waits for its hour or is paused goes on waiting, with them. */
    EXTEND("extended", SCHEDULED, RUNNING, PAUSED, COMPLETING, COMPLETED, COMPLETED_WITH_FAILURES);

    private final String done;
    private final Set<Stage> from;

    Step(String done, Stage... from) {
        this.done = done;
        this.from = EnumSet.copyOf(Arrays.asList(from));
    }

    /** What the notice is afterwards, for a sentence and for the audit record: {@code released}. */
    public String done() {
        return done;
    }

    public boolean possibleFrom(Stage stage) {
        return from.contains(stage);
    }

    /**
     * The stage after this step.
     *
     * @param later whether the notice's {@code not_before} is still to come
     * @throws Problem 409 that names the state and what is possible in it
     */
    public Stage after(Stage stage, boolean later) {
        if (!possibleFrom(stage)) {
            throw Problem.of(409, "conflict", refusal(stage));
        }
        return switch (this) {
            case EDIT -> DRAFT;
            case SUBMIT, APPROVE -> AWAITING_APPROVAL;
            case RELEASE, RESUME -> later ? SCHEDULED : RUNNING;
            case PAUSE -> PAUSED;
            case CANCEL -> CANCELLED;
            case RETRY_FAILED -> RUNNING;
            case EXTEND -> stage == SCHEDULED || stage == PAUSED ? stage : RUNNING;
        };
    }

    private String refusal(Stage stage) {
        String possible = Arrays.stream(values())
                .filter(it -> it.possibleFrom(stage))
                .map(Step::done)
                .collect(Collectors.joining(", "));
        return "The notice is in state %s and cannot be %s; ".formatted(stage.word(), done)
                + (possible.isEmpty() ? "nothing more can be done to it." : "it can be: " + possible + ".");
    }
}
