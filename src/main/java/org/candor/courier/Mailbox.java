package org.candor.courier;

import java.net.IDN;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * An email address made fit for a command and a header.
 *
 * @param wire the address, one char a byte: ASCII, or UTF-8 where {@code utf8}
 * @param utf8 whether it can only go with SMTPUTF8
 * @param domain the part behind the at sign in lower case, for counting
 */
record Mailbox(String wire, boolean utf8, String domain) {
    private static final int LONGEST = 500;

    /**
     * Reads an address; null if it could be taken for more than an address: a blank, a bracket or a control character
     * outside of quotes would end the path in {@code RCPT TO:<…>} and begin something else.
     */
    static @Nullable Mailbox read(String address) {
        int at = address.lastIndexOf('@');
        if (at < 1 || address.length() > LONGEST) {
            return null;
        }
        String local = address.substring(0, at);
        String domain = address.substring(at + 1);
        if (!localFits(local) || !domainFits(domain)) {
            return null;
        }
        boolean utf8 = !ascii(local);
        if (!ascii(domain)) {
            String coded = coded(domain);
            utf8 |= coded == null;
            domain = coded == null ? domain : coded;
        }
        byte[] bytes = (local + "@" + domain).getBytes(StandardCharsets.UTF_8);
        return new Mailbox(new String(bytes, StandardCharsets.ISO_8859_1), utf8, domain.toLowerCase(Locale.ROOT));
    }

    private static boolean localFits(String local) {
        if (local.chars().anyMatch(Character::isISOControl)) {
            return false;
        }
        boolean quoted = local.length() > 2 && local.startsWith("\"") && local.endsWith("\"");
        return quoted
                ? staysQuoted(local)
                : local.chars().noneMatch(c -> Character.isWhitespace(c) || "<>()[]\\,;:\"@".indexOf(c) >= 0);
    }

    private static boolean staysQuoted(String local) {
        int last = local.length() - 1;
        for (int i = 1; i < last; i++) {
            if (local.charAt(i) == '\\') {
                i++;
                if (i == last) {
                    return false;
                }
            } else if (local.charAt(i) == '"') {
                return false;
            }
        }
        return true;
    }

    private static boolean domainFits(String domain) {
        for (int i = 0; i < domain.length(); i++) {
            char c = domain.charAt(i);
            boolean plain = c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9';
            boolean word = plain || c == '-' || c == '.' || c > 127 && Character.isLetterOrDigit(c);
            // An address literal in brackets goes nowhere a person has a mailbox.
            if (!word
                    && !(c > 127 && (Character.isSurrogate(c) || Character.getType(c) == Character.NON_SPACING_MARK))) {
                return false;
            }
        }
        return !domain.isEmpty() && !domain.startsWith(".") && !domain.endsWith(".");
    }

    /**
     * The domain in ASCII; null where that cannot be told. Java knows IDNA 2003 only, which turns ß into ss and final sigma
     * into another letter: by today's rules these are other domains, of other people.
     */
    private static @Nullable String coded(String domain) {
        if (domain.chars().anyMatch(c -> c == 'ß' || c == 'ẞ' || c == 'ς' || c == 0x200C || c == 0x200D)) {
            return null;
        }
        try {
            return IDN.toASCII(domain, IDN.USE_STD3_ASCII_RULES);
        } catch (IllegalArgumentException unknown) {
            return null;
        }
    }

    private static boolean ascii(String text) {
        for (int i = 0; i < text.length(); i++) {
            if (text.charAt(i) > 127) {
                return false;
            }
        }
        return true;
    }

    /** Prints nothing of the address. */
    @Override
    public String toString() {
        return "Mailbox[***]";
    }
}
