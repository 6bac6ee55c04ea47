package org.candor.vault;

import com.google.crypto.tink.Aead;
import com.google.crypto.tink.subtle.AesGcmJce;
import java.security.GeneralSecurityException;

/** The open key of one incident: AES-256-GCM with a fresh random nonce a value. Safe for many threads. */
public final class IncidentKey {
    static final int BYTES = 32;

    private final Aead aead;

    private IncidentKey(Aead aead) {
        this.aead = aead;
    }

    static IncidentKey of(byte[] key) throws GeneralSecurityException {
        return new IncidentKey(new AesGcmJce(key));
    }

    /**
     * Seals a value for one place.
     *
     * @param aad where it will live, from {@link Place#row}
     * @return nonce (12 bytes), ciphertext, tag (16 bytes)
     */
    public byte[] seal(byte[] plain, byte[] aad) {
        try {
            return aead.encrypt(plain, aad);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("this Java cannot seal with AES-256-GCM", e);
        }
    }

    /** Opens a value; throws {@link CannotOpen} if key, place or bytes are not the ones it was sealed with. */
    public byte[] unseal(byte[] sealed, byte[] aad) {
        try {
            return aead.decrypt(sealed, aad);
        } catch (GeneralSecurityException e) {
            throw new CannotOpen("a sealed value");
        }
    }

    @Override
    public String toString() {
        return "IncidentKey[***]";
    }
}
