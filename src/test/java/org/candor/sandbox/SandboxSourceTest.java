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
    void an_account_that_has_a_relay_elsewhere_keeps_it() {
        Map<String, String> found = found("demo", Map.of("candor.courier.email.main.host", "relay.example"));
        assertTrue(found.keySet().stream().noneMatch(it -> it.startsWith("candor.courier.email.")));
        assertTrue(found.containsKey("candor.sandbox.smtp-port"));
    }

    @Test
    void an_account_with_another_sink_on_this_machine_needs_its_port_only() {
        Map<String, String> found = found("demo", Map.of("candor.courier.email.main.host", "127.0.0.1"));
        assertEquals("none", found.get("candor.courier.email.main.tls"));
    }

    @Test
    void asked_twice_it_starts_once() {
        assertEquals(found("demo", Map.of()), found("demo", Map.of()));
        assertEquals(1, SandboxSource.started());
    }
}
