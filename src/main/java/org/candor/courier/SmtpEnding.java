package org.candor.courier;

import org.jspecify.annotations.Nullable;

/**
 * How a conversation ended, before anybody judges it.
 *
 * @param phase the phase in which it was decided
 * @param reply the reply that decided; null where none came
 * @param fault where we ended it ourselves; null otherwise
 */
record SmtpEnding(
        SmtpPhase phase,
        @Nullable SmtpReply reply,
        @Nullable Fault fault) {
    static SmtpEnding broken(SmtpPhase phase) {
        return new SmtpEnding(phase, null, null);
    }

    static SmtpEnding of(Fault fault) {
        return new SmtpEnding(SmtpPhase.READY, null, fault);
    }
}
