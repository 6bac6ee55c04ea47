package org.candor.incident;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.HashSet;
import java.util.Set;
import org.candor.delivery.MailDomain;
import org.candor.vault.TestVault;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MailDomainsTest {
    @TempDir
    Path folder;

    private MailDomains domains;

    @BeforeEach
    void anInstallation() {
        domains = new MailDomains(TestVault.on(folder.resolve("vault.json")));
    }

    @Test
    void spellings_of_one_domain_have_one_number() {
        assertEquals(domains.number("anna@Example.NET"), domains.number("ben@example.net"));
        assertEquals(domains.number("anna@b\u00fccher.example"), domains.number("ben@xn--bcher-kva.example"));
        assertEquals(domains.number("anna@B\u00dcCHER.example"), domains.number("ben@xn--bcher-kva.example"));
        assertEquals(MailDomain.number("gmail.com", _ -> 0), (int) domains.number("\"a@b\"@GMail.com"));
        assertNull(domains.number(null));
    }

    @Test
    void small_domains_spread_over_the_buckets_differently_in_each_installation() {
        MailDomains others = new MailDomains(TestVault.on(folder.resolve("another.json")));
        Set<Short> seen = new HashSet<>();
        int same = 0;
        for (int i = 0; i < 1_000; i++) {
            String email = "anna@company" + i + ".example";
            seen.add(domains.number(email));
            same += domains.number(email).equals(others.number(email)) ? 1 : 0;
        }
        assertTrue(seen.size() > 800, "1,000 domains in " + seen.size() + " buckets");
        assertTrue(same < 20, same + " of 1,000 domains are in the same bucket by another key");
    }
}
