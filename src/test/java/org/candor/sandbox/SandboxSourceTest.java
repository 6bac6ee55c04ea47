package org.candor.sandbox;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.smallrye.config.ConfigSourceContext;
import io.smallrye.config.ConfigValue;
import io.smallrye.config.EnvConfigSource;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import org.eclipse.microprofile.config.spi.ConfigSource;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Where the sandbox starts, and where it never does. */
class SandboxSourceTest {
    @TempDir
    Path folder;

    @AfterEach
    void stop() {
        SandboxSource.stop();
    }

    private Map<String, String> found(String profiles, Map<String, String> configured) {
        Map<String, String> values = new HashMap<>(configured);
        values.put("candor.data-dir", folder.toString());
        Map<String, String> found = new HashMap<>();
        new SandboxSource()
                .getConfigSources(context(List.of(profiles.split(",")), values, SandboxSource.RUNNING))
                .forEach(source -> found.putAll(source.getProperties()));
        return found;
    }

    private static ConfigSourceContext context(List<String> profiles, Map<String, String> values, String name) {
        return new ConfigSourceContext() {
            @Override
            public ConfigValue getValue(String key) {
                String value = values.get(key);
                return value == null
                        ? null
                        : ConfigValue.builder().withName(key).withValue(value).build();
            }

            @Override
            public List<String> getProfiles() {
                return profiles;
            }

            @Override
            public List<ConfigSource> getConfigSources() {
                return List.of(new EnvConfigSource(Map.of(), 1) {
                    @Override
                    public String getName() {
                        return name;
                    }
                });
            }

            @Override
            public Iterator<String> iterateNames() {
                return new ArrayList<>(values.keySet()).iterator();
            }
        };
    }

    @ParameterizedTest
    @ValueSource(strings = {"demo", "dev", "test", "other,demo"})
    void it_starts_in_profiles_that_may_reach_nobody(String profile) {
        Map<String, String> found = found(profile, Map.of());
        assertEquals(1, SandboxSource.started());
        assertEquals("127.0.0.1", found.get("candor.courier.email.main.host"));
        assertEquals(found.get("candor.sandbox.smtp-port"), found.get("candor.courier.email.main.port"));
        assertNotEquals("0", found.get("candor.sandbox.smtp-port"));
        assertTrue(Files.exists(folder.resolve("sandbox/ledger.ndjson")));
    }

    @ParameterizedTest
    @ValueSource(strings = {"demo", "dev", "test", "other,demo"})
    void text_messages_stay_here_as_well(String profile) throws IOException {
        Map<String, String> found = found(profile, Map.of());
        assertEquals(
                "http://127.0.0.1:" + found.get("candor.sandbox.twilio-port"),
                found.get("candor.courier.sms.main.base-url"));
        assertTrue(Files.exists(folder.resolve("sandbox/sms-ledger.ndjson")));
        Path token = Path.of(found.get("candor.courier.sms.main.auth-token-file"));
        assertEquals("rw-------", PosixFilePermissions.toString(Files.getPosixFilePermissions(token)));
    }

    @Test
    void an_account_at_twilio_itself_keeps_it() {
        Map<String, String> found = found("demo", Map.of("candor.courier.sms.main.base-url", "https://api.twilio.com"));
        assertFalse(found.containsKey("candor.courier.sms.main.account-sid"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"prod", "prod,demo", "demo,prod", "staging", ""})
    void it_never_starts_elsewhere(String profile) {
        assertEquals(Map.of(), found(profile, Map.of("candor.sandbox.enabled", "true")));
        assertEquals(0, SandboxSource.started());
        assertFalse(Files.exists(folder.resolve("sandbox")));
    }

    @Test
    void it_does_not_start_while_the_application_is_built() {
        var sources = new SandboxSource().getConfigSources(context(List.of("demo"), Map.of(), "another"));
        assertFalse(sources.iterator().hasNext());
        assertEquals(0, SandboxSource.started());
    }

    @Test
    void it_can_be_switched_off() {
        assertEquals(Map.of(), found("demo", Map.of("candor.sandbox.enabled", "false")));
        assertEquals(0, SandboxSource.started());
    }

    @Test
    void what_it_captures_is_shown_on_loopback() {
        Map<String, String> found = found("demo", Map.of());
        assertEquals(
                "http://127.0.0.1:" + found.get("candor.sandbox.capture-port"),
                found.get("candor.console.sandbox.url"));
    }

    @Test
    void it_can_be_told_to_keep_nothing() {
        Map<String, String> found = found("demo", Map.of("candor.sandbox.capture-messages", "0"));
        assertEquals(1, SandboxSource.started());
        assertFalse(found.containsKey("candor.console.sandbox.url"));
        assertFalse(found.containsKey("candor.sandbox.capture-port"));
    }

    @Test
    void an_account_that_has_a_relay_elsewhere_keeps_it() {
        Map<String, String> found = found("demo", Map.of("candor.courier.email.main.host", "relay.example"));
        assertTrue(found.containsKey("candor.sandbox.smtp-port"));
        assertTrue(found.keySet().stream().noneMatch(key -> key.startsWith("candor.courier.email.")));
    }

    @Test
    void an_account_with_another_sink_on_this_machine_needs_its_port_only() {
        Map<String, String> found = found("demo", Map.of("candor.courier.email.main.host", "127.0.0.1"));
        assertEquals("none", found.get("candor.courier.email.main.tls"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"mastodon", "bluesky", "discourse"})
    void a_public_network_is_offered_with_a_secret_that_only_its_owner_reads(String network) throws IOException {
        Map<String, String> found = found("test", Map.of());
        String account = "candor.courier." + network + ".main.";
        String port = found.get("candor.sandbox." + network + "-port");
        assertNotEquals("0", port);
        assertEquals("http://127.0.0.1:" + port, found.get(account + "url"));
        List<String> files = found.keySet().stream()
                .filter(key -> key.startsWith(account) && key.endsWith("-file"))
                .toList();
        assertEquals(1, files.size());
        Path secret = Path.of(found.get(files.getFirst()));
        assertEquals("rw-------", PosixFilePermissions.toString(Files.getPosixFilePermissions(secret)));
        assertFalse(Files.readString(secret).isBlank());
        assertTrue(Files.exists(folder.resolve("sandbox/social-ledger.ndjson")));
    }

    @Test
    void a_public_account_that_is_elsewhere_is_left_alone() {
        Map<String, String> found =
                found("demo", Map.of("candor.courier.mastodon.main.url", "https://mastodon.example"));
        assertTrue(found.keySet().stream().noneMatch(key -> key.startsWith("candor.courier.mastodon.")));
        assertTrue(found.containsKey("candor.courier.bluesky.main.url"));
    }

    @Test
    void a_trial_loses_one_answer_and_tests_lose_none() {
        assertEquals(
                "bank-drop-once.example.com", found("demo", Map.of()).get("candor.courier.bluesky.main.identifier"));
        SandboxSource.stop();
        assertEquals("bank.example.com", found("test", Map.of()).get("candor.courier.bluesky.main.identifier"));
    }

    @Test
    void asked_twice_it_starts_once() {
        assertEquals(found("demo", Map.of()), found("demo", Map.of()));
        assertEquals(1, SandboxSource.started());
        assertEquals(1, SocialStages.started());
    }
}
