package org.candor.console;

import org.candor.queue.Doubts.Decision;

/** The three ways out of doubt, as words in an address and for a reader. */
final class DoubtWays {
    /** A part of an address. */
    static final String WAYS = "{as:resend|accepted|give-up}";

    private DoubtWays() {}

    static String title(String as) {
        return switch (as) {
            case "resend" -> "Send again";
            case "accepted" -> "Count as accepted";
            default -> "Give up";
        };
    }

    static String effect(String as, long count) {
        String what = Said.deliveries(count);
        return switch (as) {
            case "resend" -> what + " will be handed over once more: whoever has it already gets it twice.";
            case "accepted" -> what + " will count as accepted: you know that it was taken. Nothing is sent.";
            default -> what + " will count as failed: nothing is sent, and nobody is counted as reached this way.";
        };
    }

    static Decision decision(String as) {
        return switch (as) {
            case "resend" -> Decision.RESEND;
            case "accepted" -> Decision.ACCEPTED;
            default -> Decision.GIVE_UP;
        };
    }
}
