package org.candor.access;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;

/**
 * An API key in clear, for the moment between its making and its delivery: {@code cnd_} and 24 base62 characters, 142
 * random bits. Only its SHA-256 is kept; that many random bits need no slow hash.
 */
public record ApiKey(String text) {
    public static final String PREFIX = "cnd_";
    private static final String BASE62 = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
    private static final int LENGTH = 24;
    private static final SecureRandom RANDOM = new SecureRandom();

    public static ApiKey make() {
        StringBuilder text = new StringBuilder(PREFIX);
        RANDOM.ints(LENGTH, 0, BASE62.length()).forEach(it -> text.append(BASE62.charAt(it)));
        return new ApiKey(text.toString());
    }

    public byte[] hash() {
        return hash(text);
    }

    static byte[] hash(String text) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public String toString() {
        return "ApiKey[…]";
    }
}
