package org.candor.vault;

import java.util.UUID;

/**
 * What wraps the keys of incidents, so that the database alone opens nothing: a key-encryption key in a file, in Vault's
 * transit engine or in AWS KMS. The incident is bound in, so that a wrapped key moved to another incident does not unwrap.
 *
 * <p>A wrapped key begins with what tells by which kind and which key it was wrapped: its generation.
 */
interface KeyWrap {
    /** Throws {@link KeysAway} if the keys cannot be asked or refuse. */
    byte[] wrap(byte[] key, UUID incident);

    /** Throws {@link KeysAway} if the keys cannot be asked or refuse, {@link CannotOpen} if it was not made by them or for another. */
    byte[] unwrap(byte[] wrapped, UUID incident);

    /** Whether a key was wrapped by this kind. */
    boolean knows(byte[] wrapped);

    /** How many of the first bytes are the generation. */
    int generation(byte[] wrapped);

    /** Whether a key that this kind wrapped is to be wrapped again: by another key than now, and not by a newer one. */
    boolean behind(byte[] wrapped);

    /** Whether a call may take longer than an event loop has time. */
    boolean waits();

    /** Takes over what has changed on this machine: a file with another key, a token that was renewed. */
    default void look() {}
}
