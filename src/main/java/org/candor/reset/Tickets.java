package org.candor.reset;

import jakarta.inject.Singleton;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.Base64;
import org.candor.vault.Vault;
import org.jspecify.annotations.Nullable;

/**
 * What a browser holds between the link and the button: a cookie with the hash of the token and when it ends, signed. It
 * looks alike for every token, known or not, and nobody can make a link of it.
 */
@Singleton
class Tickets {
    /** The prefix makes browsers insist on Secure, on the whole path and on this very host (RFC 6265bis, 4.1.3.2). */
    static final String COOKIE = "__Host-candor-reset";

    private static final String COOKIE_KEY = "reset cookie";
    private static final String FORM_KEY = "reset form";
    private static final int HASH = 32;
    private static final int SIGNED = HASH + Long.BYTES;
    private static final int LENGTH = SIGNED + 16;

    private final Vault vault;
    private final InstantSource clock;
    private final ResetConfig config;

    Tickets(Vault vault, InstantSource clock, ResetConfig config) {
        this.vault = vault;
        this.clock = clock;
        this.config = config;
    }

    /**
     * One browser's permission to press the button for a while.
     *
     * @param tokenHash of the link's token
     * @param formToken the form's hidden field: whoever has not read the page that this cookie got cannot know it
     */
    record Ticket(byte[] tokenHash, String formToken) {
        boolean allows(String sent) {
            return MessageDigest.isEqual(
                    formToken.getBytes(StandardCharsets.UTF_8), sent.getBytes(StandardCharsets.UTF_8));
        }
    }

    /** The Set-Cookie header for a token. Lax: a Strict cookie is not sent to where a link on another site leads on. */
    String cookie(String token) {
        long until = clock.instant().plus(config.pageOpen()).getEpochSecond();
        byte[] signed = ByteBuffer.allocate(SIGNED)
                .put(vault.tokenHash(token))
                .putLong(until)
                .array();
        byte[] all = ByteBuffer.allocate(LENGTH)
                .put(signed)
                .put(vault.mac(COOKIE_KEY, signed), 0, LENGTH - SIGNED)
                .array();
        return COOKIE + "=" + text(all) + "; Path=/; Max-Age="
                + config.pageOpen().toSeconds() + "; Secure; HttpOnly; SameSite=Lax";
    }

    /** The ticket of a cookie's value; null for none, a foreign one or one that has ended. */
    @Nullable
    Ticket read(@Nullable String cookie) {
        byte[] all = bytes(cookie);
        if (all.length != LENGTH) {
            return null;
        }
        byte[] mac = Arrays.copyOf(vault.mac(COOKIE_KEY, Arrays.copyOf(all, SIGNED)), LENGTH - SIGNED);
        boolean ours = MessageDigest.isEqual(mac, Arrays.copyOfRange(all, SIGNED, LENGTH));
        long until = ByteBuffer.wrap(all).getLong(HASH);
        return ours && clock.instant().getEpochSecond() < until
                ? new Ticket(Arrays.copyOf(all, HASH), text(vault.mac(FORM_KEY, all)))
                : null;
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
