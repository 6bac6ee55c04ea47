package org.candor.vault;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quarkus.runtime.configuration.ConfigurationException;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.UUID;
import org.candor.rig.KeyService;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The keys of incidents wrapped by services beside this one, as it is spoken with them. */
class KeyWrapTest {
    private static final UUID INCIDENT = UUID.fromString("01900000-0000-7000-8000-000000000001");
    private static final UUID ANOTHER = UUID.fromString("01900000-0000-7000-8000-000000000002");
    private static final byte[] AAD = Place.of("t", "c").row(INCIDENT);
    private static final Duration SOON = Duration.ofSeconds(30);

    @TempDir
    Path folder;

    private KeyService service;

    @BeforeEach
    void open() throws IOException {
        service = new KeyService();
        Files.writeString(folder.resolve("token"), KeyService.TOKEN + "\n");
        System.setProperty("aws.accessKeyId", "of-a-test");
        System.setProperty("aws.secretAccessKey", "of-a-test");
    }

    @AfterEach
    void close() {
        service.close();
        System.clearProperty("aws.accessKeyId");
        System.clearProperty("aws.secretAccessKey");
    }

    private record Transit(
            Optional<URI> address,
            Optional<String> key,
            String mount,
            Optional<Path> tokenFile,
            Optional<String> namespace,
            Optional<Path> caFile,
            Duration patience)
            implements VaultConfig.Transit {}

    private record Kms(Optional<String> key, Optional<String> region, Optional<URI> endpoint, Duration patience)
            implements VaultConfig.Kms {}

    private KeyWrap wrap(String kind) {
        return switch (kind) {
            case "transit" -> transit(service.address());
            case "kms" ->
                new KmsWrap(new Kms(
                        Optional.of("alias/candor"),
                        Optional.of("eu-central-1"),
                        Optional.of(service.address()),
                        Duration.ofSeconds(2)));
            default -> {
                KeyFile keys = KeyFile.readOrMake(folder.resolve("keys.json"));
                yield new KeyFileWrap(keys, null);
            }
        };
    }

    private KeyWrap transit(URI address) {
        return new TransitWrap(new Transit(
                Optional.of(address),
                Optional.of("candor"),
                "transit",
                Optional.of(folder.resolve("token")),
                Optional.empty(),
                Optional.empty(),
                Duration.ofSeconds(2)));
    }

    private Vault vault(KeyWrap... wraps) {
        return TestVault.on(folder.resolve("keys.json"), wraps);
    }

    @ParameterizedTest
    @ValueSource(strings = {"file", "transit", "kms"})
    void p1_what_is_wrapped_opens_for_its_own_incident_alone(String kind) {
        Vault vault = vault(wrap(kind));
        byte[] wrapped = TestVault.wrapped(vault, INCIDENT);
        byte[] sealed = TestVault.open(vault, INCIDENT, wrapped).seal(new byte[] {7}, AAD);
        // Another process, which has nothing open yet.
        Vault other = vault(wrap(kind));
        assertArrayEquals(
                new byte[] {7}, TestVault.open(other, INCIDENT, wrapped).unseal(sealed, AAD));
        assertThrows(KeysAway.class, () -> TestVault.open(other, ANOTHER, wrapped));
        assertTrue(other.answers(), "one key that does not open closes no other");
        byte[] changed = wrapped.clone();
        changed[changed.length - 3] ^= 1;
        assertThrows(KeysAway.class, () -> TestVault.open(other, INCIDENT, changed));
    }

    @ParameterizedTest
    @ValueSource(strings = {"transit", "kms"})
    void a_key_is_asked_for_once_and_kept(String kind) {
        Vault vault = vault(wrap(kind));
        byte[] wrapped = TestVault.wrapped(vault, INCIDENT);
        service.asked.clear();
        TestVault.open(vault, INCIDENT, wrapped);
        TestVault.open(vault, INCIDENT, wrapped);
        assertEquals(1, service.asked.size());
    }

    @ParameterizedTest
    @ValueSource(strings = {"transit", "kms"})
    void p4_a_service_that_refuses_closes_what_is_open_and_one_that_is_away_opens_no_more(String kind) {
        Vault vault = vault(wrap(kind));
        byte[] wrapped = TestVault.wrapped(vault, INCIDENT);
        byte[] unopened = TestVault.wrapped(vault, ANOTHER);
        TestVault.open(vault, INCIDENT, wrapped);
        vault.check().await().atMost(SOON);
        assertTrue(vault.answers());

        service.fault = 503;
        assertThrows(KeysAway.class, () -> vault.check().await().atMost(SOON));
        assertFalse(vault.answers());
        TestVault.open(vault, INCIDENT, wrapped);
        assertThrows(KeysAway.class, () -> TestVault.open(vault, ANOTHER, unopened));
        assertThrows(KeysAway.class, () -> TestVault.wrapped(vault, INCIDENT));

        service.fault = kind.equals("kms") ? 400 : 403;
        assertThrows(KeysAway.class, () -> vault.check().await().atMost(SOON));
        assertThrows(KeysAway.class, () -> TestVault.open(vault, INCIDENT, wrapped), "nothing is open any more");

        service.fault = 0;
        vault.check().await().atMost(SOON);
        assertTrue(vault.answers());
        TestVault.open(vault, INCIDENT, wrapped);
    }

