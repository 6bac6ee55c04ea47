package org.candor.letter;

import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A person's name as it may stand in a salutation. Names in breach lists are hostile: what could start a new line, turn the
 * reading direction, become a link in a mail reader or be markup is taken out. All else, braces and dollar signs too, stays
 * as it is: nobody evaluates it.
 */
final class PersonName {
    /** With the words around it, a salutation stays one line of {@link Columns}. */
    private static final int LONGEST = 60;

    private static final int MARKS_IN_A_ROW = 3;

    private static final Pattern TAG = Pattern.compile("<[/!?]?[A-Za-z][^<>]*>|<!--.*?-->");
    /** Schemes that mail readers turn into links by themselves. */
    private static final Pattern LINK =
            Pattern.compile("(?i)(?<![\\p{L}\\p{N}])(?:(?:https?|ftp|file|tel|sms):/*|mailto:|www\\.)\\S*");

    private static final Pattern ADDRESS = Pattern.compile("\\S+@\\S+\\.\\S+");
    /** A bare host name under an end that people register, or one that is followed by a path or a port. */
    private static final Pattern HOST = Pattern.compile(
            "(?i)(?<![\\p{L}\\p{N}.-])(?:[\\p{L}\\p{N}-]+\\.)+(?:(?:com|net|org|info|biz|name|pro|mobi|xyz|top|online|site"
                    + "|shop|store|club|live|link|click|app|dev|page|web|cloud|tech|space|website|email|bank|support|help"
                    + "|zip|mov|xn--[a-z0-9-]+)(?![\\p{L}\\p{N}])\\S*|\\p{L}{2,}(?=[/:])\\S*)");
    /** "Dr.No" is a name and a host; parted by a space it is only a name. */
    private static final Pattern DOT = Pattern.compile("(?<=[\\p{L}\\p{N}])\\.(?=\\p{L}{2}(?![\\p{L}\\p{N}}]))");

    private static final Pattern SPACES = Pattern.compile("[\\s\\p{Z}]+");

    private PersonName() {}

    /** The name to greet with, or null if nothing is left to greet with. */
    static @Nullable String clean(@Nullable String name) {
        if (name == null) {
            return null;
        }
        String clean = harmless(name) ? name : scrub(name);
        clean = shorten(clean.strip());
        return clean.codePoints().anyMatch(it -> !Character.isWhitespace(it) && it != '.' && it != ',') ? clean : null;
    }

    /** Most names are letters and single spaces: they need no closer look. */
    private static boolean harmless(String name) {
        boolean space = true;
        for (int i = 0; i < name.length(); i++) {
            char c = name.charAt(i);
            boolean now = c == ' ';
            if (now && space || !now && !Character.isLetterOrDigit(c) && c != '-' && c != '\'') {
                return false;
            }
            space = now;
        }
        return true;
    }

    private static String scrub(String name) {
        String clean = SPACES.matcher(visible(name)).replaceAll(" ");
        clean = TAG.matcher(clean).replaceAll("");
        clean = LINK.matcher(clean).replaceAll("");
        clean = ADDRESS.matcher(clean).replaceAll("");
        clean = HOST.matcher(clean).replaceAll("");
        clean = DOT.matcher(clean).replaceAll(". ");
        return SPACES.matcher(clean).replaceAll(" ");
    }

    /** Line ends become spaces; controls, direction marks and invisible characters go; marks do not pile up. */
    private static String visible(String name) {
        StringBuilder visible = new StringBuilder(name.length());
        int marks = 0;
        for (int i = 0; i < name.length(); ) {
            int c = name.codePointAt(i);
            i += Character.charCount(c);
            int type = Character.getType(c);
            marks = type == Character.NON_SPACING_MARK || type == Character.ENCLOSING_MARK ? marks + 1 : 0;
            if (c == '\n' || c == '\r' || c == '\t') {
                visible.append(' ');
            } else if (shown(c, type) && marks <= MARKS_IN_A_ROW) {
                visible.appendCodePoint(c);
            }
        }
        return visible.toString();
    }

    /** The two joiners are format characters that names in Persian and in Indian languages are written with. */
    private static boolean shown(int c, int type) {
        return c == 0x200C
                || c == 0x200D
                || type != Character.CONTROL
                        && type != Character.FORMAT
                        && type != Character.SURROGATE
                        && type != Character.PRIVATE_USE
                        && type != Character.UNASSIGNED;
    }

    private static String shorten(String name) {
        if (name.codePointCount(0, name.length()) <= LONGEST) {
            return name;
        }
        String cut = name.substring(0, name.offsetByCodePoints(0, LONGEST));
        int space = cut.lastIndexOf(' ');
        return (space > 0 ? cut.substring(0, space) : cut).strip();
    }
}
