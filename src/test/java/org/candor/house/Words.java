package org.candor.house;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Many words to be looked for at once, anywhere in a text: one pass, however many there are. */
final class Words {
    /** How many characters of a word tell whether it is worth looking further. */
    private static final int START = 3;

    private static final int BITS = 7;

    private final boolean anyCase;
    private final BitSet starts = new BitSet(1 << START * BITS);
    private final Map<Integer, List<String>> byStart = new HashMap<>();

    /**
     * @param anyCase whether the letters A to Z may be small or capital
     */
    Words(Collection<String> words, boolean anyCase) {
        this.anyCase = anyCase;
        for (String it : words) {
            if (it.length() < START) {
                throw new IllegalArgumentException("this is too short to be looked for");
            }
            int start = start(it, 0);
            starts.set(start);
            byStart.computeIfAbsent(start, _ -> new ArrayList<>()).add(it);
        }
    }

    boolean anyIn(String text) {
        for (int i = 0; i <= text.length() - START; i++) {
            int start = start(text, i);
            if (starts.get(start)) {
                for (String it : byStart.get(start)) {
                    if (text.regionMatches(anyCase, i, it, 0, it.length())) {
                        return true;
                    }
                }
            }
        }
        return false;
    }

    private int start(String text, int at) {
        int start = 0;
        for (int i = at; i < at + START; i++) {
            start = start << BITS | folded(text.charAt(i)) & (1 << BITS) - 1;
        }
        return start;
    }

    private int folded(char c) {
        return anyCase && c >= 'A' && c <= 'Z' ? c + ('a' - 'A') : c;
    }
}
