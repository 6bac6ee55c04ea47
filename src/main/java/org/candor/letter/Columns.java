package org.candor.letter;

/**
 * Plain text in at most 78 columns (RFC 5322, 2.1.1): a longer line goes on in the next, under the text of its list item.
 * A word that is longer, such as an address, stays whole.
 */
public final class Columns {
    static final int MOST = 78;

    private Columns() {}

    /** Wraps every line and leaves at most one blank line between two others. */
    public static String wrap(String text) {
        StringBuilder wrapped = new StringBuilder(text.length() + 64);
        int blank = 0;
        for (String line : text.strip().split("\n", -1)) {
            blank = line.isBlank() ? blank + 1 : 0;
            if (blank < 2) {
                line(line.stripTrailing(), wrapped);
                wrapped.append('\n');
            }
        }
        return wrapped.toString();
    }

    private static void line(String line, StringBuilder wrapped) {
        String rest = line;
        int indent = indent(line);
        while (rest.codePointCount(0, rest.length()) > MOST) {
            int cut = cut(rest, indent);
            if (cut < 0) {
                break;
            }
            wrapped.append(rest, 0, cut).append('\n');
            rest = " ".repeat(indent) + rest.substring(cut + 1);
        }
        wrapped.append(rest);
    }

    /** The last space that leaves a line short enough; else the first one after that; -1 if there is none. */
    private static int cut(String line, int indent) {
        int end = line.offsetByCodePoints(0, MOST);
        int cut = line.lastIndexOf(' ', end);
        // A space inside the item's mark would leave the mark alone on its line.
        return cut > indent ? cut : line.indexOf(' ', Math.max(end, indent));
    }

    private static int indent(String line) {
        int at = 0;
        while (at < line.length() && line.charAt(at) == ' ') {
            at++;
        }
        int mark = at;
        while (mark < line.length() && Character.isDigit(line.charAt(mark))) {
            mark++;
        }
        boolean numbered = mark > at && line.startsWith(". ", mark);
        return line.startsWith("- ", at) ? at + 2 : numbered ? mark + 2 : at;
    }
}
