package org.candor.letter;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.candor.delivery.Letter;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PersonNameTest {
    @ParameterizedTest
    @ValueSource(
            strings = {
                "Anna Weber",
                "José-María O'Neill y Núñez",
                "Nguyễn Thị Hương",
                "李小龙",
                "محمد علي",
                "अनन्या शर्मा",
                "J. R. R. Tolkien",
                "Weber, Anna (Dr. med.)",
                "{config:x}",
                "{str:eval('x')}",
                "${7*7}",
                "{{7*7}}",
                "{% raw %}",
                "${jndi:ldap://x/a}",
                "%s%n%x",
                "{name.class}",
                "Tom & Jerry <3",
            })
    void a_name_stays_as_it_is(String name) {
        assertEquals(name, PersonName.clean(name));
        Letter letter = Samples.letter(Samples.brief(), Samples.person(name, "en"));
        assertTrue(letter.text().startsWith("Hello " + name + ",\n"));
        assertEquals(name, org.jsoup.Jsoup.parse(letter.html()).select("bdi").text());
    }

    @ParameterizedTest
    @CsvSource(
            quoteCharacter = '"',
            value = {
                "Anna https://evil.example/x?y, Anna",
                "Anna HTTP:/evil, Anna",
                "www.evil.example Anna, Anna",
                "Anna evil.com, Anna",
                "Anna evil.com/free money, Anna money",
                "Anna sub.evil.de/x, Anna",
                "Anna evil.ru:8080, Anna",
                "anna@example.com, ",
                "mailto:x@y.z, ",
                "https://evil.example, ",
                "Dr.No, Dr. No",
                "<b>Anna</b>, Anna",
                "<script>alert(1)</script>Anna, alert(1)Anna",
                "<img src=x onerror=x>, ",
                "\"  Anna\t Weber  \", Anna Weber",
                "\"...\", ",
                "\" \", ",
            })
    void what_could_become_a_link_or_markup_is_taken_out(String name, String left) {
        assertEquals(left, PersonName.clean(name));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Anna\r\nBcc: x",
                "Anna\nBcc: x",
                "Anna\u2028Bcc: x",
                "Anna\u2029Bcc: x",
                "Anna\u0085Bcc: x",
                "Anna\tBcc: x"
            })
    void a_name_stays_on_its_line(String name) {
        String clean = PersonName.clean(name);
        assertTrue(clean.equals("Anna Bcc: x") || clean.equals("AnnaBcc: x"), clean);
    }

    @Test
    void what_cannot_be_seen_is_taken_out() {
        assertEquals("Anna", PersonName.clean("\u202EAn\u2066n\u200Ba\u2069\u061C\uFEFF\u0000\u001B"));
        assertEquals("[31mAnna", PersonName.clean("\u001b[31mAnna\uD800\uE000\uDB40\uDC41"));
        assertEquals("می\u200Cخواهم", PersonName.clean("می\u200Cخواهم"));
        assertEquals("Zal\u0301\u0301\u0301go", PersonName.clean("Zal" + "\u0301".repeat(50) + "go"));
        assertNull(PersonName.clean("\u200B\u202E"));
        assertNull(PersonName.clean(null));
    }

    @Test
    void a_name_that_never_ends_is_cut_between_words() {
        assertEquals("Anna " + "Maria ".repeat(9).strip(), PersonName.clean("Anna " + "Maria ".repeat(40)));
        assertEquals(60, PersonName.clean("a".repeat(500)).length());
        assertEquals(60, PersonName.clean("😀".repeat(500)).codePointCount(0, 120));
    }

    @Test
    void nobody_is_greeted_by_nothing() {
        Letter letter = Samples.letter(Samples.brief(), Samples.person("https://evil.example", "en"));
        assertTrue(letter.text().startsWith("Hello,\n"));
        assertTrue(letter.html().contains("<p>Hello,</p>"));
    }
}
