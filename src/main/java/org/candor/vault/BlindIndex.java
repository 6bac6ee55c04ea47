package org.candor.vault;

import java.net.IDN;
import java.text.Normalizer;
import java.util.Locale;

/**
 * What two spellings of one address have in common, so that they get one blind index. Not for sending: a mail server may
 * tell {@code A@} from {@code a@}, but people who opted out or bounced must be found under any spelling.
 */
final class BlindIndex {
    private BlindIndex() {}

    static String email(String email) {
        if (plain(email)) {
            return email.strip().toLowerCase(Locale.ROOT);
        }
        String folded = Normalizer.normalize(email.strip(), Normalizer.Form.NFC).toLowerCase(Locale.ROOT);
        int at = folded.lastIndexOf('@');
        if (at < 0 || plain(folded)) {
            return folded;
        }
        return folded.substring(0, at + 1) + ascii(folded.substring(at + 1));
    }

    /** True for ASCII alone, as most addresses are: it has one normal form. */
    private static boolean plain(String text) {
        for (int i = 0; i < text.length(); i++) {
            if (text.charAt(i) >= 128) {
                return false;
            }
        }
        return true;
    }

    static String phone(String phone) {
        StringBuilder digits = new StringBuilder(phone.length());
        for (int i = 0; i < phone.length(); i++) {
            int digit = Character.digit(phone.charAt(i), 10);
            if (digit >= 0) {
                digits.append((char) ('0' + digit));
            }
        }
        return digits.toString();
    }

    private static String ascii(String domain) {
        try {
            return IDN.toASCII(domain, IDN.ALLOW_UNASSIGNED).toLowerCase(Locale.ROOT);
        } catch (IllegalArgumentException e) {
            return domain;
        }
    }
}
