package org.candor.vault;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.crypto.tink.Aead;
import com.google.crypto.tink.InsecureSecretKeyAccess;
import com.google.crypto.tink.KeysetHandle;
import com.google.crypto.tink.RegistryConfiguration;
import com.google.crypto.tink.TinkJsonProtoKeysetFormat;
import com.google.crypto.tink.aead.PredefinedAeadParameters;
import io.quarkus.runtime.configuration.ConfigurationException;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class KeyFileTest {
    @TempDir
    Path folder;

    private record Config(Optional<Path> keyFile, int openKeys) implements VaultConfig {}

    @Test
    void it_makes_itself_where_nothing_real_is_at_stake_and_is_kept() throws IOException {
        KeyFile made = Vault.keys(none(), folder, List.of("demo"));
        Path file = folder.resolve("keys/vault.json");
        assertEquals("rw-------", PosixFilePermissions.toString(Files.getPosixFilePermissions(file)));
        assertArrayEquals(
                made.reset(), Vault.keys(none(), folder, List.of("demo")).reset());
        assertEquals(List.of("vault.json"), names(file.getParent()), "no draft is left behind");
    }

    @Test
    void prod_never_makes_one() {
        String said = refusal(() -> Vault.keys(none(), folder, List.of("prod")));
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
    void an_older_key_of_the_keyset_still_unwraps() throws Exception {
        KeyFile old = Vault.keys(none(), folder, List.of("test"));
        byte[] wrapped = new Vault(old, 10).newIncidentKey();
        KeysetHandle both = KeysetHandle.newBuilder(old.kek())
                .addEntry(KeysetHandle.generateEntryFromParameters(PredefinedAeadParameters.AES256_GCM)
                        .withRandomId()
                        .makePrimary())
                .build();
        String keyset = TinkJsonProtoKeysetFormat.serializeKeyset(both, InsecureSecretKeyAccess.get());
        KeysetHandle read = TinkJsonProtoKeysetFormat.parseKeyset(keyset, InsecureSecretKeyAccess.get());
        Vault turned = new Vault(new KeyFile(read, old.index(), old.reset(), old.mac()), 10);

        byte[] aad = Place.of("t", "c").row(new java.util.UUID(1, 2));
        byte[] sealed = new Vault(old, 10).open(wrapped).seal(new byte[] {7}, aad);
        assertArrayEquals(new byte[] {7}, turned.open(wrapped).unseal(sealed, aad));
        assertThrows(CannotOpen.class, () -> new Vault(old, 10).open(turned.newIncidentKey()));
        assertTrue(read.getPrimitive(RegistryConfiguration.get(), Aead.class) != null);
    }

    private static Config none() {
        return new Config(Optional.empty(), 10);
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
