package org.candor.courier;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SmtpReplyTest {
    @ParameterizedTest
    @CsvSource(delimiter = '|', nullValues = "-", textBlock = """
            550 5.1.1 no            | 550 | 5.1.1
            550 5.1.1               | 550 | 5.1.1
            550-5.1.1 no            | 550 | 5.1.1
            550 5.1.10 null MX      | 550 | 5.1.10
            550 5.123.456 x         | 550 | 5.123.456
            550                     | 550 | ''
            550 no                  | 550 | ''
            550 5.1 no              | 550 | ''
            550 5.1.                | 550 | ''
            550 5..1 no             | 550 | ''
            550 5.1.1.1 no          | 550 | ''
            550 5.1234.1 no         | 550 | ''
            550 5.1.1234 no         | 550 | ''
            550 4.1.1 other class   | 550 | ''
            550 5.1.1: no           | 550 | ''
            """)
    void an_enhanced_code_is_read_where_it_is_one(String text, int code, String enhanced) {
        SmtpReply reply = SmtpReply.read(text + "\n");
        assertEquals(code, reply.code());
        assertEquals(enhanced, reply.enhanced());
    }

    @Test
    void lines_of_one_reply_carry_one_code() {
        assertEquals(250, SmtpReply.read("250-one\n250 two\n").code());
        assertTrue(SmtpReply.read("250-one\n550 two\n").garbled());
        assertTrue(SmtpReply.read("250-one\ntwo\n").garbled());
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "\n", "25", "abc def", "-25 x", "2500", "199 x", "600 x"})
    void all_else_is_garbled(String text) {
        assertTrue(SmtpReply.read(text).garbled());
    }

    @Test
    void a_reply_prints_its_codes_and_not_its_text() {
        assertFalse(SmtpReply.read("550 5.1.1 <anna@people.example>").toString().contains("anna"));
    }
}
