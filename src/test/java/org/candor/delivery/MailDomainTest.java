package org.candor.delivery;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

class MailDomainTest {
    @Test
    void all_domains_of_a_large_provider_have_its_number() {
        int gmail = MailDomain.number("gmail.com", _ -> 17);
        assertEquals(gmail, MailDomain.number("googlemail.com", _ -> 18));
        assertEquals("gmail", MailDomain.name(gmail));
        assertEquals("gmail", MailDomain.label(gmail));
        assertEquals(MailDomain.number("hotmail.fr", _ -> 1), MailDomain.number("outlook.com", _ -> 2));
        assertNotEquals(gmail, MailDomain.number("outlook.com", _ -> 17));
    }

    @Test
    void any_other_domain_has_a_bucket_without_a_name() {
        for (int drawn : new int[] {0, 1, MailDomain.BUCKETS - 1, MailDomain.BUCKETS, 65_535, -1}) {
            int number = MailDomain.number("hospital.example", _ -> drawn);
            assertTrue(number >= 4_096 && number < 8_192, "not " + number);
            assertNull(MailDomain.name(number));
            assertEquals(Integer.toString(number), MailDomain.label(number));
        }
        assertEquals(
                MailDomain.number("a.example", _ -> 5), MailDomain.number("b.example", _ -> 5 + MailDomain.BUCKETS));
    }
}
