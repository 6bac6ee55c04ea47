package org.candor.incident;

import static org.candor.incident.Samples.await;
import static org.candor.incident.Samples.person;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quarkus.test.junit.QuarkusTest;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.inject.Inject;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.candor.plumbing.Ids;
import org.candor.plumbing.Problem;
import org.candor.vault.CannotOpen;
import org.candor.vault.Vault;
import org.junit.jupiter.api.Test;

@QuarkusTest
class RecipientsTest {
    @Inject
    Pool pool;

    @Inject
    Incidents incidents;

    @Inject
    Recipients recipients;

    @Inject
    Vault vault;

    @Test
    void what_was_added_opens_again() {
        NewRecipient anna = new NewRecipient(
                "c-1",
                "Anna Müller",
                "anna@example.net",
                "+14155550101",
                "de-AT",
                "AT-9",
                ExposedClass.bits(EnumSet.of(ExposedClass.PASSWORDS)),
                true,
                "acct-1");
        UUID incident = incident(anna, person("c-2", null, "+14155550102", null));

        UUID id = await(recipients.findByRef(incident, "c-1"));
        UUID other = await(recipients.findByRef(incident, "c-2"));
        assertNotNull(id);
        assertNotNull(other);
        Map<UUID, Person> people = await(recipients.open(incident, List.of(id, other, Ids.next())));
        assertEquals(2, people.size());
        assertEquals(
                new Person(
                        id,
                        "c-1",
                        "Anna Müller",
                        "anna@example.net",
                        "+14155550101",
                        "de-AT",
                        "AT-9",
                        Set.of(ExposedClass.PASSWORDS),
                        true,
                        "acct-1"),
                people.get(id));
        assertEquals(
                Set.of(ExposedClass.NAMES, ExposedClass.PASSWORDS),
                people.get(other).exposed(),
                "without classes of their own: the incident's");
        assertNull(await(recipients.findByRef(incident, "c-3")));
        assertFalse(people.get(id).toString().contains("Anna"));
    }

    @Test
    void pages_walk_everybody_once_and_hold_nothing_in_clear() {
        List<NewRecipient> many = new ArrayList<>();
        for (int i = 0; i < 25; i++) {
            many.add(person("p-" + i));
        }
        UUID incident = incident(many.toArray(NewRecipient[]::new));
        Set<UUID> seen = new HashSet<>();
        List<Entry> page = await(recipients.page(incident, null, 10));
        while (!page.isEmpty()) {
            page.forEach(it -> assertTrue(seen.add(it.id())));
            page = await(recipients.page(incident, page.getLast().id(), 10));
        }
        assertEquals(25, seen.size());
        assertEquals(25, await(recipients.count(incident)));
        UUID id = await(recipients.findByRef(incident, "p-0"));
        Entry first = await(recipients.page(incident, null, 25)).stream()
                .filter(it -> it.id().equals(id))
                .findFirst()
                .orElseThrow();
        assertArrayEquals(vault.index(Vault.EMAIL, "P-0@example.net"), first.emailBi());
        assertNull(first.phoneBi());
        assertEquals((int) new MailDomains(vault).number("anybody@example.net"), first.domain());
    }

    @Test
    void one_person_of_each_language_is_a_sample() {
        UUID incident = incident(
                person("a", "a@example.net", null, "en"),
                person("b", "b@example.net", null, "en"),
                person("c", "c@example.net", null, "es"),
                person("d", "d@example.net", null, null));
        Map<String, Person> samples = await(recipients.sampleByLocale(incident));
        assertEquals(new HashSet<>(java.util.Arrays.asList("en", "es", null)), samples.keySet());
        assertEquals("en", samples.get("en").locale());
        assertEquals("d", samples.get(null).ref());
    }

    @Test
    void p1_no_column_holds_personal_data_in_clear() {
        String canary = "canary" + UUID.randomUUID().toString().replace("-", "");
        UUID incident = incident(new NewRecipient(
                canary, canary, canary + "@example.net", "+14155550199", "en", "US-CA", null, true, canary));
        for (String table : List.of("recipient", "import", "import_match", "import_reject", "incident", "audit")) {
            String all = await(pool.query("SELECT coalesce(string_agg(t::text, ' '), '') FROM " + table + " t")
                            .execute())
                    .iterator()
                    .next()
                    .getString(0);
            assertFalse(all.contains(canary), table);
            assertFalse(all.contains("4155550199"), table);
            assertFalse(all.contains(hex(canary)), table + ", as bytes");
        }
        assertEquals(
                canary, await(recipients.sampleByLocale(incident)).get("en").ref());
    }

    @Test
    void p1_a_ciphertext_moved_to_another_row_does_not_open() {
        UUID incident = incident(person("a"), person("b"));
        UUID a = await(recipients.findByRef(incident, "a"));
        UUID b = await(recipients.findByRef(incident, "b"));
        await(pool.preparedQuery("UPDATE recipient SET sealed = o.sealed FROM recipient o"
                        + " WHERE recipient.incident = $1 AND recipient.id = $2 AND o.incident = $1 AND o.id = $3")
                .execute(Tuple.of(incident, a, b)));
        assertThrows(CannotOpen.class, () -> await(recipients.open(incident, List.of(a))));
        assertEquals("b", await(recipients.open(incident, List.of(b))).get(b).ref());
    }

    @Test
    void an_incident_that_is_not_there_has_no_facts() {
        Problem missing = assertThrows(Problem.class, () -> await(incidents.facts(Ids.next())));
        assertEquals(404, missing.status());
        Facts facts = Samples.facts();
        assertEquals(facts, await(incidents.facts(incident())));
        assertTrue(facts.emailNeedsConsent("US-NY"));
        assertFalse(facts.emailNeedsConsent("US-CA"));
        assertFalse(facts.emailNeedsConsent(null));
    }

    private UUID incident(NewRecipient... people) {
        return Samples.incident(pool, incidents, recipients, List.of(people));
    }

    private static String hex(String text) {
        return java.util.HexFormat.of().formatHex(text.getBytes(java.nio.charset.StandardCharsets.UTF_8));
    }
}