    private static void check(Vault vault) {
        vault.check().await().atMost(SOON);
    }

    @Test
    void p4_a_process_that_lags_behind_wraps_nothing_by_an_older_key_again() throws IOException {
        Path file = folder.resolve("keys.json");
        Vault.makeKeyFile(file);
        Vault.addKek(file);
        Vault lagging = TestVault.on(KeyFile.read(file), 10);
        byte[] first = TestVault.wrapped(lagging, INCIDENT);
        Vault.useNewestKek(file);
        Vault turned = TestVault.on(KeyFile.read(file), 10);
        byte[] second = TestVault.wrapped(turned, INCIDENT);
        assertTrue(turned.behind(first));
        assertFalse(turned.behind(second));
        assertFalse(lagging.behind(second), "it has not heard yet that this one wraps");

        Vault transit = vault(wrap("transit"));
        byte[] old = TestVault.wrapped(transit, INCIDENT);
        service.rotate();
        Vault told = vault(wrap("transit"));
        byte[] now = TestVault.wrapped(told, INCIDENT);
        assertTrue(told.behind(old));
        assertFalse(transit.behind(now));
    }

    @Test
    void a_service_that_binds_nothing_to_an_incident_is_refused() {
        service.binds = false;
        Vault vault = vault(wrap("transit"));
        assertThrows(KeysAway.class, () -> check(vault));
        assertFalse(vault.answers());
    }

    @Test
    void p4_a_new_version_of_transits_key_wraps_what_was_wrapped_before_again() {
        Vault vault = vault(wrap("transit"));
        byte[] before = TestVault.wrapped(vault, INCIDENT);
        vault.check().await().atMost(SOON);
        assertEquals("vault:v1:", new String(vault.generation(), StandardCharsets.UTF_8));

        service.rotate();
        TestVault.open(vault, INCIDENT, before);
        vault.check().await().atMost(SOON);
        assertEquals("vault:v2:", new String(vault.generation(), StandardCharsets.UTF_8));
        byte[] after = vault.rewrap(INCIDENT, before).await().atMost(SOON);
        assertTrue(new String(after, StandardCharsets.UTF_8).startsWith("vault:v2:"));

        service.forgetOld();
        Vault other = vault(wrap("transit"));
        assertThrows(KeysAway.class, () -> TestVault.open(other, INCIDENT, before));
        TestVault.open(other, INCIDENT, after);
    }

    @ParameterizedTest
    @ValueSource(strings = {"transit", "kms"})
    void p4_an_installation_moves_from_its_key_file_to_a_service_and_back(String kind) {
        KeyWrap file = wrap("file");
        byte[] before = TestVault.wrapped(vault(file), INCIDENT);
        Vault moved = vault(wrap(kind), file);
        TestVault.open(moved, INCIDENT, before);
        byte[] after = moved.rewrap(INCIDENT, before).await().atMost(SOON);
        assertThrows(CannotOpen.class, () -> TestVault.open(vault(file), INCIDENT, after));
        TestVault.open(vault(wrap(kind)), INCIDENT, after);
        byte[] back = vault(file, wrap(kind)).rewrap(INCIDENT, after).await().atMost(SOON);
        TestVault.open(vault(file), INCIDENT, back);
    }

    @Test
    void a_token_that_is_renewed_is_used_and_one_that_is_wrong_refused() throws IOException {
        Vault vault = vault(wrap("transit"));
        Files.writeString(folder.resolve("token"), "another");
        assertThrows(KeysAway.class, () -> TestVault.wrapped(vault, INCIDENT));
        Files.writeString(folder.resolve("token"), KeyService.TOKEN);
        assertThrows(KeysAway.class, () -> TestVault.wrapped(vault, INCIDENT), "nobody waits until it is tried again");
        check(vault);
        TestVault.wrapped(vault, INCIDENT);
        Files.delete(folder.resolve("token"));
        assertThrows(KeysAway.class, () -> TestVault.wrapped(vault, INCIDENT));
    }

    @Test
    void who_is_not_there_is_away() {
        service.close();
        for (String kind : new String[] {"transit", "kms"}) {
            Vault vault = vault(wrap(kind));
            assertThrows(KeysAway.class, () -> TestVault.wrapped(vault, INCIDENT), kind);
        }
    }

    @Test
    void keys_never_travel_in_clear_to_another_machine() {
        ConfigurationException refused =
                assertThrows(ConfigurationException.class, () -> transit(URI.create("http://vault.example.com:8200")));
        assertEquals("candor.vault.transit.address must be https: keys travel over it.", refused.getMessage());
    }

    @Test
    void what_a_service_says_is_not_repeated() {
        service.fault = 403;
        Vault vault = vault(wrap("transit"));
        RuntimeException said = assertThrows(KeysAway.class, () -> TestVault.wrapped(vault, INCIDENT));
        assertFalse(said.toString().contains("fault of"), said.toString());
    }
}
