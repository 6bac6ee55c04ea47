package org.candor.incident;

import java.net.IDN;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import org.candor.delivery.MailDomain;
import org.candor.vault.Vault;
import org.jspecify.annotations.Nullable;

/**
 * From an address to the number of its domain, see {@link MailDomain}; the buckets are drawn with a key of the vault. For one
 * thread.
 */
final class MailDomains {
    private static final String PURPOSE = "mail domain";
    /** Most of a list is at few domains, and each costs a keyed hash. */
    private static final int KNOWN = 1_000;

    private final Vault vault;
    private final Map<String, Short> numbers = new HashMap<>();

    MailDomains(Vault vault) {
        this.vault = vault;
    }

    /** Null if there is no address. */
    @Nullable
    Short number(@Nullable String email) {
        if (email == null) {
            return null;
        }
        String written = email.substring(email.lastIndexOf('@') + 1);
        Short known = numbers.get(written);
        if (known != null) {
            return known;
        }
        short number = (short) MailDomain.number(domain(written), this::drawn);
        if (numbers.size() < KNOWN) {
            numbers.put(written, number);
        }
        return number;
    }

    private int drawn(String domain) {
        byte[] index = vault.index(PURPOSE, domain);
        return (index[0] & 0xFF) << 8 | index[1] & 0xFF;
    }

    private static String domain(String written) {
        String domain = written.toLowerCase(Locale.ROOT);
        return domain.chars().allMatch(c -> c < 128) ? domain : ascii(domain);
    }

    private static String ascii(String domain) {
        try {
            return IDN.toASCII(domain, IDN.ALLOW_UNASSIGNED).toLowerCase(Locale.ROOT);
        } catch (IllegalArgumentException e) {
            return domain;
        }
    }
}
