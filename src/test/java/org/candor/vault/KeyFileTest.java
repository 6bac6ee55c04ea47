package org.candor.vault;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quarkus.runtime.configuration.ConfigurationException;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class KeyFileTest {
    private static final UUID INCIDENT = UUID.fromString("01900000-0000-7000-8000-000000000001");
    private static final Duration SOON = Duration.ofSeconds(10);

    @TempDir
    Path folder;

    @Test
    void it_makes_itself_where_nothing_real_is_at_stake_and_is_kept() throws IOException {
        Path file = Vault.keyFile(Optional.empty(), folder, List.of("demo"));
        assertEquals(folder.resolve("keys/vault.json"), file);
        KeyFile made = KeyFile.read(file);
        assertEquals("rw-------", PosixFilePermissions.toString(Files.getPosixFilePermissions(file)));
        assertArrayEquals(
                made.reset(),
                KeyFile.read(Vault.keyFile(Optional.empty(), folder, List.of("demo")))
                        .reset());
        assertEquals(List.of("vault.json"), names(file.getParent()), "no draft is left behind");
    }

    @Test
    void prod_never_makes_one() {
        String said = refusal(() -> Vault.keyFile(Optional.empty(), folder, List.of("prod")));
        assertTrue(said.contains("candor.vault.key-file"), said);
        assertFalse(Files.exists(folder.resolve("keys")));
    }

    @Test
    void a_file_that_is_missing_broken_or_open_to_others_is_refused_in_one_sentence() throws IOException {
        Path file = folder.resolve("keys.json");
        assertTrue(refusal(() -> KeyFile.read(file)).contains("does not exist"));

        Vault.makeKeyFile(file);
        String good = Files.readString(file);
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r--r--"));
        assertTrue(refusal(() -> KeyFile.read(file)).contains("0600"));
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("r--r-----"));
        KeyFile.read(file);

        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
        for (String bad :
                List.of("", "null", "{}", "nonsense", good.substring(0, 100), good.replace("\"mac\"", "\"x\""))) {
            Files.writeString(file, bad);
            String said = refusal(() -> KeyFile.read(file));
            assertEquals("The key file " + file + " is not a key file; see candor.vault.key-file.", said);
        }
    }

    @Test
    void an_existing_file_is_never_written_over() throws IOException {
        Path file = folder.resolve("keys.json");
        Vault.makeKeyFile(file);
        String before = Files.readString(file);
        assertThrows(FileAlreadyExistsException.class, () -> Vault.makeKeyFile(file));
        assertEquals(before, Files.readString(file));
        assertEquals(1, names(folder).size());
    }

    @Test
    void p4_another_kek_takes_over_in_three_steps_and_nothing_is_closed_between_them() throws IOException {
        Path file = folder.resolve("keys.json");
        Vault.makeKeyFile(file);
        KeyFile old = KeyFile.read(file);
        byte[] before = TestVault.wrapped(TestVault.on(old, 10), INCIDENT);
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r-----"));

        Vault.addKek(file);
        KeyFile added = KeyFile.read(file);
        byte[] between = TestVault.wrapped(TestVault.on(added, 10), INCIDENT);
        TestVault.open(TestVault.on(old, 10), INCIDENT, between);

        Vault.useNewestKek(file);
        Vault turned = TestVault.on(KeyFile.read(file), 10);
        byte[] after = TestVault.wrapped(turned, INCIDENT);
        TestVault.open(turned, INCIDENT, before);
        // A process that has not read the file since the last step, though since the one before.
        TestVault.open(TestVault.on(added, 10), INCIDENT, after);
        assertThrows(KeysAway.class, () -> TestVault.open(TestVault.on(old, 10), INCIDENT, after));
        byte[] again = turned.rewrap(INCIDENT, before).await().atMost(SOON);

        Vault.dropOldKeks(file);
        Vault dropped = TestVault.on(KeyFile.read(file), 10);
        assertThrows(KeysAway.class, () -> TestVault.open(dropped, INCIDENT, before));
        byte[] aad = Place.of("t", "c").row(INCIDENT);
        byte[] sealed = TestVault.open(TestVault.on(old, 10), INCIDENT, before).seal(new byte[] {7}, aad);
        assertArrayEquals(
                new byte[] {7}, TestVault.open(dropped, INCIDENT, again).unseal(sealed, aad));
        Vault.reopenKeks(file);
        TestVault.open(TestVault.on(KeyFile.read(file), 10), INCIDENT, before);
        assertArrayEquals(old.index(), KeyFile.read(file).index());
        assertEquals(
                "rw-r-----",
                PosixFilePermissions.toString(Files.getPosixFilePermissions(file)),
                "who could read it still can");
    }

    @Test
    void p4_a_file_that_is_taken_away_or_is_another_installations_closes_the_vault_until_it_is_back()
            throws IOException {
        Path file = folder.resolve("keys.json");
        Vault.makeKeyFile(file);
        KeyFile keys = KeyFile.read(file);
        Vault vault = TestVault.on(file, new KeyFileWrap(keys, file));
        byte[] wrapped = TestVault.wrapped(vault, INCIDENT);
        String good = Files.readString(file);

        Files.delete(file);
        assertThrows(KeysAway.class, () -> vault.check().await().atMost(SOON));
        assertFalse(vault.answers());
        assertThrows(KeysAway.class, () -> TestVault.open(vault, INCIDENT, wrapped));

        Vault.makeKeyFile(file);
        assertThrows(KeysAway.class, () -> vault.check().await().atMost(SOON));
        assertFalse(vault.answers());

        Files.writeString(file, good);
        vault.check().await().atMost(SOON);
        assertTrue(vault.answers());
        TestVault.open(vault, INCIDENT, wrapped);
    }

    private static String refusal(org.junit.jupiter.api.function.Executable call) {
        return assertThrows(ConfigurationException.class, call).getMessage();
    }

    private static List<String> names(Path folder) throws IOException {
        try (var files = Files.list(folder)) {
            return files.map(it -> it.getFileName().toString()).toList();
        }
    }
}
