package org.candor.sandbox;

import org.jspecify.annotations.Nullable;

/**
 * What the scripted server does at one point of a conversation.
 *
 * @param reply the reply line; null for none
 * @param waits how many times it lets {@link SmtpSettings#slowness()} pass first
 * @param cuts whether it closes the connection afterwards
 */
record Act(@Nullable String reply, int waits, boolean cuts) {
    static final Act CUT = new Act(null, 0, true);
    /** Says nothing and stays, until the client gives up. */
    static final Act SILENCE = new Act(null, 0, false);

    static Act say(String reply) {
        return new Act(reply, 0, false);
    }

    Act slowly() {
        return slowly(1);
    }

    Act slowly(int times) {
        return new Act(reply, times, cuts);
    }

    /** The same with this value at its place in the reply. */
    Act with(String place, String value) {
        return reply == null ? this : new Act(reply.replace(place, value), waits, cuts);
    }

    Act andCut() {
        return new Act(reply, waits, true);
    }
}
