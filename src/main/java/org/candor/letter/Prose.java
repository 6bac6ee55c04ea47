package org.candor.letter;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The caller's plain text, read: paragraphs are parted by blank lines, lines that start with {@code - } are a list, an
 * indented line goes on with the item above it. Line breaks inside a paragraph stay. Nothing else has a meaning.
 */
record Prose(List<Block> blocks) {
    /**
     * One paragraph (a single part) or one list (a part for each item); each part is its lines.
     *
     * @param list true for a list
     */
    record Block(boolean list, List<List<String>> parts) {}

    private static final String ITEM = "- ";

    static Prose of(@Nullable String text) {
        List<Block> blocks = new ArrayList<>();
        for (String group : normal(text == null ? "" : text).split("\n{2,}")) {
            read(group, blocks);
        }
        return new Prose(List.copyOf(blocks));
    }

    /** Every kind of line end as LF, tabs as spaces, no space at the end of a line, no other control character. */
    static String normal(String text) {
        StringBuilder normal = new StringBuilder(text.length());
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '\n' || c == '\r' || c == '\u2028' || c == '\u2029') {
                // CR LF is one line end.
                if (c == '\r' && i + 1 < text.length() && text.charAt(i + 1) == '\n') {
                    i++;
                }
                endLine(normal, c == '\u2029' ? 2 : 1);
            } else if (c == '\t') {
                normal.append(' ');
            } else if (!Character.isISOControl(c)) {
                normal.append(c);
            }
        }
        endLine(normal, 1);
        return normal.toString();
    }

    /** A fact as one line: nothing of it can end a header or a line of the letter. */
    static String line(String text) {
        return normal(text).strip().replace('\n', ' ');
    }

    private static void endLine(StringBuilder text, int times) {
        int end = text.length();
        while (end > 0 && text.charAt(end - 1) == ' ') {
            end--;
        }
        text.setLength(end);
        text.repeat('\n', times);
    }

    private static void read(String group, List<Block> blocks) {
        List<List<String>> parts = new ArrayList<>();
        boolean list = false;
        for (String line : group.split("\n")) {
            if (line.isBlank()) {
                continue;
            }
            boolean item = line.startsWith(ITEM);
            boolean more = list && line.startsWith("  ");
            if (item != list && !more && !parts.isEmpty()) {
                blocks.add(new Block(list, parts));
                parts = new ArrayList<>();
            }
            list = item || more;
            if (item || parts.isEmpty()) {
                parts.add(new ArrayList<>());
            }
            parts.getLast().add(item ? line.substring(ITEM.length()) : line.strip());
        }
        if (!parts.isEmpty()) {
            blocks.add(new Block(list, parts));
        }
    }

    boolean isEmpty() {
        return blocks.isEmpty();
    }

    /** As plain text with {@code - } before each item. */
    public String text() {
        return write(false);
    }

    /** As plain text with a number before each item of a list. */
    public String numbered() {
        return write(true);
    }

    private String write(boolean numbered) {
        StringBuilder text = new StringBuilder();
        for (Block block : blocks) {
            text.append(text.isEmpty() ? "" : "\n\n");
            for (int i = 0; i < block.parts().size(); i++) {
                String mark = !block.list() ? "" : numbered ? (i + 1) + ". " : ITEM;
                text.append(i == 0 ? "" : "\n").append(mark);
                text.append(String.join(
                        "\n" + " ".repeat(mark.length()), block.parts().get(i)));
            }
        }
        return text.toString();
    }
}
