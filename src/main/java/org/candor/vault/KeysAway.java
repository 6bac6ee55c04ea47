package org.candor.vault;

import java.io.IOException;
import java.io.UncheckedIOException;

/** The keys that wrap others cannot be asked now, or refuse: nothing is opened or sealed for a new incident until they do. */
public final class KeysAway extends UncheckedIOException {
    private static final long serialVersionUID = 1L;

    private enum Why {
        SILENT,
        REFUSED,
        UNKNOWN
    }

    private final Why why;

    private KeysAway(String what, Why why) {
        super("the keys of incidents cannot be asked: " + what, new IOException(what));
        this.why = why;
    }

    /** They do not answer. */
    static KeysAway silent(String what) {
        return new KeysAway(what, Why.SILENT);
    }

    /** They are taken away from us. */
    static KeysAway refused(String what) {
        return new KeysAway(what, Why.REFUSED);
    }

    /** They answer, and know nothing of this one wrapped key: others open as ever. */
    static KeysAway unknown() {
        return new KeysAway("one does not open with the keys of this installation", Why.UNKNOWN);
    }

    boolean refused() {
        return why == Why.REFUSED;
    }

    /** Whether any other key would meet with the same. */
    boolean forAll() {
        return why != Why.UNKNOWN;
    }
}
