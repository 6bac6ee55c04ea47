package org.candor.vault;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.UUID;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.junit.jupiter.api.Test;

@QuarkusTest
class VaultStartTest {
    @Inject
    Vault vault;

    @ConfigProperty(name = "candor.data-dir")
    Path dataDir;

    @Test
    void a_start_makes_its_key_file_below_the_data_folder() {
        assertTrue(Files.exists(dataDir.resolve("keys/vault.json")));
        assertEquals(22, vault.resetToken(new UUID(1, 2), new UUID(3, 4), 1).length());
    }
}
