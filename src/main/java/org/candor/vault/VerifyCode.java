package org.candor.vault;

import org.jspecify.annotations.Nullable;

/**
 * The short code in a message by which anybody can check that we sent it: seven symbols of Crockford's base 32 and a check
 * symbol, shown {@code 7QF4-2K9M} (pages.md 2.1). It proves where a message comes from; it opens nothing.
 *
 * <p>The check symbol is the sum of the others, each times its own power of two, in the field of 32 elements: any one
 * wrong symbol and any two swapped ones are noticed.
 */
public final class VerifyCode {
    private static final String ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";
    private static final int DATA = 7;
    private static final int LONGEST_TYPED = 64;

    private VerifyCode() {}

    /** The code of the first 35 bits of a digest, as shown. */
    static String of(byte[] digest) {
        long bits = 0;
        for (int i = 0; i < 5; i++) {
            bits = bits << 8 | digest[i] & 0xFF;
        }
        int[] symbols = new int[DATA];
        for (int i = 0; i < DATA; i++) {
            symbols[i] = (int) (bits >> 35 - 5 * i) & 31;
        }
        StringBuilder code = new StringBuilder(DATA + 2);
        for (int symbol : symbols) {
            code.append(ALPHABET.charAt(symbol));
        }
        return code.append(ALPHABET.charAt(check(symbols))).insert(4, '-').toString();
    }

    /**
     * Reads what a person typed: lower case, spaces and hyphens, O for 0, I and L for 1.
     *
     * @return the code as shown, or null if this can be no code of ours
     */
    public static @Nullable String parse(String typed) {
        if (typed.length() > LONGEST_TYPED) {
            return null;
        }
        int[] symbols = new int[DATA + 1];
        int count = 0;
        for (int i = 0; i < typed.length(); i++) {
            char c = typed.charAt(i);
            if (Character.isWhitespace(c) || Character.isSpaceChar(c) || isDash(c)) {
                continue;
            }
            int value = value(c);
            if (value < 0 || count > DATA) {
                return null;
            }
            symbols[count++] = value;
        }
        if (count != DATA + 1 || check(symbols) != symbols[DATA]) {
            return null;
        }
        StringBuilder code = new StringBuilder(DATA + 2);
        for (int symbol : symbols) {
            code.append(ALPHABET.charAt(symbol));
        }
        return code.insert(4, '-').toString();
    }

    private static boolean isDash(char c) {
        return Character.getType(c) == Character.DASH_PUNCTUATION;
    }

    private static int value(char typed) {
        return switch (typed) {
            case 'o', 'O' -> 0;
            case 'i', 'I', 'l', 'L' -> 1;
            // Upper case by hand: a few letters outside ASCII would become one of ours.
            default -> ALPHABET.indexOf(typed >= 'a' && typed <= 'z' ? typed - 32 : typed);
        };
    }

    private static int check(int[] symbols) {
        int sum = 0;
        for (int i = DATA - 1; i >= 0; i--) {
            sum = doubled(sum ^ symbols[i]);
        }
        return sum;
    }

    /** Moments two in GF(32) with the polynomial x^5 + x^2 + 1. */
    private static int doubled(int value) {
        int twice = value << 1;
        return (twice & 32) == 0 ? twice : twice ^ 0b100101;
    }
}
