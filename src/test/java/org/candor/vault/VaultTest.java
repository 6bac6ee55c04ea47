package org.candor.vault;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.UUID;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class VaultTest {
    private static final Place PLACE = Place.of("recipient", "sealed");
    private static final UUID ROW = UUID.fromString("01900000-0000-7000-8000-000000000001");
    private static final UUID OTHER_ROW = UUID.fromString("01900000-0000-7000-8000-000000000002");
    private static final byte[] CANARY = "canary.6b1f@example.net".getBytes(UTF_8);

    @TempDir
    Path folder;

    @Test
    void what_is_sealed_opens_again_and_does_not_show_its_content() throws IOException {
        Vault vault = vault("a");
        IncidentKey key = TestVault.key(vault);
        byte[] sealed = key.seal(CANARY, PLACE.row(ROW));
        assertArrayEquals(CANARY, key.unseal(sealed, PLACE.row(ROW)));
        assertFalse(new String(sealed, UTF_8).contains("canary"));
        assertFalse(Arrays.equals(sealed, key.seal(CANARY, PLACE.row(ROW))), "the nonce is fresh each time");
    }

    @Test
    void p1_a_value_moved_to_another_row_column_or_table_does_not_open() throws IOException {
        Vault vault = vault("a");
        IncidentKey key = TestVault.key(vault);
        byte[] sealed = key.seal(CANARY, PLACE.row(ROW));
        assertThrows(CannotOpen.class, () -> key.unseal(sealed, PLACE.row(OTHER_ROW)));
        assertThrows(
                CannotOpen.class,
                () -> key.unseal(sealed, Place.of("recipient", "name").row(ROW)));
        assertThrows(
                CannotOpen.class,
                () -> key.unseal(sealed, Place.of("recipients", "ealed").row(ROW)));
    }

    @Test
    void a_value_of_another_incident_or_with_a_changed_byte_does_not_open() throws IOException {
        Vault vault = vault("a");
        IncidentKey key = TestVault.key(vault);
        IncidentKey other = TestVault.key(vault);
        byte[] sealed = key.seal(CANARY, PLACE.row(ROW));
        assertThrows(CannotOpen.class, () -> other.unseal(sealed, PLACE.row(ROW)));
        sealed[sealed.length / 2] ^= 1;
        assertThrows(CannotOpen.class, () -> key.unseal(sealed, PLACE.row(ROW)));
        assertThrows(CannotOpen.class, () -> key.unseal(new byte[3], PLACE.row(ROW)));
    }

    @Test
    void p4_another_installations_keys_fail_closed_and_say_nothing_of_the_content() throws IOException {
        byte[] wrapped = TestVault.wrapped(vault("a"), ROW);
        Vault other = vault("b");
        KeysAway refused = assertThrows(KeysAway.class, () -> TestVault.open(other, ROW, wrapped));
        assertEquals(
                "the keys of incidents cannot be asked: one does not open with the keys of this installation",
                refused.getMessage());
    }

    @Test
    void a_key_that_was_opened_is_kept_until_others_push_it_out() throws IOException {
        Vault vault = TestVault.on(KeyFile.readOrMake(folder.resolve("a")), 2);
        byte[] first = TestVault.wrapped(vault, ROW);
        IncidentKey opened = TestVault.open(vault, ROW, first);
        assertSame(opened, TestVault.open(vault, ROW, first.clone()));
        TestVault.key(vault);
        TestVault.key(vault);
        assertFalse(opened == TestVault.open(vault, ROW, first));
    }

    @Test
    void a_key_that_was_opened_is_kept_for_a_while_only() throws IOException {
        KeyFile keys = KeyFile.readOrMake(folder.resolve("a"));
        Vault vault = new Vault(keys, KeyWraps.only(new KeyFileWrap(keys, null)), new OpenKeys(2, Duration.ZERO));
        byte[] wrapped = TestVault.wrapped(vault, ROW);
        assertFalse(TestVault.open(vault, ROW, wrapped) == TestVault.open(vault, ROW, wrapped));
    }

    @Test
    void p1_a_wrapped_key_moved_to_another_incident_does_not_open() throws IOException {
        Vault vault = vault("a");
        byte[] wrapped = TestVault.wrapped(vault, ROW);
        TestVault.open(vault, ROW, wrapped);
        assertThrows(KeysAway.class, () -> TestVault.open(vault, OTHER_ROW, wrapped));
    }

    @Test
    void p2_spellings_of_one_address_share_an_index_and_kinds_do_not() throws IOException {
        Vault vault = vault("a");
        assertArrayEquals(vault.index(Vault.EMAIL, "Anna@Example.NET"), vault.index(Vault.EMAIL, "anna@example.net"));
        assertArrayEquals(
                vault.index(Vault.EMAIL, "a@bücher.example"), vault.index(Vault.EMAIL, "a@xn--bcher-kva.example"));
        assertArrayEquals(vault.index(Vault.PHONE, "+1 415-555-0101"), vault.index(Vault.PHONE, "+14155550101"));
        assertFalse(Arrays.equals(vault.index("one", "x"), vault.index("two", "x")));
        assertFalse(Arrays.equals(vault.indexRef(ROW, "c-1"), vault.indexRef(OTHER_ROW, "c-1")));
        assertEquals(16, vault.index(Vault.EMAIL, "anna@example.net").length);
    }

    @Test
    void p2_an_index_is_made_with_the_index_key_and_no_other() throws Exception {
        KeyFile keys = KeyFile.readOrMake(folder.resolve("a"));
        KeyFile others = KeyFile.readOrMake(folder.resolve("b"));
        byte[] index = TestVault.on(keys, 10).index(Vault.EMAIL, "anna@example.net");
        byte[] ref = TestVault.on(keys, 10).indexRef(ROW, "c-1");
        for (KeyFile same : List.of(
                new KeyFile(others.kek(), keys.index(), keys.reset(), keys.mac()),
                new KeyFile(keys.kek(), keys.index(), others.reset(), keys.mac()),
                new KeyFile(keys.kek(), keys.index(), keys.reset(), others.mac()))) {
            assertArrayEquals(index, TestVault.on(same, 10).index(Vault.EMAIL, "anna@example.net"));
            assertArrayEquals(ref, TestVault.on(same, 10).indexRef(ROW, "c-1"));
        }
        Vault another = TestVault.on(new KeyFile(keys.kek(), others.index(), keys.reset(), keys.mac()), 10);
        assertFalse(Arrays.equals(index, another.index(Vault.EMAIL, "anna@example.net")));
        assertFalse(Arrays.equals(ref, another.indexRef(ROW, "c-1")));
        MessageDigest plain = MessageDigest.getInstance("SHA-256");
        for (String value : List.of("anna@example.net", "emailanna@example.net", "email:anna@example.net")) {
            byte[] hash = plain.digest(value.getBytes(UTF_8));
            assertFalse(Arrays.equals(index, Arrays.copyOf(hash, index.length)), value);
        }
    }

    @Test
    void r1_a_reset_token_is_the_first_22_base62_characters_of_the_hmac() throws Exception {
        Path file = folder.resolve("a");
        KeyFile keys = KeyFile.readOrMake(file);
        String token = TestVault.on(keys, 10).resetToken(ROW, OTHER_ROW, 3);

        Mac mac = Mac.getInstance("HmacSHA256");
        mac.init(new SecretKeySpec(keys.reset(), "HmacSHA256"));
        byte[] message = HexFormat.of().parseHex((ROW.toString() + OTHER_ROW + "00000003").replace("-", ""));
        BigInteger left = new BigInteger(1, mac.doFinal(message));
        StringBuilder all = new StringBuilder();
        for (int i = 0; i < 43; i++) {
            int digit = left.mod(BigInteger.valueOf(62)).intValue();
            all.insert(0, "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz".charAt(digit));
            left = left.divide(BigInteger.valueOf(62));
        }
        assertEquals(all.substring(0, 22), token);
        assertEquals(token, TestVault.on(KeyFile.read(file), 10).resetToken(ROW, OTHER_ROW, 3), "after a restart too");
    }

    @Test
    void r1_another_notice_recipient_version_or_key_is_another_token() throws IOException {
        Vault vault = vault("a");
        String token = vault.resetToken(ROW, OTHER_ROW, 1);
        assertNotEquals(token, vault.resetToken(OTHER_ROW, ROW, 1));
        assertNotEquals(token, vault.resetToken(ROW, OTHER_ROW, 2));
        assertNotEquals(token, vault("b").resetToken(ROW, OTHER_ROW, 1));
        assertEquals(32, vault.tokenHash(token).length);
    }

    @Test
    void a_signature_for_one_purpose_is_none_for_another() throws IOException {
        Vault vault = vault("a");
        byte[] message = ByteBuffer.allocate(8).putLong(42).array();
        assertArrayEquals(vault.mac("cursor", message), vault.mac("cursor", message));
        assertFalse(Arrays.equals(vault.mac("cursor", message), vault.mac("cookie", message)));
    }

    @Test
    void a_verify_code_is_one_that_its_own_parser_takes() throws IOException {
        Vault vault = vault("a");
        String code = vault.verifyCode(ROW);
        assertTrue(code.matches("[0-9A-HJKMNP-TV-Z]{4}-[0-9A-HJKMNP-TV-Z]{4}"), code);
        assertEquals(code, VerifyCode.parse(code));
        assertNotEquals(code, vault.verifyCode(OTHER_ROW));
    }

    private Vault vault(String name) throws IOException {
        Path file = folder.resolve(name);
        if (!Files.exists(file)) {
            Vault.makeKeyFile(file);
        }
        return TestVault.on(KeyFile.read(file), 10);
    }
}
