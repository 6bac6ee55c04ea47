package org.candor.incident;

import com.sanctionco.jmail.EmailValidator;
import com.sanctionco.jmail.JMail;
import java.net.IDN;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * Which texts are an email address that can be written to: one mailbox, no display name, comment, source route or address
 * literal, lengths of RFC 5321, a domain with at least two labels. International addresses (RFC 6531) are addresses;
 * refusing one would lose a person.
 */
final class EmailRule {
    static final String CODE = "invalid-email";
    private static final int LONGEST = 254;
    private static final int LONGEST_LOCAL = 64;
    private static final int LONGEST_LABEL = 63;
    // Letters of the "context" rules of RFC 5892 that may stand in a domain label among others.
    private static final String CONTEXT = "\u00b7\u0375\u05f3\u05f4\u30fb\u200c\u200d";
    private static final EmailValidator SYNTAX = JMail.validator()
            .disallowIpDomain()
            .disallowExplicitSourceRouting()
            .disallowQuotedIdentifiers()
            .disallowObsoleteWhitespace();

    private EmailRule() {}

    /** Null if the text is an address, else the code. */
    static @Nullable String check(String email) {
        if (plain(email)) {
            return null;
        }
        return checkInFull(email);
    }

    static @Nullable String checkInFull(String email) {
        // Lengths first: what follows is then cheap whatever is sent.
        if (email.length() > LONGEST || email.getBytes(StandardCharsets.UTF_8).length > LONGEST) {
            return CODE;
        }
        int at = email.lastIndexOf('@');
        return at > 0 && local(email.substring(0, at)) && domain(email.substring(at + 1)) && SYNTAX.isValid(email)
                ? null
                : CODE;
    }

    /**
     * True for a good address of letters, digits, dots, hyphens, underscores and plus signs, as most of a list are. What is
     * not so plain is looked at in full.
     */
    private static boolean plain(String email) {
        int at = email.indexOf('@');
        int length = email.length();
        if (at < 1 || at > LONGEST_LOCAL || length > LONGEST) {
            return false;
        }
        char before = '.';
        for (int i = 0; i < at; i++) {
            char c = email.charAt(i);
            if (c == '.' ? before == '.' : !letterDigitHyphen(c) && c != '_' && c != '+') {
                return false;
            }
            before = c;
        }
        return before != '.' && plainDomain(email, at + 1);
    }

    private static boolean plainDomain(String email, int from) {
        int label = from;
        boolean letter = false;
        for (int i = from; i < email.length(); i++) {
            char c = email.charAt(i);
            if (c == '.') {
                if (!plainLabel(email, label, i)) {
                    return false;
                }
                label = i + 1;
                letter = false;
            } else if (!letterDigitHyphen(c)) {
                return false;
            } else {
                letter |= c > '9';
            }
        }
        return label > from && letter && plainLabel(email, label, email.length());
    }

    private static boolean plainLabel(String email, int from, int to) {
        return to > from && to - from <= LONGEST_LABEL && email.charAt(from) != '-' && email.charAt(to - 1) != '-';
    }

    private static boolean local(String local) {
        return local.getBytes(StandardCharsets.UTF_8).length <= LONGEST_LOCAL
                && (local.charAt(0) == '"' ? quoted(local) : dotAtoms(local));
    }

    private static boolean quoted(String local) {
        int last = local.length() - 1;
        if (last < 2 || local.charAt(last) != '"') {
            return false;
        }
        for (int i = 1; i < last; i++) {
            char c = local.charAt(i);
            if (c == '\\' && ++i == last || c == '"') {
                return false;
            }
        }
        return local.codePoints().allMatch(c -> c == ' ' || printable(c));
    }

    private static boolean dotAtoms(String local) {
        return local.charAt(0) != '.'
                && !local.endsWith(".")
                && !local.contains("..")
                && local.codePoints().allMatch(c -> c < 128 ? atom(c) : printable(c));
    }

    private static boolean atom(int c) {
        return c >= 'a' && c <= 'z'
                || c >= 'A' && c <= 'Z'
                || c >= '0' && c <= '9'
                || ".!#$%&'*+-/=?^_`{|}~".indexOf(c) >= 0;
    }

    /** A character that shows and stays in its place: no control, no blank, nothing invisible, nothing unassigned. */
    private static boolean printable(int c) {
        return switch (Character.getType(c)) {
            case Character.CONTROL,
                    Character.FORMAT,
                    Character.SURROGATE,
                    Character.PRIVATE_USE,
                    Character.UNASSIGNED,
                    Character.SPACE_SEPARATOR,
                    Character.LINE_SEPARATOR,
                    Character.PARAGRAPH_SEPARATOR -> false;
            default -> true;
        };
    }

    /** True for a name in the DNS of at least two labels that is no number; letters of any script (RFC 5892). */
    static boolean domain(String domain) {
        String[] labels = domain.split("\\.", -1);
        int length = labels.length - 1;
        for (String label : labels) {
            int encoded = label(label);
            if (encoded < 0) {
                return false;
            }
            length += encoded;
        }
        return labels.length > 1 && length <= 253 && !digits(labels[labels.length - 1]);
    }

    /** The length of a label on the wire, or -1 if it cannot be one. */
    private static int label(String label) {
        if (label.isEmpty() || label.startsWith("-") || label.endsWith("-") || joins(label)) {
            return -1;
        }
        boolean ascii = true;
        for (int i = 0; i < label.length(); i += Character.charCount(label.codePointAt(i))) {
            int c = label.codePointAt(i);
            if (!(c < 128 ? letterDigitHyphen(c) : international(c))) {
                return -1;
            }
            ascii &= c < 128;
        }
        int length = ascii ? label.length() : encoded(label);
        return length <= LONGEST_LABEL ? length : -1;
    }

    /** A joiner stands between letters; at an end of a label it only makes two names look the same. */
    private static boolean joins(String label) {
        char first = label.charAt(0);
        char last = label.charAt(label.length() - 1);
        return first == '\u200c' || first == '\u200d' || last == '\u200c' || last == '\u200d';
    }

    private static boolean letterDigitHyphen(int c) {
        return c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9' || c == '-';
    }

    private static boolean international(int c) {
        return switch (Character.getType(c)) {
            case Character.LOWERCASE_LETTER,
                    Character.UPPERCASE_LETTER,
                    Character.OTHER_LETTER,
                    Character.MODIFIER_LETTER,
                    Character.NON_SPACING_MARK,
                    Character.COMBINING_SPACING_MARK,
                    Character.DECIMAL_DIGIT_NUMBER -> true;
            default -> CONTEXT.indexOf(c) >= 0;
        };
    }

    private static int encoded(String label) {
        try {
            return IDN.toASCII(label, IDN.ALLOW_UNASSIGNED).length();
        } catch (IllegalArgumentException e) {
            return LONGEST_LABEL + 1;
        }
    }

    private static boolean digits(String label) {
        return label.chars().allMatch(c -> c >= '0' && c <= '9');
    }
}
