package org.candor.access;

import jakarta.enterprise.context.ApplicationScoped;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.Base64;
import org.candor.vault.Vault;
import org.jspecify.annotations.Nullable;

/**
 * What a browser holds while it signs in: a cookie with random bits and when it ends, signed. The form's token, and the state,
 * nonce and PKCE verifier of a sign-in at the issuer, are made from it with keys of our own: nothing is kept, and a code that
 * comes back is of use to the browser that was sent for it only.
 */
@ApplicationScoped
public class Doorstep {
    /** As that of the session, and for the same reasons. */
    public static final String COOKIE = "__Host-candor-sign-in";

    private static final String HOW = "; Path=/; Secure; HttpOnly; SameSite=Lax";

    /** The header {@code Set-Cookie} that takes it away again. */
    public static final String GONE = COOKIE + "=; Max-Age=0" + HOW;

    private static final Duration OPEN = Duration.ofMinutes(10);
    private static final int RANDOM_BITS = 24;
    private static final int SIGNED = RANDOM_BITS + Long.BYTES;
    private static final int LENGTH = SIGNED + 16;
    private static final SecureRandom RANDOM = new SecureRandom();

    private final Vault vault;
    private final InstantSource clock;

    Doorstep(Vault vault, InstantSource clock) {
        this.vault = vault;
        this.clock = clock;
    }

    /**
     * One browser that is about to sign in.
     *
     * @param cookie the cookie's value
     * @param formToken the form's hidden field
     */
    public record Visit(String cookie, String formToken, String state, String nonce, String verifier) {
        /** The header {@code Set-Cookie}. */
        public String header() {
            return COOKIE + "=" + cookie + "; Max-Age=" + OPEN.toSeconds() + HOW;
        }

        public boolean allows(String sent) {
            return same(formToken, sent);
        }

        /** True for the state that this browser left with. */
        boolean left(String with) {
            return same(state, with);
        }

        /** RFC 7636, 4.2. */
        String challenge() {
            try {
                byte[] hash = MessageDigest.getInstance("SHA-256").digest(verifier.getBytes(StandardCharsets.US_ASCII));
                return text(hash);
            } catch (NoSuchAlgorithmException e) {
                throw new IllegalStateException(e);
            }
        }

        private static boolean same(String one, String other) {
            return MessageDigest.isEqual(one.getBytes(StandardCharsets.UTF_8), other.getBytes(StandardCharsets.UTF_8));
        }

        @Override
        public String toString() {
            return "Visit[…]";
        }
    }

    public Visit open() {
        byte[] random = new byte[RANDOM_BITS];
        RANDOM.nextBytes(random);
        byte[] signed = ByteBuffer.allocate(SIGNED)
                .put(random)
                .putLong(clock.instant().plus(OPEN).getEpochSecond())
                .array();
        return visit(
                ByteBuffer.allocate(LENGTH).put(signed).put(signature(signed)).array());
    }

    /** The visit of a cookie's value; null for none, a foreign one or one that has ended. */
    public @Nullable Visit read(@Nullable String cookie) {
        byte[] all = bytes(cookie);
        if (all.length != LENGTH) {
            return null;
        }
        boolean ours =
                MessageDigest.isEqual(signature(Arrays.copyOf(all, SIGNED)), Arrays.copyOfRange(all, SIGNED, LENGTH));
        return ours && clock.instant().getEpochSecond() < ByteBuffer.wrap(all).getLong(RANDOM_BITS) ? visit(all) : null;
    }

    private Visit visit(byte[] all) {
        return new Visit(text(all), made("form", all), made("state", all), made("nonce", all), made("verifier", all));
    }

    private String made(String what, byte[] all) {
        return text(vault.mac("sign-in " + what, all));
    }

    private byte[] signature(byte[] signed) {
        return Arrays.copyOf(vault.mac("sign-in cookie", signed), LENGTH - SIGNED);
    }

    private static String text(byte[] bytes) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }

    private static byte[] bytes(@Nullable String cookie) {
        try {
            return cookie == null ? new byte[0] : Base64.getUrlDecoder().decode(cookie);
        } catch (IllegalArgumentException e) {
            return new byte[0];
        }
    }
}
