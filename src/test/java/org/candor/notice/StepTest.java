package org.candor.notice;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import org.candor.plumbing.Problem;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class StepTest {
    @ParameterizedTest
    @CsvSource({
        "EDIT, DRAFT, DRAFT",
        "EDIT, AWAITING_APPROVAL, DRAFT",
        "SUBMIT, DRAFT, AWAITING_APPROVAL",
        "APPROVE, AWAITING_APPROVAL, AWAITING_APPROVAL",
        "RELEASE, DRAFT, RUNNING",
        "RELEASE, AWAITING_APPROVAL, RUNNING",
        "PAUSE, RUNNING, PAUSED",
        "PAUSE, SCHEDULED, PAUSED",
        "RESUME, PAUSED, RUNNING",
        "CANCEL, DRAFT, CANCELLED",
        "CANCEL, PAUSED, CANCELLED",
        "RETRY_FAILED, COMPLETED_WITH_FAILURES, RUNNING",
        "EXTEND, COMPLETED, RUNNING",
        "EXTEND, RUNNING, RUNNING",
        "EXTEND, PAUSED, PAUSED",
        "EXTEND, SCHEDULED, SCHEDULED"
    })
    void a_step_leads_from_one_state_to_the_next(Step step, Stage from, Stage to) {
        assertEquals(to, step.after(from, false));
    }

    @Test
    void what_is_released_before_its_time_is_scheduled() {
        assertEquals(Stage.SCHEDULED, Step.RELEASE.after(Stage.DRAFT, true));
        assertEquals(Stage.SCHEDULED, Step.RESUME.after(Stage.PAUSED, true));
    }

    @Test
    void a_wrong_state_is_named_with_what_is_possible() {
        Problem refused = assertThrows(Problem.class, () -> Step.RESUME.after(Stage.RUNNING, false));
        assertEquals(409, refused.status());
        assertEquals("conflict", refused.slug());
        assertEquals(
                "The notice is in state running and cannot be resumed; it can be: paused, cancelled, retried, extended.",
                refused.detail());
    }

    @ParameterizedTest
    @EnumSource(Step.class)
    void nothing_can_be_done_to_a_cancelled_notice(Step step) {
        Problem refused = assertThrows(Problem.class, () -> step.after(Stage.CANCELLED, false));
        assertTrue(refused.detail().endsWith("nothing more can be done to it."));
    }

    @ParameterizedTest
    @EnumSource(Stage.class)
    void what_was_released_is_never_edited_or_released_again(Stage stage) {
        if (stage.released()) {
            assertFalse(Step.EDIT.possibleFrom(stage));
            assertFalse(Step.RELEASE.possibleFrom(stage));
        }
    }

    @Test
    void a_notice_can_be_stopped_from_wherever_it_may_still_send() {
        Arrays.stream(Stage.values())
                .filter(it -> it == Stage.SCHEDULED || it == Stage.RUNNING || it == Stage.COMPLETING)
                .forEach(it -> {
                    assertTrue(Step.PAUSE.possibleFrom(it));
                    assertTrue(Step.CANCEL.possibleFrom(it));
                });
    }

    @ParameterizedTest
    @EnumSource(Stage.class)
    void a_word_is_read_back(Stage stage) {
        assertEquals(stage, Stage.of(stage.word()));
    }
}
