package org.candor.vault;

import java.util.Arrays;
import java.util.List;

/** The kinds of key wraps that are set up: one wraps, and each unwraps what is its own. */
record KeyWraps(KeyWrap first, List<KeyWrap> all) {
    static KeyWraps only(KeyWrap one) {
        return new KeyWraps(one, List.of(one));
    }

    /** The one that wrapped a key; throws {@link CannotOpen} if it is not set up here. */
    KeyWrap of(byte[] wrapped) {
        return all.stream()
                .filter(it -> it.knows(wrapped))
                .findFirst()
                .orElseThrow(() -> new CannotOpen("a key that was wrapped by a service that is not set up here"));
    }

    static boolean begins(byte[] wrapped, byte[] kind) {
        return wrapped.length > kind.length && Arrays.equals(wrapped, 0, kind.length, kind, 0, kind.length);
    }
}
