package org.candor.incident;

import java.net.IDN;
import java.util.Locale;
import org.candor.delivery.MailDomain;
import org.candor.vault.Vault;
import org.jspecify.annotations.Nullable;

/** From an address to the number of its domain, see {@link MailDomain}; the buckets are drawn with a key of the vault. */
final class MailDomains {
    private static final String PURPOSE = "mail domain";

    private final Vault vault;

    MailDomains(Vault vault) {
        this.vault = vault;
    }

    /** Null if there is no address. */
    @Nullable
    Short number(@Nullable String email) {
        return email == null ? null : (short) MailDomain.number(domain(email), this::drawn);
    }

    private int drawn(String domain) {
        byte[] index = vault.index(PURPOSE, domain);
        return (index[0] & 0xFF) << 8 | index[1] & 0xFF;
    }

    private static String domain(String email) {
        String domain = email.substring(email.lastIndexOf('@') + 1).toLowerCase(Locale.ROOT);
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
