package org.candor.courier;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SecretFileTest {
    @TempDir
    Path folder;

    private Path file(String text, long changed) throws IOException {
        Path file = Files.writeString(folder.resolve("secret"), text);
        return Files.setLastModifiedTime(file, FileTime.fromMillis(changed));
    }

    @Test
    void the_first_line_is_in_force_and_the_second_is_the_old_one() throws IOException {
        SecretFile secret = new SecretFile(file("new\r\n  old \n\nolder\n", 1_000));
        assertEquals("new", secret.current());
        assertEquals(List.of("new", "old"), secret.lines());
    }

    @Test
    void a_changed_file_is_read_again() throws IOException {
        SecretFile secret = new SecretFile(file("one\n", 1_000));
        assertEquals("one", secret.current());
        file("two\n", 5_000);
        assertEquals("two", secret.current());
        assertEquals(List.of("two"), secret.lines());
    }

    @Test
    void a_file_that_is_gone_or_empty_is_no_secret() throws IOException {
        assertThrows(IOException.class, new SecretFile(folder.resolve("gone"))::current);
        assertThrows(IOException.class, new SecretFile(file(" \n\n", 1_000))::current);
    }

    @Test
    void it_prints_nothing_of_what_it_holds() throws IOException {
        SecretFile secret = new SecretFile(file("one\n", 1_000));
        secret.current();
        assertFalse(secret.toString().contains("one"));
    }
}
