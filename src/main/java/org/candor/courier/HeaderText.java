package org.candor.courier;

import java.nio.charset.StandardCharsets;
import java.util.Base64;

/**
 * Text for a header's value: whatever it holds, it stays one value. Control characters become blanks, so that a CR or LF
 * cannot start a header of its own; what is not plain ASCII becomes encoded words (RFC 2047).
 */
final class HeaderText {
    private static final int LINE = 76;
    private static final int LONGEST_WORD = 900;
    /** 39 bytes are 52 characters of base64, with the frame 64: a line of 76 has room for that and a header name. */
    private static final int WORD_BYTES = 39;

    private HeaderText() {}

    /** Free text, as for a subject. {@code column} is where in its line it begins. */
    static String of(String text, int column) {
        String clean = clean(text);
        return plain(clean) ? folded(clean, column) : encoded(clean);
    }

    /** A display name in front of an address. */
    static String name(String text) {
        String clean = clean(text);
        return plain(clean) ? '"' + clean.replace("\\", "\\\\").replace("\"", "\\\"") + '"' : encoded(clean);
    }

    private static String clean(String text) {
        StringBuilder clean = new StringBuilder(text.length());
        text.codePoints()
                .map(c -> Character.isISOControl(c) || c == 0x2028 || c == 0x2029 ? ' ' : c)
                .forEach(clean::appendCodePoint);
        return clean.toString().strip();
    }

    private static boolean plain(String text) {
        int word = 0;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            word = c == ' ' ? 0 : word + 1;
            if (c > 126 || word > LONGEST_WORD) {
                return false;
            }
        }
        // A run of blanks cannot be folded away: where it could make a line too long, the text is encoded.
        return !text.contains("=?") && (text.length() < LONGEST_WORD || !text.contains("  "));
    }

    private static String folded(String text, int column) {
        if (column + text.length() <= LINE) {
            return text;
        }
        StringBuilder folded = new StringBuilder(text.length() + 32);
        int at = column;
        for (String word : text.split(" ")) {
            if (!folded.isEmpty()) {
                boolean over = at + 1 + word.length() > LINE && !word.isEmpty();
                folded.append(over ? "\r\n " : " ");
                at = over ? 1 : at + 1;
            }
            folded.append(word);
            at += word.length();
        }
        return folded.toString();
    }

    private static String encoded(String text) {
        StringBuilder words = new StringBuilder(text.length() * 2);
        StringBuilder word = new StringBuilder(WORD_BYTES);
        int bytes = 0;
        for (int i = 0; i < text.length(); ) {
            int c = text.codePointAt(i);
            int width = c < 0x80 ? 1 : c < 0x800 ? 2 : c < 0x10000 ? 3 : 4;
            if (bytes + width > WORD_BYTES) {
                frame(words, word);
                bytes = 0;
            }
            word.appendCodePoint(c);
            bytes += width;
            i += Character.charCount(c);
        }
        frame(words, word);
        return words.toString();
    }

    private static void frame(StringBuilder words, StringBuilder word) {
        words.append(words.isEmpty() ? "" : "\r\n ")
                .append("=?UTF-8?B?")
                .append(Base64.getEncoder().encodeToString(word.toString().getBytes(StandardCharsets.UTF_8)))
                .append("?=");
        word.setLength(0);
    }
}
