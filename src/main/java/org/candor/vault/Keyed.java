package org.candor.vault;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * HMAC-SHA-256 under one root key, with a subkey for each purpose, so that a value computed for one purpose means nothing
 * for another. A subkey is HMAC(root, purpose).
 */
final class Keyed {
    private static final String HMAC = "HmacSHA256";

    private final Mac root;
    private final Map<String, Mac> subkeys = new ConcurrentHashMap<>();

    Keyed(byte[] rootKey) {
        this.root = mac(rootKey);
    }

    /** HMAC of the bytes under the root key itself. */
    byte[] direct(byte[] message) {
        return copy(root).doFinal(message);
    }

    /**
     * HMAC of the bytes under the purpose's subkey.
     *
     * @param purpose a constant of the program: each is kept, so it must not come from a request
     */
    byte[] of(String purpose, byte[] message) {
        return copy(subkeys.computeIfAbsent(purpose, this::subkey)).doFinal(message);
    }

    private Mac subkey(String purpose) {
        return mac(direct(purpose.getBytes(StandardCharsets.UTF_8)));
    }

    private static Mac mac(byte[] key) {
        try {
            Mac mac = Mac.getInstance(HMAC);
            mac.init(new SecretKeySpec(key, HMAC));
            // Takes the key's block in now, so that no copy has to.
            mac.update(new byte[0]);
            return mac;
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("this Java has no HMAC-SHA-256", e);
        }
    }

    /** A Mac has state, so each use works on a copy; copying is several times cheaper than making one. */
    private static Mac copy(Mac mac) {
        try {
            return (Mac) mac.clone();
        } catch (CloneNotSupportedException e) {
            throw new IllegalStateException("this Java's HMAC-SHA-256 cannot be copied", e);
        }
    }
}
