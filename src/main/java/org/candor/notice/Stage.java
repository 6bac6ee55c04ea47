package org.candor.notice;

import java.util.Locale;

/** Where a notice stands; called its state in the API. {@link Step} says how one leads to another. */
public enum Stage {
    /** Being written: no audience yet, nothing approved. */
    DRAFT,
    /** Submitted: content and audience are fixed, and it waits for approval or release. */
    AWAITING_APPROVAL,
    /** Released, and its time has not come. */
    SCHEDULED,
    /** Being sent. */
    RUNNING,
    /** Held by a person; nothing more begins. */
    PAUSED,
    /** Nothing waits to be sent any more; the last answers are awaited. */
    COMPLETING,
    COMPLETED,
    /** Completed, and some deliveries failed, bounced or expired. */
    COMPLETED_WITH_FAILURES,
    CANCELLED;

    /** The word used in the API and in SQL: the name in lower case. */
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** Reads {@link #word()} back; throws {@link IllegalArgumentException} for any other text. */
    public static Stage of(String word) {
        for (Stage stage : values()) {
            if (stage.word().equals(word)) {
                return stage;
            }
        }
        throw new IllegalArgumentException("not a state of a notice");
    }

    /** True once its content is in use: the letters of a released notice never change. */
    public boolean released() {
        return switch (this) {
            case DRAFT, AWAITING_APPROVAL -> false;
            case SCHEDULED, RUNNING, PAUSED, COMPLETING, COMPLETED, COMPLETED_WITH_FAILURES, CANCELLED -> true;
        };
    }
}
