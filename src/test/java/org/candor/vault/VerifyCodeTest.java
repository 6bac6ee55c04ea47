package org.candor.vault;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;

class VerifyCodeTest {
    private static final String SYMBOLS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";

    @Test
    void it_is_read_as_people_type_it() {
        String code = VerifyCode.of(new byte[] {0, 0x42, 0x10, (byte) 0x84, 0x21});
        assertEquals('0', code.charAt(0));
        String sloppy = code.toLowerCase().replace("0", "o").replace("1", "l").replace("-", " – ") + "\u00a0";
        assertEquals(code, VerifyCode.parse(sloppy));
        assertEquals(code, VerifyCode.parse(code.replace("-", "").replace("1", "I")));
    }

    @Test
    void one_wrong_symbol_or_two_swapped_ones_are_always_noticed() {
        RandomGenerator random = RandomGenerator.of("L64X128MixRandom");
        for (int round = 0; round < 200; round++) {
            byte[] digest = new byte[5];
            random.nextBytes(digest);
            String code = VerifyCode.of(digest).replace("-", "");
            assertEquals(code, VerifyCode.parse(code).replace("-", ""));
            for (int at = 0; at < 8; at++) {
                for (char symbol : SYMBOLS.toCharArray()) {
                    if (symbol != code.charAt(at)) {
                        assertNull(VerifyCode.parse(code.substring(0, at) + symbol + code.substring(at + 1)), code);
                    }
                }
                for (int other = at + 1; other < 8; other++) {
                    if (code.charAt(at) != code.charAt(other)) {
                        assertNull(VerifyCode.parse(swapped(code, at, other)), code);
                    }
                }
            }
        }
    }

    @Test
    void what_can_be_no_code_is_none() {
        for (String typed :
                new String[] {"", "7QF4", "7QF4-2K9M-1", "7QF4-2K9U", "7QF4-2K9\u212a", "x".repeat(100_000)}) {
            assertNull(VerifyCode.parse(typed));
        }
        assertNotEquals(VerifyCode.of(new byte[5]), VerifyCode.of(new byte[] {0, 0, 0, 0, 32}));
    }

    private static String swapped(String code, int one, int other) {
        char[] symbols = code.toCharArray();
        char kept = symbols[one];
        symbols[one] = symbols[other];
        symbols[other] = kept;
        return new String(symbols);
    }
}
