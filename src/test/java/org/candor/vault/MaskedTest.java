package org.candor.vault;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import org.junit.jupiter.api.Test;

class MaskedTest {
    @Test
    void an_address_keeps_its_first_letters_and_its_ending() {
        assertEquals("j***@e***.com", Masked.email("john.doe@example.com"));
        assertEquals("\"***@c***.com", Masked.email("\"a@b\"@c.com"));
        assertEquals("用***@例***.example", Masked.email("用户@例子.example"));
        assertEquals("j***@l***", Masked.email("john@localhost"));
        assertEquals("***", Masked.email("nothing"));
        assertNull(Masked.email(null));
    }

    @Test
    void a_number_keeps_two_characters_at_either_end() {
        assertEquals("+1***01", Masked.phone("+14155550101"));
        assertEquals("***", Masked.phone("+12345"));
    }

    @Test
    void any_other_text_keeps_one_character_and_never_half_of_one() {
        assertEquals("A***", Masked.text("Anna"));
        assertEquals("\ud83d\udca9***", Masked.text("\ud83d\udca9 and more"));
        assertEquals("***", Masked.text(""));
    }
}
