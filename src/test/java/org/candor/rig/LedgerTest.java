package org.candor.rig;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LedgerTest {
    private static final UUID DELIVERY = UUID.fromString("019a0000-0000-7000-8000-000000000001");

    @TempDir
    Path folder;

    @Test
    void a_line_names_its_delivery_its_recipient_and_its_mail() throws Exception {
        Ledger ledger = read("""
                {"at":"2026-11-21T10:00:00Z","message_id":"<%s.0@sender.example>","rcpt":"anna@example.org","size":9,"file":"mail/1.eml"}
                {"at":"2026-11-21T10:00:00Z","message_id":"<other@example>","rcpt":"ben@example.org","size":9,"file":null}
                """.formatted(DELIVERY));
        assertEquals(2, ledger.entries().size());
        Ledger.Entry first = ledger.entries().getFirst();
        assertEquals(Optional.of(DELIVERY), first.delivery());
        assertEquals("anna@example.org", first.recipient());
        assertEquals("mail/1.eml", first.file());
        assertEquals(Optional.empty(), ledger.entries().getLast().delivery());
    }

    @Test
    void no_file_is_an_empty_ledger() throws Exception {
        assertEquals(List.of(), Ledger.read(folder.resolve("none")).entries());
    }

    @Test
    void a_line_that_is_cut_short_is_an_error_and_not_passed_over() {
        assertThrows(IOException.class, () -> read("{\"at\":\"2026-11-21T10:00:00Z\",\"mess"));
    }

    @Test
    void a_line_without_a_message_id_is_an_error() {
        assertThrows(IllegalArgumentException.class, () -> read("{\"rcpt\":\"anna@example.org\"}"));
    }

    @Test
    void tampering_takes_one_line_away() throws Exception {
        String line = "{\"message_id\":\"<" + DELIVERY + ".0@s.example>\",\"rcpt\":\"anna@example.org\"}\n";
        assertEquals(
                1,
                read(line + line)
                        .without("<" + DELIVERY + ".0@s.example>")
                        .entries()
                        .size());
    }

    private Ledger read(String text) throws IOException {
        return Ledger.read(Files.writeString(folder.resolve("ledger.ndjson"), text));
    }
}
