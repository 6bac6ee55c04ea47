package org.candor.access;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quarkus.test.junit.QuarkusTest;
import io.vertx.mutiny.sqlclient.Pool;
import jakarta.inject.Inject;
import java.nio.file.Path;
import java.time.Duration;
import org.candor.vault.TestVault;
import org.candor.vault.Vault;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Keys that are not those of the database are found at the start. */
@QuarkusTest
class VaultCheckTest {
    private static final Duration SOON = Duration.ofSeconds(20);

    @TempDir
    Path folder;

    @Inject
    Pool pool;

    @Inject
    Vault ours;

    @Inject
    AccessConfig config;

    @Test
    void the_keys_that_everything_was_sealed_with_are_the_right_ones() {
        assertTrue(new VaultCheck(pool, ours, config).same().await().atMost(SOON));
    }

    @Test
    void another_key_file_is_found_out_though_it_is_a_good_one() {
        Vault other = TestVault.on(folder.resolve("keys.json"));
        assertFalse(new VaultCheck(pool, other, config).same().await().atMost(SOON));
        assertTrue(new VaultCheck(pool, ours, config).same().await().atMost(SOON));
    }
}
