package org.candor.sandbox;

import org.jspecify.annotations.Nullable;

/**
 * What the scripted server does at one point of a conversation.
 *
 * @param reply the reply line; null for none
 * @param waits whether it lets {@link SmtpSettings#slowness()} pass first
 * @param cuts whether it closes the connection afterwards
 */
record Act(@Nullable String reply, boolean waits, boolean cuts) {
    static final Act CUT = new Act(null, false, true);
    /** Says nothing and stays, until the client gives up. */
    static final Act SILENCE = new Act(null, false, false);

    static Act say(String reply) {
        return new Act(reply, false, false);
    }

    Act slowly() {
        return new Act(reply, true, cuts);
    }

    Act andCut() {
        return new Act(reply, waits, true);
    }
}
