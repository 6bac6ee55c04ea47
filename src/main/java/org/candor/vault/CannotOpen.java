package org.candor.vault;

/** A sealed value that does not open: a wrong key, another row, or changed bytes. Says nothing about the content. */
public final class CannotOpen extends RuntimeException {
    private static final long serialVersionUID = 1L;

    CannotOpen(String what) {
        super(what + " does not open with the keys of this installation", null, false, false);
    }
}
