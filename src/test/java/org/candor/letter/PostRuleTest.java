package org.candor.letter;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTimeout;

import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.candor.delivery.Network;
import org.candor.incident.Organisation;
import org.candor.letter.PostRule.Fault;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PostRuleTest {
    private static final PostRule RULE = new PostRule(Samples.FACTS.organisation(), "notices.example.org");

    @ParameterizedTest
    @ValueSource(
            strings = {
                "We have had a data breach. What happened and what you can do: https://example.com/privacy",
                "Read more (https://www.example.com/privacy).",
                "https://help.example.com:443/a?b=c#d, https://EXAMPLE.com and https://notices.example.org/verify",
                "Go to example.com/privacy or www.example.com.",
                "(https://example.com/a_(b)/c,d;e?f=g&h=i%20j:k), https://example.com/@bank, https://example.com/für-sie.",
                "https://example.com/privacy/notice.pdf?page=2#part-1; 'https://example.com/privacy'",
                "Write to privacy@example.com, or ring +1 415 555 0100 or (415) 555-0100.",
                "Dear {person.name}, we have had a data breach.",
                "{{7*7}} ${7*7} <%= 7*7 %> [[person.name]] {#if x}{/if}",
                "<b>We</b> are sorry & will help: 100 % of you.",
                "On 2026-11-05 at 09:30:00, 5.11.2026, 05/11/2026 and 11-5-26.",
                "1,234,567 people; 1.234.567 Personen; 1 234 567 personnes; 12 345 678 people.",
                "Case IR-2026-014, version 2.0.1, fine of $1,200,000.00, from 1995 to 2026.",
                "p.ej. z.B. e.g. i.e. U.S. a.m. Ph.D. Node.js notice.pdf",
                "Wir haben Ihre Daten verloren; 数据泄露 😀 عربي نص \uD83D\uDC68\u200D\uD83D\uDC69\u200D\uD83D\uDC67 می\u200cخواهم",
                "Use a new password\n\n- for us\n- for others\r\nand @ home.",
                "Cost: 5 € @ 10 a.m.; and/or; 24/7; C:\\Temp; a::b; ratio 3:2",
                "#databreach #Datenschutz",
                "\uD83C\uDFF4\uDB40\uDC67\uDB40\uDC62\uDB40\uDC73\uDB40\uDC63\uDB40\uDC74\uDB40\uDC7F 1\uFE0F\u20E3 Change your password"
            })
    void what_an_organisation_has_to_say_may_be_said(String text) {
        assertNull(check(text));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "@everyone @here",
                "@victim@instance.example",
                "Hello @anna",
                ".@anna",
                "-@anna",
                "(@anna)",
                "@@anna",
                "\uFF20anna",
                "\uFE6Banna",
                "&commat;everyone",
                "&#64;everyone",
                "&#x40;everyone",
                "<@123456>",
                "/@anna",
                "\"@_bob",
                "%@_bob",
                "+@_bob",
                "https://example.com/)@anna",
                "https://example.com/]@anna",
                "https://example.com/'@anna",
                "https://example.com/,@anna",
                "https://example.com/;@anna",
                "https://example.com/}@anna",
                "https://example.com/\u201d@anna",
                "https://example.com/x..@anna",
                "https://example.com/x??@anna",
                "https://example.com/?@anna",
                "https://example.com#@anna",
                "@анна"
            })
    void nobody_is_called_by_name(String text) {
        assertEquals(Fault.MENTION, check(text));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "http://example.com/",
                "HTTP://example.com/",
                "ftp://example.com/",
                "hxxps://example.com",
                "javascript:alert(1)",
                "JavaScript:alert(1)",
                "[x](javascript:alert(1))",
                "data:text/html,x",
                "vbscript:x",
                "file:///etc/passwd",
                "mailto:anna@example.net",
                "mailto:privacy@example.com",
                "tel:+14155550100",
                "sms:+14155550100",
                "https:hook.example",
                "https:/hook.example",
                "https:\\\\hook.example",
                "https:user@hook.example",
                "//hook.example/",
                "//2130706433/",
                "\\\\hook.example\\share",
                "https://hook.example/",
                "https://bit.ly/x",
                "bit.ly/x",
                "www.hook.example",
                "hook.example:8443",
                "localhost:8080",
                "localhost/x",
                "See hook.example.",
                "https://",
                "https:///example.com/",
                "https://example.com.hook.example/",
                "https://example.com@hook.example/",
                "https://hook.example\\@example.com/",
                "https://hook.example#@example.com/",
                "https://hook.example?@example.com/",
                "https://user:pw@example.com/",
                "https://user@example.com/",
                "https://example.com:8443/",
                "https://example.com:65536/",
                "https://example.com:/",
                "https://example.com%2ehook.example/",
                "https://%65xample.com/",
                "https://example.com../",
                "https://.example.com/",
                "https://example..com/",
                "https://notexample.com/",
                "https://example.co/",
                "https://exаmple.com/",
                "https://еxample.com/",
                "exаmple.com",
                "https://xn--exmple-4nf.com/",
                "https://ex\u00adample.net/",
                "https://hook.example\u2024evil/",
                "hook\u2024example",
                "hook\u3002com",
                "https://example.com\u3002hook.example/",
                "https://example.com\uFF0Ehook.example/",
                "https://ⓗook.example/",
                "hook.ｃom",
                "https://127.0.0.1/",
                "127.0.0.1",
                "https://127.1/",
                "https://0x7f000001/",
                "https://0177.0.0.1/",
                "https://2130706433/",
                "https://[::1]/",
                "[::1]",
                "https://[::ffff:7f00:1]/",
                "https://[fe80::1%25eth0]/",
                "https://169.254.169.254/latest/meta-data/",
                "https://metadata.google.internal/",
                "https://kubernetes.default.svc/",
                "https://example.com/out?to=https://hook.example/",
                "https://example.com/out?to=https%3A%2F%2Fhook.example/",
                "<a href='https://hook.example'>x</a>",
                "<img src=https://hook.example/x.png>",
                "![x](https://hook.example/x.png)",
                "[example.com](https://hook.example/)",
                "<https://hook.example>",
                "https&#58;//hook.example/",
                "https&colon;&sol;&sol;hook&period;example",
                "https://example.com/)hook.example/x",
                "https://example.com/]hook.example/x",
                "https://example.com/,hook.example/x",
                "https://example.com/|hook.example/x",
                "https://example.com/数hook.example/x",
                "{person.name} and {hook.example}"
            })
    void a_link_leads_to_the_organisation_and_nowhere_else(String text) {
        Fault found = check(text);
        assertEquals("post-not-allowed", found == null ? "nothing" : found.type());
        found = check("What you can do: " + text);
        assertEquals("post-not-allowed", found == null ? "nothing" : found.type());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "anna@example.net",
                "Anna <anna@example.net>",
                "not.privacy@example.com",
                "privacy@example.com.hook.example",
                "privacy+anna@example.com",
                "ANNA@EXAMPLE.NET",
                "anna\uFF20example.net",
                "anna&#64;example.net",
                "anna (at) example (dot) net",
                "anna[at]example.net",
                "anna at example dot net",
                "anna@[192.0.2.1]",
                "jörg@bücher.example",
                "privacy@example.com, anna@example.net",
                "https://example.com/?e=anna@example.net",
                "https://example.com/?e=anna%40example.net"
            })
    void p16_no_address_but_the_organisations_own(String text) {
        assertEquals(Fault.EMAIL, check(text));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "We rang +14155550142 about the breach.",
                "+1 415 555 0142",
                "+1 (415) 555-0142",
                "+1.415.555.0142",
                "+1\u2011415\u2011555\u20110142",
                "001 415 555 0142",
                "(415) 555-0142",
                "415-555-0142",
                "4155550142",
                "+44 20 7946 0958",
                "020 7946 0958",
                "+4915112345678",
                "0151 12345678",
                "06 12 34 56 78",
                "612 345 678",
                "\uFF0B1 415 555 0142",
                "+\u0661\u0664\u0661\u0665\u0665\u0665\u0665\u0660\u0661\u0664\u0662",
                "4\uFE0F\u20E31\uFE0F\u20E35\uFE0F\u20E35\uFE0F\u20E35\uFE0F\u20E35\uFE0F\u20E30\uFE0F\u20E31\uFE0F\u20E34\uFE0F\u20E32\uFE0F\u20E3",
                "https://example.com/?tel=+14155550142",
                "https://example.com/?tel=%2B14155550142",
                "+1 415 555 0100 or +1 415 555 0142"
            })
    void p16_no_number_but_the_organisations_own(String text) {
        assertEquals(Fault.PHONE, check(text));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "4111 1111 1111 1111",
                "4111-1111-1111-1111",
                "5500005555555559",
                "378282246310005",
                "DE89 3704 0044 0532 0130 00",
                "gb29nwbk60161331926819",
                "IBAN ES9121000418450200051332.",
                "078-05-1120",
                "AB 12 34 56 C",
                "12345678Z",
                "X1234567L",
                "Customer 123456789012"
            })
    void no_number_of_anybodys_papers(String text) {
        Fault found = check(text);
        assertEquals("pii-in-public-post", found == null ? "nothing" : found.type());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "The card 4111 1111 1111 1111 was used.",
                "His number was 078-05-1120.",
                "DE89 3704 0044 0532 0130 00"
            })
    void nobodys_papers_stand_in_a_section_of_the_public_page(String text) {
        assertEquals(Fault.IDENTIFIER, PostRule.checkSection(text));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Freeze your credit: ring +1 888 298 0045 or 1-888-397-3742, or write to help@bureau.example.",
                "Between 2026-11-05 and 2026-11-08, 2026-11-05 2026-11-08, 05.11.2026-08.11.2026.",
                "1,234,567 people; read https://www.authority.example/identity-theft?id=12345678."
            })
    void a_section_names_who_helps(String text) {
        assertNull(PostRule.checkSection(text));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "a\u202eb",
                "a\u202db",
                "a\u202ab",
                "a\u2066b\u2069",
                "a\u200eb",
                "a\u200bb",
                "a\u2060b",
                "a\ufeffb",
                "a\u00adb",
                "a\u200db",
                "a\u0000b",
                "a\u0007b",
                "a\u001b[0m",
                "a\u0085b",
                "a\u009bb",
                "a\ue000b",
                "a\uffffb",
                "a\ud800b",
                "a\u115fb",
                "a\u3164b",
                "a\u2028\u202e",
                "a\udb40\udc41b",
                "a&#8238;b",
                "Z\u0351\u0352\u0353\u0354\u0355\u0356algo"
            })
    void what_does_not_show_or_turns_the_text_is_not_posted(String text) {
        assertEquals(Fault.CHARACTER, check(text));
    }

    @ParameterizedTest
    @ValueSource(strings = {"   ", "", "\n\n", "\u00a0", "\u3000", "...", "—", "\u0301", "!?"})
    void something_can_be_read(String text) {
        assertEquals(Fault.UNREADABLE, check(text));
    }

    @Test
    void it_is_as_long_as_the_shortest_of_its_networks_takes() {
        assertNull(check("a".repeat(280), Network.X, Network.DISCOURSE));
        assertEquals(Fault.TOO_LONG, check("a".repeat(281), Network.DISCOURSE, Network.X));
        assertNull(check("a".repeat(281), Network.DISCOURSE));
        assertNull(check("  " + "a".repeat(280) + " \n ", Network.X));
        assertNull(check("a".repeat(32_000)));
        assertEquals(Fault.TOO_LONG, check("a".repeat(32_001)));
        assertEquals("post-too-long", Fault.TOO_LONG.type());
    }

    @Test
    void an_organisation_without_address_and_number_links_to_its_notice_only() {
        PostRule rule = new PostRule(new Organisation("A", "a@example.net", null, null, null), "notices.example.org");
        assertNull(rule.check("https://notices.example.org/verify a@example.net", Set.of()));
        assertEquals(Fault.LINK, rule.check("https://example.com/", Set.of()));
        assertEquals(Fault.PHONE, rule.check("+14155550100", Set.of()));
    }

    @Test
    void an_organisation_at_a_port_or_at_www_is_found_there() {
        PostRule rule = new PostRule(
                new Organisation("A", "a@example.net", null, "https://www.example.com:8443/x", null), "localhost:8080");
        assertNull(rule.check("https://www.example.com:8443/ https://example.com/", Set.of()));
        assertEquals(Fault.LINK, rule.check("https://www.example.com:8444/", Set.of()));
    }

    @Test
    void a_text_made_to_be_slow_is_judged_all_the_same() {
        List<String> slow = List.of(
                "{",
                "<%",
                "[[",
                "a.",
                "a@",
                "1 ",
                "1-",
                "https://",
                "+1 ",
                "(at)",
                "%41",
                "ab12",
                "&#",
                "/",
                ":",
                "a at a ",
                "\u0301",
                "0",
                "12 ",
                "x:");
        for (String what : slow) {
            String text = "a" + what.repeat(32_000 / what.length() - 1);
            assertTimeout(Duration.ofSeconds(3), () -> check(text), what);
        }
    }

    private static @Nullable Fault check(String text, Network... networks) {
        return RULE.check(text, Set.of(networks));
    }
}
