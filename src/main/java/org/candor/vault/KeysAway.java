package org.candor.vault;

import java.io.IOException;
import java.io.UncheckedIOException;

/** The keys that wrap others cannot be asked now, or refuse: nothing is opened or sealed for a new incident until they do. */
public final class KeysAway extends UncheckedIOException {
    private static final long serialVersionUID = 1L;

    private final boolean refused;

    private KeysAway(String what, boolean refused) {
        super("the keys of incidents cannot be asked: " + what, new IOException(what));
        this.refused = refused;
    }

    /** They do not answer. */
    static KeysAway silent(String what) {
        return new KeysAway(what, false);
    }

    /** They are taken away from us. */
    static KeysAway refused(String what) {
        return new KeysAway(what, true);
    }

    /** They know nothing of a wrapped key. */
    static KeysAway unknown() {
        return new KeysAway("one does not open with the keys of this installation", true);
    }

    boolean refused() {
        return refused;
    }
}
