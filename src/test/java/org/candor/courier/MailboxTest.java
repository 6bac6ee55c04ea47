package org.candor.courier;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class MailboxTest {
    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            anna@people.example            | anna@people.example            | false
            a+b.c_d'e@people.example       | a+b.c_d'e@people.example       | false
            "an na"@people.example         | "an na"@people.example         | false
            "a>b\\"c"@people.example       | "a>b\\"c"@people.example       | false
            anna@bücher.example            | anna@xn--bcher-kva.example     | false
            änne@people.example            | änne@people.example            | true
            änne@bücher.example            | änne@xn--bcher-kva.example     | true
            anna@straße.example            | anna@straße.example            | true
            """)
    void an_address_is_made_fit_for_a_command(String address, String wire, boolean utf8) {
        Mailbox mailbox = Mailbox.read(address);
        assertNotNull(mailbox);
        assertEquals(wire, new String(mailbox.wire().getBytes(StandardCharsets.ISO_8859_1), StandardCharsets.UTF_8));
        assertEquals(utf8, mailbox.utf8());
    }

    /** IDNA 2003 would make strasse.example of it: another domain, of other people. */
    @Test
    void a_domain_that_old_rules_would_change_is_never_changed() {
        Mailbox mailbox = Mailbox.read("anna@straße.example");
        assertNotNull(mailbox);
        assertFalse(mailbox.wire().contains("strasse"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "anna",
                "@people.example",
                "anna@",
                "an na@people.example",
                "anna@people.example> SIZE=1",
                "anna>@people.example",
                "<anna@people.example",
                "anna@people.example>",
                "anna@people .example",
                "anna@[127.0.0.1]",
                "group:anna@people.example;",
                "a,b@people.example",
                "\"a\"b\"@people.example",
                "\"a\\\"@people.example",
                "\"a\\\\\"b\\\\\"@people.example",
                "\"@people.example",
                "anna\u0000@people.example",
                "anna\r\nRCPT TO:<evil@x.example>@people.example",
                "\"anna\r\nDATA\"@people.example",
                "anna\u2028@people.example",
                "anna@people.example\u760d\u760a",
                "anna@people.\u0085example",
                "anna@.example",
                "anna@people.example."
            })
    void what_could_end_the_path_is_no_address(String address) {
        Mailbox mailbox = Mailbox.read(address);
        if (mailbox != null) {
            // Letters of other scripts are letters; then no byte of them may be a control or a bracket.
            assertTrue(mailbox.utf8() || mailbox.wire().chars().allMatch(c -> c > ' ' && c < 127));
            assertTrue(mailbox.wire().chars().noneMatch(c -> c < ' ' || c == 127 || c == '<' || c == '>'));
            assertTrue(address.contains("\u760d"));
        } else {
            assertNull(mailbox);
        }
    }

    @Test
    void it_prints_nothing_of_the_address() {
        assertFalse(String.valueOf(Mailbox.read("anna@people.example")).contains("anna"));
    }
}
