package org.candor.vault;

import java.io.IOException;
import java.io.UncheckedIOException;

/** The keys that wrap others cannot be asked now: nothing is opened or sealed for a new incident until they can. */
public final class KeysAway extends UncheckedIOException {
    private static final long serialVersionUID = 1L;

    KeysAway(String what) {
        super("the keys of incidents cannot be asked: " + what, new IOException(what));
    }
}
