package org.candor.access;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.smallrye.config.SmallRyeConfig;
import io.smallrye.config.SmallRyeConfigBuilder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class VaultCommandTest {
    private static final SmallRyeConfig CONFIG = new SmallRyeConfigBuilder().build();

    @TempDir
    Path folder;

    @Test
    void the_keys_of_an_installation_are_made_once_and_never_written_over() throws IOException {
        Path file = folder.resolve("vault.json");
        List<String> command = List.of("vault", "create", "--file", file.toString());
        assertTrue(Commands.run(CONFIG, command).contains("candor.vault.key-file"));
        assertEquals("rw-------", PosixFilePermissions.toString(Files.getPosixFilePermissions(file)));
        String made = Files.readString(file);
        assertThrows(IllegalStateException.class, () -> Commands.run(CONFIG, command));
        assertEquals(made, Files.readString(file));
    }

    @Test
    void without_a_folder_to_write_to_it_says_so() {
        String nowhere = folder.resolve("missing/vault.json").toString();
        String said = assertThrows(
                        IllegalStateException.class,
                        () -> Commands.run(CONFIG, List.of("vault", "create", "--file", nowhere)))
                .getMessage();
        assertTrue(said.contains(nowhere), said);
        assertThrows(IllegalArgumentException.class, () -> Commands.run(CONFIG, List.of("vault", "create")));
    }
}
