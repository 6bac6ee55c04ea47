package org.candor.letter;

/** Which characters a public text may have: those that show, and those that pictures and scripts are joined with. */
final class PostCharacters {
    /** More marks on one letter than any language writes are there to break lines. */
    private static final int MARKS_IN_A_ROW = 4;

    private static final int NON_JOINER = 0x200C;
    private static final int JOINER = 0x200D;
    private static final int FLAG = 0x1F3F4;
    /** Letters and signs that show nothing. */
    private static final String BLANK = "\u034f\u115f\u1160\u17b4\u17b5\u2800\u3164\uffa0\ufffc";

    private PostCharacters() {}

    /** True if every character shows; nothing turns the direction of reading, and nothing is hidden between letters. */
    static boolean shown(String text) {
        int before = ' ';
        int marks = 0;
        boolean flag = false;
        for (int i = 0; i < text.length(); ) {
            int c = text.codePointAt(i);
            i += Character.charCount(c);
            boolean joins = (c == JOINER || c == NON_JOINER) && joinable(before);
            boolean tag = flag && c >= 0xE0020 && c <= 0xE007F;
            marks = mark(c) ? marks + 1 : 0;
            if (!joins && !tag && hidden(c) || marks > MARKS_IN_A_ROW) {
                return false;
            }
            flag = c == FLAG || tag;
            before = c;
        }
        return true;
    }

    /** True if there is something to read or to look at. */
    static boolean readable(String text) {
        return text.codePoints()
                .anyMatch(it -> (Character.isLetterOrDigit(it) || Character.isExtendedPictographic(it))
                        && BLANK.indexOf(it) < 0);
    }

    private static boolean hidden(int c) {
        int type = Character.getType(c);
        boolean line = c == '\n' || c == '\r' || c == '\t';
        return type == Character.CONTROL && !line
                || type == Character.FORMAT
                || type == Character.SURROGATE
                || type == Character.PRIVATE_USE
                || (c & 0xFFFE) == 0xFFFE
                || BLANK.indexOf(c) >= 0;
    }

    private static boolean mark(int c) {
        int type = Character.getType(c);
        return type == Character.NON_SPACING_MARK || type == Character.ENCLOSING_MARK;
    }

    /** Pictures are joined to families, letters of Persian and of Indian scripts to words; Latin letters never are. */
    private static boolean joinable(int before) {
        boolean picture =
                Character.isExtendedPictographic(before) || Character.isEmojiModifier(before) || before == 0xFE0F;
        return picture && before > 0xFF || script(before);
    }

    private static boolean script(int before) {
        return switch (Character.UnicodeScript.of(before)) {
            case COMMON, INHERITED, LATIN, GREEK, CYRILLIC, ARMENIAN, GEORGIAN, HAN, HIRAGANA, KATAKANA, HANGUL ->
                false;
            default ->
                Character.isLetter(before)
                        || mark(before)
                        || Character.getType(before) == Character.COMBINING_SPACING_MARK;
        };
    }
}
